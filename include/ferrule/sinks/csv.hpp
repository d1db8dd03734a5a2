// SPDX-License-Identifier: BSL-1.0
// sinks/csv.hpp - rows as comma-separated values, RFC 4180, such that reading them with the same schema gives the same cells.
//
//   null                        nothing between the delimiters (or what `null` says)
//   text, string, json          as it is; in quotes where it holds a delimiter, a quote or a line break, is empty, or looks like null
//   boolean, numbers            true and false; all digits of integers and decimals; the shortest float that reads back; inf, -inf, nan
//   date, time, timestamp       ISO 8601: 2001-05-08, 16:00:00.5, 2001-05-08T16:00:00Z
//   duration, interval          ISO 8601: P1DT2H
//   uuid                        8-4-4-4-12 hexadecimal digits
//   binary                      \x and hexadecimal digits; or the bytes themselves, which the type `bytes` of the CSV connector reads
//   point, list                 (1, 2.5); [1, "two", null], as JSON
#pragma once
#include <algorithm>
#include <cstring>
#include <ferrule/core/block_output.hpp>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/copy_text.hpp>
#include <ferrule/core/integer_text.hpp>
#include <ferrule/core/shortest.hpp>
#include <ferrule/core/uuid.hpp>
#include <ferrule/schema/json_text.hpp>
#include <ferrule/sink.hpp>
#include <limits>
#include <string>

namespace ferrule {

struct csv_options {
  char delimiter = ',';
  char quote = '"';
  bool header = true;           ///< a first line with the columns' names
  bool crlf = false;            ///< lines end with CR LF, as RFC 4180 has it, instead of LF
  bool quote_all_text = false;  ///< quotes around every text, also where it needs none
  bool raw_binary = false;      ///< bytes as they are, in quotes where they need it
  std::string null{};           ///< what stands for null, without quotes
};

/// Writes each row as a line. In a table of one column null needs a spelling (`csv_options::null`): an empty line would be no row.
class csv_sink {
public:
  csv_sink(block_output to, csv_options options)
      : out_(std::move(to)), options_(std::move(options)) {}

  /// Errors: `config` for options that contradict each other.
  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    if (auto ok = prepare(); !ok) return ok;
    const schema& columns = stream.schema();
    const std::size_t count = columns.fields.size();
    row_room_ = count * (widest + 1) + 2;
    if (options_.header) write_header(columns);
    return run([this, count](auto& row) {
      value_view cell;
      char* at = out_.room(row_room_);
      for (std::size_t i = 0; i < count; ++i) {
        row.read(cell);
        at = write_cell(at, cell);
        *at++ = options_.delimiter;
      }
      out_.filled(at);
      if (row.failed() || (lonely_ = count == 1 && out_.record_size() == 1)) [[unlikely]] {
        out_.drop_record();
        return flow::stop;
      }
      return end_line(at) ? flow::more : flow::stop;
    });
  }
  /// Errors: `io`; `resource` where the disk is full; `unsupported` for a null in a table of one column.
  result<void> finish() {
    if (auto ok = out_.flush(); !ok || !lonely_) return ok;
    return fail(errc::unsupported,
                "csv: a null in a table of one column would be an empty line, which is no row; set "
                "what stands for null");
  }

private:
  /// Longest cell but for text, binary and lists.
  static constexpr std::size_t widest = 128;

  result<void> prepare() {
    const auto breaks = [](char c) { return c == '\n' || c == '\r'; };
    if (breaks(options_.delimiter) || breaks(options_.quote) ||
        options_.delimiter == options_.quote)
      return fail(errc::config,
                  "csv: the delimiter and the quote must differ, and neither can be a line break");
    special_ = wanted_characters({options_.delimiter, options_.quote, '\n', '\r'});
    for (const char c : options_.null)
      if (special_.has(c))
        return fail(errc::config, concat("csv: ", quoted(options_.null),
                                         " cannot stand for null: it would need quotes"));
    return {};
  }
  void write_header(const schema& columns) {
    char* at = out_.room(row_room_);
    for (const field& f : columns.fields) {
      at = write_text(at, f.name);
      *at++ = options_.delimiter;
    }
    out_.filled(at);
    end_line(at);
  }
  // The delimiter behind the last cell becomes the line's end; there is room for it.
  bool end_line(char* at) {
    if (out_.record_size() != 0) --at;
    if (options_.crlf) *at++ = '\r';
    *at++ = '\n';
    out_.filled(at);
    return out_.end_record();
  }

