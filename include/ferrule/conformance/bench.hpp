// SPDX-License-Identifier: BSL-1.0
// conformance/bench.hpp - what a check works on: a fresh connection, and tables whose rows are
// known.
#pragma once
#include <ferrule/conformance/boundary_values.hpp>
#include <ferrule/conformance/cells.hpp>
#include <ferrule/conformance/trial.hpp>

namespace ferrule::conformance {

/// A table and all its rows, in the order of its columns.
struct known_table {
  table_id id{};
  std::vector<row_values> rows{};
};

/// The table that the kit makes. Its key is (line, id): more than one column, and not in the
/// columns' order.
inline source_schema kit_schema(const table_id& table) {
  source_schema out{table, {}, cdc_kind::nothing};
  out.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}},
                       {"label", {.kind = kind::text}, true, typing::declared, {}, {}},
                       {"amount", {.kind = kind::float64}, true, typing::declared, {}, {}},
                       {"line", {.kind = kind::int64}, false, typing::declared, {}, {}}};
  out.schema.primary_key = {3, 0};
  return out;
}
inline row_values kit_cells(std::int64_t id, value label, value amount, std::int64_t line) {
  row_values out;
  out.emplace_back(id);
  out.push_back(std::move(label));
  out.push_back(std::move(amount));
  out.emplace_back(line);
  return out;
}
inline std::vector<row_values> kit_rows() {
  return {kit_cells(1, "one", 1.0, 1),
          kit_cells(2, "two", -2.5, 1),
          kit_cells(3, nullptr, nullptr, 1),
          kit_cells(1, "", 0.1, 2),
          kit_cells(2, "two", nullptr, 2),
          kit_cells(9,
                    "Gr\xC3\xBC\xC3\x9F"
                    "e",
                    1e300, 2),
          kit_cells(-4, "it's; --", -0.5, 3),
          kit_cells(7, "one", 1.0, 3),
          kit_cells(INT64_MAX, "last", 0.0, 3),
          kit_cells(0, nullptr, 12.25, 4),
          kit_cells(5, "50%_", nullptr, 4)};
}

/// One per check.
class bench {
public:
  explicit bench(subject& tested) : of(tested) {}

  subject& of;

  /// The connection that most checks use; made when first asked for.
  connector_under_test& connection() {
    if (!connection_) connection_ = of.connect();
    return *connection_;
  }
  bool has(capability c) const { return of.capabilities().has(c); }
  bool maps(kind k) const {
    const auto types = of.types();
    return std::any_of(types.begin(), types.end(),
                       [&](const mapped_type& t) { return t.to && t.to->kind == k; });
  }

  /// Whether tables can be put into the source: by the fixture, or by writing them.
  bool can_make() const { return of.can_make() || has(capability::writable); }
  result<void> make(const source_schema& columns, std::span<const row_values> rows) {
    if (of.can_make()) return of.make_table(columns, rows);
    return write(columns, rows);
  }
  /// By the connector itself. The first row that is refused is the error.
  result<void> write(const source_schema& columns, std::span<const row_values> rows) {
    const connector_ptr writing = of.connect();
    if (auto ok = writing->create_table(columns, if_exists::replace); !ok) return ok;
    auto writer = writing->open_writer({columns.table, {}}, write_mode::insert);
    if (!writer) return fail(std::move(writer.error()));
    for (const row_values& row : rows)
      if (!(*writer)->write(detail::views_of(row))) return fail((*writer)->status());
    return (*writer)->finish();
  }

