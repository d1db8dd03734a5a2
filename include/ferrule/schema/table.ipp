// SPDX-License-Identifier: BSL-1.0
// schema/table.ipp - what table.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/schema/table.hpp>

namespace ferrule {

FERRULE_INLINE table_id::table_id() = default;
FERRULE_INLINE table_id::table_id(std::string table) : name(std::move(table)) {}
FERRULE_INLINE table_id::table_id(const char* table) : name(table) {}
FERRULE_INLINE table_id::table_id(std::string name_space, std::string table)
    : schema(std::move(name_space)), name(std::move(table)) {}
FERRULE_INLINE table_id::table_id(const table_id&) = default;
FERRULE_INLINE table_id::table_id(table_id&&) noexcept = default;
FERRULE_INLINE table_id& table_id::operator=(const table_id&) = default;
FERRULE_INLINE table_id& table_id::operator=(table_id&&) noexcept = default;
FERRULE_INLINE table_id::~table_id() = default;

FERRULE_INLINE std::optional<std::size_t> schema::find(std::string_view name) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == name) return i;
  return std::nullopt;
}

FERRULE_INLINE std::string to_text(const table_id& id) {
  return id.schema ? *id.schema + "." + id.name : id.name;
}

FERRULE_INLINE std::string to_text(const field& f) {
  std::string out = f.name + " " + type_text(f);
  if (!f.nullable) out += " not null";
  if (!f.external_type.empty()) out += " [" + f.external_type + "]";
  return out;
}

FERRULE_INLINE std::string to_text(const schema& s) {
  std::string out = "(";
  for (std::size_t i = 0; i < s.fields.size(); ++i)
    out += (i == 0 ? "" : ", ") + to_text(s.fields[i]);
  for (std::size_t i = 0; i < s.primary_key.size(); ++i)
    out += (i == 0 ? "; primary key " : ", ") + s.fields[s.primary_key[i]].name;
  return out + ")";
}

}  // namespace ferrule
