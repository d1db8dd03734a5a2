// SPDX-License-Identifier: BSL-1.0
// conformance/checks_streams.hpp - what a stream delivers, and how it ends.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline void stream_columns(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  for (const auto& columns :
       {std::vector<std::string>{}, std::vector<std::string>{whole->schema.fields.back().name,
                                                             whole->schema.fields.front().name}}) {
    const table_info asked{sample->id, columns};
    const auto described = b.describe(asked, t);
    const stream_ptr stream = described ? b.open(asked, t) : nullptr;
    if (!stream || !t.expect(stream->columns() == described->schema,
                             concat("the schema of get_schemas(): ", to_text(described->schema)),
                             to_text(stream->columns())))
      return;
  }
}

inline void stream_known_rows(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto rows = b.read({sample->id, {}}, t);
  if (!rows) return;
  rows_are(sample->rows, *rows, concat("each of the ", sample->rows.size(), " known rows once"), t);
}

inline void stream_projection(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  std::vector<std::size_t> positions;
  std::vector<std::string> names;
  for (std::size_t i = whole->schema.fields.size(); i-- > 0;) {
    if (i == 1) continue;  // reversed, and not all of them
    positions.push_back(i);
    names.push_back(whole->schema.fields[i].name);
  }
  const auto rows = b.read({sample->id, names}, t);
  if (!rows) return;
  rows_are(columns_of_rows(sample->rows, positions), *rows,
           concat("the cells of ", shown_names(names), " in this order"), t);
}

// The tables whose cells are looked at: the sample, and the one with every type.
inline std::vector<table_id> tables_to_read(bench& b, trial& t) {
  std::vector<table_id> out;
  if (const known_table* const sample = b.sample(t)) out.push_back(sample->id);
  if (const auto all = b.of.all_types_table()) out.push_back(*all);
  return out;
}

template<class F>
void for_each_cell_of(bench& b, trial& t, F&& f) {
  for (const table_id& table : tables_to_read(b, t)) {
    const stream_ptr stream = b.open({table, {}}, t);
    const auto rows =
        stream ? b.read(*stream, concat("reading ", to_text(table)), t) : std::nullopt;
    if (!rows) return;
    for (const row_values& row : *rows)
      for (std::size_t i = 0; i < row.size(); ++i)
        if (!f(stream->columns().fields[i], row[i].view())) return;
  }
}

inline void stream_cells_match(bench& b, trial& t) {
  for_each_cell_of(b, t, [&](const field& f, const value_view& cell) {
    if (cell.is_null() || f.typing == typing::open) return true;
    const bool matches =
        cell.kind() == f.type.kind || (is_text(cell.kind()) && is_text(f.type.kind)) ||
        (f.typing == typing::open_width && is_integer(f.type.kind) && is_integer(cell.kind()));
    return t.expect(matches, concat("cells of column ", to_text(f)), shown_cell(cell));
  });
}

inline void stream_nulls(bench& b, trial& t) {
  for_each_cell_of(b, t, [&](const field& f, const value_view& cell) {
    return t.expect(f.nullable || !cell.is_null(), concat("no null in column ", to_text(f)),
                    "null");
  });
}

inline void stream_end_stays(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const stream_ptr stream = b.open({sample->id, {}}, t);
  if (!stream) return;
  std::size_t rows = 0;
  while (rows < most_rows && stream->next()) ++rows;
  for (int i = 0; i < 5; ++i)
    if (!t.expect(!stream->next(), concat("next() to answer false for ever behind row ", rows),
                  "true"))
      return;
  t.healthy(stream->status(), "the status behind the end");
}

inline void stream_read_twice(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const stream_ptr stream = b.open({sample->id, {}}, t);
  if (!stream) return;
  std::vector<value_view> cells;
  for (std::size_t i = 0; i < most_rows && stream->next(); ++i) {
    stream->read(cells);
    const row_values first(cells.begin(), cells.end());
    stream->read(cells);
    const row_values second(cells.begin(), cells.end());
    if (!t.healthy(stream->status(), "reading a row twice") ||
        !t.expect(same_row(first, second), shown_row(first),
                  concat("the second time ", shown_row(second))))
      return;
  }
  t.healthy(stream->status(), "reading rows twice");
}

inline void stream_destroy_early(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  for (int i = 0; i < 50; ++i) {
    const stream_ptr stream = b.open({sample->id, {}}, t);
    if (!stream) return;
    if (i % 3 != 0 && !t.expect(stream->next(), "a first row", "none")) return;
  }
  const auto rows = b.read({sample->id, {}}, t);
  if (!rows) return;
  rows_are(sample->rows, *rows, "all rows after 50 streams that were left early", t);
}

