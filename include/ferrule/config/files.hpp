// SPDX-License-Identifier: BSL-1.0
// config/files.hpp - settings files: read by their suffix, laid over one another, overridden, filled in.
//
//     auto tree = load_settings({.files = {"base.yaml", "prod.json"}, .overrides = {"pool.size=8"}},
//                               process_environment(), json_reader(), yaml_reader());
//
// Knows no format: each comes with its reader, out of the component that links its library.
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ferrule/config/merge.hpp>
#include <ferrule/config/placeholders.hpp>
#include <ferrule/core/errno.hpp>
#include <memory>
#include <span>

namespace ferrule {

/// Where settings come from, in the order in which each goes over what is before it.
struct settings_sources {
  std::vector<std::string> files = {};      ///< paths; the suffix tells the format
  std::vector<std::string> overrides = {};  ///< "pool.size=8"
  placeholder_options placeholders = {};
  std::size_t most_bytes = 16u << 20;  ///< per file
};

/// Reads one format: `json_reader`, `yaml_reader`, or your own.
template<class R>
concept SettingsReader = requires(const R& reader, std::string_view text, std::string origin) {
  { std::span<const std::string_view>(R::suffixes) };
  { reader(text, std::move(origin)) } -> std::same_as<result<settings>>;
};

/// Whether `R` is one; where it is not, compiling stops with what is missing.
template<class R>
consteval bool is_reader() {
  constexpr bool yes = SettingsReader<R>;
  static_assert(
      yes,
      "[ferrule] a reader of settings needs: static constexpr std::array<std::string_view, N> suffixes; "
      "result<settings> operator()(std::string_view text, std::string origin) const");
  return yes;
}

/// The bytes of a file. Fails with errc::not_found, permission, limit (more than `most_bytes`), resource
/// or io, with a sentence that names the file.
inline result<std::string> read_settings_file(const std::string& path,
                                              std::size_t most_bytes = 16u << 20) {
  const auto failed = [&](int why) {
    const errc kind = kind_of_errno(why);
    const std::string reason = kind == errc::not_found    ? "it does not exist"
                               : kind == errc::permission ? "permission denied"
                               : why == EISDIR            ? "it is a folder"
                                                          : std::strerror(why);
    return fail(kind, concat("The settings file ", quoted(path), " cannot be read: ", reason, "."));
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) return failed(errno);
  std::string text;
  char buffer[1 << 14];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, file.get())) {
    if (text.size() + got > most_bytes)
      return fail(errc::limit, concat("The settings file ", quoted(path), " is longer than ",
                                      most_bytes, " bytes, which is the limit."));
    text.append(buffer, got);
  }
  if (std::ferror(file.get())) return failed(errno);
  return text;
}

namespace detail {

inline bool has_suffix(std::string_view path, std::string_view suffix) {
  if (path.size() < suffix.size()) return false;
  return std::ranges::equal(path.substr(path.size() - suffix.size()), suffix, {}, [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
}

template<SettingsReader... Readers>
result<settings> read_by_suffix(const std::string& path, std::size_t most_bytes,
                                const Readers&... readers) {
  std::string known;
  std::optional<result<settings>> read;
  const auto offer = [&](const auto& reader) {
    for (const std::string_view suffix : reader.suffixes) {
      known += concat(known.empty() ? "" : ", ", suffix);
      if (read || !has_suffix(path, suffix)) continue;
      auto text = read_settings_file(path, most_bytes);
      if (text) read = reader(*text, path);
      else read = fail(std::move(text.error()));
    }
  };
  (offer(readers), ...);
  if (read) return *std::move(read);
  return fail(errc::unsupported,
              concat("The settings file ", quoted(path),
                     " has none of the suffixes that can be read: ", known, "."));
}

}  // namespace detail

/// Reads every file with the reader of its suffix, lays them over one another (`merge_settings`),
/// then the overrides over that (`apply_overrides`), then fills placeholders in (`fill_placeholders`),
/// overrides included. No file is an empty map.
///
/// Fails with what the first file that cannot be read fails with (errc::not_found, permission, io,
/// limit, unsupported for an unknown suffix, config), the message naming all such files; else with
/// errc::config.
template<class E, class... Readers>
result<settings> load_settings(const settings_sources& from, const E& environment,
                               const Readers&... readers) {
  static_assert(sizeof...(Readers) != 0,
                "[ferrule] load_settings needs a reader for each format: json_reader() of "
                "<ferrule/config/json.hpp>, yaml_reader() of <ferrule/config/yaml.hpp>");
  if constexpr (sizeof...(Readers) == 0 || !(is_environment<E>() & ... & is_reader<Readers>()))
    return fail(errc::internal, {});
  else {
    std::vector<settings> layers;
    error wrong;
    for (const std::string& path : from.files) {
      auto read = detail::read_by_suffix(path, from.most_bytes, readers...);
      if (read) layers.push_back(*std::move(read));
      else if (!wrong) wrong = std::move(read.error());
      else wrong.message += concat("\n", read.error().message);
    }
    if (wrong) return fail(std::move(wrong));
    auto merged = merge_settings(std::move(layers));
    if (!merged) return merged;
    if (auto set = apply_overrides(*merged, from.overrides); !set) return fail(set.error());
    return fill_placeholders(*merged, environment, from.placeholders);
  }
}

}  // namespace ferrule
