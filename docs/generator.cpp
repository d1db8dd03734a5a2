// SPDX-License-Identifier: BSL-1.0
// generator.cpp - tables of the documentation, made from the code: docs_generator TABLE [CONNECTOR]
//
// sh docs/generate.sh compiles and calls this.
#include <cstdio>
#include <cstring>
#include <ferrule/conformance/check_table.hpp>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/foobar.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/cached.hpp>
#include <ferrule/decorators/retrying.hpp>
#include <ferrule/decorators/traced.hpp>
#include <ferrule/ferrule.hpp>
#include <functional>
#include <map>

using all = ferrule::registry<ferrule::sqlite::connector, ferrule::csv::connector,
                              ferrule::memory::connector, ferrule::foobar::connector>;

namespace {

// A `|` ends a cell of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}
std::string code(std::string_view text) { return text.empty() ? "" : "`" + cell(text) + "`"; }

void line(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& c : cells) out += c.empty() ? " |" : " " + c + " |";
  fmt::print("{}\n", out);
}
void head(const std::vector<std::string>& cells) {
  line(cells);
  std::string rule = "|";
  for (std::size_t i = 0; i < cells.size(); ++i) rule += "---|";
  fmt::print("{}\n", rule);
}

// --- Connectors ----------------------------------------------------------------------------------

void capabilities() {
  std::vector<std::string> names{"connector"};
  for (const ferrule::capability c : ferrule::all_capabilities)
    names.push_back(code(ferrule::name_of(c)));
  names.push_back("header");
  head(names);
  all::for_each_type([]<class C>() {
    std::vector<std::string> cells{code(C::name)};
    for (const ferrule::capability c : ferrule::all_capabilities)
      cells.push_back(ferrule::has_capability<C>(c) ? "yes" : "");
    cells.push_back(code(fmt::format("ferrule/connectors/{}.hpp", C::name)));
    line(cells);
  });
}

template<class C>
void types() {
  head({"type of the source", "kind", "remark"});
  for (const ferrule::type_description& t : ferrule::describe_types<C>())
    line({code(t.external), t.to ? code(ferrule::to_text(*t.to)) : "not supported", cell(t.note)});
}

// Of one key and what is below it, or all.
template<class C>
void settings(std::string_view only = {}) {
  auto rows = ferrule::describe_settings<typename C::config>();
  std::erase_if(rows, [&](const ferrule::setting_description& row) {
    return !row.path.starts_with(only) || row.path == only;
  });
  bool has_help = false;
  for (const auto& row : rows) has_help = has_help || !row.help.empty();
  head(has_help ? std::vector<std::string>{"setting", "value", "default", "meaning"}
                : std::vector<std::string>{"setting", "value", "default"});
  for (const ferrule::setting_description& row : rows) {
    std::string value;
    if (row.default_value) {
      const std::string* const text = row.default_value->as_text();
      value = !text ? fmt::format("{}", *row.default_value) : text->empty() ? "''" : *text;
    }
    std::vector<std::string> cells{code(row.path), cell(row.type),
                                   row.required ? "required"
                                   : row.secret ? "(secret)"
                                                : code(value)};
    if (has_help) cells.push_back(cell(row.help));
    line(cells);
  }
}

template<template<class> class D>
void settings_of() {
  using config = typename D<ferrule::memory::connector>::config;
  settings<D<ferrule::memory::connector>>(ferrule::field_name<config, 1>);
}

// --- Checks of the conformance kit ---------------------------------------------------------------

void checks() {
  head({"check", "runs where", "what it asks for"});
  for (const ferrule::conformance::check& one : ferrule::conformance::checks)
    line({code(one.id), one.needs ? code(ferrule::name_of(*one.needs)) : "always",
          cell(one.sentence)});
}

// --- Errors --------------------------------------------------------------------------------------

std::string_view meaning(ferrule::errc kind) {
  using enum ferrule::errc;
  switch (kind) {
    case none: return "no error";
    case config: return "a setting is missing, unknown, ill-typed or out of range";
    case connect: return "the source could not be reached";
    case authenticate: return "the source refused who we say we are";
    case permission: return "the source knows us and does not allow this";
    case not_found: return "a table, column, file or row that does not exist";
    case unsupported: return "the source, or this connector, has no such thing";
    case syntax: return "the source does not understand the statement";
    case unimplemented: return "the connector's author has not written this yet";
    case type_mismatch: return "a value or column is not of the type that was asked for";
    case value_out_of_range: return "a value of the right type that does not fit";
    case constraint: return "a key, uniqueness, check or nullability rule was violated";
    case limit: return "a limit set by the caller was reached";
    case resource: return "memory, disk space or handles ran out";
    case timeout: return "a time limit was reached";
    case cancelled: return "somebody used the cancel handle";
    case corrupt: return "the source's bytes contradict its own format";
    case closed: return "the other side went away, or the object was used after its end";
    case io: return "reading or writing failed below the source's format";
    case internal: return "a defect in ferrule or in a connector; please report";
  }
  return {};
}

