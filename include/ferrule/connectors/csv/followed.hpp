// SPDX-License-Identifier: BSL-1.0
// connectors/csv/followed.hpp - looking at the files of a table that is followed: which there are, and which of them are complete.
#pragma once
#include <chrono>
#include <ferrule/connectors/csv/files.hpp>
#include <ferrule/core/checksum.hpp>
#include <ferrule/stream/changes.hpp>
#include <map>
#include <optional>

namespace ferrule::csv::detail {

/// A file as it was when it was looked at.
struct seen_file {
  std::string path;
  std::uint64_t state =
      0;  ///< of its size and the time of its last change; another one means that it has changed
  std::chrono::nanoseconds modified{};  ///< since 1970
  std::chrono::nanoseconds
      touched{};  ///< the later of `modified` and when its name or anything else changed
  bool complete = false;

  source_time time() const {
    return source_time(std::chrono::floor<std::chrono::microseconds>(modified));
  }
  /// The order in which files that were found together are delivered.
  bool operator<(const seen_file& other) const {
    return modified != other.modified ? modified < other.modified : path < other.path;
  }
};

/// The file as it is now; nothing where there is none. Errors: `unsupported` for what is no regular file; `permission` and `io`.
inline result<std::optional<seen_file>> look_at_file(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    if (errno == ENOENT) return std::nullopt;
    return fail(kind_of_errno(errno), concat("csv cannot look at the file ", quoted(path, 300),
                                             ": ", std::strerror(errno)));
  }
  if (!S_ISREG(about.st_mode))
    return fail(errc::unsupported,
                concat("csv: ", quoted(path, 300),
                       " is no regular file, and no other can be followed; read it with open"));
  constexpr std::int64_t furthest = 9'000'000'000;  // what nanoseconds of 64 bits can count
  const auto since_1970 = [=](const timespec& t) {
    return std::chrono::seconds(std::clamp<std::int64_t>(t.tv_sec, -furthest, furthest)) +
           std::chrono::nanoseconds(t.tv_nsec);
  };
  const auto modified = since_1970(about.st_mtim);
  return seen_file{path, checksum(concat(about.st_size, ".", modified.count())), modified,
                   std::max(modified, since_1970(about.st_ctim))};
}

/// Whether new files can come into the table: all files of a folder or pattern, together.
inline bool can_grow(const config& settings) {
  struct stat about{};
  return !settings.table.empty() && settings.path != "-" &&
         (::stat(settings.path.c_str(), &about) != 0 || S_ISDIR(about.st_mode));
}

/// Errors: `config` where the ending of marker files is none, or one that files of tables have.
inline result<void> check_marker(const config& settings) {
  const std::string ending = marker_ending(settings);
  if (ending.find('/') == ending.npos && ending != "." && !is_text_table("name" + ending))
    return {};
  return fail(errc::config, concat("csv: marker is ", quoted(settings.marker),
                                   ", and must be an ending of names, like .done, that no file of "
                                   "a table has"));
}

/// Looks again and again at the files of one table.
class file_watch {
public:
  using clock = std::chrono::steady_clock;

  /// `file`: the table's only one; empty where all files of the path are its own.
  file_watch(const config& settings, std::string file)
      : path_(settings.path),
        marker_(marker_ending(settings)),
        file_(std::move(file)),
        quiet_(settings.quiet) {}

  bool grows() const noexcept { return file_.empty(); }

  /// The files there are, by name. Errors: those of `find_files`, but a pattern without files is none; those of `look_at_file`.
  result<std::vector<seen_file>> look() {
    std::vector<std::string> paths{file_};
    if (grows()) {
      auto found = find_files(path_);
      if (!found &&
          (found.error().kind != errc::not_found || path_.find_first_of("*?[") == path_.npos))
        return fail(std::move(found.error()));
      paths = found ? std::move(*found) : std::vector<std::string>();
    }
    const auto now = clock::now();
    const auto today = std::chrono::system_clock::now().time_since_epoch();
    std::map<std::string, unfinished> waiting;
    std::vector<seen_file> out;
    for (const std::string& path : paths) {
      if (grows() && !marker_.empty() && path.ends_with(marker_)) continue;
      auto seen = look_at_file(path);
      if (!seen) return fail(std::move(seen.error()));
      if (!*seen) continue;
      seen_file& file = **seen;
      if (!marker_.empty()) file.complete = has_marker(path);
      else if (quiet_.count() <= 0 || today - file.touched >= quiet_) file.complete = true;
      else {
        // The times of a file are another machine's where its folder is; how long it stays as it is does not depend on them.
        unfinished since{file.state, now};
        if (const auto at = waiting_.find(path);
            at != waiting_.end() && at->second.state == file.state)
          since = at->second;
        file.complete = now - since.at >= quiet_;
        if (!file.complete) waiting.emplace(path, since);
      }
      out.push_back(std::move(file));
    }
    waiting_ = std::move(waiting);
    return out;
  }
  /// Whether some of the files that were seen last are complete as soon as they stay as they are.
  bool waits() const noexcept { return !waiting_.empty(); }

private:
  struct unfinished {
    std::uint64_t state;
    clock::time_point at;  // when it was first seen in this state
  };

  // "trades.csv.gz.done", or "trades.done".
  bool has_marker(const std::string& path) const {
    struct stat about{};
    if (::stat((path + marker_).c_str(), &about) == 0) return true;
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    return ::stat((folder + table_name_of(path) + marker_).c_str(), &about) == 0;
  }

  std::string path_, marker_, file_;
  std::chrono::milliseconds quiet_;
  std::map<std::string, unfinished> waiting_;
};

}  // namespace ferrule::csv::detail
