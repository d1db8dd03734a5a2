// SPDX-License-Identifier: BSL-1.0
// conformance/checks_writing.hpp - Writable: what is written is what is read, or it is refused.
#pragma once
#include <array>
#include <ferrule/conformance/checks_types.hpp>

namespace ferrule::conformance {
namespace detail {

inline constexpr std::initializer_list<errc> does_not_fit{
    errc::type_mismatch, errc::value_out_of_range, errc::constraint, errc::unsupported};

// The kit's table, written by the connector itself; null where that failed.
inline const source_schema& written_schema() {
  static const source_schema made = kit_schema({"ferrule_kit_written"});
  return made;
}
inline bool write_kit_table(bench& b, trial& t) {
  if (!b.maps(kind::int64) || !b.maps(kind::text) || !b.maps(kind::float64))
    return t.skip(
        "the connector does not map int64, text and float64, of which the kit makes its table");
  return t.ok(b.write(written_schema(), kit_rows()), "writing the kit's table");
}
inline writer_ptr writer_for(bench& b, const table_info& table, write_mode mode, trial& t) {
  auto opened = b.connection().open_writer(table, mode);
  if (!t.ok(opened, concat("open_writer() for ", name_of(mode)))) return nullptr;
  return std::move(*opened);
}
inline writer_ptr kit_writer(bench& b, write_mode mode, trial& t) {
  return writer_for(b, {written_schema().table, {}}, mode, t);
}
inline bool holds_rows(bench& b, const std::vector<row_values>& expected, std::string_view what,
                       trial& t) {
  const auto rows = b.read({written_schema().table, {}}, t);
  if (!rows) return false;
  return rows_are(expected, *rows, what, t);
}
inline bool writes(writer_under_test& w, const row_values& row, trial& t) {
  if (!w.write(views_of(row)))
    return t.expect(bool(w.status()), "a status where write() answers false", "none") &&
           t.healthy(w.status(), concat("writing ", shown_row(row)));
  return true;
}
inline bool refuses(writer_under_test& w, const row_values& row, std::initializer_list<errc> kinds,
                    std::string_view what, trial& t) {
  if (w.write(views_of(row)))
    return t.fail(concat(what, " to be refused"), concat(shown_row(row), " was written"));
  return t.refused_by(w.status(), kinds, what);
}

inline void write_every_kind(bench& b, trial& t) {
  for (const mapped_type& type : b.of.types()) {
    if (!type.to) continue;
    const bool go_on = boundaries_come_back(
        b, t, type,
        [&](const source_schema& columns, const std::vector<row_values>& rows,
            const std::vector<bool>& must_hold) {
          std::vector<bool> held(rows.size());
          if (!t.ok(b.connection().create_table(columns, if_exists::replace),
                    concat("create_table() with a column of type ", type.name)))
            return held;
          const writer_ptr writer = writer_for(b, {columns.table, {}}, write_mode::insert, t);
          if (!writer) return held;
          for (std::size_t i = 0; i < rows.size(); ++i) {
            held[i] = writer->write(views_of(rows[i]));
            if (held[i]) continue;
            if (must_hold[i])
              t.healthy(writer->status(), concat("writing ", shown_cell(rows[i][1].view()),
                                                 " into a column of type ", type.name));
            else
              t.refused_by(
                  writer->status(), does_not_fit,
                  concat("writing ", shown_cell(rows[i][1].view()), ", if it is refused,"));
            if (t.decided()) return held;
          }
          t.ok(writer->finish(), "finish()");
          return held;
        });
    if (!go_on) return;
  }
}

inline void write_refuses_misfits(bench& b, trial& t) {
  for (const mapped_type& type : b.of.types()) {
    if (!type.to || type.typing == typing::open) continue;
    const source_schema columns = b.cells_schema(type);
    if (!t.ok(b.connection().create_table(columns, if_exists::replace), "create_table()")) return;
    const writer_ptr writer = writer_for(b, {columns.table, {}}, write_mode::insert, t);
    if (!writer) return;
    std::int64_t id = 0;
    for (const value& wrong : misfits(*type.to)) {
      const row_values row{value(++id), wrong};
      if (!b.of.exempt(columns.schema.fields[1], wrong.view()).empty()) continue;
      if (!refuses(*writer, row, does_not_fit,
                   concat(shown_cell(wrong.view()), " in a column of type ", type.name, " (",
                          *type.to, ")"),
                   t))
        return;
    }
    if (!t.ok(writer->finish(), "finish()")) return;
    const auto rows = b.read({columns.table, {}}, t);
    if (!rows ||
        !t.expect(rows->empty(), "no rows of what was refused", concat(rows->size(), " rows")))
      return;
  }
}

inline void write_null(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer = kit_writer(b, write_mode::insert, t);
  if (!writer ||
      !refuses(*writer, {value(std::int64_t{77}), value("x"), value(1.0), value()},
               {errc::constraint, errc::type_mismatch}, "null in a column that is not null", t))
    return;
  holds_rows(b, kit_rows(), "the rows as they were", t);
}

inline void write_duplicate(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer = kit_writer(b, write_mode::insert, t);
  if (!writer || !refuses(*writer, kit_cells(2, "again", 0.5, 1), {errc::constraint},
                          "a row whose key is there", t))
    return;
  holds_rows(b, kit_rows(), "the rows as they were", t);
}

inline void write_update(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer =
      writer_for(b, {written_schema().table, {"id", "line", "label"}}, write_mode::update, t);
  if (!writer ||
      !writes(*writer, {value(std::int64_t{2}), value(std::int64_t{1}), value("changed")}, t) ||
      !t.ok(writer->finish(), "finish()"))
    return;
  auto expected = kit_rows();
  expected[1] = kit_cells(2, "changed", -2.5, 1);
  holds_rows(b, expected, "one row with another label and everything else as it was", t);
}

inline void write_update_missing(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer = kit_writer(b, write_mode::update, t);
  if (!writer || !refuses(*writer, kit_cells(4711, "none", 1.0, 1), {errc::not_found},
                          "an update of a row that is not there", t))
    return;
  holds_rows(b, kit_rows(), "the rows as they were", t);
}

inline void write_remove(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer =
      writer_for(b, {written_schema().table, {"line", "id"}}, write_mode::remove, t);
  const row_values key{value(std::int64_t{1}), value(std::int64_t{2})};
  if (!writer || !writes(*writer, key, t) || !t.ok(writer->finish(), "finish()")) return;
  auto expected = kit_rows();
  expected.erase(expected.begin() + 1);
  if (!holds_rows(b, expected, "all rows but the one removed", t)) return;
  refuses(*writer, key, {errc::not_found}, "removing a row that is not there", t) &&
      holds_rows(b, expected, "the rows as they were", t);
}

inline void write_upsert(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer = kit_writer(b, write_mode::upsert, t);
  const row_values there = kit_cells(2, "newer", 8.0, 1), fresh = kit_cells(2, "fresh", 9.0, 77);
  if (!writer || !writes(*writer, there, t) || !writes(*writer, fresh, t) ||
      !t.ok(writer->finish(), "finish()"))
    return;
  auto expected = kit_rows();
  expected[1] = there;
  expected.push_back(fresh);
  holds_rows(b, expected, "one row replaced and one added", t);
}

inline void write_batch_results(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  const writer_ptr writer = kit_writer(b, write_mode::insert, t);
  if (!writer) return;
  const std::vector<row_values> batch{
      kit_cells(100, "a", 1.0, 9),
      kit_cells(2, "there", 1.0, 1),
      kit_cells(101, "b", 2.0, 9),
      {value("wrong"), value("c"), value(3.0), value(std::int64_t{9})},
      kit_cells(102, "d", nullptr, 9)};
  const auto results = writer->write_all(batch);
  if (!t.expect(results.size() == batch.size(), concat(batch.size(), " results"),
                concat(results.size())))
    return;
  auto expected = kit_rows();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const bool good = i != 1 && i != 3;
    if (good && !t.ok(results[i], concat("row ", i + 1, " of the batch"))) return;
    if (!good && !t.refused(results[i],
                            i == 1 ? std::initializer_list<errc>{errc::constraint} : does_not_fit,
                            concat("row ", i + 1, " of the batch")))
      return;
    if (good) expected.push_back(batch[i]);
  }
  if (!t.ok(writer->finish(), "finish()") ||
      !holds_rows(b, expected, "the good rows of the batch, and no other", t))
    return;
  t.expect(writer->write_all({}).empty(), "no results of an empty batch", "some") &&
      holds_rows(b, expected, "the rows as they were", t);
}

inline void write_create(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  if (!t.refused(c.create_table(written_schema(), if_exists::fail), {errc::constraint},
                 "create_table() of a table that is there") ||
      !holds_rows(b, kit_rows(), "the rows as they were", t) ||
      !t.ok(c.create_table(written_schema(), if_exists::keep),
            "create_table(keep) of a table that is there") ||
      !holds_rows(b, kit_rows(), "the rows kept", t))
    return;
  const auto described = b.describe({written_schema().table, {}}, t);
  if (!described) return;
  const schema& made = described->schema;
  if (!t.expect(names_of(made) == names_of(written_schema().schema) &&
                    made.primary_key == written_schema().schema.primary_key,
                to_text(written_schema().schema), to_text(made)))
    return;
  for (std::size_t i = 0; i < made.fields.size(); ++i)
    if (!t.expect(made.fields[i].type.kind == written_schema().schema.fields[i].type.kind &&
                      made.fields[i].nullable == written_schema().schema.fields[i].nullable,
                  to_text(written_schema().schema.fields[i]), to_text(made.fields[i])))
      return;
  t.ok(c.create_table(written_schema(), if_exists::replace), "create_table(replace)") &&
      holds_rows(b, {}, "no rows after replacing the table", t);
}

inline void write_unknown(bench& b, trial& t) {
  if (!write_kit_table(b, t)) return;
  connector_under_test& c = b.connection();
  for (const write_mode mode :
       {write_mode::insert, write_mode::upsert, write_mode::update, write_mode::remove})
    if (!t.refused(c.open_writer({b.of.unknown_table(), {}}, mode), {errc::not_found},
                   concat("open_writer() of an unknown table for ", name_of(mode))))
      return;
  if (!t.refused(
          c.open_writer({written_schema().table, {"id", "line", "ferrule_kit_no_such_column"}},
                        write_mode::insert),
          {errc::not_found}, "open_writer() with an unknown column"))
    return;
  const writer_ptr writer = kit_writer(b, write_mode::insert, t);
  if (!writer || !refuses(*writer, {value(std::int64_t{1})}, does_not_fit,
                          "a row of one cell for four columns", t))
    return;
  holds_rows(b, kit_rows(), "the rows as they were", t);
}

}  // namespace detail

