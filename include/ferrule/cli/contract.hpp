// SPDX-License-Identifier: BSL-1.0
// cli/contract.hpp - the lock file: what the tables of a source looked like when somebody agreed to it.
//
//   ferrule.lock 1
//   connector "sqlite"
//   table "flights"
//   column "id" int64 not null "INTEGER"
//   key "id"
//   end 4 lines, checksum 9ae1f3c0d2b84f6e
//
// One fact per line, so that version control shows what changed. The last line tells a whole file from one that was cut.
#pragma once
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <ferrule/cli/json.hpp>
#include <ferrule/core/checksum.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/schema/table.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ferrule::cli {

inline constexpr std::uint64_t contract_version = 1;

/// What is agreed about one table: its columns, each a name and what is said of it, and its key.
struct contract_table {
  std::string name{};  ///< as JSON
  std::vector<std::pair<std::string, std::string>> columns{};
  std::string key{};
  friend bool operator==(const contract_table&, const contract_table&) = default;
};

struct contract {
  std::string connector{};  ///< as JSON
  std::vector<contract_table> tables{};
  friend bool operator==(const contract&, const contract&) = default;
};

inline std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

inline contract contract_of(std::string_view connector, std::span<const source_schema> tables) {
  contract out{json_text(connector), {}};
  for (const source_schema& t : tables) {
    contract_table& to = out.tables.emplace_back();
    to.name = json_text(to_text(t.table));
    for (const field& f : t.schema.fields)
      to.columns.emplace_back(
          json_text(f.name),
          concat(f.type, f.nullable ? "" : " not null",
                 f.external_type.empty() ? "" : " " + json_text(f.external_type)));
    for (const std::size_t at : t.schema.primary_key)
      to.key += (to.key.empty() ? "" : " ") + json_text(t.schema.fields[at].name);
  }
  return out;
}

namespace detail {

inline std::string checksum_text(std::string_view text) {
  const std::uint64_t sum = checksum(text);
  std::string digits;
  for (int i = 60; i >= 0; i -= 4) digits += "0123456789abcdef"[sum >> i & 15];
  return digits;
}

// The JSON string at the front of `text`, taken off it with the space behind it; empty where there is none.
inline std::string take_json_text(std::string_view& text) {
  if (!text.starts_with('"')) return {};
  std::size_t end = 1;
  while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
  if (end >= text.size() || (end + 1 < text.size() && text[end + 1] != ' ')) return {};
  std::string out(text.substr(0, end + 1));
  text.remove_prefix(std::min(end + 2, text.size()));
  return out;
}

}  // namespace detail

inline std::string to_text(const contract& agreed) {
  std::string body =
      concat("ferrule.lock ", contract_version, "\nconnector ", agreed.connector, "\n");
  std::size_t lines = 2;
  for (const contract_table& t : agreed.tables) {
    body += concat("table ", t.name, "\n");
    for (const auto& [name, rest] : t.columns) body += concat("column ", name, " ", rest, "\n");
    if (!t.key.empty()) body += concat("key ", t.key, "\n");
    lines += 1 + t.columns.size() + (t.key.empty() ? 0 : 1);
  }
  return concat(body, "end ", lines, " lines, checksum ", detail::checksum_text(body), "\n");
}

