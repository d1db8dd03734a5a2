// SPDX-License-Identifier: BSL-1.0
// cli/console.hpp - where a command prints: results to one stream, what went wrong to the other.
#pragma once
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ferrule/cli/exit_code.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule::cli {

/// Text that cannot break its line or speak to the terminal.
inline std::string one_line(std::string_view text) {
  return ferrule::detail::table_cell::of(text, 0).text;
}

/// Lines of cells as aligned columns, two spaces apart, every line moved `indent` to the right.
inline std::string aligned(const std::vector<std::vector<std::string>>& lines,
                           std::size_t indent = 0) {
  std::vector<std::size_t> widths;
  std::vector<std::vector<ferrule::detail::table_cell>> cells;
  for (const auto& line : lines) {
    auto& to = cells.emplace_back();
    for (const std::string& text : line) {
      to.push_back(ferrule::detail::table_cell::of(text, 0));
      widths.resize(std::max(widths.size(), to.size()));
      widths[to.size() - 1] = std::max(widths[to.size() - 1], to.back().width);
    }
  }
  std::string out;
  for (const auto& line : cells) {
    std::string printed(indent, ' ');
    for (std::size_t i = 0; i < line.size(); ++i) {
      printed += line[i].text;
      if (i + 1 < line.size()) printed.append(widths[i] - line[i].width + 2, ' ');
    }
    printed.resize(printed.find_last_not_of(' ') + 1);
    out += printed + '\n';
  }
  return out;
}

/// The streams of a program. `say` is for results, `complain` for everything else.
class console {
public:
  console(std::FILE* out, std::FILE* err, std::string program)
      : out_(out), err_(err), program_(std::move(program)) {}

  std::FILE* out() const noexcept { return out_; }
  std::FILE* err() const noexcept { return err_; }
  const std::string& program() const noexcept { return program_; }
  /// Whether somebody sees what is written to the error stream as it is written.
  bool is_watched() const { return ::isatty(::fileno(err_)) == 1; }

  void say(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), out_); }
  void complain(std::string_view text) const {
    std::string line = concat(program_, ": ", text);
    if (!line.ends_with('\n')) line += '\n';
    std::fwrite(line.data(), 1, line.size(), err_);
  }
  exit_code complain(const error& why) const {
    complain(to_text(why));
    return exit_code_of(why);
  }

  /// Passes everything on. Errors: `io`; `resource` where the disk is full.
  result<void> finish() const {
    if (std::fflush(out_) == 0 && std::ferror(out_) == 0) return {};
    const int code = errno;
    std::clearerr(out_);
    return fail(kind_of_errno(code) == errc::resource ? errc::resource : errc::io,
                concat("the output could not be written: ", std::strerror(code)));
  }

private:
  std::FILE* out_;
  std::FILE* err_;
  std::string program_;
};

/// What became of several things, of which each may fail by itself.
class outcome_of_many {
public:
  void succeeded() noexcept { ++succeeded_; }
  void failed(const error& why) noexcept {
    if (failed_++ == 0) first_ = exit_code_of(why);
  }
  std::size_t failures() const noexcept { return failed_; }
  /// 0 where nothing failed, 1 where something did and something did not, else the code of the first error.
  exit_code code() const noexcept {
    if (failed_ == 0) return exit_code::ok;
    return succeeded_ == 0 ? first_ : exit_code::partly;
  }

private:
  std::size_t succeeded_ = 0, failed_ = 0;
  exit_code first_ = exit_code::ok;
};

}  // namespace ferrule::cli
