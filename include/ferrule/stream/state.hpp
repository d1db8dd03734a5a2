// SPDX-License-Identifier: BSL-1.0
// stream/state.hpp - what every stream keeps besides its source: columns, first error, and how to say where it was.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/error.hpp>
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value_text.hpp>
#include <string>
#include <string_view>

namespace ferrule {

/// Why a cell cannot become what was wanted, as the end of a sentence.
std::string explain(conversion why, const value_view& cell, std::string_view wanted);

constexpr errc kind_of(conversion why) noexcept {
  return why == conversion::mismatch || why == conversion::null ? errc::type_mismatch
                                                                : errc::value_out_of_range;
}

/// Keeps a stream's columns and its first error. A connector's stream holds one and forwards to it.
class stream_state {
public:
  stream_state() = default;
  /// `source` names the stream in messages: "sqlite table 'trades'".
  stream_state(std::string source, ferrule::schema columns)
      : source_(std::move(source)), schema_(std::move(columns)) {}

  const ferrule::schema& schema() const noexcept { return schema_; }
  const error& status() const noexcept { return status_; }
  bool failed() const noexcept { return status_.kind != errc::none; }
  const std::string& source() const noexcept { return source_; }

  /// Latches the first error; later ones are consequences and are dropped.
  [[gnu::cold]] void fail(error why) {
    if (!failed()) status_ = std::move(why);
  }
  /// Latches what `Row::reject` says. `row` tells which row: "rowid 4000", "row 17".
  [[gnu::cold]] void reject(std::size_t column, const value_view& cell, conversion why,
                            std::string_view wanted, std::string_view row) {
    fail(kind_of(why), column, row, explain(why, cell, wanted));
  }
  /// Latches "<source>, column '<name>', <row>: <what>".
  [[gnu::cold]] void fail(errc kind, std::size_t column, std::string_view row,
                          std::string_view what);

private:
  std::string source_;
  ferrule::schema schema_;
  error status_;
};

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/stream/state.ipp>
#endif
