// SPDX-License-Identifier: BSL-1.0
// stream/flow.hpp - what a sink answers to a row.
#pragma once

namespace ferrule {

/// Whether a sink wants another row. After `stop` the row just seen counts as delivered.
enum class flow : bool { stop, more };

}  // namespace ferrule
