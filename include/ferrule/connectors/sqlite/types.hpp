// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/types.hpp - declared types of SQLite, the kinds they become, and how a cell of each is read.
#pragma once
#include <array>
#include <ferrule/schema/mapping.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value_view.hpp>
#include <string>
#include <string_view>

namespace ferrule::sqlite {

/// How a cell is stored and what it is read as.
enum class codec : std::uint8_t {
  integer,
  boolean,
  real,
  decimal,
  text,
  json,
  binary,
  date,
  time,
  timestamp,
  uuid,
  open,
  unsigned64,
  signed128,
  unsigned128,
  civil,
  duration,
  interval,
};

/// What a declaration means. SQLite knows five affinities only; the names people declare say more, and
/// cells are checked against them.
enum class declared : std::uint8_t {
  integer,
  boolean,
  real,
  decimal,
  string,
  text,
  json,
  binary,
  date,
  time,
  timestamp,
  uuid,
  any,
  untyped,
  numeric,
  geometry,
  unsigned64,
  signed128,
  unsigned128,
  civil,
  duration,
  interval,
};

using type_row = type_mapping<declared, codec>;

/// The one table. A declaration is looked up by its words, then by the affinity rules of
/// https://sqlite.org/datatype3.html section 3.1.
inline constexpr std::array types{
    type_row{
        declared::integer, "INTEGER", field_type{.kind = kind::int64}, codec::integer,
        typing::open_width,
        "every declaration with INT in it; SQLite ignores the width, so narrower fields are checked cell by cell"},
    type_row{declared::boolean, "BOOLEAN", field_type{.kind = kind::boolean}, codec::boolean,
             typing::declared, "integers 0 and 1; also BOOL"},
    type_row{declared::real, "REAL", field_type{.kind = kind::float64}, codec::real,
             typing::declared, "also FLOAT and DOUBLE PRECISION"},
    type_row{
        declared::decimal, "DECIMAL", field_type{.kind = kind::decimal}, codec::decimal,
        typing::declared,
        "also NUMERIC with digits; SQLite itself keeps such a number as integer, 64-bit float or text, and a float counts as the shortest decimal that reads back as it"},
    type_row{declared::string, "VARCHAR", field_type{.kind = kind::string}, codec::text,
             typing::declared, "also CHAR, NCHAR, NVARCHAR; SQLite does not enforce the length"},
    type_row{declared::text, "TEXT", field_type{.kind = kind::text}, codec::text, typing::declared,
             "also CLOB; delivered as stored: SQLite does not check that it is UTF-8"},
    type_row{
        declared::json, "JSON", field_type{.kind = kind::json}, codec::json, typing::declared,
        "text; not parsed. SQLite keeps a document that is one number as that number, unless the declaration is JSON TEXT"},
    type_row{declared::binary, "BLOB", field_type{.kind = kind::binary}, codec::binary,
             typing::declared, "also BINARY and VARBINARY"},
    type_row{declared::date, "DATE", field_type{.kind = kind::date}, codec::date, typing::declared,
             "ISO 8601 text"},
    type_row{declared::time, "TIME", field_type{.kind = kind::time}, codec::time,
             typing::open_width, "ISO 8601 text, of any precision"},
    type_row{
        declared::timestamp, "TIMESTAMP",
        field_type{.kind = kind::timestamp, .unit = time_unit::microsecond, .zoned = true},
        codec::timestamp, typing::open_width,
        "also DATETIME; ISO 8601 text, UTC where it names no zone, as SQLite's own functions have it; integers only where integer_times says their unit"},
    type_row{declared::uuid, "UUID", field_type{.kind = kind::uuid}, codec::uuid, typing::declared,
             "also GUID; text, or 16 bytes"},
    type_row{declared::any, "ANY", field_type{.kind = kind::text}, codec::open, typing::open,
             "cells have types of their own"},
    type_row{declared::untyped, "(none)", field_type{.kind = kind::text}, codec::open, typing::open,
             "a column without a declared type, such as an expression of a view"},
    type_row{declared::numeric, "NUMERIC", field_type{.kind = kind::text}, codec::open,
             typing::open,
             "any other declaration: NUMERIC affinity, cells have types of their own"},
    // SQLite has no type for these, and a number in a column of numeric affinity loses digits. The word TEXT makes the affinity, the
    // words before it say what the text is: create_table writes them so.
    type_row{declared::unsigned64, "UNSIGNED64 TEXT", field_type{.kind = kind::uint64},
             codec::unsigned64, typing::declared,
             "decimal digits, because SQLite's integers end at 2^63 - 1"},
    type_row{declared::signed128, "SIGNED128 TEXT", field_type{.kind = kind::int128},
             codec::signed128, typing::declared, "decimal digits"},
    type_row{declared::unsigned128, "UNSIGNED128 TEXT", field_type{.kind = kind::uint128},
             codec::unsigned128, typing::declared, "decimal digits"},
    type_row{declared::civil, "LOCALTIMESTAMP",
             field_type{.kind = kind::timestamp, .unit = time_unit::microsecond}, codec::civil,
             typing::open_width,
             "ISO 8601 text without a zone: the wall clock of a place that is not named"},
    type_row{declared::duration, "DURATION TEXT",
             field_type{.kind = kind::duration, .unit = time_unit::microsecond}, codec::duration,
             typing::open_width, "ISO 8601 text, PT1.5S"},
    type_row{declared::interval, "INTERVAL TEXT", field_type{.kind = kind::interval},
             codec::interval, typing::declared, "ISO 8601 text, P1Y2M3DT4H"},
    type_row{
        declared::geometry, "GEOMETRY", std::nullopt, codec::open, typing::declared,
        "SpatiaLite's own format (also POINT, POLYGON, ...); convert in a view, for example with AsText()"},
};

/// The decoder of a codec: which kind it yields. A codec without one does not compile.
template<auto Codec>
struct decoder;
template<>
struct decoder<codec::integer> {
  static constexpr kind yields = kind::int64;
};
template<>
struct decoder<codec::boolean> {
  static constexpr kind yields = kind::boolean;
};
template<>
struct decoder<codec::real> {
  static constexpr kind yields = kind::float64;
};
template<>
struct decoder<codec::decimal> {
  static constexpr kind yields = kind::decimal;
};
template<>
struct decoder<codec::text> {
  static constexpr kind yields = kind::text;
};
template<>
struct decoder<codec::json> {
  static constexpr kind yields = kind::json;
};
template<>
struct decoder<codec::binary> {
  static constexpr kind yields = kind::binary;
};
template<>
struct decoder<codec::date> {
  static constexpr kind yields = kind::date;
};
template<>
struct decoder<codec::time> {
  static constexpr kind yields = kind::time;
};
template<>
struct decoder<codec::timestamp> {
  static constexpr kind yields = kind::timestamp;
};
template<>
struct decoder<codec::uuid> {
  static constexpr kind yields = kind::uuid;
};
template<>
struct decoder<codec::unsigned64> {
  static constexpr kind yields = kind::uint64;
};
template<>
struct decoder<codec::signed128> {
  static constexpr kind yields = kind::int128;
};
template<>
struct decoder<codec::unsigned128> {
  static constexpr kind yields = kind::uint128;
};
template<>
struct decoder<codec::civil> {
  static constexpr kind yields = kind::timestamp;
};
template<>
struct decoder<codec::duration> {
  static constexpr kind yields = kind::duration;
};
template<>
struct decoder<codec::interval> {
  static constexpr kind yields = kind::interval;
};
template<>
struct decoder<codec::open> {
  static constexpr kind yields = kind::text;
};

namespace detail {

constexpr const type_row* row_of(declared id) {
  for (const type_row& row : types)
    if (row.id == id) return &row;
  return nullptr;
}

// Words of a declaration that mean something by themselves, before affinity is asked.
struct declared_word {
  std::string_view word;
  declared means;
};
inline constexpr std::array declared_words{
    declared_word{"BOOLEAN", declared::boolean},
    declared_word{"BOOL", declared::boolean},
    declared_word{"DATE", declared::date},
    declared_word{"TIME", declared::time},
    declared_word{"TIMESTAMP", declared::timestamp},
    declared_word{"TIMESTAMPTZ", declared::timestamp},
    declared_word{"DATETIME", declared::timestamp},
    declared_word{"JSON", declared::json},
    declared_word{"JSONB", declared::json},
    declared_word{"UUID", declared::uuid},
    declared_word{"GUID", declared::uuid},
    declared_word{"ANY", declared::any},
    declared_word{"DECIMAL", declared::decimal},
    declared_word{"MONEY", declared::decimal},
    declared_word{"BINARY", declared::binary},
    declared_word{"VARBINARY", declared::binary},
    declared_word{"VARCHAR", declared::string},
    declared_word{"CHAR", declared::string},
    declared_word{"CHARACTER", declared::string},
    declared_word{"NCHAR", declared::string},
    declared_word{"NVARCHAR", declared::string},
    declared_word{"GEOMETRY", declared::geometry},
    declared_word{"GEOMETRYCOLLECTION", declared::geometry},
    declared_word{"POINT", declared::geometry},
    declared_word{"LINESTRING", declared::geometry},
    declared_word{"POLYGON", declared::geometry},
    declared_word{"MULTIPOINT", declared::geometry},
    declared_word{"MULTILINESTRING", declared::geometry},
    declared_word{"MULTIPOLYGON", declared::geometry},
    declared_word{"LOCALTIMESTAMP", declared::civil},
};
// Words that mean something only with TEXT behind them: other programs keep other things under these names.
inline constexpr std::array text_words{
    declared_word{"UNSIGNED64", declared::unsigned64},
    declared_word{"SIGNED128", declared::signed128},
    declared_word{"UNSIGNED128", declared::unsigned128},
    declared_word{"DURATION", declared::duration},
    declared_word{"INTERVAL", declared::interval},
};

std::string upper(std::string_view text);

// The numbers in "DECIMAL(10,2)"; 0 where there are none or they make no sense.
struct type_arguments {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool any = false;
};
declared meaning_of(std::string_view declaration);

/// What SQLite does to a value on its way into a column (https://sqlite.org/datatype3.html section 3.1).
enum class affinity : std::uint8_t { integer, text, blob, real, numeric };

affinity affinity_of(std::string_view declaration, bool strict);

// The row's field type with the declaration's length or precision; of a time, the digits of its seconds.
field_type type_for(const type_row& row, std::string_view declaration);

/// The row that columns of a type are created with; null for a type SQLite has no form for. Narrower integers and float32
/// are INTEGER and REAL.
const type_row* row_for(const field& column);

}  // namespace detail

/// The row for a declaration as written in CREATE TABLE: "unsigned big int", "Varchar(20)", "". Never null.
inline const type_row* resolve(std::string_view declaration) {
  return detail::row_of(detail::meaning_of(declaration));
}

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/types.ipp>
#endif