  /// A table with known rows: the fixture's, or one the kit makes. Null: there is none, and the
  /// trial says so.
  const known_table* sample(trial& t) {
    if (!sample_) {
      if (const auto given = of.sample_table()) sample_ = known_table{*given, of.sample_rows()};
      else if (const known_table* const own = made(t)) sample_ = *own;
    }
    return sample_ ? &*sample_ : nullptr;
  }
  /// The kit's own table.
  const known_table* made(trial& t, const table_id& name = {"ferrule_kit_rows"}) {
    if (!can_make()) {
      t.skip(
          "the fixture has no sample_table() and no make_table(), and the connector is not Writable");
      return nullptr;
    }
    if (!maps(kind::int64) || !maps(kind::text) || !maps(kind::float64)) {
      t.skip(
          "the connector does not map int64, text and float64, of which the kit makes its table; "
          "the fixture has no sample_table()");
      return nullptr;
    }
    made_ = {name, kit_rows()};
    if (!t.ok(make(kit_schema(name), made_.rows), "making a table")) return nullptr;
    return &made_;
  }
  /// A table that takes a while to read.
  std::optional<table_id> large(trial& t) {
    if (const auto given = of.large_table()) return given;
    if (!can_make() || !maps(kind::int64) || !maps(kind::text) || !maps(kind::float64)) {
      t.skip("the fixture has no large_table(), and the kit cannot make one");
      return std::nullopt;
    }
    std::vector<row_values> rows;
    for (std::int64_t i = 0; i < 20'000; ++i) rows.push_back(kit_cells(i, "some text", 0.5, i % 7));
    const table_id name("ferrule_kit_large");
    if (!t.ok(make(kit_schema(name), rows), "making a table of 20 000 rows")) return std::nullopt;
    return name;
  }

  /// The schema of these columns.
  std::optional<source_schema> describe(const table_info& table, trial& t) {
    const table_info asked[] = {table};
    auto answer = connection().get_schemas(asked);
    if (!t.ok(answer, "get_schemas()")) return std::nullopt;
    if (!t.expect(answer->size() == 1, "one result of get_schemas() for one table",
                  concat(answer->size(), " results")))
      return std::nullopt;
    if (!t.ok(answer->front(), concat("get_schemas() of ", to_text(table.id)))) return std::nullopt;
    const schema& s = answer->front()->schema;
    if (!t.expect(!s.fields.empty(), concat("a table with columns, ", to_text(table.id)), "none"))
      return std::nullopt;
    for (const std::size_t at : s.primary_key)
      if (!t.expect(at < s.fields.size(),
                    concat("a primary key among the ", s.fields.size(), " columns of ",
                           to_text(table.id)),
                    concat("position ", at)))
        return std::nullopt;
    return std::move(*answer->front());
  }
  /// An open stream, or null.
  stream_ptr open(const table_info& table, trial& t) {
    return opened(connection().open(table), concat("open() of ", to_text(table.id)), t);
  }
  stream_ptr opened(result<stream_ptr> answer, std::string_view call, trial& t) {
    if (!t.ok(answer, call)) return nullptr;
    return std::move(*answer);
  }
  /// All rows; nothing where reading failed.
  std::optional<std::vector<row_values>> read(const table_info& table, trial& t) {
    const stream_ptr stream = open(table, t);
    if (!stream) return std::nullopt;
    return read(*stream, concat("reading ", to_text(table.id)), t);
  }
  std::optional<std::vector<row_values>> read(stream_under_test& stream, std::string_view what,
                                              trial& t) {
    auto rows = detail::read_all(stream);
    if (!t.healthy(stream.status(), what)) return std::nullopt;
    return rows;
  }

  /// The table for the values of one type: id and v.
  source_schema cells_schema(const mapped_type& type) const {
    source_schema out{{"ferrule_kit_cells"}, {}, cdc_kind::nothing};
    out.schema.fields = {
        {"id", {.kind = kind::int64}, false, typing::declared, {}, {}},
        {"v", *type.to, true, type.typing, type.is_reported() ? type.name : std::string(), {}}};
    out.schema.primary_key = {0};
    return out;
  }

private:
  connector_ptr connection_;
  std::optional<known_table> sample_;
  known_table made_;
};

/// One check: its name, the capability it needs, what it asks for in one sentence, and how.
struct check {
  std::string_view id;
  std::optional<capability> needs;
  std::string_view sentence;
  void (*run)(bench&, trial&);
};

namespace detail {

/// Whether these are the rows expected, whatever their order.
inline bool rows_are(const std::vector<row_values>& expected, const std::vector<row_values>& seen,
                     std::string_view what, trial& t) {
  const std::string apart = difference(expected, seen);
  return t.expect(apart.empty(), what, apart);
}

/// Whether a connection delivers exactly the rows of a table. `who` is what the messages call it.
inline bool reads_rows(connector_under_test& c, const known_table& table, std::string_view who,
                       trial& t) {
  auto opened = c.open({table.id, {}});
  if (!t.ok(opened, concat("open() of ", who))) return false;
  const auto rows = read_all(**opened);
  if (!t.healthy((*opened)->status(), concat("reading through ", who))) return false;
  return rows_are(table.rows, rows, concat(table.rows.size(), " rows through ", who), t);
}

}  // namespace detail
}  // namespace ferrule::conformance
