// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/types.ipp - what types.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}

FERRULE_INLINE type_arguments arguments_of(std::string_view declaration) {
  type_arguments out;
  const std::size_t open = declaration.find('(');
  if (open == declaration.npos) return out;
  std::uint32_t* into = &out.first;
  for (const char c : declaration.substr(open + 1)) {
    if (c >= '0' && c <= '9') {
      if (*into > 100'000'000) return {};
      *into = *into * 10 + static_cast<std::uint32_t>(c - '0');
      out.any = true;
    } else if (c == ',' && into == &out.first) into = &out.second;
    else if (c == ')') break;
    else if (c != ' ') return {};
  }
  return out;
}

FERRULE_INLINE declared meaning_of(std::string_view declaration) {
  const std::string all = upper(declaration);
  const std::size_t first = all.find_first_not_of(" \t\n");
  if (first == all.npos) return declared::untyped;
  const std::string_view word =
      std::string_view(all).substr(first, all.find_first_of(" \t\n(", first) - first);
  for (const declared_word& known : declared_words)
    if (known.word == word) return known.means;
  if (const std::string_view behind = std::string_view(all).substr(first + word.size());
      behind == " TEXT" || behind.starts_with(" TEXT("))
    for (const declared_word& known : text_words)
      if (known.word == word) return known.means;
  if (word == "NUMERIC")
    return arguments_of(declaration).any ? declared::decimal : declared::numeric;
  const auto has = [&](std::string_view part) { return all.find(part) != all.npos; };
  if (has("INT")) return declared::integer;
  if (has("CHAR") || has("CLOB") || has("TEXT")) return declared::text;
  if (has("BLOB")) return declared::binary;
  if (has("REAL") || has("FLOA") || has("DOUB")) return declared::real;
  return declared::numeric;
}

FERRULE_INLINE affinity affinity_of(std::string_view declaration, bool strict) {
  const std::string all = upper(declaration);
  const auto has = [&](std::string_view part) { return all.find(part) != all.npos; };
  if (has("INT")) return affinity::integer;
  if (has("CHAR") || has("CLOB") || has("TEXT")) return affinity::text;
  if (has("BLOB") || all.empty() || (strict && all == "ANY")) return affinity::blob;
  if (has("REAL") || has("FLOA") || has("DOUB")) return affinity::real;
  return affinity::numeric;
}

FERRULE_INLINE field_type type_for(const type_row& row, std::string_view declaration) {
  field_type type = row.to.value_or(field_type{});
  const type_arguments given = arguments_of(declaration);
  if (type.kind == kind::string || type.kind == kind::binary) type.length = given.first;
  if (type.kind == kind::decimal && given.any && given.first <= 1000 &&
      given.second <= given.first) {
    type.precision = static_cast<std::uint16_t>(given.first);
    type.scale = static_cast<std::int16_t>(given.second);
  }
  if (counts_units(type.kind) && given.any && given.first <= 9)
    type.unit = static_cast<time_unit>((given.first + 2) / 3);
  return type;
}

FERRULE_INLINE const type_row* row_for(const field& column) {
  if (column.typing == typing::open) return row_of(declared::untyped);
  const field_type& type = column.type;
  switch (type.kind) {
    case kind::boolean: return row_of(declared::boolean);
    case kind::uint64: return row_of(declared::unsigned64);
    case kind::int128: return row_of(declared::signed128);
    case kind::uint128: return row_of(declared::unsigned128);
    case kind::float32:
    case kind::float64: return row_of(declared::real);
    case kind::decimal: return row_of(declared::decimal);
    case kind::string: return row_of(declared::string);
    case kind::text: return row_of(declared::text);
    case kind::json: return row_of(declared::json);
    case kind::binary: return row_of(declared::binary);
    case kind::date: return row_of(declared::date);
    case kind::time: return row_of(declared::time);
    case kind::timestamp: return row_of(type.zoned ? declared::timestamp : declared::civil);
    case kind::duration: return row_of(declared::duration);
    case kind::interval: return row_of(declared::interval);
    case kind::uuid: return row_of(declared::uuid);
    case kind::point:
    case kind::list: return nullptr;
    default: return row_of(declared::integer);
  }
}

}  // namespace ferrule::sqlite::detail
