// SPDX-License-Identifier: BSL-1.0
// conformance/report_text.hpp - a report for people and as JSON. Included by
// conformance/report.hpp.
#pragma once
#include <ferrule/conformance/report.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule::conformance {
namespace detail {

inline void append_json(std::string& out, std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (byte < 0x20 || byte == 0x7f)
      ((out += "\\u00") += digits[byte >> 4]) += digits[byte & 15];
    else out += c;
  }
  out += '"';
}

inline void append_member(std::string& out, std::string_view key, std::string_view text) {
  if (out.back() != '{') out += ", ";
  append_json(out, key);
  out += ": ";
  append_json(out, text);
}

// Each text once, in the order of appearance.
inline std::string joined_once(const std::vector<std::string>& texts) {
  std::vector<std::string> seen;
  std::string out;
  for (const std::string& t : texts) {
    if (std::find(seen.begin(), seen.end(), t) != seen.end()) continue;
    seen.push_back(t);
    out += (out.empty() ? "" : ", ") + t;
  }
  return out;
}

// Text of several lines, each behind the first moved to the right.
inline std::string indented(std::string_view text, std::size_t by) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c == '\n') out.append(by, ' ');
  }
  return out;
}

}  // namespace detail

inline std::string report::summary() const {
  std::vector<std::string> capabilities, calls, without, waivers;
  for (const check_result& r : results) {
    if (r.what == outcome::not_declared && r.needs) capabilities.emplace_back(name_of(*r.needs));
    if (r.what == outcome::unimplemented) calls.push_back(r.call);
    if (r.what == outcome::not_applicable) without.push_back(r.id);
    if (r.what == outcome::waived) waivers.push_back(r.id);
  }
  std::string out =
      concat("kit: ", count(outcome::passed), " passed, ", count(outcome::failed), " failed");
  const auto add = [&](outcome o, const std::vector<std::string>& names, std::string_view before) {
    if (count(o) != 0)
      out += concat(before, count(o), " ", name_of(o), ": ", detail::joined_once(names));
  };
  add(outcome::not_declared, capabilities, ", ");
  add(outcome::not_applicable, without, "; ");
  add(outcome::waived, waivers, "; ");
  add(outcome::unimplemented, calls, "; ");
  return out;
}

inline std::string report::to_text() const {
  constexpr std::size_t width = 16;  // of the longest name of an outcome, and a space
  const std::string gap(width + 4, ' ');
  std::string out =
      concat("conformance of connector '", connector, "', which declares: ", declared, "\n");
  for (const check_result& r : results) {
    std::string what(r.what == outcome::failed ? std::string_view("FAILED") : name_of(r.what));
    what.resize(width, ' ');
    out += concat("  ", what, r.id);
    if (r.what == outcome::not_declared && r.needs) out += concat(" (", name_of(*r.needs), ")");
    if (!r.call.empty()) out += concat(": ", r.call, " is not written yet");
    if (!r.reason.empty()) out += concat(": ", detail::indented(r.reason, gap.size()));
    out += '\n';
    if (r.what != outcome::failed && r.what != outcome::waived) continue;
    if (r.what == outcome::failed) out += concat(gap, r.sentence, "\n");
    out += concat(gap, "expected: ", detail::indented(r.expected, gap.size() + 10), "\n");
    out += concat(gap, "seen:     ", detail::indented(r.seen, gap.size() + 10), "\n");
  }
  return out + summary() + "\n";
}

inline std::string report::to_json() const {
  std::string out = "{";
  detail::append_member(out, "connector", connector);
  detail::append_member(out, "declares", ferrule::to_text(declared));
  for (std::size_t i = 0; i < outcome_count; ++i) {
    const auto o = static_cast<outcome>(i);
    out += ", ";
    detail::append_json(out, name_of(o));
    out += concat(": ", count(o));
  }
  out += ", \"checks\": [";
  for (std::size_t i = 0; i < results.size(); ++i) {
    const check_result& r = results[i];
    out += i == 0 ? "\n  {" : ",\n  {";
    detail::append_member(out, "id", r.id);
    detail::append_member(out, "outcome", name_of(r.what));
    detail::append_member(out, "asks", r.sentence);
    if (r.needs) detail::append_member(out, "needs", name_of(*r.needs));
    if (!r.expected.empty()) detail::append_member(out, "expected", r.expected);
    if (!r.seen.empty()) detail::append_member(out, "seen", r.seen);
    if (!r.reason.empty()) detail::append_member(out, "reason", r.reason);
    if (!r.call.empty()) detail::append_member(out, "call", r.call);
    out += '}';
  }
  return out + "\n]}\n";
}

}  // namespace ferrule::conformance