/// Reads a lock file. Errors: `unsupported` for one of a newer version, `corrupt` for one that is damaged or is no lock file.
inline result<contract> parse_contract(std::string_view text, std::string_view path) {
  constexpr std::string_view begins = "ferrule.lock ";
  std::string_view rest = text;
  std::uint64_t version = 0;
  if (rest.starts_with(begins)) {
    rest.remove_prefix(begins.size());
    const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), version);
    rest.remove_prefix(static_cast<std::size_t>(read.ptr - rest.data()));
  }
  if (version == 0 || !rest.starts_with('\n'))
    return fail(errc::corrupt,
                concat("lock file ", quoted(path),
                       " does not begin with 'ferrule.lock 1': it is none, or is damaged; "
                       "build writes a new one where there is none"));
  if (version > contract_version)
    return fail(errc::unsupported, concat("lock file ", quoted(path), " is of version ", version,
                                          ", and this program knows ", contract_version,
                                          "; use the program that wrote it, or a newer one"));
  const std::size_t end = text.rfind("\nend ");
  const std::string_view body = end == text.npos ? std::string_view() : text.substr(0, end + 1);
  const auto lines = static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n'));
  const auto damaged = [&] {
    return fail(errc::corrupt, concat("lock file ", quoted(path),
                                      " is damaged: it was cut or changed by hand; take it from "
                                      "version control, or remove it and build again"));
  };
  if (body.empty() || text.substr(end + 1) != concat("end ", lines, " lines, checksum ",
                                                     detail::checksum_text(body), "\n"))
    return damaged();
  contract out;
  std::string_view left = body.substr(body.find('\n') + 1);
  while (!left.empty()) {
    std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(line.size() + 1);
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    const std::string_view all = line;
    std::string name = detail::take_json_text(line);
    const bool alone = line.empty() && !all.ends_with(' ');
    if (name.empty()) return damaged();
    if (word == "connector" && out.connector.empty() && alone) out.connector = std::move(name);
    else if (word == "table" && !out.connector.empty() && alone &&
             std::ranges::find(out.tables, name, &contract_table::name) == out.tables.end())
      out.tables.push_back({std::move(name), {}, {}});
    else if (out.tables.empty() || !out.tables.back().key.empty()) return damaged();
    else if (word == "column" && !line.empty() &&
             std::ranges::find(out.tables.back().columns, name, [](const auto& c) {
               return c.first;
             }) == out.tables.back().columns.end())
      out.tables.back().columns.emplace_back(std::move(name), line);
    else if (word == "key") {
      while (!line.empty())
        if (detail::take_json_text(line).empty()) return damaged();
      if (all.ends_with(' ')) return damaged();
      out.tables.back().key = all;
    } else return damaged();
  }
  if (out.connector.empty()) return damaged();
  return out;
}

/// What is different, for people: "+" is new, "-" is gone, "~" changed. Empty where nothing is.
inline std::string difference(const contract& before, const contract& now) {
  std::string out;
  const auto table = [](const contract& in, std::string_view name) -> const contract_table* {
    for (const contract_table& t : in.tables)
      if (t.name == name) return &t;
    return nullptr;
  };
  const auto column = [](const contract_table& in, std::string_view name) -> const std::string* {
    for (const auto& [n, rest] : in.columns)
      if (n == name) return &rest;
    return nullptr;
  };
  if (before.connector != now.connector)
    out += concat("~ connector ", before.connector, " -> ", now.connector, "\n");
  for (const contract_table& t : before.tables)
    if (table(now, t.name) == nullptr) out += concat("- table ", t.name, "\n");
  for (const contract_table& t : now.tables) {
    const contract_table* const old = table(before, t.name);
    if (old == nullptr) {
      out += concat("+ table ", t.name, " (", t.columns.size(), " columns)\n");
      continue;
    }
    if (*old == t) continue;
    out += concat("~ table ", t.name, "\n");
    for (const auto& [name, rest] : old->columns)
      if (column(t, name) == nullptr) out += concat("  - column ", name, " ", rest, "\n");
    for (const auto& [name, rest] : t.columns) {
      const std::string* const was = column(*old, name);
      if (was == nullptr) out += concat("  + column ", name, " ", rest, "\n");
      else if (*was != rest) out += concat("  ~ column ", name, " ", *was, " -> ", rest, "\n");
    }
    if (old->key != t.key)
      out += concat("  ~ key ", old->key.empty() ? "none" : old->key, " -> ",
                    t.key.empty() ? "none" : t.key, "\n");
    std::vector<std::string> left, right;
    for (const auto& c : old->columns)
      if (column(t, c.first) != nullptr) left.push_back(c.first);
    for (const auto& c : t.columns)
      if (column(*old, c.first) != nullptr) right.push_back(c.first);
    if (left != right) out += "  ~ the order of the columns\n";
  }
  return out;
}

}  // namespace ferrule::cli
