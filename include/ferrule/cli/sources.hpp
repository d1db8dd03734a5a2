// SPDX-License-Identifier: BSL-1.0
// cli/sources.hpp - from what the user wrote for a source to a connection, and from names to its tables.
//
//   flights.db                         a file: the first connector that recognises its content
//   sqlite:path=flights.db,mmap=1GiB   a connector and its settings
//   sqlite:flights.db                  the same, for a connector with a setting `path`
//   trades                             a connection of the settings files
#pragma once
#include <cctype>
#include <ferrule/cli/driver.hpp>
#include <ferrule/config.hpp>
#include <ferrule/config/connections.hpp>
#include <ferrule/connector/basics.hpp>
#include <ferrule/registry/known.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::cli {

/// A connector of the program and the settings to connect with; not connected yet.
struct source {
  const connector_entry* entry = nullptr;
  settings options{};
  std::filesystem::path file{};      ///< where the user wrote a path and nothing else
  std::vector<table_info> tables{};  ///< of a connection whose settings name them; none: all
};

/// Reads `key=value,key="a, b",...`. A value in double quotes may hold commas, `\"` and `\\`. Errors: `config`.
inline result<settings> parse_assignments(std::string_view text) {
  settings out = settings::map();
  while (!text.empty()) {
    const std::size_t equals = text.find_first_of("=,");
    if (equals == text.npos || text[equals] != '=' || equals == 0)
      return fail(errc::config,
                  concat(quoted(text.substr(0, equals)), " is no setting; write key=value,..."));
    const std::string key(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    std::string value;
    if (text.starts_with('"')) {
      std::size_t i = 1;
      for (; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        value += text[i];
      }
      if (i >= text.size() || (i + 1 < text.size() && text[i + 1] != ','))
        return fail(errc::config, concat("setting ", quoted(key),
                                         ": the value begins with \" and does not end with it"));
      text.remove_prefix(i + 1);
    } else {
      value = text.substr(0, text.find(','));
      text.remove_prefix(value.size());
    }
    if (text.starts_with(',')) text.remove_prefix(1);
    if (auto ok = out.set(key, settings::plain(std::move(value))); !ok)
      return fail(std::move(ok.error()));
  }
  return out;
}

/// The connectors of a program and what finds them.
class source_finder {
public:
  explicit source_finder(std::vector<connector_entry> entries) : entries_(std::move(entries)) {}

  /// The connections that settings files name, to be found before anything else.
  void use(connections named) { named_ = std::move(named); }

  const std::vector<connector_entry>& entries() const noexcept { return entries_; }
  std::vector<std::string_view> names() const {
    std::vector<std::string_view> out;
    for (const connector_entry& e : entries_) out.push_back(e.name);
    return out;
  }
  /// Errors: `not_found`, with the nearest name.
  result<const connector_entry*> connector(std::string_view name) const {
    for (const connector_entry& e : entries_)
      if (e.name == name) return &e;
    return fail(errc::not_found, unknown_connector(name, names()));
  }

  /// What the text stands for. With `to_write`, a file need not be there yet, and settings called `read_only` and `create` are
  /// set to what writing needs unless the text sets them. Errors: `not_found`; `unsupported` where no connector recognises the file,
  /// with every one's reason; `config`.
  result<source> find(std::string_view text, bool to_write = false) const {
    auto found = locate(text, to_write);
    if (!found || !to_write) return found;
    for (const setting_description& s : found->entry->facts().settings)
      if (s.path == "read_only" && (!found->file.empty() || found->options.find(s.path) == nullptr))
        (void)found->options.set(s.path, false);
      else if (s.path == "create" &&
               (!found->file.empty() || found->options.find(s.path) == nullptr))
        (void)found->options.set(s.path, true);
    return found;
  }

  /// The connector of a file, by its first bytes.
  result<source> recognize(const std::filesystem::path& path) const {
    std::string first(4096, '\0');
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored)) {
      std::ifstream in(path, std::ios::binary);
      if (!in)
        return fail(errc::permission,
                    concat("file ", quoted(path.string()), " cannot be read; may this user?"));
      in.read(first.data(), static_cast<std::streamsize>(first.size()));
      first.resize(static_cast<std::size_t>(in.gcount()));
    } else first.clear();
    std::string reasons;
    for (const connector_entry& e : entries_) {
      auto recognized = e.recognizes(path, first);
      if (recognized) return source{&e, std::move(*recognized), path, {}};
      reasons += concat("\n  ", e.name, ": ", recognized.error().message);
    }
    return fail(errc::unsupported,
                concat("no connector of this program recognises the file ", quoted(path.string()),
                       ":", reasons, "\nTo say which it is, write CONNECTOR:path=", path.string()));
  }

