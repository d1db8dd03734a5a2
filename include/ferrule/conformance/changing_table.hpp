// SPDX-License-Identifier: BSL-1.0
// conformance/changing_table.hpp - a table that is followed: what happens to it, and what it is then.
#pragma once
#include <ferrule/conformance/follower.hpp>

namespace ferrule::conformance::detail {

using transaction = std::vector<row_change>;

/// Does changes to a table of a Writable connector, through this connection, in one transaction. All rows go by replacing the table,
/// which no transaction holds.
inline result<void> write_changes(connector_under_test& through, const source_schema& table,
                                  std::span<const row_change> changes) {
  const auto write = [&](write_mode mode, const row_values& row,
                         std::vector<std::string> columns) -> result<void> {
    auto writer = through.open_writer({table.table, std::move(columns)}, mode);
    if (!writer) return fail(std::move(writer.error()));
    if (!(*writer)->write(views_of(row))) return fail((*writer)->status());
    return (*writer)->finish();
  };
  const auto remove = [&](const row_values& row) {
    row_values key;
    std::vector<std::string> columns;
    for (const std::size_t at : table.schema.primary_key) {
      key.push_back(row[at]);
      columns.push_back(table.schema.fields[at].name);
    }
    return write(write_mode::remove, key, std::move(columns));
  };
  const auto change_one = [&](const row_change& c) -> result<void> {
    if (c.what == change::insert) return write(write_mode::insert, c.row, {});
    if (c.what == change::remove) return remove(c.old_row);
    for (const std::size_t at : table.schema.primary_key)
      if (!same_cell(c.row[at].view(), c.old_row[at].view())) {
        if (auto ok = remove(c.old_row); !ok) return ok;
        return write(write_mode::insert, c.row, {});
      }
    return write(write_mode::update, c.row, {});
  };
  if (changes.size() == 1 && changes[0].what == change::truncate)
    return through.create_table(table, if_exists::replace);
  if (auto ok = through.begin(); !ok) return ok;
  for (const row_change& c : changes)
    if (auto ok = change_one(c); !ok) {
      (void)through.rollback();
      return ok;
    }
  return through.commit();
}

/// Makes a table ready to be followed, if its source has to be asked.
inline bool can_be_followed(bench& b, const table_id& table, trial& t) {
  return t.ok(b.of.connect()->enable_capture(table), concat("enable_capture() of ", table));
}

/// What the checks of changes work on: the fixture's `followed()`, or a table that the kit makes.
class changing_table {
public:
  /// False: there is none, or nobody to change it, and the trial says so.
  bool make(bench& b, trial& t, const table_id& name = {"ferrule_kit_followed"}) {
    if (!b.of.can_change_rows() && !b.has(capability::writable))
      return t.skip("the fixture has no change_rows(), and the connector is not Writable");
    bench_ = &b;
    if (auto given = b.of.followed()) {
      table_ = std::move(*given);
      if (table_.more.size() < 4) return t.skip("the fixture's followed() has not four more rows");
    } else if (const known_table* const made = b.made(t, name))
      table_ = {made->id,
                made->rows,
                {kit_cells(100, "new", 2.5, 9), kit_cells(101, nullptr, 7.0, 9),
                 kit_cells(102, "", nullptr, 9), kit_cells(2, "other", -1.0, 9)}};
    else return false;
    if (!can_be_followed(b, table_.table, t)) return false;
    auto described = b.describe({table_.table, {}}, t);
    if (!described) return false;
    schema_ = std::move(*described);
    return true;
  }

  const table_id& id() const { return table_.table; }
  std::vector<table_info> alone() const { return {{table_.table, {}}}; }
  const source_schema& described() const { return schema_; }
  bool has_key() const { return !schema_.schema.primary_key.empty(); }
  /// All its rows now.
  const std::vector<row_values>& rows() const { return table_.rows; }
  /// One that it has not, out of four.
  const row_values& more(std::size_t which) const { return table_.more[which]; }
  /// `row` with the key of `of`.
  row_values with_key(row_values row, const row_values& of) const {
    for (const std::size_t at : schema_.schema.primary_key) row[at] = of[at];
    return row;
  }

  /// Transactions of every kind of change that the table can have: only inserts where it has no key.
  std::vector<transaction> script() const {
    const auto& m = table_.more;
    const auto& r = table_.rows;
    std::vector<transaction> out{{{change::insert, m[0], {}}, {change::insert, m[1], {}}}};
    if (!has_key() || r.size() < 3) {
      out.push_back({{change::insert, m[2], {}}});
      out.push_back({{change::insert, m[3], {}}});
      return out;
    }
    const row_values changed = with_key(m[2], r[1]);
    out.push_back({{change::update, changed, r[1]}});
    out.push_back({{change::update, m[3], m[0]}});  // another key
    out.push_back({{change::remove, {}, r[0]}, {change::update, with_key(m[0], r[2]), r[2]}});
    out.push_back({{change::insert, m[0], {}}, {change::remove, {}, m[0]}});
    out.push_back({{change::update, r[1], changed}, {change::insert, r[0], {}}});
    return out;
  }

  /// One transaction, in the source and in `rows`. What the fixture cannot do is left out, and noted.
  bool apply(const transaction& changes, trial& t) {
    result<void> done;
    if (bench_->of.can_change_rows()) done = bench_->of.change_rows(id(), changes);
    else done = write_changes(writing(), schema_, changes);
    if (!done && done.error().kind == errc::unsupported && bench_->of.can_change_rows()) {
      t.note(
          concat("not tried: ", name_of(changes.front().what), ", because ", done.error().message));
      return true;
    }
    if (!t.ok(done, concat("changing rows of ", id()))) return false;
    applied_ = true;
    for (const row_change& c : changes) {
      auto& rows = table_.rows;
      if (c.what == change::truncate) rows.clear();
      if (!c.old_row.empty())
        std::erase_if(rows, [&](const row_values& row) { return same_row(row, c.old_row); });
      if (!c.row.empty()) rows.push_back(c.row);
    }
    states_.push_back(table_.rows);
    return true;
  }
  bool apply_script(trial& t) {
    for (const transaction& one : script())
      if (!apply(one, t)) return false;
    return true;
  }
  /// Whether any `apply` did something.
  bool applied() const { return applied_; }
  /// Its rows behind each transaction, in order.
  const table_states& states() const { return states_; }

  /// The connection that writes to it, of a Writable connector.
  connector_under_test& writing() {
    if (!writing_) writing_ = bench_->of.connect();
    return *writing_;
  }

private:
  bench* bench_ = nullptr;
  followed_table table_;
  source_schema schema_;
  table_states states_;
  connector_ptr writing_;
  bool applied_ = false;
};

}  // namespace ferrule::conformance::detail