inline void stream_two_open(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const stream_ptr first = b.open({sample->id, {}}, t);
  if (!first) return;
  std::vector<row_values> left, right;
  std::vector<value_view> cells;
  if (!t.expect(first->next(), "a first row", "none")) return;
  auto second = b.connection().open({sample->id, {}});
  if (!second && second.error().kind != errc::unimplemented) {
    if (t.refused(second, {errc::limit, errc::unsupported, errc::resource},
                  "a second stream of one connection, if at all,"))
      t.note("one stream at a time, as its error says");
    return;
  }
  if (!t.ok(second, "a second open()")) return;
  first->read(cells);
  left.emplace_back(cells.begin(), cells.end());
  bool more_left = true, more_right = true;
  while ((more_left || more_right) && left.size() + right.size() < most_rows) {  // in turns
    if ((more_right = more_right && (*second)->next()))
      (*second)->read(cells), right.emplace_back(cells.begin(), cells.end());
    if ((more_left = more_left && first->next()))
      first->read(cells), left.emplace_back(cells.begin(), cells.end());
  }
  if (!t.healthy(first->status(), "the first stream") ||
      !t.healthy((*second)->status(), "the second stream"))
    return;
  rows_are(sample->rows, left, "all rows in the first stream", t) &&
      rows_are(sample->rows, right, "all rows in the second stream", t);
}

inline void stream_repeatable(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto first = b.read({sample->id, {}}, t), second = b.read({sample->id, {}}, t);
  if (!first || !second) return;
  const std::string apart = ordered_difference(*first, *second);
  t.expect(apart.empty(), "the same rows in the same order when opened again", apart);
}

inline void stream_moved(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  stream_ptr stream = b.open({sample->id, {}}, t);
  if (!stream) return;
  const schema before = stream->columns();
  stream = stream->moved();
  if (!t.expect(stream->columns() == before, to_text(before), to_text(stream->columns()))) return;
  const auto rows = b.read(*stream, "reading a stream that was moved before its first row", t);
  if (!rows) return;
  rows_are(sample->rows, *rows, "all rows from a stream that was moved before its first row", t);
}

inline void stream_pump(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto stepped = b.read({sample->id, {}}, t);
  if (!stepped) return;
  const stream_ptr stream = b.open({sample->id, {}}, t);
  if (!stream) return;
  std::vector<row_values> pumped;
  stream->pump_into(pumped, 2);
  if (!t.expect(pumped.size() == std::min<std::size_t>(2, stepped->size()),
                "the pump to stop when the sink does, behind row 2",
                concat(pumped.size(), " rows")))
    return;
  stream->pump_into(pumped, stepped->size() + 1);
  if (!t.healthy(stream->status(), "pumping the rows")) return;
  std::string apart = ordered_difference(*stepped, pumped);
  if (!t.expect(apart.empty(),
                "the pump to go on behind the row it stopped at, and to give the rows of next()",
                apart))
    return;
  stream->pump_into(pumped, 1);
  t.expect(pumped.size() == stepped->size(), "no row behind the last", "another row");
}

inline void stream_empty(bench& b, trial& t) {
  if (!b.can_make()) return (void)t.skip("the kit cannot make a table");
  if (!b.maps(kind::int64))
    return (void)t.skip("the connector does not map int64, of which the kit makes its table");
  source_schema columns{{"ferrule_kit_empty"}, {}, cdc_kind::nothing};
  columns.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}}};
  columns.schema.primary_key = {0};
  if (!t.ok(b.make(columns, {}), "making a table without rows")) return;
  const auto rows = b.read({columns.table, {}}, t);
  if (rows) t.expect(rows->empty(), "no rows and no error", concat(rows->size(), " rows"));
}

inline void stream_unknown(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  connector_under_test& c = b.connection();
  t.refused(c.open({b.of.unknown_table(), {}}), {errc::not_found}, "open() of an unknown table") &&
      t.refused(c.open({sample->id, {"ferrule_kit_no_such_column"}}), {errc::not_found},
                "open() of an unknown column");
}

}  // namespace detail

inline constexpr std::array stream_checks{
    check{"stream.columns-match-schema",
          {},
          "a stream's columns are those get_schemas() describes",
          detail::stream_columns},
    check{"stream.known-rows",
          {},
          "a stream delivers each row once, to the last bit",
          detail::stream_known_rows},
    check{"stream.projection",
          {},
          "a stream delivers the columns asked for, in the order asked for",
          detail::stream_projection},
    check{"stream.cells-match-kind",
          {},
          "every cell is of its column's kind",
          detail::stream_cells_match},
    check{"stream.nulls-only-where-nullable",
          {},
          "there is no null in a column that is not nullable",
          detail::stream_nulls},
    check{"stream.end-stays-end",
          {},
          "behind the last row there is none, however often one asks",
          detail::stream_end_stays},
    check{"stream.row-read-twice",
          {},
          "a row can be read again from its first column",
          detail::stream_read_twice},
    check{"stream.destroy-early",
          {},
          "a stream left early leaves nothing behind",
          detail::stream_destroy_early},
    check{"stream.two-open-at-once",
          {},
          "two streams of a connection do not disturb each other, or the second is refused",
          detail::stream_two_open},
    check{"stream.repeatable",
          {},
          "a table opened again has the same rows in the same order",
          detail::stream_repeatable},
    check{"stream.moved-before-first-row",
          {},
          "a stream can be moved before its first row",
          detail::stream_moved},
    check{"stream.pump-agrees",
          {},
          "the pump gives the rows of next(), and goes on where it stopped",
          detail::stream_pump},
    check{"stream.empty-table",
          {},
          "a table without rows is a success without rows",
          detail::stream_empty},
    check{"stream.unknown-is-refused",
          {},
          "open() of an unknown table or column is not_found",
          detail::stream_unknown},
};

}  // namespace ferrule::conformance