  // Room for `size` characters more than every other cell of the row may take. What was written so far stays before it.
  char* more_room(char* at, std::size_t size) {
    out_.filled(at);
    return out_.room(size + row_room_);
  }
  [[gnu::always_inline]] char* write_cell(char* at, const value_view& cell) {
    using enum kind;
    if (cell.is_null()) return put(at, options_.null);
    switch (cell.kind()) {
      case string:
      case text:
      case json: return write_text(at, cell.as<std::string_view>());
      case float64: return write_shortest(at, cell.as<double>());
      case timestamp: return write_moment(at, cell.as<ferrule::timestamp>());
      case int8:
      case int16:
      case int32:
      case int64: return write_integer(at, cell.as<std::int64_t>());
      case boolean: return write_boolean(at, cell.as<bool>());
      default: return write_other(at, cell);
    }
  }
  [[gnu::noinline]] char* write_other(char* at, const value_view& cell) {
    using enum kind;
    switch (cell.kind()) {
      case binary: return write_binary(at, cell.as<bytes_view>());
      case point:
      case list:
        composed_.clear();
        if (cell.kind() == list) append_json(composed_, cell);
        else append_text(composed_, cell);
        return write_text(at, composed_);
      case int128: return write_int128(at, cell.as<ferrule::int128>());
      case uint128: return write_uint128(at, cell.as<ferrule::uint128>());
      case float32: return write_shortest(at, cell.as<float>());
      case decimal: return write_decimal(at, cell.as<ferrule::decimal>());
      case date: return write_date(at, cell.as<ferrule::date>());
      case time: return write_time(at, cell.as<time_of_day>());
      case duration: return write_duration(at, cell.as<ferrule::duration>());
      case interval: return write_interval(at, cell.as<ferrule::interval>());
      case uuid: return write_uuid(at, cell.as<ferrule::uuid>());
      default: return write_integer(at, cell.as<std::uint64_t>());
    }
  }
  static char* write_boolean(char* at, bool value) {
    std::memcpy(at, value ? "true" : "false", 5);
    return at + 5 - value;
  }
  char* write_moment(char* at, const ferrule::timestamp& moment) {
    switch (moment.unit) {
      case time_unit::second: at = write_moment<time_unit::second>(at, moment.count); break;
      case time_unit::millisecond:
        at = write_moment<time_unit::millisecond>(at, moment.count);
        break;
      case time_unit::microsecond:
        at = write_moment<time_unit::microsecond>(at, moment.count);
        break;
      case time_unit::nanosecond: at = write_moment<time_unit::nanosecond>(at, moment.count); break;
    }
    if (moment.zoned) *at++ = 'Z';
    return at;
  }
  // Moments that follow one another are mostly of one day, whose text is kept.
  template<time_unit Unit>
  char* write_moment(char* at, std::int64_t count) {
    constexpr std::int64_t per = per_second(Unit);
    const auto [days, within] = ferrule::detail::divide_floor(count, per * 86400);
    if (days != day_) {
      day_ = days;
      day_size_ =
          static_cast<std::size_t>(ferrule::detail::write_days(day_text_, days) - day_text_);
    }
    std::memcpy(at, day_text_, sizeof day_text_);
    at += day_size_;
    *at++ = 'T';
    const auto rest = static_cast<std::uint64_t>(within);
    return ferrule::detail::write_clock(at, rest / per, rest % per, Unit);
  }
  char* write_binary(char* at, bytes_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    if (options_.raw_binary)
      return write_text(at, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    if (2 + 2 * bytes.size() > widest) at = more_room(at, 2 + 2 * bytes.size());
    *at++ = '\\';
    *at++ = 'x';
    for (const std::byte b : bytes) {
      *at++ = digits[std::to_integer<unsigned>(b) >> 4];
      *at++ = digits[std::to_integer<unsigned>(b) & 15];
    }
    return at;
  }
  char* put(char* at, std::string_view text) {
    if (text.size() > widest) at = more_room(at, text.size());
    for (const char c : text) *at++ = c;
    return at;
  }
  char* write_text(char* at, std::string_view text) {
    if (2 + 2 * text.size() > widest) at = more_room(at, 2 + 2 * text.size());
    const bool quotes =
        special_.copy(at, text) || text.empty() || options_.quote_all_text || text == options_.null;
    return quotes ? write_quoted(at, text) : at + text.size();
  }
  [[gnu::noinline]] char* write_quoted(char* at, std::string_view text) const {
    *at++ = options_.quote;
    for (;;) {  // what stands before a quote, or before the end, in one go
      const std::size_t quote = text.find(options_.quote);
      const std::size_t before = quote == text.npos ? text.size() : quote;
      if (before != 0) std::memcpy(at, text.data(), before);
      at += before;
      if (quote == text.npos) break;
      *at++ = options_.quote;
      *at++ = options_.quote;
      text.remove_prefix(before + 1);
    }
    *at++ = options_.quote;
    return at;
  }

  std::size_t row_room_ = 2;
  std::int64_t day_ = std::numeric_limits<std::int64_t>::min();
  std::size_t day_size_ = 0;
  char day_text_[date_chars] = {};
  bool lonely_ = false;  // a row that is one null
  wanted_characters special_;
  std::string composed_;
  block_output out_;
  csv_options options_;
};

/// Rows as CSV into a file, which stays open, or behind what `to` holds; either must outlive the delivery.
inline csv_sink into_csv(std::FILE* to, csv_options options = {}) {
  return {block_output(to), std::move(options)};
}
inline csv_sink into_csv(std::string& to, csv_options options = {}) {
  return {block_output(to), std::move(options)};
}

}  // namespace ferrule
