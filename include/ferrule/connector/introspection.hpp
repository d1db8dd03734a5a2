// SPDX-License-Identifier: BSL-1.0
// connector/introspection.hpp - the words of `Introspectable`: what a source says about its tables beyond their schema.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ferrule {

/// What a name of the source stands for.
enum class object_kind : std::uint8_t { table, view };

constexpr std::string_view name_of(object_kind k) noexcept {
  return k == object_kind::table ? "table" : "view";
}

/// One column as the source declares it (Datasette: table_info).
struct column_description {
  std::size_t position = 0;  ///< counted from 0
  std::string name{};
  std::string type{};  ///< as declared; empty where nothing was declared
  bool not_null = false;
  std::optional<std::string> default_value{};  ///< an expression of the source's language
  std::size_t primary_key_position = 0;        ///< counted from 1; 0: not part of the primary key
  bool hidden = false;                         ///< not delivered by "all columns"
  bool generated = false;                      ///< computed from other columns; cannot be written

  friend bool operator==(const column_description&, const column_description&) = default;
};

/// One column of a foreign key; a compound key is several rows with the same `id` and rising `sequence`.
struct foreign_key {
  std::size_t id = 0;
  std::size_t sequence = 0;
  std::string table{};  ///< the table referred to
  std::string from{};   ///< the referring column
  std::string to{};     ///< the column referred to
  std::string on_update{};
  std::string on_delete{};
  std::string match{};

  friend bool operator==(const foreign_key&, const foreign_key&) = default;
};

}  // namespace ferrule
