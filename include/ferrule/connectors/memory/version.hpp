// SPDX-License-Identifier: BSL-1.0
// connectors/memory/version.hpp - one state of a table: chunks of rows that streams share.
#pragma once
#include <algorithm>
#include <cstdint>
#include <ferrule/connectors/memory/layout.hpp>
#include <ferrule/connectors/memory/types.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/reflect/row_struct.hpp>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ferrule::memory {
namespace detail {

// Its address identifies T without RTTI. Not const, so that no linker merges two of them.
template<class T>
inline char row_identity = 0;

/// Reads one column of `count` rows ahead.
using prepare_function = void (*)(const std::byte* rows, std::size_t count, std::size_t column,
                                  prepared_column& out);

/// What all versions of a table have in common.
struct shape {
  source_schema described;
  std::vector<column_plan> columns;  // one per field, in order
  std::size_t stride = 0;            // bytes from row to row
  const void* row_type = nullptr;    // &row_identity<T>; null: a table of values
  std::string row_type_name;
  prepare_function prepare = nullptr;
};

/// Prepared columns of one chunk, made when first asked for. Shared by the versions that share the
/// chunk.
class side_columns {
public:
  const prepared_column* get(const shape& table, const std::byte* rows, std::size_t count,
                             std::size_t column) {
    const std::lock_guard lock(guard_);
    if (columns_.empty()) columns_.resize(table.columns.size());
    if (columns_[column] == nullptr) {
      columns_[column] = std::make_unique<prepared_column>();
      table.prepare(rows, count, column, *columns_[column]);
    }
    return columns_[column].get();
  }

private:
  std::mutex guard_;
  std::vector<std::unique_ptr<prepared_column>> columns_;
};

/// Rows that lie one behind the other. The first `count` of them never change while `owner` is
/// held.
struct chunk {
  std::shared_ptr<const void> owner;
  const std::byte* rows = nullptr;
  std::size_t count = 0;
  std::size_t first = 0;                 // how many rows of the version come before
  std::shared_ptr<side_columns> beside;  // tables of structs
};

struct version {
  std::shared_ptr<const shape> table;
  std::vector<chunk> chunks;
  std::size_t rows = 0;

  void add(chunk next) {
    if (next.count == 0) return;
    next.first = rows;
    rows += next.count;
    chunks.push_back(std::move(next));
  }
  /// The chunk that row `row` is in; chunks.size() behind the last.
  std::size_t chunk_of(std::size_t row) const {
    const auto behind = std::upper_bound(chunks.begin(), chunks.end(), row,
                                         [](std::size_t r, const chunk& c) { return r < c.first; });
    return row >= rows ? chunks.size() : static_cast<std::size_t>(behind - chunks.begin()) - 1;
  }
};

template<class T>
void prepare_cells(const std::byte* rows, std::size_t count, std::size_t column,
                   prepared_column& out) {
  const T* const first = reinterpret_cast<const T*>(rows);
  out.cells.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t at = 0;
    for_each_cell(first[i], [&](const auto& cell) {
      if (at++ == column && !to_cell(cell, out.cells[i], out.lists)) out.unnamed.push_back(i);
    });
  }
}

/// Positions of the key columns. Errors: `not_found` for a name that is no column; `constraint` for
/// a nullable or repeated one.
inline result<void> set_key(source_schema& described, const std::vector<std::string>& key) {
  described.schema.primary_key.clear();
  for (const std::string& name : key) {
    const auto at = described.schema.find(name);
    if (!at) {
      std::vector<std::string_view> names;
      for (const field& f : described.schema.fields) names.push_back(f.name);
      const auto near = nearest_name(name, names);
      return fail(errc::not_found,
                  concat("memory table ", quoted(to_text(described.table)),
                         ": the primary key names column ", quoted(name), ", which does not exist",
                         near ? concat("; did you mean ", quoted(*near), "?") : ""));
    }
    described.schema.primary_key.push_back(*at);
  }
  return {};
}

/// What holds for the columns of every table. Errors: `constraint`.
inline result<void> check_columns(const source_schema& described) {
  const auto broken = [&](std::string_view what, std::string_view name) {
    return fail(errc::constraint, concat("memory table ", quoted(to_text(described.table)), ": ",
                                         what, " ", quoted(name)));
  };
  const auto& fields = described.schema.fields;
  if (fields.empty())
    return fail(errc::constraint, concat("memory table ", quoted(to_text(described.table)),
                                         ": a table needs a column"));
  for (std::size_t i = 0; i < fields.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (fields[i].name == fields[j].name) return broken("two columns are called", fields[i].name);
  std::vector<bool> in_key(fields.size());
  for (const std::size_t i : described.schema.primary_key) {
    if (i >= fields.size())
      return broken("the primary key names a column that is not there:", concat(i));
    if (in_key[i]) return broken("the primary key names twice the column", fields[i].name);
    if (fields[i].nullable)
      return broken("the primary key has the nullable column", fields[i].name);
    in_key[i] = true;
  }
  return {};
}

// Cells that say their unit themselves, each its own.
inline bool has_own_unit(const row_field& f) {
  return f.cpp_type == cell_traits<time_of_day>::name ||
         f.cpp_type == cell_traits<ferrule::timestamp>::name ||
         f.cpp_type == cell_traits<ferrule::duration>::name;
}

/// The shape of a table of structs: its columns are the cells of T, as `describe_row<T>` says.
template<class T>
result<std::shared_ptr<const shape>> shape_of(table_id table, const std::vector<std::string>& key) {
  static_assert(is_row<T>());
  auto out = std::make_shared<shape>();
  out->described.table = std::move(table);
  for (const row_field& f : describe_row<T>())
    out->described.schema.fields.push_back(
        {f.column,
         f.wants,
         f.nullable || f.any,
         f.any || has_own_unit(f) ? typing::open : typing::declared,
         std::string(name_of(f.wants.kind)),
         {}});
  const T probe{};
  for_each_cell(probe, [&]<class F>(const F& cell) {
    const auto offset =
        reinterpret_cast<const std::byte*>(&cell) - reinterpret_cast<const std::byte*>(&probe);
    out->columns.push_back(plan_field<F>(static_cast<std::size_t>(offset), out->columns.size()));
  });
  out->stride = sizeof(T);
  out->row_type = &row_identity<T>;
  out->row_type_name = type_name<T>;
  out->prepare = &prepare_cells<T>;
  if (auto ok = set_key(out->described, key); !ok) return fail(std::move(ok.error()));
  if (auto ok = check_columns(out->described); !ok) return fail(std::move(ok.error()));
  return out;
}

/// The shape of a table of values. Every column gets memory's own name for its type.
inline result<std::shared_ptr<const shape>> shape_of(source_schema described) {
  if (auto ok = check_columns(described); !ok) return fail(std::move(ok.error()));
  auto out = std::make_shared<shape>();
  for (field& f : described.schema.fields) {
    f.external_type = name_of(f.type.kind);
    if (f.typing != typing::open) f.typing = typing::declared;
    column_plan c;
    c.column = out->columns.size();
    c.offset = c.column * sizeof(ferrule::value_view);
    out->columns.push_back(c);
  }
  described.cdc = described.schema.primary_key.empty() ? cdc_kind::nothing : cdc_kind::full_changes;
  out->stride = out->columns.size() * sizeof(ferrule::value_view);
  out->described = std::move(described);
  return out;
}

}  // namespace detail
}  // namespace ferrule::memory
