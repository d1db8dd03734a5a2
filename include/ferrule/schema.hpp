// SPDX-License-Identifier: BSL-1.0
// schema.hpp - the words for data: kinds and field types, cells, tables and columns, type tables.
#pragma once
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/kind.hpp>
#include <ferrule/schema/mapping.hpp>
#include <ferrule/schema/op_id.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value.hpp>
#include <ferrule/schema/value_text.hpp>
#include <ferrule/schema/value_view.hpp>
