// SPDX-License-Identifier: BSL-1.0
// stream/filtered.ipp - what filtered.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/stream/filtered.hpp>

namespace ferrule {

FERRULE_INLINE row_filter::row_filter() = default;
FERRULE_INLINE row_filter::row_filter(bound_predicate where, std::size_t columns,
                                      std::optional<std::uint64_t> limit, std::uint64_t offset)
    : where_(std::move(where)), left_(limit), skip_(offset), columns_(columns), cells_(columns) {}
FERRULE_INLINE row_filter::row_filter(row_filter&&) noexcept = default;
FERRULE_INLINE row_filter& row_filter::operator=(row_filter&&) noexcept = default;
FERRULE_INLINE row_filter::~row_filter() = default;

FERRULE_INLINE value_view* row_filter::scratch() noexcept { return cells_.data(); }
FERRULE_INLINE bool row_filter::holds() const { return evaluate(where_, cells_) == truth::yes; }

}  // namespace ferrule

namespace ferrule::detail {

FERRULE_INLINE void add_columns(const predicate& p, std::vector<std::string>& columns) {
  if (!p.column.empty() && std::find(columns.begin(), columns.end(), p.column) == columns.end())
    columns.push_back(p.column);
  for (const predicate& child : p.children) add_columns(child, columns);
}

}  // namespace ferrule::detail
