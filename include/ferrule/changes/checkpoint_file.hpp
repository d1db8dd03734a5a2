// SPDX-License-Identifier: BSL-1.0
// changes/checkpoint_file.hpp - a checkpoint in a file, for receivers that have no transaction to keep it in.
#pragma once
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <fcntl.h>
#include <ferrule/changes/durable_file.hpp>
#include <ferrule/core/checksum.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/stream/changes.hpp>
#include <optional>
#include <string>
#include <unistd.h>

namespace ferrule {

/// Keeps one checkpoint in `path`, and the one before it in `path` + ".previous". Saving writes aside, waits until that is on the disk,
/// and renames: whenever the process or the machine stops, one of the two is whole, and a checksum tells which. Used by one process at
/// a time. POSIX.
class checkpoint_file {
public:
  explicit checkpoint_file(std::string path) : path_(std::move(path)) {}

  /// The last checkpoint that is whole; nothing where none was ever saved. Errors: `corrupt` where neither file is whole; `permission`
  /// and `io`.
  result<std::optional<checkpoint>> load() const {
    bool any = false;
    error damage;
    for (const std::string& path : {path_, previous()}) {
      auto text = read(path);
      if (!text) return fail(std::move(text.error()));
      if (!*text) continue;
      any = true;
      auto found = parse(**text, path);
      if (found) return *std::move(found);
      if (!damage) damage = std::move(found.error());
    }
    if (any) return fail(std::move(damage));
    return std::nullopt;
  }

  /// Saves; returns when it is on the disk. What was there becomes the previous one. Errors: `resource` where the disk is full;
  /// `permission` and `io`; the checkpoint that was there is there still.
  result<void> save(const checkpoint& next) {
    const std::string aside = path_ + ".next", text = written(next);
    const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) return failed("created", aside);
    if (!detail::write_all(file, text)) return give_up(file, aside, "written");
    if (::fsync(file) != 0) return give_up(file, aside, "brought to the disk");
    if (::close(file) != 0) return failed("closed", aside);
    // One that is not whole must not take the place of one that is.
    const auto current = read(path_);
    const bool whole = current && *current && parse(**current, path_);
    if (whole && ::rename(path_.c_str(), previous().c_str()) != 0) return failed("renamed", path_);
    if (::rename(aside.c_str(), path_.c_str()) != 0) return failed("renamed", aside);
    // The renames are on the disk when the folder is.
    if (!detail::sync_folder_of(path_)) return failed("kept in its folder", path_);
    return {};
  }

private:
  static constexpr std::string_view format = "ferrule checkpoint 1\n";

  std::string previous() const { return path_ + ".previous"; }

  // Every part as its length, a colon and its bytes.
  static std::string written(const checkpoint& c) {
    std::string out(format);
    const auto part = [&](std::string_view text) { out += concat(text.size(), ":", text, "\n"); };
    part(std::to_string(c.last.sequence));
    part(c.last.position);
    part(c.state);
    part(std::to_string(checksum(out)));
    return out;
  }
  static std::optional<std::string_view> take_part(std::string_view& rest) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size);
    const auto digits = static_cast<std::size_t>(end - rest.data());
    if (error != std::errc() || !rest.substr(digits).starts_with(':') ||
        rest.size() - digits - 1 <= size || rest[digits + 1 + size] != '\n')
      return std::nullopt;
    const std::string_view part = rest.substr(digits + 1, size);
    rest.remove_prefix(digits + 1 + size + 1);
    return part;
  }
  static std::optional<std::uint64_t> number(std::optional<std::string_view> text) {
    std::uint64_t out = 0;
    if (!text) return std::nullopt;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), out);
    return error == std::errc() && end == text->data() + text->size() ? std::optional(out)
                                                                      : std::nullopt;
  }
  static result<checkpoint> parse(std::string_view text, const std::string& path) {
    const auto damaged = [&](std::string_view why) {
      return fail(errc::corrupt, concat("the checkpoint file ", quoted(path), " ", why,
                                        "; remove it to start again with a snapshot"));
    };
    if (!text.starts_with(format)) {
      if (text.starts_with("ferrule checkpoint ")) return damaged("was written by another version");
      return damaged("is no checkpoint");
    }
    std::string_view rest = text.substr(format.size());
    const auto sequence = number(take_part(rest));
    const auto position = take_part(rest), state = take_part(rest);
    const std::uint64_t expected = checksum(text.substr(0, text.size() - rest.size()));
    const auto kept = number(take_part(rest));
    if (!sequence || !position || !state || !kept || !rest.empty())
      return damaged("is cut off or damaged");
    if (*kept != expected) return damaged("is damaged: its checksum is wrong");
    return checkpoint{{*sequence, std::string(*position)}, std::string(*state)};
  }

  static tl::unexpected<error> failed(std::string_view what, const std::string& path) {
    return detail::file_error("checkpoint file", path, what);
  }
  static tl::unexpected<error> give_up(int file, const std::string& path, std::string_view what) {
    auto why = failed(what, path);
    ::close(file);
    ::unlink(path.c_str());
    return why;
  }
  static result<std::optional<std::string>> read(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0 && errno == ENOENT) return std::nullopt;
    if (file < 0) return failed("read", path);
    std::string text;
    char block[4096];
    for (;;) {
      const ssize_t count = ::read(file, block, sizeof block);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) {
        auto why = failed("read", path);
        ::close(file);
        return why;
      }
      if (count == 0) break;
      text.append(block, static_cast<std::size_t>(count));
    }
    ::close(file);
    return text;
  }

  std::string path_;
};

}  // namespace ferrule