inline constexpr std::array writing_checks{
    check{"writable.round-trip-every-kind", capability::writable,
          "the boundary values of every mapped type are written and read back, or refused",
          detail::write_every_kind},
    check{"writable.refuses-what-does-not-fit", capability::writable,
          "values a column cannot hold exactly are refused: nothing is rounded, cut or made null",
          detail::write_refuses_misfits},
    check{"writable.null-where-not-null", capability::writable,
          "null in a column that is not null is refused", detail::write_null},
    check{"writable.duplicate-key-is-constraint", capability::writable,
          "inserting a key that is there is a constraint error", detail::write_duplicate},
    check{"writable.update-only-what-is-given", capability::writable,
          "an update changes the columns given, of the row meant", detail::write_update},
    check{"writable.update-missing-is-not-found", capability::writable,
          "updating a row that is not there is not_found", detail::write_update_missing},
    check{"writable.remove", capability::writable,
          "removing takes one row away; the second time it is not_found", detail::write_remove},
    check{"writable.upsert-both-branches", capability::writable,
          "upsert replaces what is there and adds what is not", detail::write_upsert},
    check{"writable.batch-results-same-length-and-order", capability::writable,
          "a batch has a result per row, and good rows are written", detail::write_batch_results},
    check{"writable.create-existing", capability::writable,
          "create_table() fails, keeps or replaces as asked, and makes the columns asked for",
          detail::write_create},
    check{"writable.unknown-is-refused", capability::writable,
          "unknown tables, unknown columns and rows of the wrong length are refused",
          detail::write_unknown},
};

}  // namespace ferrule::conformance
