// SPDX-License-Identifier: BSL-1.0
// connector/statement.hpp - the words of `Queryable`: a statement with parameters, and the limits it runs under.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ferrule/core/error.hpp>
#include <ferrule/schema/value.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ferrule {

/// A value bound to a statement; never spliced into its text. Without a name it is positional.
struct parameter {
  std::string name{};  ///< without the source's prefix: "minimum" for ":minimum"
  ferrule::value value{};
};

/// A statement in the source's language and the values bound to it: positional in order, or named.
struct statement {
  std::string text{};
  std::vector<parameter> parameters{};

  statement() = default;
  statement(std::string sql) : text(std::move(sql)) {}
  statement(const char* sql) : text(sql) {}

  /// Binds the next positional parameter.
  statement& bind(value v) & {
    parameters.push_back({{}, std::move(v)});
    return *this;
  }
  statement&& bind(value v) && { return std::move(bind(std::move(v))); }
  /// Binds a named parameter.
  statement& bind(std::string name, value v) & {
    parameters.push_back({std::move(name), std::move(v)});
    return *this;
  }
  statement&& bind(std::string name, value v) && {
    return std::move(bind(std::move(name), std::move(v)));
  }
};

/// Where errors of statements are logged. `write` may be called from the thread that runs the statement only.
struct error_log {
  void (*write)(void* context, const std::string& statement,
                const error& why) = [](void*, const std::string& text, const error& why) {
    std::fputs(("ferrule: " + to_text(why) + "\n  in: " + text + "\n").c_str(), stderr);
  };
  void* context = nullptr;
};

/// The limits a statement runs under.
struct query_options {
  std::optional<std::uint64_t>
      max_rows{};                ///< stop behind so many rows; the stream then says `truncated()`
  std::size_t page_size = 1000;  ///< rows of one `fetch_page`
  std::optional<std::chrono::milliseconds>
      time_limit{};  ///< interrupt execution; counts from `execute`, and only while the source works
  bool log_errors = false;  ///< also tell `log`; the error is returned all the same
  error_log log{};
};

}  // namespace ferrule
