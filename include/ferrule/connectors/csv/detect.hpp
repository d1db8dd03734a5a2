// SPDX-License-Identifier: BSL-1.0
// connectors/csv/detect.hpp - the types of columns from their cells, and which line decided.
#pragma once
#include <ferrule/connectors/csv/cells.hpp>
#include <ferrule/connectors/csv/config.hpp>
#include <ferrule/core/concat.hpp>
#include <optional>
#include <string>

namespace ferrule::csv {

/// What was decided about a column, and why.
struct column_origin {
  std::string column;
  std::string type;         ///< a name of the type table
  bool given = false;       ///< by the settings: nothing was detected
  std::uint64_t line = 0;   ///< of the cell that forced the type; 0: none did
  std::string text;         ///< of that cell
  std::string why;          ///< one sentence
  std::uint64_t cells = 0;  ///< looked at, null or not
  std::uint64_t nulls = 0;
};

/// What was decided about a table, and why.
struct table_origin {
  std::string file;  ///< that was looked at
  char delimiter = ',';
  std::string delimiter_why;
  bool header = false;
  std::string header_why;
  bool complete = false;  ///< all of the table was looked at
  std::vector<column_origin> columns;
};

/// A line for the delimiter, for the header, and for each column.
inline std::string to_text(const table_origin& of) {
  std::string out =
      concat("delimiter ", quoted(std::string_view(&of.delimiter, 1)), ": ", of.delimiter_why,
             "\nheader ", of.header ? "yes" : "no", ": ", of.header_why, "\n");
  for (const column_origin& c : of.columns) {
    out += concat("column ", c.column, " is ", c.type, ": ", c.why);
    if (c.line != 0) out += concat(" (line ", c.line, ": ", quoted(c.text, 40), ")");
    out += '\n';
  }
  if (!of.complete) out += "looked at a part of the table; raise sample to look at more\n";
  return out;
}

namespace detail {

/// What one cell could be. From `nothing` down, each that differs from what was there before decides anew.
enum class shape : std::uint8_t {
  nothing,  ///< no cell but nulls so far
  boolean,
  int64,
  int128,
  decimal,
  float64,
  date,
  time,
  timestamp,
  timestamp_ns,
  timestamp_utc,
  timestamp_utc_ns,
  text
};

constexpr std::string_view type_name_of(shape s) noexcept {
  constexpr std::string_view names[] = {
      "text", "boolean",   "int64",        "int128",        "decimal",          "float64", "date",
      "time", "timestamp", "timestamp_ns", "timestamp_utc", "timestamp_utc_ns", "text"};
  return names[static_cast<std::size_t>(s)];
}

inline bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Numbers as people write numbers: no '+' (a telephone), no leading zero (a ZIP code), no 0x10, no 1_000 or 1,000.
inline shape shape_of_number(std::string_view t) noexcept {
  const bool negative = t.front() == '-';
  if (negative) t.remove_prefix(1);
  std::size_t whole = 0, i = 0, fraction = 0;
  while (i < t.size() && is_digit(t[i])) ++i, ++whole;
  if (whole > 1 && t[0] == '0') return shape::text;
  const bool point = i < t.size() && t[i] == '.';
  if (point)
    for (++i; i < t.size() && is_digit(t[i]); ++i) ++fraction;
  if (whole + fraction == 0) return shape::text;
  const bool exponent = i < t.size() && (t[i] == 'e' || t[i] == 'E');
  if (exponent) {
    ++i;
    if (i < t.size() && (t[i] == '-' || t[i] == '+')) ++i;
    const std::size_t first = i;
    while (i < t.size() && is_digit(t[i])) ++i;
    if (i == first) return shape::text;
  }
  if (i != t.size()) return shape::text;
  if (exponent) return shape::float64;
  // Digits before the point that are nothing but its zero take no place.
  const std::size_t digits = fraction + (whole == 1 && t[0] == '0' ? 0 : whole);
  if (point) return digits <= 38 ? shape::decimal : shape::text;
  if (negative && t == "0") return shape::float64;  // -0 is a number that integers do not have
  if (whole < 19) return shape::int64;
  std::int64_t fits = 0;
  const char* const begin = t.data() - (negative ? 1 : 0);
  if (std::from_chars(begin, t.data() + t.size(), fits).ec == std::errc()) return shape::int64;
  return whole <= 38 ? shape::int128 : shape::text;
}

inline shape shape_of_moment(std::string_view t) noexcept {
  if (t[4] != '-')
    return t[2] == ':' && parse_time(t, time_unit::microsecond) ? shape::time : shape::text;
  if (t.size() == 10) return parse_date(t) ? shape::date : shape::text;
  if (const auto found = parse_timestamp(t, time_unit::microsecond))
    return found.value.zoned ? shape::timestamp_utc : shape::timestamp;
  if (const auto found = parse_timestamp(t, time_unit::nanosecond))
    return found.value.zoned ? shape::timestamp_utc_ns : shape::timestamp_ns;
  return shape::text;
}

inline bool is_word(std::string_view t, std::string_view small) noexcept {
  if (t.size() != small.size()) return false;
  for (std::size_t i = 0; i < t.size(); ++i)
    if ((t[i] | 0x20) != small[i]) return false;
  return true;
}

/// What a cell that is not null could be.
inline shape shape_of(std::string_view t) noexcept {
  if (t.empty() || t.size() > 48) return shape::text;
  const char c = t.front();
  if (is_digit(c) || c == '-' || c == '.') {
    const bool moment = t.size() >= 5 && (t[4] == '-' || t[2] == ':') && is_digit(c);
    return moment ? shape_of_moment(t) : shape_of_number(t);
  }
  if (is_word(t, "true") || is_word(t, "false")) return shape::boolean;
  return shape::text;
}

/// The shape that holds everything of both; text where nothing else does.
constexpr shape joined(shape a, shape b) noexcept {
  using enum shape;
  if (a == b || a == nothing) return b;
  const auto within = [&](shape lowest, shape highest) {
    return a >= lowest && a <= highest && b >= lowest && b <= highest;
  };
  if (within(int64, float64)) {
    const shape more = a > b ? a : b, less = a > b ? b : a;
    return more == float64 && less == int128 ? text : more;  // digits would be lost
  }
  if (within(timestamp, timestamp_ns) || within(timestamp_utc, timestamp_utc_ns))
    return a > b ? a : b;
  return text;
}

/// Whether a cell is certainly of the shape that its column has already, as nearly every one is. 8 bytes behind it must be readable.
inline bool is_surely(shape so_far, const char* b, const char* e) noexcept {
  const auto count = static_cast<std::size_t>(e - b);
  switch (so_far) {
    case shape::text: return true;
    case shape::int64:
    case shape::decimal: {
      const bool plain = *b >= '1' && *b <= '9';
      if (so_far == shape::decimal) {
        short_number any;
        return (plain || (*b == '0' && count > 1 && b[1] == '.')) && read_short_number(b, e, any);
      }
      if (!plain || count > 16) return false;
      return all_digits(digits_at(b, std::min<std::size_t>(count, 8))) &&
             (count <= 8 || all_digits(digits_at(e - 8, 8)));
    }
    case shape::timestamp: {
      std::int64_t read = 0;
      bool zoned = false;
      return count >= 19 && count <= 26 && b[4] == '-' && is_digit(*b) &&
             read_timestamp<time_unit::microsecond>(b, e, read, zoned) && !zoned;
    }
    default: return false;
  }
}

/// One column's cells, looked at one after the other.
class column_detector {
public:
  /// A cell that is not null. False, and nothing done, where it takes `look` to say what it is. 8 bytes behind it must be readable.
  bool look_quickly(const char* b, const char* e) noexcept {
    const bool sure = is_surely(so_far_, b, e);
    cells_ += sure;
    return sure;
  }
  void look(std::string_view text, bool quoted, std::uint64_t line, const auto& is_null) {
    ++cells_;
    if (!quoted && is_null(text)) {
      ++nulls_;
      return;
    }
    if (so_far_ == shape::text) return;
    const shape seen = shape_of(text);
    const shape now = joined(so_far_, seen);
    if (now == so_far_) return;
    why_ = so_far_ == shape::nothing
               ? concat("the first cell looks like ", type_name_of(seen))
               : concat("before it every cell was ", type_name_of(so_far_), ", and this is ",
                        seen == now ? "" : concat(type_name_of(seen), ", which together are "),
                        type_name_of(now));
    if (now == shape::text && so_far_ != shape::nothing && text.size() <= 4 &&
        !is_digit(text.front()))
      why_ += concat("; if ", ferrule::quoted(text), " means null, add it to nulls");
    so_far_ = now;
    line_ = line;
    text_ = std::string(text.substr(0, 80));
  }
  column_origin result(std::string name, fraction_policy fractions) const {
    std::string_view type = type_name_of(so_far_);
    if (so_far_ == shape::decimal && fractions == fraction_policy::float64) type = "float64";
    std::string why = why_;
    if (so_far_ == shape::nothing)
      why = cells_ == 0 ? "no row was looked at" : "every cell looked at is null";
    return {std::move(name), std::string(type), false,  line_,
            text_,           std::move(why),    cells_, nulls_};
  }
  shape so_far() const noexcept { return so_far_; }
  void set_line(std::uint64_t line) noexcept { line_ = line; }

private:
  shape so_far_ = shape::nothing;
  std::uint64_t line_ = 0, cells_ = 0, nulls_ = 0;
  std::string text_, why_;
};

}  // namespace detail
}  // namespace ferrule::csv
