// SPDX-License-Identifier: BSL-1.0
// schema/mapping.hpp - a connector's type table: external type -> kind -> codec, checked while compiling.
//
// The table is the single source of a connector's schema, decoding, writing, `types` listing and
// documentation. A connector has one constexpr array of rows and one decoder per codec; nothing else
// in it switches over external types.
#pragma once
#include <cstddef>
#include <ferrule/schema/kind.hpp>
#include <ferrule/schema/table.hpp>
#include <optional>
#include <string_view>
#include <utility>

namespace ferrule {

/// One external type of a source. `Id` is whatever the source identifies types by (an OID, an
/// affinity, an enum); `Codec` is the connector's enum of cell formats. A row without a kind is a
/// type that is known and not supported, on purpose.
template<class Id, class Codec>
struct type_mapping {
  using id_type = Id;
  using codec_type = Codec;

  Id id;
  std::string_view name;         ///< the external name, as `types` prints it
  std::optional<field_type> to;  ///< nothing: unsupported
  Codec codec{};                 ///< how a cell is read; ignored where `to` is nothing
  ferrule::typing typing = ferrule::typing::declared;
  std::string_view note{};  ///< one sentence for the documentation, may be empty
};

/// Whether no two rows have the same id.
template<class Table>
consteval bool has_distinct_ids(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i)
    for (std::size_t j = i + 1; j < table.size(); ++j)
      if (table[i].id == table[j].id) return false;
  return true;
}

/// Whether no two rows have the same name and none is empty.
template<class Table>
consteval bool has_distinct_names(const Table& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name.empty()) return false;
    for (std::size_t j = i + 1; j < table.size(); ++j)
      if (table[i].name == table[j].name) return false;
  }
  return true;
}

/// Asserts, one sentence each, that a type table is sound and that each row with a kind has a decoder:
/// `Decoder<codec>` must be a complete type. Put `static_assert(is_type_table<types, decoder>());`
/// behind the table.
template<const auto& Table, template<auto> class Decoder>
consteval bool is_type_table() {
  static_assert(has_distinct_ids(Table), "[ferrule] a type table needs distinct ids");
  static_assert(has_distinct_names(Table),
                "[ferrule] a type table needs distinct, non-empty names");
  constexpr bool complete = []<std::size_t... I>(std::index_sequence<I...>) {
    return ([] {
      if constexpr (Table[I].to.has_value()) return requires { sizeof(Decoder<Table[I].codec>); };
      else return true;
    }() && ...);
  }(std::make_index_sequence<Table.size()>{});
  static_assert(complete, "[ferrule] every mapped type needs a decoder: specialise decoder<codec>");
  return true;
}

/// A row of a type table without its source-specific parts, as tools and documents read it.
struct type_description {
  std::string_view external;
  std::optional<field_type> to;
  std::string_view note;
};

}  // namespace ferrule
