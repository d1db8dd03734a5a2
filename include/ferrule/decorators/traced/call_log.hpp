// SPDX-License-Identifier: BSL-1.0
// decorators/traced/call_log.hpp - what an observer of calls is told, and the one that writes lines.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <ferrule/config/setting_help.hpp>
#include <ferrule/core/error.hpp>
#include <ferrule/core/returns.hpp>
#include <ferrule/core/text.hpp>
#include <ferrule/decorators/forwarding/call.hpp>
#include <string_view>

namespace ferrule {

struct trace_options {
  bool enabled = true;
  std::chrono::microseconds slower_than{
      0};  ///< only calls that took so long, and those that failed

  static constexpr setting_help help[] = {
      {"enabled", "Without it, every call goes straight to the connector inside."},
      {"slower_than", "Only calls that took so long are told, and those that failed."},
  };
};

/// A call that has returned, or a stream or writer that has ended. Valid while the observer looks at it.
struct traced_call {
  std::string_view connector{};
  connector_method what{};
  std::string_view subject{};  ///< the table, "3 tables", the statement, or nothing
  /// For streams and writers: since they were opened, what the program did with the rows included.
  std::chrono::nanoseconds took{};
  std::uint64_t rows = 0;      ///< given out by the stream, accepted by the writer
  const error* why = nullptr;  ///< where it failed
};

/// Anything that can be called with a `traced_call`. Must not throw: streams end in destructors.
template<class O>
concept CallObserver = std::movable<O> && requires(O& observer, const traced_call& call) {
  { observer(call) } noexcept -> returns<void>;
};

/// Writes one line for each call to a file that stays open for as long as the connector and its streams; standard error, if
/// none is given. Lines of several threads do not mix.
class call_log {
public:
  explicit call_log(std::FILE* to = stderr) noexcept : to_(to) {}

  void operator()(const traced_call& call) noexcept {
    const bool of_rows =
        call.what == connector_method::rows_read || call.what == connector_method::rows_written;
    const std::string subject = call.subject.empty() ? "" : " " + shortened(call.subject);
    const std::string rows = of_rows ? std::to_string(call.rows) + " rows in " : "";
    const std::string why = call.why == nullptr ? "" : ": " + to_text(*call.why);
    std::fprintf(to_, "ferrule: %.*s %.*s%s: %s%.3f ms%s\n",
                 static_cast<int>(call.connector.size()), call.connector.data(),
                 static_cast<int>(name_of(call.what).size()), name_of(call.what).data(),
                 subject.c_str(), rows.c_str(),
                 std::chrono::duration<double, std::milli>(call.took).count(), why.c_str());
  }

private:
  // A statement on one line.
  static std::string shortened(std::string_view text) {
    if (text.size() <= 120 && text.find_first_of("\r\n\t") == text.npos) return std::string(text);
    return quoted(text, 120);
  }

  std::FILE* to_;
};

}  // namespace ferrule
