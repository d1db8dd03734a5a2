// SPDX-License-Identifier: BSL-1.0
// conformance/checks_tables.hpp - listing tables and columns, validating tables.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline void list_deterministic(bench& b, trial& t) {
  if (!b.of.sample_table() && b.can_make() && !b.made(t, {"ferrule_kit_b"})) return;
  if (!b.of.sample_table() && b.can_make() && !b.made(t, {"ferrule_kit_a"})) return;
  const auto first = b.connection().list_tables();
  if (!t.ok(first, "list_tables()")) return;
  const connector_ptr other = b.of.connect();
  for (connector_under_test* const c : {&b.connection(), &b.connection(), other.get()}) {
    const auto again = c->list_tables();
    if (!t.ok(again, "list_tables(), again") ||
        !t.expect(*again == *first, shown_tables(*first), shown_tables(*again)))
      return;
  }
}

inline void list_each_once(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto listed = b.connection().list_tables();
  if (!t.ok(listed, "list_tables()")) return;
  for (const table_id& one : *listed)
    if (!t.expect(std::count(listed->begin(), listed->end(), one) == 1, "each table once",
                  concat(to_text(one), " more than once")))
      return;
  const auto same_name = [&](const table_id& one) {
    return one.name == sample->id.name && (!sample->id.schema || one.schema == sample->id.schema);
  };
  t.expect(std::any_of(listed->begin(), listed->end(), same_name),
           concat("a list with ", to_text(sample->id)), shown_tables(*listed));
}

inline void list_can_be_read(bench& b, trial& t) {
  const auto listed = b.connection().list_tables();
  if (!t.ok(listed, "list_tables()")) return;
  const auto problems = b.connection().validate_tables(*listed);
  if (!t.ok(problems, "validate_tables() of all tables listed")) return;
  if (!t.expect(problems->empty(), "no problem with a table that list_tables() answers",
                problems->empty() ? "" : to_text(problems->front().why)))
    return;
  std::vector<table_info> infos;
  for (const table_id& one : *listed) infos.push_back({one, {}});
  const auto schemas = b.connection().get_schemas(infos);
  if (!t.ok(schemas, "get_schemas() of all tables listed")) return;
  for (std::size_t i = 0; i < schemas->size(); ++i)
    if (!(*schemas)[i] &&
        !t.refused((*schemas)[i], {errc::unsupported},
                   concat("describing the listed table ", to_text(infos[i].id), ", if at all,")))
      return;
}

// One answer per input: unknown, known, unknown, known, known.
inline void columns_in_order(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const table_id unknown = b.of.unknown_table();
  const table_id asked[] = {unknown, sample->id, unknown, sample->id};
  const auto answer = b.connection().list_columns(asked);
  if (!t.ok(answer, "list_columns()") ||
      !t.expect(answer->size() == 4, "4 results for 4 tables", concat(answer->size(), " results")))
    return;
  for (std::size_t i = 0; i < 4; ++i)
    if (!t.expect((*answer)[i].has_value() == (i % 2 == 1),
                  "errors for the 1st and the 3rd, columns for the 2nd and the 4th",
                  concat("otherwise for number ", i + 1)))
      return;
}

inline void columns_empty_input(bench& b, trial& t) {
  const auto answer = b.connection().list_columns({});
  t.ok(answer, "list_columns() of no tables") &&
      t.expect(answer->empty(), "no results", concat(answer->size(), " results"));
}

inline void columns_repeated_input(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const table_id asked[] = {sample->id, sample->id, sample->id};
  const auto answer = b.connection().list_columns(asked);
  if (!t.ok(answer, "list_columns()") ||
      !t.expect(answer->size() == 3, "3 results for a table asked for 3 times",
                concat(answer->size(), " results")))
    return;
  for (const auto& one : *answer)
    if (!t.ok(one, "list_columns()") ||
        !t.expect(*one == *answer->front(), shown_names(answer->front()->columns),
                  shown_names(one->columns)))
      return;
}

