// SPDX-License-Identifier: BSL-1.0
// connectors/csv/files.hpp - which files there are, and what the tables they make are called.
#pragma once
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <ferrule/connectors/csv/config.hpp>
#include <ferrule/connectors/csv/source.hpp>
#include <ferrule/schema/table.hpp>
#include <glob.h>
#include <memory>
#include <string>
#include <vector>

namespace ferrule::csv::detail {

/// A table and the files it is in, in order.
struct file_table {
  table_id id;
  std::vector<std::string> files;
};

/// "trades.csv.gz" without what says how it is written: "trades".
inline std::string table_name_of(std::string_view path) {
  if (path == "-") return "stdin";
  path = path.substr(path.rfind('/') + 1);
  for (const std::string_view ending : {".gz", ".zst"})
    if (path.size() > ending.size() && path.ends_with(ending)) path.remove_suffix(ending.size());
  const std::size_t dot = path.rfind('.');
  return std::string(dot == path.npos || dot == 0 ? path : path.substr(0, dot));
}
inline bool is_text_table(std::string_view name) {
  for (const std::string_view ending : {".gz", ".zst"})
    if (name.ends_with(ending)) name.remove_suffix(ending.size());
  return name.size() > 4 && !name.starts_with('.') &&
         (name.ends_with(".csv") || name.ends_with(".tsv") || name.ends_with(".psv"));
}

struct close_folder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

inline result<std::vector<std::string>> files_in_folder(const std::string& path) {
  std::vector<std::string> out;
  const std::unique_ptr<DIR, close_folder> folder(::opendir(path.c_str()));
  if (folder == nullptr)
    return fail(kind_of_errno(errno), concat("csv cannot open the folder ", quoted(path, 300), ": ",
                                             std::strerror(errno)));
  // The end and an error look the same, but for errno.
  while (errno = 0, true) {
    const dirent* const entry = ::readdir(folder.get());
    if (entry == nullptr) break;
    if (is_text_table(entry->d_name))
      out.push_back(path + (path.ends_with('/') ? "" : "/") + entry->d_name);
  }
  if (errno != 0)
    return fail(kind_of_errno(errno), concat("csv cannot read the folder ", quoted(path, 300), ": ",
                                             std::strerror(errno)));
  std::sort(out.begin(), out.end());
  return out;
}

/// The files that a path names: itself, those in a folder that end with .csv, .tsv or .psv (and .gz or .zst behind it), or those
/// that match a pattern. Sorted by name.
inline result<std::vector<std::string>> find_files(const std::string& path) {
  if (path.empty())
    return fail(errc::config,
                "csv: path is empty; name a file, a folder, a pattern, or - for standard input");
  if (path == "-") return std::vector<std::string>{path};
  struct stat about{};
  if (::stat(path.c_str(), &about) == 0) {
    if (S_ISDIR(about.st_mode)) return files_in_folder(path);
    return std::vector<std::string>{path};
  }
  const int code = errno;
  if (path.find_first_of("*?[") == path.npos)
    return fail(kind_of_errno(code),
                concat("csv cannot open the file ", quoted(path, 300), ": ", std::strerror(code)));
  struct matches {
    glob_t found{};
    ~matches() { ::globfree(&found); }
  } of;
  static thread_local int
      why;  // of a folder on the way that cannot be read; glob would pass over it
  const auto refuse = [](const char*, int reason) {
    if (reason != ENOENT && reason != ENOTDIR) why = reason;
    return reason == ENOENT || reason == ENOTDIR ? 0 : 1;
  };
  const int answer = ::glob(path.c_str(), 0, refuse, &of.found);
  if (answer == GLOB_NOMATCH)
    return fail(errc::not_found, concat("csv: no file matches the pattern ", quoted(path, 300)));
  if (answer == GLOB_NOSPACE)
    return fail(errc::resource, concat("csv: no memory to match the pattern ", quoted(path, 300)));
  if (answer != 0)
    return fail(kind_of_errno(why),
                concat("csv cannot read a folder that the pattern ", quoted(path, 300),
                       " goes through: ", std::strerror(why)));
  return std::vector<std::string>(of.found.gl_pathv, of.found.gl_pathv + of.found.gl_pathc);
}

/// The ending of marker files, with its point; empty where there are none.
inline std::string marker_ending(const config& settings) {
  return settings.marker.empty() || settings.marker.front() == '.' ? settings.marker
                                                                   : "." + settings.marker;
}

/// The tables that the settings name, by name. Where two files would make tables of one name, the names of the files are taken.
inline result<std::vector<file_table>> find_tables(const config& settings) {
  auto files = find_files(settings.path);
  if (!files) return fail(std::move(files.error()));
  if (const std::string marker = marker_ending(settings);
      !marker.empty())  // a pattern may match them
    std::erase_if(*files, [&](const std::string& path) { return path.ends_with(marker); });
  std::vector<file_table> out;
  if (!settings.table.empty()) {
    out.push_back({table_id(settings.table), std::move(*files)});
    return out;
  }
  for (const std::string& path : *files) {
    std::string name = table_name_of(path);
    const auto same = std::count_if(files->begin(), files->end(), [&](const std::string& other) {
      return table_name_of(other) == name;
    });
    if (same > 1) name = path.substr(path.rfind('/') + 1);
    out.push_back({table_id(std::move(name)), {path}});
  }
  std::sort(out.begin(), out.end(),
            [](const file_table& a, const file_table& b) { return a.id < b.id; });
  return out;
}

inline std::vector<table_id> ids_of(const std::vector<file_table>& tables) {
  std::vector<table_id> out;
  for (const file_table& t : tables) out.push_back(t.id);
  return out;
}

/// What a file is at this moment; another answer later means that it has changed.
inline result<std::string> state_of(const std::string& path, std::uint64_t* size = nullptr) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0)
    return fail(kind_of_errno(errno),
                concat("csv cannot open the file ", quoted(path, 300), ": ", std::strerror(errno)));
  if (size != nullptr) *size = static_cast<std::uint64_t>(about.st_size);
  return concat(about.st_size, ".", about.st_mtim.tv_sec, ".", about.st_mtim.tv_nsec, ".",
                about.st_ino);
}

/// Which files a connection is about, as a checkpoint keeps it.
inline std::string state_of(const config& settings) {
  constexpr auto all = static_cast<std::size_t>(-1);
  return concat("table ", quoted(settings.table, all), " of ", quoted(settings.path, all));
}

}  // namespace ferrule::csv::detail
