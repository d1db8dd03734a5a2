// SPDX-License-Identifier: BSL-1.0
// sinks/csv.hpp - rows as comma-separated values, RFC 4180, such that reading them with the same schema gives the same cells.
//
//   null                        nothing between the delimiters (or what `null` says)
//   text, string, json          as it is; in quotes where it holds a delimiter, a quote or a line break, is empty, or looks like null
//   boolean, numbers            true and false; all digits of integers and decimals; the shortest float that reads back; inf, -inf, nan
//   date, time, timestamp       ISO 8601: 2001-05-08, 16:00:00.5, 2001-05-08T16:00:00Z
//   duration, interval          ISO 8601: P1DT2H
//   uuid                        8-4-4-4-12 hexadecimal digits
//   binary                      \x and hexadecimal digits
//   point, list                 (1, 2.5); [1, "two", null], as JSON
#pragma once
#include <algorithm>
#include <array>
#include <charconv>
#include <ferrule/core/block_output.hpp>
#include <ferrule/core/calendar_text.hpp>
#include <ferrule/core/uuid.hpp>
#include <ferrule/schema/json_text.hpp>
#include <ferrule/sink.hpp>
#include <string>

namespace ferrule {

struct csv_options {
  char delimiter = ',';
  char quote = '"';
  bool header = true;           ///< a first line with the columns' names
  bool crlf = false;            ///< lines end with CR LF, as RFC 4180 has it, instead of LF
  bool quote_all_text = false;  ///< quotes around every text, also where it needs none
  std::string null{};           ///< what stands for null, without quotes
};

/// Writes each row as a line. In a table of one column an empty line is a row: a null.
class csv_sink {
public:
  csv_sink(block_output to, csv_options options)
      : out_(std::move(to)), options_(std::move(options)) {}

  /// Errors: `config` for options that contradict each other.
  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    if (auto ok = prepare(); !ok) return ok;
    const schema& columns = stream.schema();
    if (options_.header) write_header(columns);
    const std::size_t count = columns.fields.size();
    return run([this, count](auto& row) {
      value_view cell;
      for (std::size_t i = 0; i < count; ++i) {
        row.read(cell);
        write_cell(cell);
        put(options_.delimiter);
      }
      if (row.failed()) [[unlikely]] {
        out_.drop_record();
        return flow::stop;
      }
      return end_line() ? flow::more : flow::stop;
    });
  }
  /// Errors: `io`; `resource` where the disk is full.
  result<void> finish() { return out_.flush(); }

private:
  /// Longest cell but for text, binary and lists.
  static constexpr std::size_t widest = 128;

  result<void> prepare() {
    const auto breaks = [](char c) { return c == '\n' || c == '\r'; };
    if (breaks(options_.delimiter) || breaks(options_.quote) ||
        options_.delimiter == options_.quote)
      return fail(errc::config,
                  "csv: the delimiter and the quote must differ, and neither can be a line break");
    special_.fill(false);
    for (const char c : {options_.delimiter, options_.quote, '\n', '\r'})
      special_[static_cast<unsigned char>(c)] = true;
    for (const char c : options_.null)
      if (special_[static_cast<unsigned char>(c)])
        return fail(errc::config, concat("csv: ", quoted(options_.null),
                                         " cannot stand for null: it would need quotes"));
    return {};
  }
  void write_header(const schema& columns) {
    for (const field& f : columns.fields) {
      write_text(f.name);
      put(options_.delimiter);
    }
    end_line();
  }
  // The delimiter behind the last cell becomes the line's end.
  bool end_line() {
    char* at = out_.room(2);
    if (out_.record_size() != 0) --at;
    if (options_.crlf) *at++ = '\r';
    *at++ = '\n';
    out_.filled(at);
    return out_.end_record();
  }
  void put(char c) {
    char* const at = out_.room(1);
    *at = c;
    out_.filled(at + 1);
  }

  void write_cell(const value_view& cell) {
    using enum kind;
    if (cell.is_null()) {
      out_.put(options_.null);
      return;
    }
    switch (cell.kind()) {
      case string:
      case text:
      case json: write_text(cell.as<std::string_view>()); return;
      case binary: write_binary(cell.as<bytes_view>()); return;
      case point:
      case list:
        composed_.clear();
        if (cell.kind() == list) append_json(composed_, cell);
        else append_text(composed_, cell);
        write_text(composed_);
        return;
      default: out_.filled(write_plain(out_.room(widest), cell));
    }
  }
  static char* write_plain(char* at, const value_view& cell) {
    using enum kind;
    switch (cell.kind()) {
      case boolean: {
        const std::string_view word = cell.as<bool>() ? "true" : "false";
        return std::copy(word.begin(), word.end(), at);
      }
      case uint8:
      case uint16:
      case uint32:
      case uint64: return std::to_chars(at, at + widest, cell.as<std::uint64_t>()).ptr;
      case int128: return write_int128(at, cell.as<ferrule::int128>());
      case uint128: return write_uint128(at, cell.as<ferrule::uint128>());
      case float32: return std::to_chars(at, at + widest, cell.as<float>()).ptr;
      case float64: return std::to_chars(at, at + widest, cell.as<double>()).ptr;
      case decimal: return write_decimal(at, cell.as<ferrule::decimal>());
      case date: return write_date(at, cell.as<ferrule::date>());
      case time: return write_time(at, cell.as<time_of_day>());
      case timestamp: return write_timestamp(at, cell.as<ferrule::timestamp>());
      case duration: return write_duration(at, cell.as<ferrule::duration>());
      case interval: return write_interval(at, cell.as<ferrule::interval>());
      case uuid: return write_uuid(at, cell.as<ferrule::uuid>());
      default: return std::to_chars(at, at + widest, cell.as<std::int64_t>()).ptr;
    }
  }
  void write_binary(bytes_view bytes) {
    constexpr char digits[] = "0123456789abcdef";
    char* at = out_.room(2 + 2 * bytes.size());
    *at++ = '\\';
    *at++ = 'x';
    for (const std::byte b : bytes) {
      *at++ = digits[std::to_integer<unsigned>(b) >> 4];
      *at++ = digits[std::to_integer<unsigned>(b) & 15];
    }
    out_.filled(at);
  }
  void write_text(std::string_view text) {
    bool quotes = options_.quote_all_text || text == options_.null || text.empty();
    for (const char c : text) quotes |= special_[static_cast<unsigned char>(c)];
    if (!quotes) {
      out_.put(text);
      return;
    }
    char* at = out_.room(2 + 2 * text.size());
    *at++ = options_.quote;
    for (const char c : text) {
      if (c == options_.quote) *at++ = c;
      *at++ = c;
    }
    *at++ = options_.quote;
    out_.filled(at);
  }

  std::array<bool, 256> special_{};
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
