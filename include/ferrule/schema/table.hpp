// SPDX-License-Identifier: BSL-1.0
// schema/table.hpp - what tables are called, which columns are asked for, and what those columns are.
#pragma once
#include <cstdint>
#include <ferrule/core/text.hpp>
#include <ferrule/schema/kind.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// The name of a table. `schema` is a name space of the source (PostgreSQL schema, attached SQLite
/// database); absent means the source's default.
struct table_id {
  std::optional<std::string> schema{};
  std::string name{};

  table_id();
  table_id(std::string table);
  table_id(const char* table);
  table_id(std::string name_space, std::string table);
  table_id(const table_id&);
  table_id(table_id&&) noexcept;
  table_id& operator=(const table_id&);
  table_id& operator=(table_id&&) noexcept;
  ~table_id();

  friend bool operator==(const table_id&, const table_id&) = default;
  friend auto operator<=>(const table_id&, const table_id&) = default;
};

/// A table and the columns asked for, in the order they are asked for. No columns named means all.
struct table_info {
  table_id id{};
  std::vector<std::string> columns{};

  friend bool operator==(const table_info&, const table_info&) = default;
};

/// How far a source vouches for the type of a column.
enum class typing : std::uint8_t {
  declared,  ///< every cell has the column's type
  open_width,  ///< the kind is right, but the source declares no width or unit: `int64` means "any integer"
  open,  ///< cells have types of their own; the column's kind is what a reader without a wish gets
  spelled,  ///< cells are text, read as whatever the reader wishes; the kind is what a reader without a wish gets
};

/// One column as it is delivered.
struct field {
  std::string name{};
  field_type type{};
  bool nullable = true;
  ferrule::typing typing = ferrule::typing::declared;
  std::string external_type{};  ///< what the source calls the type: "VARCHAR(20)"
  std::string description{};

  friend bool operator==(const field&, const field&) = default;
};

/// The columns of a stream, in order, and which of them identify a row.
struct schema {
  std::vector<field> fields{};
  std::vector<std::size_t>
      primary_key{};  ///< positions in `fields`, in key order; empty: append only

  /// The position of the field called `name` (exact), if there is one.
  std::optional<std::size_t> find(std::string_view name) const;
  friend bool operator==(const schema&, const schema&) = default;
};

/// What changes of a table will say about the row before the change.
enum class cdc_kind : std::uint8_t {
  nothing,           ///< no changes, or inserts only
  only_primary_key,  ///< the old row has its primary key; other cells are null
  full_changes,      ///< the old row is complete
};

constexpr std::string_view name_of(cdc_kind k) noexcept {
  return k == cdc_kind::nothing            ? "nothing"
         : k == cdc_kind::only_primary_key ? "only_primary_key"
                                           : "full_changes";
}

/// The schema of one table of a source.
struct source_schema {
  table_id table{};
  ferrule::schema schema{};
  cdc_kind cdc = cdc_kind::nothing;

  friend bool operator==(const source_schema&, const source_schema&) = default;
};

/// "trades" or "sales.trades".
std::string to_text(const table_id& id);

/// The type of a column for people: "int64", or "any" where each cell has a type of its own and text is only what fits all.
inline std::string type_text(const field& f) {
  return f.typing == typing::open && f.type.kind == kind::text ? "any" : to_text(f.type);
}

/// "qty int32 not null [INTEGER]": name, type, nullability, and the external type in brackets.
std::string to_text(const field& f);

/// "(id int64 not null [INTEGER], note text [TEXT]; primary key id)".
std::string to_text(const schema& s);

inline std::string to_text(const source_schema& s) {
  return to_text(s.table) + " " + to_text(s.schema);
}

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::table_id> : ferrule::printable<ferrule::table_id> {};
template<>
struct fmt::formatter<ferrule::field> : ferrule::printable<ferrule::field> {};
template<>
struct fmt::formatter<ferrule::schema> : ferrule::printable<ferrule::schema> {};
template<>
struct fmt::formatter<ferrule::source_schema> : ferrule::printable<ferrule::source_schema> {};

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/schema/table.ipp>
#endif