inline void columns_unknown(bench& b, trial& t) {
  const table_id asked[] = {b.of.unknown_table()};
  const auto answer = b.connection().list_columns(asked);
  if (!t.ok(answer, "list_columns() of an unknown table, as a whole,")) return;
  if (!t.expect(answer->size() == 1, "1 result for 1 table", concat(answer->size(), " results")))
    return;
  t.refused(answer->front(), {errc::not_found},
            "list_columns() of an unknown table, as its inner error,");
}

inline void columns_agree(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const table_id asked[] = {sample->id};
  const auto listed = b.connection().list_columns(asked);
  if (!t.ok(listed, "list_columns()") ||
      !t.expect(listed->size() == 1, "1 result for 1 table", concat(listed->size(), " results")))
    return;
  if (!t.ok(listed->front(), "list_columns() of the sample table")) return;
  if (!t.expect(listed->front()->id == sample->id, to_text(sample->id),
                to_text(listed->front()->id)))
    return;
  const auto described = b.describe({sample->id, {}}, t);
  if (!described) return;
  const auto names = names_of(described->schema);
  t.expect(listed->front()->columns == names,
           concat("the columns of get_schemas(): ", shown_names(names)),
           shown_names(listed->front()->columns));
}

inline void tables_good(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const table_id asked[] = {sample->id, sample->id};
  const auto problems = b.connection().validate_tables(asked);
  t.ok(problems, "validate_tables()") &&
      t.expect(problems->empty(), "no problems",
               problems->empty() ? "" : to_text(problems->front().why));
}

inline void tables_empty_input(bench& b, trial& t) {
  const auto problems = b.connection().validate_tables({});
  t.ok(problems, "validate_tables() of no tables") &&
      t.expect(problems->empty(), "no problems", concat(problems->size(), " problems"));
}

inline void tables_all_problems(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  table_id first = b.of.unknown_table(), second = first;
  second.name += "_either";
  const table_id asked[] = {first, sample->id, second};
  const auto problems = b.connection().validate_tables(asked);
  if (!t.ok(problems, "validate_tables()")) return;
  std::vector<table_id> told;
  for (const table_problem& p : *problems) told.push_back(p.table);
  if (!t.expect(
          told == std::vector<table_id>{first, second},
          concat("problems with ", to_text(first), " and ", to_text(second), ", in this order"),
          shown_tables(told)))
    return;
  for (const table_problem& p : *problems)
    if (!t.refused_by(p.why, {errc::not_found}, concat("the problem with ", to_text(p.table))))
      return;
}

}  // namespace detail

inline constexpr std::array table_checks{
    check{"list.deterministic",
          {},
          "list_tables() answers the same tables in the same order",
          detail::list_deterministic},
    check{"list.each-once",
          {},
          "list_tables() lists every table, and each once",
          detail::list_each_once},
    check{"list.can-be-read",
          {},
          "the tables listed are valid, and described unless they have unsupported columns",
          detail::list_can_be_read},
    check{"columns.same-length-and-order",
          {},
          "list_columns() answers each table at its place, unknown ones included",
          detail::columns_in_order},
    check{"columns.empty-input",
          {},
          "list_columns() of nothing is nothing",
          detail::columns_empty_input},
    check{"columns.repeated-input",
          {},
          "list_columns() answers a table as often as it is asked for",
          detail::columns_repeated_input},
    check{"columns.unknown-is-inner-error",
          {},
          "an unknown table is an inner error of list_columns()",
          detail::columns_unknown},
    check{"columns.agree-with-schemas",
          {},
          "list_columns() and get_schemas() name the same columns in the same order",
          detail::columns_agree},
    check{"validate-tables.good-is-empty",
          {},
          "validate_tables() has no problem with tables that are there",
          detail::tables_good},
    check{"validate-tables.empty-input",
          {},
          "validate_tables() of nothing has no problems",
          detail::tables_empty_input},
    check{"validate-tables.all-problems",
          {},
          "validate_tables() tells all problems, in the order of the input",
          detail::tables_all_problems},
};

}  // namespace ferrule::conformance
