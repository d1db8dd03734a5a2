// SPDX-License-Identifier: BSL-1.0
// src.hpp - what the headers of the library itself declare, for the one source file that compiles it (core/separate.hpp).
#pragma once
#include <ferrule/core/concat.ipp>
#include <ferrule/core/decimal.ipp>
#include <ferrule/core/failure.ipp>
#include <ferrule/core/text.ipp>
#include <ferrule/predicate.ipp>
#include <ferrule/predicate/evaluate.ipp>
#include <ferrule/predicate/order.ipp>
#include <ferrule/reflect/row_struct.ipp>
#include <ferrule/rows/open.ipp>
#include <ferrule/schema/convert.ipp>
#include <ferrule/schema/kind.ipp>
#include <ferrule/schema/table.ipp>
#include <ferrule/schema/value.ipp>
#include <ferrule/schema/value_text.ipp>
#include <ferrule/stream/batch.ipp>
#include <ferrule/stream/binding.ipp>
#include <ferrule/stream/change_state.ipp>
#include <ferrule/stream/filtered.ipp>
#include <ferrule/stream/state.ipp>