void errors() {
  head({"kind", "what happened"});
  for (int i = 1; i < 256; ++i) {
    const auto kind = static_cast<ferrule::errc>(i);
    if (ferrule::name_of(kind) == "unknown") break;
    line({code(ferrule::name_of(kind)), std::string(meaning(kind))});
  }
}

// --- Kinds ---------------------------------------------------------------------------------------

struct cpp_type {
  std::string name;
  ferrule::field_type type;
  bool borrows;
};

template<class... Ts>
std::vector<cpp_type> listed() {
  return {{std::string(ferrule::cell_traits<Ts>::name), ferrule::cell_traits<Ts>::type,
           ferrule::cell_traits<Ts>::borrows}...};
}

std::vector<cpp_type> cpp_types() {
  using namespace std::chrono;
  auto out = listed<bool, std::int8_t, std::int16_t, std::int32_t, std::int64_t, ferrule::int128,
                    std::uint8_t, std::uint16_t, std::uint32_t, std::uint64_t, ferrule::uint128,
                    float, double, ferrule::decimal, std::string_view, std::string,
                    std::array<char, 16>, ferrule::bytes_view, std::vector<std::byte>, sys_days,
                    ferrule::time_of_day, ferrule::timestamp, sys_time<microseconds>,
                    local_time<microseconds>, ferrule::duration, microseconds, ferrule::interval,
                    ferrule::uuid, ferrule::point, std::vector<double>>();
  const auto rename = [&](std::string_view part, std::string name) {
    for (cpp_type& t : out)
      if (t.name.find(part) != t.name.npos && t.name.starts_with("std::")) t.name = name;
  };
  rename("array<char", "std::array<char, N>");
  for (cpp_type& t : out) {
    if (t.type.kind == ferrule::kind::timestamp && t.name != "ferrule::timestamp")
      t.name = t.type.zoned ? "std::chrono::sys_time<U>" : "std::chrono::local_time<U>";
    if (t.type.kind == ferrule::kind::duration && t.name != "ferrule::duration")
      t.name = "std::chrono::duration of U";
    if (t.type.kind == ferrule::kind::list) t.name = "std::vector<T>";
  }
  return out;
}

ferrule::field_type column_of(ferrule::kind k) {
  ferrule::field_type out{.kind = k};
  if (k == ferrule::kind::list) return ferrule::list_of({.kind = ferrule::kind::float64});
  return out;
}

void kinds() {
  head({"kind", "C++ types that hold it as it is"});
  for (std::size_t i = 0; i < ferrule::kind_count; ++i) {
    const auto k = static_cast<ferrule::kind>(i);
    std::string types;
    for (const cpp_type& t : cpp_types()) {
      auto column = column_of(k);
      column.zoned = t.type.zoned;
      if (ferrule::pair_types(column, ferrule::typing::declared, t.type) == ferrule::pairing::exact)
        types += (types.empty() ? "" : ", ") + code(t.name) + (t.borrows ? " (borrowed)" : "");
    }
    line({code(ferrule::name_of(k)), types});
  }
}

void pairs() {
  head({"column", "becomes without loss", "with `narrowing = true`", "with `lossy = true`"});
  for (std::size_t i = 0; i < ferrule::kind_count; ++i) {
    const auto k = static_cast<ferrule::kind>(i);
    std::map<ferrule::pairing, std::string> types;
    for (const cpp_type& t : cpp_types()) {
      auto column = column_of(k);
      column.zoned = t.type.zoned;
      std::string& list = types[ferrule::pair_types(column, ferrule::typing::declared, t.type)];
      list += (list.empty() ? "" : ", ") + code(t.name);
    }
    using enum ferrule::pairing;
    if (!types[converts].empty() || !types[narrowing].empty() || !types[lossy].empty())
      line({code(ferrule::name_of(k)), types[converts], types[narrowing], types[lossy]});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string table = argc > 1 ? argv[1] : "", connector = argc > 2 ? argv[2] : "";
  const std::map<std::string, std::function<void()>> tables{
      {"capabilities", capabilities},
      {"checks", checks},
      {"errors", errors},
      {"kinds", kinds},
      {"pairs", pairs},
      {"settings traced", settings_of<ferrule::traced>},
      {"settings retrying", settings_of<ferrule::retrying>},
      {"settings cached", settings_of<ferrule::cached>}};
  const auto found = tables.find(connector.empty() ? table : table + " " + connector);
  if (found != tables.end()) {
    found->second();
    return 0;
  }
  bool done = false;
  all::for_each_type([&]<class C>() {
    if (C::name != connector || (table != "types" && table != "settings")) return;
    table == "types" ? types<C>() : settings<C>();
    done = true;
  });
  if (!done) fmt::print(stderr, "docs_generator: no table '{} {}'\n", table, connector);
  return done ? 0 : 1;
}
