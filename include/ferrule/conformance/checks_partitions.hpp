// SPDX-License-Identifier: BSL-1.0
// conformance/checks_partitions.hpp - Partitioned: parts that are disjoint, complete, of one state,
// and open elsewhere.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline plan_ptr planned(connector_under_test& c, const table_info& table, std::size_t parts,
                        trial& t) {
  auto answer = c.plan(table, parts);
  if (!t.ok(answer, concat("plan() of ", to_text(table.id), " in ", parts, " parts")))
    return nullptr;
  if (!t.expect(!(*answer)->partitions().empty(), "a plan with at least one part", "none"))
    return nullptr;
  return std::move(*answer);
}

// The rows of all parts, opened by `c`.
inline std::optional<std::vector<row_values>> rows_of_parts(bench& b, connector_under_test& c,
                                                            const plan_under_test& plan, trial& t) {
  std::vector<row_values> all;
  for (const partition& part : plan.partitions()) {
    const stream_ptr stream = b.opened(c.open(part), concat("open() of part ", part.index), t);
    const auto rows =
        stream ? b.read(*stream, concat("reading part ", part.index), t) : std::nullopt;
    if (!rows) return std::nullopt;
    all.insert(all.end(), rows->begin(), rows->end());
  }
  return all;
}

inline void partitions_complete(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  for (const std::size_t n :
       {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, sample->rows.size() + 5}) {
    const plan_ptr plan = planned(b.connection(), {sample->id, {}}, n, t);
    if (!plan) return;
    const auto parts = plan->partitions();
    if (!t.expect(parts.size() <= n, concat("1 to ", n, " parts"), concat(parts.size()))) return;
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (!t.expect(parts[i].index == i && parts[i].count == parts.size() &&
                        parts[i].connector == b.of.name() && parts[i].table.id == sample->id,
                    concat("part ", i, " of ", parts.size(), " of table ", to_text(sample->id),
                           " of connector ", b.of.name()),
                    concat("part ", parts[i].index, " of ", parts[i].count, " of ",
                           to_text(parts[i].table.id), " of ", quoted(parts[i].connector))))
        return;
    const auto rows = rows_of_parts(b, b.connection(), *plan, t);
    if (!rows) return;
    if (!rows_are(sample->rows, *rows, concat("each row in one of ", parts.size(), " parts"), t))
      return;
  }
}

inline void partitions_elsewhere(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const plan_ptr plan = planned(b.connection(), {sample->id, {}}, 3, t);
  if (!plan) return;
  const connector_ptr other = b.connection().another();
  const auto rows = rows_of_parts(b, *other, *plan, t);
  if (!rows) return;
  rows_are(sample->rows, *rows, "all rows through another connection", t);
}

inline void partitions_projected(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  const std::size_t last = whole->schema.fields.size() - 1;
  const plan_ptr plan =
      planned(b.connection(),
              {sample->id, {whole->schema.fields[last].name, whole->schema.fields[0].name}}, 3, t);
  const auto rows = plan ? rows_of_parts(b, b.connection(), *plan, t) : std::nullopt;
  if (!rows) return;
  rows_are(columns_of_rows(sample->rows, {last, 0}), *rows,
           "the columns asked for, in the order asked for", t);
}

// A plan may hold writers off; then nothing changes, which is as good.
inline bool change_planned(bench& b, const known_table& table, trial& t) {
  if (b.of.can_change()) {
    const auto changed = b.of.change_table(table.id);
    return changed || changed.error().kind == errc::timeout ||
           t.ok(changed, "change_table() of the fixture");
  }
  const connector_ptr writing = b.of.connect();
  auto writer = writing->open_writer({table.id, {}}, write_mode::insert);
  if (!t.ok(writer, "open_writer()")) return false;
  const row_values more = kit_cells(4711, "late", 4.0, 4711);
  const bool written = (*writer)->write(views_of(more)) && (*writer)->finish().has_value();
  return written || t.refused_by((*writer)->status(), {errc::timeout},
                                 "writing to a planned table, if at all,");
}

inline const known_table* changeable(bench& b, trial& t) {
  if (!b.of.can_change() && !b.has(capability::writable)) {
    t.skip("the fixture has no change_table(), and the connector is not Writable");
    return nullptr;
  }
  return b.made(t);
}

inline void partitions_one_state(bench& b, trial& t) {
  const known_table* const table = changeable(b, t);
  if (!table) return;
  const plan_ptr plan = planned(b.connection(), {table->id, {}}, 3, t);
  if (!plan || !change_planned(b, *table, t)) return;
  const auto rows = rows_of_parts(b, b.connection(), *plan, t);
  if (!rows) return;
  rows_are(table->rows, *rows, "the rows that were there when the plan was made", t);
}

inline void partitions_stale(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  {
    const plan_ptr plan = planned(b.connection(), {sample->id, {}}, 2, t);
    if (!plan) return;
    partition altered = plan->partitions()[0];
    altered.state = "ferrule kit: a state that never was";
    if (!t.refused(b.connection().open(altered),
                   {errc::closed, errc::not_found, errc::unsupported, errc::corrupt},
                   "open() of a part of an unknown state"))
      return;
  }
  if (!b.of.can_change() && !b.has(capability::writable))
    return t.note("a table that changed was not tried: the fixture has no change_table()");
  const known_table* const table = b.made(t);
  if (!table) return;
  std::vector<partition> kept;
  {
    const plan_ptr plan = planned(b.connection(), {table->id, {}}, 1, t);
    if (!plan) return;
    kept.assign(plan->partitions().begin(), plan->partitions().end());
  }
  if (!change_planned(b, *table, t)) return;
  const auto late = b.connection().open(kept.front());
  if (!late)
    return (void)t.refused(late, {errc::closed, errc::not_found, errc::unsupported},
                           "open() of a part whose plan is gone");
  const auto rows = read_all(**late);
  if ((*late)->status())
    return (void)t.refused_by((*late)->status(), {errc::closed, errc::not_found, errc::unsupported},
                              "reading a part whose plan is gone");
  rows_are(
      table->rows, rows,
      "an error, or the rows of the plan's state, from a part whose plan is gone and whose table has changed",
      t);
}

inline void partitions_refused(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  if (!t.refused(b.connection().plan({b.of.unknown_table(), {}}, 2), {errc::not_found},
                 "plan() of an unknown table"))
    return;
  const plan_ptr plan = planned(b.connection(), {sample->id, {}}, 1, t);
  if (!plan) return;
  partition foreign = plan->partitions()[0];
  foreign.connector = "ferrule_kit_no_such_connector";
  t.refused(b.connection().open(foreign), {errc::unsupported, errc::not_found, errc::config},
            "open() of a part of another connector");
}

}  // namespace detail

inline constexpr std::array partition_checks{
    check{
        "partitioned.disjoint-and-complete", capability::partitioned,
        "the parts of a plan hold each row once, for 1, 2, 3, 7 parts and for more than there are rows",
        detail::partitions_complete},
    check{"partitioned.other-connection", capability::partitioned,
          "another connection opens the parts of a plan", detail::partitions_elsewhere},
    check{"partitioned.projection", capability::partitioned, "parts have the columns asked for",
          detail::partitions_projected},
    check{"partitioned.one-state", capability::partitioned,
          "all parts see the table as it was when planned", detail::partitions_one_state},
    check{"partitioned.stale-refused", capability::partitioned,
          "a part of a state that is gone is refused, and never another state's rows",
          detail::partitions_stale},
    check{"partitioned.refused", capability::partitioned,
          "an unknown table and a part of another connector are refused",
          detail::partitions_refused},
};

}  // namespace ferrule::conformance
