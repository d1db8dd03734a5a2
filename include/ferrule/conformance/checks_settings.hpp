// SPDX-License-Identifier: BSL-1.0
// conformance/checks_settings.hpp - the config struct read from settings: what is missing, unknown,
// ill-typed, secret.
#pragma once
#include <array>
#include <ferrule/config/settings_text.hpp>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline std::string shown_settings(const settings& s) {
  std::string out;
  ferrule::detail::append_json(out, s);
  return out;
}

inline bool names_path(const error& why, std::string_view path, trial& t) {
  return t.expect(why.message.find(path) != std::string::npos,
                  concat("a message that names ", quoted(path)), to_text(why));
}

// Settings that can be asked about one by one: of the config struct itself, not of lists and maps
// inside it.
inline std::vector<setting_description> plain_settings(const subject& of) {
  std::vector<setting_description> out;
  for (const setting_description& d : of.describe_settings())
    if (d.path.find_first_of("*[\"") == std::string::npos) out.push_back(d);
  return out;
}

inline void settings_round_trip(bench& b, trial& t) {
  const auto once = b.of.read_back(b.of.good_settings());
  if (!t.ok(once, "reading the settings of good_config()")) return;
  const auto twice = b.of.read_back(*once);
  if (!t.ok(twice, "reading what was written")) return;
  t.expect(*once == *twice, shown_settings(*once), shown_settings(*twice));
}

inline void settings_unknown(bench& b, trial& t) {
  constexpr std::string_view key = "ferrule_kit_no_such_setting";
  settings with = b.of.good_settings();
  if (!t.ok(with.set(key, "x"), "adding a setting")) return;
  const auto all = b.of.describe_settings();
  if (std::any_of(all.begin(), all.end(),
                  [](const setting_description& d) { return d.path == "*"; })) {
    const auto kept = b.of.read_back(with);
    if (t.ok(kept, "a key that is no setting, which the config struct keeps"))
      t.expect(kept->find(key) != nullptr, concat("the key ", key, " to be kept"),
               shown_settings(*kept));
    return;
  }
  const auto read = b.of.read_back(with);
  if (t.refused(read, {errc::config}, "a key that is no setting")) names_path(read.error(), key, t);
}

inline void settings_missing(bench& b, trial& t) {
  std::vector<std::string> paths;
  for (const setting_description& d : plain_settings(b.of))
    if (d.required && d.path.find('.') == std::string::npos) paths.push_back(d.path);
  if (paths.empty()) return (void)t.skip("no setting is required");
  const auto none = b.of.read_back(settings::map());
  if (!t.refused(none, {errc::config}, "reading no settings at all")) return;
  for (const std::string& path : paths)
    if (!names_path(none.error(), path, t)) return;
}

inline void settings_ill_typed(bench& b, trial& t) {
  std::vector<std::string> paths;
  settings wrong = b.of.good_settings();
  for (const setting_description& d : plain_settings(b.of)) {
    if (d.shape == setting_shape::anything || d.shape == setting_shape::list) continue;
    if (d.path.find('.') != std::string::npos || d.shape == setting_shape::map) continue;
    if (!t.ok(wrong.set(d.path, settings::list({1, 2})), "setting a setting")) return;
    paths.push_back(d.path);
  }
  if (paths.empty()) return (void)t.skip("no setting is of one type only");
  const auto read = b.of.read_back(wrong);
  if (!t.refused(read, {errc::config}, "lists where something else is expected")) return;
  for (const std::string& path : paths)
    if (!names_path(read.error(), path, t)) return;
}

inline void settings_all_at_once(bench& b, trial& t) {
  const auto plain = plain_settings(b.of);
  const auto typed = std::find_if(plain.begin(), plain.end(), [](const setting_description& d) {
    return d.shape == setting_shape::boolean || d.shape == setting_shape::integer ||
           d.shape == setting_shape::text;
  });
  const auto all = b.of.describe_settings();
  if (typed == plain.end()) return (void)t.skip("no setting is of one type only");
  if (std::any_of(all.begin(), all.end(),
                  [](const setting_description& d) { return d.path == "*"; }))
    return (void)t.skip("any key is a setting, so settings.ill-typed asks for all there is");
  settings wrong = b.of.good_settings();
  if (!t.ok(wrong.set(typed->path, settings::list({1})), "setting a setting") ||
      !t.ok(wrong.set("ferrule_kit_first", 1), "adding a setting") ||
      !t.ok(wrong.set("ferrule_kit_second", 2), "adding a setting"))
    return;
  const auto read = b.of.read_back(wrong);
  if (!t.refused(read, {errc::config}, "three wrong settings")) return;
  names_path(read.error(), typed->path, t) && names_path(read.error(), "ferrule_kit_first", t) &&
      names_path(read.error(), "ferrule_kit_second", t);
}

inline void settings_secrets(bench& b, trial& t) {
  constexpr std::string_view word = "ferrule-kit-secret-4711";
  settings with = b.of.good_settings();
  std::size_t secrets = 0;
  for (const setting_description& d : plain_settings(b.of)) {
    if (!d.secret || d.shape != setting_shape::text) continue;
    if (!t.ok(with.set(d.path, word), "setting a secret")) return;
    ++secrets;
  }
  if (secrets == 0) return (void)t.skip("no setting is secret");
  const auto kept_back = [&](const std::string& text) {
    return t.expect(text.find(word) == std::string::npos, "no secret in what is printed", text);
  };
  const auto described = b.of.describe(with);
  if (!t.ok(described, "reading settings with a secret") || !kept_back(*described)) return;
  settings broken = with;
  if (!t.ok(broken.set("ferrule_kit_no_such_setting", 1), "adding a setting")) return;
  if (const auto refused = b.of.read_back(broken); !refused && !kept_back(to_text(refused.error())))
    return;
  auto connection = b.of.connect_with(with);
  if (!t.ok(connection, "constructing with a secret") || !kept_back((*connection)->described()))
    return;
  if (const auto reached = (*connection)->validate_connection(); !reached)
    kept_back(to_text(reached.error()));
}

}  // namespace detail

inline constexpr std::array setting_checks{
    check{"settings.round-trip",
          {},
          "settings written from a config struct read back as they were",
          detail::settings_round_trip},
    check{"settings.unknown-key",
          {},
          "a key that is no setting is named, or kept where the config struct keeps others",
          detail::settings_unknown},
    check{"settings.missing-required",
          {},
          "every required setting that is missing is named",
          detail::settings_missing},
    check{"settings.ill-typed",
          {},
          "every setting of a wrong type is named",
          detail::settings_ill_typed},
    check{"settings.all-at-once",
          {},
          "all that is wrong with the settings is told at once",
          detail::settings_all_at_once},
    check{"settings.secrets-masked",
          {},
          "no secret is printed, in no message",
          detail::settings_secrets},
};

}  // namespace ferrule::conformance