private:
  result<source> locate(std::string_view text, bool to_write) const {
    if (const connection_entry* const named = named_.find(text)) return connection(*named);
    const std::size_t colon = text.find(':');
    if (colon != text.npos)
      for (const connector_entry& e : entries_)
        if (e.name == text.substr(0, colon)) return with_settings(e, text.substr(colon + 1));
    const std::filesystem::path path(text);
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored) || (to_write && colon == text.npos))
      return recognize(path);
    for (const connector_entry& e : entries_)
      if (e.name == text) return with_settings(e, {});
    if (colon != text.npos && text.substr(0, colon).find('/') == text.npos)
      return fail(errc::not_found, unknown_connector(text.substr(0, colon), names()));
    return fail(errc::not_found,
                concat("there is no file ", quoted(text),
                       ", no connection and no connector of this name", suggested(text),
                       "; a source is a file, CONNECTOR:key=value,..., or a connection "
                       "of a settings file (--config-file)"));
  }
  result<source> connection(const connection_entry& named) const {
    auto found = connector(named.connector);
    if (!found) {
      found.error().message =
          concat("connection ", quoted(named.name), ": ", found.error().message);
      return fail(std::move(found.error()));
    }
    source out{*found, named.config.is_null() ? settings::map() : named.config, {}, {}};
    for (const source_entry& s : named.sources) {
      table_id id(s.table);
      id.schema = s.schema;
      out.tables.push_back({std::move(id), s.columns});
    }
    return out;
  }
  std::string suggested(std::string_view text) const {
    std::vector<std::string_view> known;
    for (const connection_entry& c : named_.entries) known.push_back(c.name);
    return suggestion(text, known);
  }
  static result<source> with_settings(const connector_entry& entry, std::string_view text) {
    source out{&entry, settings::map(), {}, {}};
    if (text.empty()) return out;
    const auto known = entry.facts().settings;
    const bool has_path = std::any_of(
        known.begin(), known.end(), [](const setting_description& s) { return s.path == "path"; });
    if (has_path && text.find('=') == text.npos) {
      (void)out.options.set("path", settings::plain(std::string(text)));
      return out;
    }
    auto options = parse_assignments(text);
    if (!options) {
      options.error().message = concat("connector '", entry.name, "': ", options.error().message);
      return fail(std::move(options.error()));
    }
    out.options = std::move(*options);
    return out;
  }

  std::vector<connector_entry> entries_;
  connections named_;
};

/// The table that is written `name`: the one of `known` that prints so, else `schema.name` split at the first dot, else a table
/// of the default schema.
inline table_id table_named(std::string_view text, std::span<const table_id> known) {
  for (const table_id& t : known)
    if (to_text(t) == text) return t;
  if (const std::size_t dot = text.find('.');
      dot != text.npos && dot != 0 && dot + 1 < text.size() &&
      std::any_of(known.begin(), known.end(),
                  [&](const table_id& t) { return t.schema && *t.schema == text.substr(0, dot); }))
    return {std::string(text.substr(0, dot)), std::string(text.substr(dot + 1))};
  return {std::string(text)};
}

}  // namespace ferrule::cli
