// SPDX-License-Identifier: BSL-1.0
// conformance/checks_structs.hpp - rows as structs.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

// Which struct fits which table.
struct struct_case {
  struct_choice which;
  const known_table* table;
};
inline std::optional<struct_case> table_for_structs(bench& b, trial& t) {
  if (b.of.has_sample_struct() && b.of.sample_table())
    return struct_case{struct_choice::sample, b.sample(t)};
  if (b.of.sample_table() && !b.can_make()) {
    t.skip("the fixture has no sample_struct, and the kit cannot make a table");
    return std::nullopt;
  }
  const known_table* const own = b.made(t);
  return own ? std::optional(struct_case{struct_choice::kit, own}) : std::nullopt;
}

inline void struct_all_rows(bench& b, trial& t) {
  const auto with = table_for_structs(b, t);
  const auto whole = with ? b.describe({with->table->id, {}}, t) : std::nullopt;
  if (!whole) return;
  const auto read = b.connection().read_structs(with->which, with->table->id);
  if (!t.ok(read, "open_rows()") ||
      !t.expect(read->rows.size() == with->table->rows.size(),
                concat(with->table->rows.size(), " structs"), concat(read->rows.size())))
    return;
  std::vector<std::size_t> positions;
  for (const std::string& name : read->columns)
    positions.push_back(whole->schema.find(name).value_or(0));
  for (const row_values& row : columns_of_rows(with->table->rows, positions)) {
    const bool found =
        std::any_of(read->rows.begin(), read->rows.end(), [&](const row_values& one) {
          return std::equal(
              one.begin(), one.end(), row.begin(), row.end(),
              [](const value& x, const value& y) { return alike(x.view(), y.view()); });
        });
    if (!t.expect(found, concat("a struct with ", shown_row(row)), "none")) return;
  }
}

inline void struct_mismatches(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto read = b.connection().read_structs(struct_choice::misfit, sample->id);
  if (!t.refused(read, {errc::type_mismatch},
                 "open_rows() of a struct whose columns the table does not have"))
    return;
  for (const std::string_view field : {"ferrule_kit_no_such_column", "ferrule_kit_nor_this_one"})
    if (!t.expect(read.error().message.find(field) != std::string::npos,
                  "a message that names both fields", to_text(read.error())))
      return;
}

inline void struct_break_early(bench& b, trial& t) {
  const auto with = table_for_structs(b, t);
  if (!with) return;
  struct_case by = *with;
  known_table longer{{"ferrule_kit_rows"}, {}};
  if (b.can_make() && b.maps(kind::int64) && b.maps(kind::text) &&
      b.maps(kind::float64)) {  // rows enough for more than one block
    for (std::int64_t i = 0; i < 200; ++i) longer.rows.push_back(kit_cells(i, "some text", 0.5, 1));
    if (!t.ok(b.make(kit_schema(longer.id), longer.rows), "making a table of 200 rows")) return;
    by = {struct_choice::kit, &longer};
  }
  for (int i = 0; i < 20; ++i)
    if (!t.ok(b.connection().break_early(by.which, by.table->id),
              "leaving a loop over structs behind the first row"))
      return;
  const auto rows = b.read({by.table->id, {}}, t);
  if (rows)
    t.expect(rows->size() == by.table->rows.size(),
             concat(by.table->rows.size(), " rows after 20 loops that were left early"),
             concat(rows->size()));
}

}  // namespace detail

inline constexpr std::array struct_checks{
    check{"struct.all-rows",
          {},
          "every row becomes a struct with its values",
          detail::struct_all_rows},
    check{"struct.all-mismatches-at-once",
          {},
          "a struct that does not fit is told every mismatch at once",
          detail::struct_mismatches},
    check{"struct.break-early",
          {},
          "a loop over structs can be left early",
          detail::struct_break_early},
};

}  // namespace ferrule::conformance
