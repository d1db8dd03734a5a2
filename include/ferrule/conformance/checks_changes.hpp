// SPDX-License-Identifier: BSL-1.0
// conformance/checks_changes.hpp - Followable: a snapshot and what happens behind it are the table.
#pragma once
#include <array>
#include <ferrule/conformance/changing_table.hpp>
#include <ferrule/conformance/checks_writing.hpp>

namespace ferrule::conformance {
namespace detail {

// A table that nothing happens to: the one that changes elsewhere, or the sample.
inline std::optional<table_id> table_to_follow(bench& b, trial& t) {
  std::optional<table_id> out;
  if (const auto given = b.of.followed()) out = given->table;
  else if (const known_table* const known =
               b.can_make() ? b.made(t, {"ferrule_kit_followed"}) : b.sample(t))
    out = known->id;
  if (!out || !can_be_followed(b, *out, t)) return std::nullopt;
  return out;
}

// The script, all of it behind the snapshot, and told to its end.
inline bool follows_script(follower& f, changing_table& table, trial& t) {
  return f.open(t) && f.step_to(change::snapshot_done, t) && table.apply_script(t) &&
         f.step_to(change::end, t);
}

inline void changes_order(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  if (!follows_script(f, table, t)) return;
  const auto& seen = f.seen().messages;
  t.expect(!seen.empty() && seen.front().what == change::snapshot_started,
           "snapshot_started as the first message of a follower without a checkpoint",
           seen.empty() ? std::string("none") : shown_message(seen.front())) &&
      t.expect(f.seen().states.size() > 1, "a commit behind the changes",
               concat(seen.size(), " messages without one"));
}

inline void changes_snapshot(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  const auto described = b.describe({*id, {}}, t);
  const auto rows = described ? b.read({*id, {}}, t) : std::nullopt;
  if (!rows) return;
  follower f(b, {{*id, {}}});
  if (!f.to_end(t)) return;
  const auto schemas = f.stream().schemas();
  if (!t.expect(schemas.size() == 1, "the schema of one table", concat(schemas.size()))) return;
  schema now = schemas[0].schema;  // what comes may be null where nothing is yet
  for (std::size_t i = 0; i < std::min(now.fields.size(), described->schema.fields.size()); ++i)
    now.fields[i].nullable &= described->schema.fields[i].nullable;
  if (!t.expect(schemas[0].table == described->table && now == described->schema,
                concat("the schema of get_schemas(): ", to_text(*described)), to_text(schemas[0])))
    return;
  f.holds(*rows, 0, concat("the ", rows->size(), " rows of open()"), t);
}

inline void changes_empty_table(bench& b, trial& t) {
  if (!b.can_make()) return (void)t.skip("the kit cannot make a table");
  if (!b.maps(kind::int64))
    return (void)t.skip("the connector does not map int64, of which the kit makes its table");
  source_schema columns{{"ferrule_kit_empty"}, {}, cdc_kind::nothing};
  columns.schema.fields = {{"id", {.kind = kind::int64}, false, typing::declared, {}, {}}};
  columns.schema.primary_key = {0};
  if (!t.ok(b.make(columns, {}), "making a table without rows") ||
      !can_be_followed(b, columns.table, t))
    return;
  follower f(b, {{columns.table, {}}});
  if (f.to_end(t) && f.holds({}, 0, "no rows", t))
    t.expect(f.seen().states.size() == 1, "the end of a snapshot of a table without rows",
             concat(f.seen().states.size(), " of them"));
}

inline void changes_no_tables(bench& b, trial& t) {
  if (!table_to_follow(b, t)) return;  // a source that can be followed at all
  follower f(b, {});
  if (f.to_end(t))
    t.expect(f.seen().states.size() == 1 && f.seen().messages.size() == 2,
             "the beginning and the end of a snapshot of no tables",
             concat(f.seen().messages.size(), " messages"));
}

inline void changes_projection(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  const schema& whole = table.described().schema;
  std::vector<std::size_t> positions;
  std::vector<std::string> names;
  bool left_out = false;
  for (std::size_t i = whole.fields.size();
       i-- > 0;) {  // reversed, and all but one that is not key
    const bool key = std::count(whole.primary_key.begin(), whole.primary_key.end(), i) != 0;
    if (!key && whole.fields.size() > 2 && !std::exchange(left_out, true)) continue;
    positions.push_back(i);
    names.push_back(whole.fields[i].name);
  }
  follower f(b, {{table.id(), names}});
  if (!follows_script(f, table, t)) return;
  f.holds(columns_of_rows(table.rows(), positions), 0,
          concat("the cells of ", shown_names(names), " in this order"), t);
}

inline void changes_several_tables(bench& b, trial& t) {
  changing_table first, second;
  if (!b.can_make() || b.of.followed())
    return (void)t.skip("the kit cannot make tables that are followed");
  if (!first.make(b, t) || !second.make(b, t, {"ferrule_kit_followed_too"})) return;
  changing_table other;
  if (!other.make(b, t, {"ferrule_kit_not_followed"})) return;
  follower f(b, {{second.id(), {}}, {first.id(), {}}});
  if (!f.open(t) || !f.step_to(change::snapshot_done, t) || !first.apply_script(t) ||
      !other.apply({{change::insert, other.more(1), {}}}, t) ||
      !second.apply({{change::insert, second.more(2), {}}}, t) || !f.step_to(change::end, t))
    return;
  f.holds(second.rows(), 0, "the rows of the table asked for first", t) &&
      f.holds(first.rows(), 1, "the rows of the table asked for second", t);
}

inline void changes_agree(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  f.acknowledges();
  if (!follows_script(f, table, t) ||
      !f.holds(table.rows(), 0, "the rows as they were written, one by one", t))
    return;
  const auto rows = b.read({table.id(), {}}, t);
  if (rows) f.holds(*rows, 0, "the rows of open()", t);
}

inline void changes_truncate(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  const transaction all_gone{{change::truncate, {}, {}}};
  if (!f.open(t) || !f.step_to(change::snapshot_done, t) || !table.apply(all_gone, t)) return;
  if (!table.applied())
    return (void)t.skip("the fixture's change_rows() cannot take all rows away");
  if (!table.apply({{change::insert, table.more(3), {}}}, t)) return;
  trial told;
  if (!f.step_to(change::end, told)) {
    const error& why = f.stream().status();  // a replaced table may be another one for its source
    if (why.kind != errc::closed || why.message.empty()) return t.adopt(std::move(told));
    return t.note("replacing the table ends those who follow it, as the error says");
  }
  f.holds({table.more(3)}, 0, "the one row that was written when all others were gone", t);
}

inline void changes_ids(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  if (!follows_script(f, table, t)) return;
  op_id before{};
  for (const told& m : f.seen().messages) {
    if (!has_id(m.what)) continue;
    const bool behind = m.what == change::snapshot_done ? !(m.id < before) : before < m.id;
    if (!t.expect(behind, concat("an id behind ", before), shown_message(m))) return;
    before = m.id;
  }
}

inline void changes_every_kind(bench& b, trial& t) {
  if (!b.has(capability::writable)) return (void)t.skip("the connector is not Writable");
  for (const mapped_type& type : b.of.types()) {
    if (!type.to) continue;
    const source_schema columns = b.cells_schema(type);
    if (!t.ok(b.write(columns, {}), concat("making a table of ", type.name)) ||
        !can_be_followed(b, columns.table, t))
      return;
    follower f(b, {{columns.table, {}}});
    if (!f.open(t) || !f.step_to(change::snapshot_done, t)) return;
    const connector_ptr writing = b.of.connect();
    auto writer = writing->open_writer({columns.table, {}}, write_mode::insert);
    if (!t.ok(writer, "open_writer()")) return;
    std::int64_t id = 0;
    for (const boundary_value& one : boundary_values(*type.to)) {
      const row_values row{value(++id), one.cell};
      (void)(*writer)->write(views_of(row));  // what is refused is not told
    }
    const row_values null{value(++id), value()};
    (void)(*writer)->write(views_of(null));
    if (!t.ok((*writer)->finish(), "finish()")) return;
    writer->reset();
    if (!f.step_to(change::end, t)) return;
    const auto rows = b.read({columns.table, {}}, t);
    if (!rows || !f.holds(*rows, 0, concat("cells of type ", type.name, " as open() has them"), t))
      return;
  }
}

inline void changes_old_rows(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  if (!follows_script(f, table, t)) return;
  if (!table.has_key() || f.stream().schemas()[0].cdc == cdc_kind::nothing)
    return (void)t.skip(
        "changes of the table have no old rows: it has no primary key, or its cdc is nothing");
  const auto& seen = f.seen().messages;
  t.expect(
      std::any_of(seen.begin(), seen.end(), [](const told& m) { return m.what == change::update; }),
      "an update of a row whose key stays", "none");
}

inline void changes_commits(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  table_states all{table.rows()};
  follower f(b, table.alone());
  if (!follows_script(f, table, t)) return;
  all.insert(all.end(), table.states().begin(), table.states().end());
  std::size_t at = 0;
  for (const known_state& state : f.seen().states) {
    while (at < all.size() && !difference(all[at], state.tables[0]).empty()) ++at;
    if (!t.expect(at < all.size(), "tables that were so between two transactions, in their order",
                  concat("others behind the commit ", state.id)))
      return;
  }
}

inline void changes_rolled_back(bench& b, trial& t) {
  changing_table table;
  if (!b.has(capability::writable)) return (void)t.skip("the connector is not Writable");
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  if (!f.open(t) || !f.step_to(change::snapshot_done, t)) return;
  connector_under_test& c = table.writing();
  if (!t.ok(c.begin(), "begin()")) return;
  {
    auto writer = c.open_writer({table.id(), {}}, write_mode::insert);
    if (!t.ok(writer, "open_writer()") || !writes(**writer, table.more(0), t) ||
        !t.ok((*writer)->finish(), "finish()"))
      return;
  }
  if (!t.ok(c.rollback(), "rollback()") || !table.apply({{change::insert, table.more(1), {}}}, t) ||
      !f.step_to(change::end, t))
    return;
  f.holds(table.rows(), 0, "the rows without those of a transaction that was rolled back", t);
}

}  // namespace detail

inline constexpr std::array change_checks{
    check{"followable.messages-in-order", capability::followable,
          "a snapshot, changes, commits and an end come in the order of the protocol",
          detail::changes_order},
    check{"followable.snapshot-agrees-with-open", capability::followable,
          "the snapshot has the rows of open() and the columns of get_schemas()",
          detail::changes_snapshot},
    check{"followable.snapshot-of-empty-table", capability::followable,
          "the snapshot of a table without rows is one without rows", detail::changes_empty_table},
    check{"followable.no-tables", capability::followable,
          "following no tables is an empty snapshot", detail::changes_no_tables},
    check{"followable.projection", capability::followable,
          "snapshot and changes have the columns asked for, in the order asked for",
          detail::changes_projection},
    check{"followable.several-tables", capability::followable,
          "a message says of which table it is; tables that are not followed are not told of",
          detail::changes_several_tables},
    check{
        "followable.changes-agree-with-table", capability::followable,
        "snapshot and changes, done to an empty table, are what was written and what open() reads",
        detail::changes_agree},
    check{"followable.truncate", capability::followable,
          "that all rows of a table went is told, and what is written then",
          detail::changes_truncate},
    check{"followable.ids-increase", capability::followable,
          "ids of operations and commits strictly increase", detail::changes_ids},
    check{"followable.every-kind", capability::followable,
          "changed cells of every mapped type are those that open() delivers",
          detail::changes_every_kind},
    check{"followable.old-rows-as-promised", capability::followable,
          "an old row is complete, or its key, as the table's cdc says", detail::changes_old_rows},
    check{"followable.commits-are-states", capability::followable,
          "behind each commit the tables are as they were between two transactions",
          detail::changes_commits},
    check{"followable.rolled-back-is-not-told", capability::followable,
          "what was rolled back is not told", detail::changes_rolled_back},
};

}  // namespace ferrule::conformance
