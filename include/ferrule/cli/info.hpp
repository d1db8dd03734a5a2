// SPDX-License-Identifier: BSL-1.0
// cli/info.hpp - `connector types` and `connector info`: what is known of a connector without a connection.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

inline void write_types(json_writer& out, const connector_facts& facts) {
  out.key("types").begin_array();
  for (const type_description& t : facts.types) {
    out.line().begin_object().key("external_type").text(t.external);
    if (t.to) out.key("type").text(to_text(*t.to));
    else out.key("type").cell(nullptr);
    out.key("note").text(t.note).end_object();
  }
  out.end_array();
}

/// Prints the type tables of one connector, or of all.
template<class Registry>
exit_code types(context& with, const types_options& asked) {
  std::vector<const connector_entry*> chosen;
  if (asked.connector.empty())
    for (const connector_entry& e : with.sources.entries()) chosen.push_back(&e);
  else {
    const auto found = with.sources.connector(asked.connector);
    if (!found) return with.io.complain(found.error());
    chosen.push_back(*found);
  }
  json_writer json;
  json.begin_object().key("connectors").begin_array();
  std::string text;
  for (const connector_entry* e : chosen) {
    const connector_facts facts = e->facts();
    json.line().begin_object().key("connector").text(facts.name);
    write_types(json, facts);
    json.end_object();
    std::vector<std::vector<std::string>> lines{{"external type", "type", ""}};
    for (const type_description& t : facts.types)
      lines.push_back(
          {std::string(t.external), t.to ? to_text(*t.to) : "unsupported", std::string(t.note)});
    text += concat(text.empty() ? "" : "\n", facts.name, "\n", aligned(lines, 2));
  }
  json.end_array().end_object();
  with.io.say(asked.json ? std::move(json).finish() : text);
  return exit_code::ok;
}

inline std::string setting_text(const std::optional<settings>& value) {
  return value ? ferrule::detail::bare_text(*value) : std::string();
}

/// Prints the settings and the capabilities of a connector.
template<class Registry>
exit_code info(context& with, const info_options& asked) {
  const auto found = with.sources.connector(asked.connector);
  if (!found) return with.io.complain(found.error());
  const connector_facts facts = (*found)->facts();
  if (asked.json) {
    json_writer out;
    out.begin_object().key("connector").text(facts.name);
    write_capabilities(out, facts.capabilities);
    out.key("recognizes_files").cell(facts.recognizes_files);
    out.key("settings").begin_array();
    for (const setting_description& s : facts.settings) {
      out.line().begin_object().key("path").text(s.path).key("type").text(s.type);
      out.key("required").cell(s.required).key("secret").cell(s.secret);
      if (s.default_value) out.key("default").text(setting_text(s.default_value));
      if (!s.allowed.empty()) {
        out.key("allowed").begin_array();
        for (const std::string& name : s.allowed) out.text(name);
        out.end_array();
      }
      if (!s.help.empty()) out.key("help").text(s.help);
      out.end_object();
    }
    out.end_array();
    write_types(out, facts);
    out.end_object();
    with.io.say(std::move(out).finish());
    return exit_code::ok;
  }
  std::vector<std::vector<std::string>> lines{{"setting", "default", "", ""}};
  for (const setting_description& s : facts.settings)
    lines.push_back({s.path,
                     s.required ? "required"
                     : s.secret ? "secret"
                                : setting_text(s.default_value),
                     s.type, s.help});
  std::size_t unsupported = 0;
  for (const type_description& t : facts.types) unsupported += t.to ? 0 : 1;
  with.io.say(concat(
      facts.name, "\n  can: ", facts.capabilities, "\n  files: ",
      facts.recognizes_files ? "recognised by their content" : "none by themselves; give settings",
      "\n  types: ", facts.types.size() - unsupported, " supported, ", unsupported,
      " known and not supported (", with.io.program(), " connector types ", facts.name, ")\n\n",
      aligned(lines, 2)));
  return exit_code::ok;
}

}  // namespace ferrule::cli
