// SPDX-License-Identifier: BSL-1.0
// conformance/checks_schemas.hpp - describing tables: every input answered, in order, with the
// columns asked for.
#pragma once
#include <array>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline void schemas_in_order(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const table_info known{sample->id, {}}, unknown{b.of.unknown_table(), {}};
  const table_info asked[] = {known, unknown, known, known, unknown};
  const auto answer = b.connection().get_schemas(asked);
  if (!t.ok(answer, "get_schemas()") ||
      !t.expect(answer->size() == 5, "5 results for 5 tables", concat(answer->size(), " results")))
    return;
  for (std::size_t i = 0; i < 5; ++i)
    if (!t.expect((*answer)[i].has_value() == (i != 1 && i != 4),
                  "errors for the 2nd and the 5th, schemas for the others",
                  concat("otherwise for number ", i + 1)))
      return;
  if (!t.expect((*answer)[0]->table == sample->id, concat("the schema of ", to_text(sample->id)),
                concat("one of ", quoted(to_text((*answer)[0]->table)))))
    return;
  t.expect(*(*answer)[0] == *(*answer)[2] && *(*answer)[2] == *(*answer)[3], to_text(*(*answer)[0]),
           "another schema for the same table asked for again");
}

inline void schemas_empty_input(bench& b, trial& t) {
  const auto answer = b.connection().get_schemas({});
  t.ok(answer, "get_schemas() of no tables") &&
      t.expect(answer->empty(), "no results", concat(answer->size(), " results"));
}

inline bool refused_inside(bench& b, const table_info& asked, std::initializer_list<errc> kinds,
                           const std::vector<std::string>& named, trial& t) {
  const table_info all[] = {asked};
  const auto answer = b.connection().get_schemas(all);
  if (!t.ok(answer, "get_schemas(), as a whole,")) return false;
  if (!t.expect(answer->size() == 1, "1 result for 1 table", concat(answer->size(), " results")))
    return false;
  if (!t.refused(answer->front(), kinds,
                 concat("get_schemas() of ", to_text(asked.id), ", as its inner error,")))
    return false;
  for (const std::string& name : named)
    if (!t.expect(answer->front().error().message.find(name) != std::string::npos,
                  concat("a message that names ", shown_names(named)),
                  to_text(answer->front().error())))
      return false;
  return true;
}

inline void schemas_unknown(bench& b, trial& t) {
  const table_id unknown = b.of.unknown_table();
  refused_inside(b, {unknown, {}}, {errc::not_found}, {unknown.name}, t);
}

inline void schemas_unknown_columns(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  refused_inside(b, {sample->id, {"ferrule_kit_no_such", "ferrule_kit_nor_this"}},
                 {errc::not_found}, {"ferrule_kit_no_such", "ferrule_kit_nor_this"}, t);
}

inline void schemas_unsupported(bench& b, trial& t) {
  const auto given = b.of.unsupported();
  if (!given) return (void)t.skip("the fixture has no unsupported()");
  std::vector<std::string> named = given->columns;
  named.insert(named.end(), given->external_types.begin(), given->external_types.end());
  refused_inside(b, {given->table, {}}, {errc::unsupported}, named, t);
}

inline std::vector<std::string> reversed_names(const source_schema& s) {
  std::vector<std::string> out = names_of(s.schema);
  std::reverse(out.begin(), out.end());
  return out;
}

inline void schemas_reversed(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  const auto turned = b.describe({sample->id, reversed_names(*whole)}, t);
  if (!turned) return;
  std::vector<field> expected = whole->schema.fields;
  std::reverse(expected.begin(), expected.end());
  t.expect(turned->schema.fields == expected, to_text(schema{expected, {}}),
           to_text(schema{turned->schema.fields, {}}));
}

inline std::vector<std::string> key_names(const source_schema& s) {
  std::vector<std::string> out;
  for (const std::size_t at : s.schema.primary_key) out.push_back(s.schema.fields[at].name);
  return out;
}

inline void schemas_key_remapped(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  if (whole->schema.primary_key.empty()) return (void)t.skip("the sample table has no primary key");
  const auto turned = b.describe({sample->id, reversed_names(*whole)}, t);
  if (!turned) return;
  t.expect(key_names(*turned) == key_names(*whole),
           concat("the key ", shown_names(key_names(*whole)), " at its new positions"),
           shown_names(key_names(*turned)));
}

inline void schemas_partial_key(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const auto whole = b.describe({sample->id, {}}, t);
  if (!whole) return;
  if (whole->schema.primary_key.empty()) return (void)t.skip("the sample table has no primary key");
  std::vector<std::string> without_last = names_of(whole->schema);
  without_last.erase(without_last.begin() +
                     static_cast<std::ptrdiff_t>(whole->schema.primary_key.back()));
  if (without_last.empty()) return (void)t.skip("the sample table has no column besides its key");
  const auto part = b.describe({sample->id, without_last}, t);
  if (!part) return;
  t.expect(part->schema.primary_key.empty(), "no primary key, because not all of it was asked for",
           shown_names(key_names(*part)));
}

}  // namespace detail

inline constexpr std::array schema_checks{
    check{"schemas.same-length-and-order",
          {},
          "get_schemas() answers each table at its place",
          detail::schemas_in_order},
    check{"schemas.empty-input",
          {},
          "get_schemas() of nothing is nothing",
          detail::schemas_empty_input},
    check{"schemas.unknown-is-inner-error",
          {},
          "an unknown table is an inner error of get_schemas() and is named",
          detail::schemas_unknown},
    check{"schemas.unknown-columns-named",
          {},
          "every unknown column is named by get_schemas(), not the first",
          detail::schemas_unknown_columns},
    check{"schemas.unsupported-named",
          {},
          "every unsupported column is named with its external type",
          detail::schemas_unsupported},
    check{"schemas.projection-reversed",
          {},
          "columns are described in the order asked for",
          detail::schemas_reversed},
    check{"schemas.primary-key-remapped",
          {},
          "the primary key refers to the positions asked for",
          detail::schemas_key_remapped},
    check{"schemas.partial-key-is-empty",
          {},
          "there is no primary key where not all of it was asked for",
          detail::schemas_partial_key},
};

}  // namespace ferrule::conformance
