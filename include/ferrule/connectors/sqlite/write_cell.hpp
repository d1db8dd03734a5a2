// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/write_cell.hpp - a cell as what a column keeps, exactly, or not at all.
//
// SQLite keeps anything in any column, and changes some of it on the way: a number in a NUMERIC column loses the digits a double has
// no room for, text that looks like a number becomes one. So each cell is checked against its column's type and affinity first.
#pragma once
#include <charconv>
#include <ferrule/connectors/sqlite/bind.hpp>
#include <ferrule/connectors/sqlite/decode.hpp>
#include <ferrule/connectors/sqlite/types.hpp>
#include <ferrule/schema/convert.hpp>
#include <ferrule/schema/value_text.hpp>

namespace ferrule::sqlite::detail {

struct written_column {
  std::string name;
  field_type type;
  sqlite::codec codec{};
  detail::affinity affinity{};
  bool not_null = false;
};

inline conversion fit_text(const written_column& column, value_view& cell) {
  if (!is_text(cell.kind())) return conversion::mismatch;
  const auto text = cell.as<std::string_view>();
  if (column.type.kind == kind::string && column.type.length != 0) {
    const auto characters = std::count_if(text.begin(), text.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    });
    if (static_cast<std::uint64_t>(characters) > column.type.length) return conversion::range;
  }
  if (column.affinity == affinity::text || column.affinity == affinity::blob ||
      !looks_numeric(text))
    return conversion::ok;
  if (column.codec != codec::json) return conversion::mismatch;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && std::to_string(number) == text
             ? conversion::ok
             : conversion::rounded;
}

inline conversion fit_decimal(const written_column& column, value_view& cell, std::string& text) {
  decimal d;
  if (const conversion c = convert(cell, d); c != conversion::ok) return c;
  if (column.type.precision != 0) {
    const auto scaled = rescale(d, column.type.scale);
    if (!scaled)
      return normalized(d).scale > column.type.scale ? conversion::rounded : conversion::range;
    const auto most = multiply_by_power_of_ten(int128{1}, column.type.precision);
    if (most && (scaled->unscaled >= *most || scaled->unscaled <= -*most)) return conversion::range;
  }
  if (column.affinity == affinity::text || column.affinity == affinity::blob) {
    text = to_text(d);
    cell = std::string_view(text);
    return conversion::ok;
  }
  if (const auto whole = to_integer<std::int64_t>(d)) {
    cell = *whole;
    return conversion::ok;
  }
  const double nearest = to_double(d);
  const auto back = decimal_from_double(nearest);
  if (!back || *back != d) return conversion::rounded;
  cell = nearest;
  return conversion::ok;
}

template<class T>
conversion fit_as(value_view& cell) {
  T to{};
  const conversion c = convert(cell, to);
  if (c == conversion::ok) cell = to;
  return c;
}

template<class T>
conversion fit_count(const field_type& type, value_view& cell) {
  if (!cell.holds<T>()) return conversion::mismatch;
  T counted = cell.as<T>();
  if constexpr (std::is_same_v<T, timestamp>)
    if (counted.zoned != type.zoned) return conversion::mismatch;
  if constexpr (std::is_same_v<T, time_of_day>)
    if (!is_valid(counted)) return conversion::range;
  const auto count = rescale(counted.count, counted.unit, type.unit);
  if (!count) return counted.unit > type.unit ? conversion::rounded : conversion::range;
  return conversion::ok;
}

template<class T>
conversion fit_digits(value_view& cell, std::string& text) {
  T to{};
  const conversion c = convert(cell, to);
  if (c != conversion::ok) return c;
  text = to_text(value_view(to));
  cell = std::string_view(text);
  return conversion::ok;
}

/// Makes the cell one that `bind_value` binds in the form the column is read from, without changing the value; on anything but
/// `ok` the column cannot hold it. Precondition: not null. `text` is room for a cell that becomes text.
inline conversion fit_for_column(const written_column& column, value_view& cell,
                                 std::string& text) {
  switch (column.codec) {
    case codec::integer: return fit_as<std::int64_t>(cell);
    case codec::boolean: return fit_as<bool>(cell);
    case codec::real: {
      const conversion c = fit_as<double>(cell);
      return c == conversion::ok && is_nan(cell) ? conversion::range : c;
    }
    case codec::decimal: return fit_decimal(column, cell, text);
    case codec::text:
    case codec::json: return fit_text(column, cell);
    case codec::binary:
      if (cell.kind() != kind::binary) return conversion::mismatch;
      return column.type.length != 0 && cell.as<bytes_view>().size() > column.type.length
                 ? conversion::range
                 : conversion::ok;
    case codec::time: return fit_count<time_of_day>(column.type, cell);
    case codec::timestamp:
    case codec::civil: return fit_count<timestamp>(column.type, cell);
    case codec::duration: return fit_count<duration>(column.type, cell);
    case codec::date: return cell.kind() == kind::date ? conversion::ok : conversion::mismatch;
    case codec::interval:
      return cell.kind() == kind::interval ? conversion::ok : conversion::mismatch;
    case codec::uuid: return cell.kind() == kind::uuid ? conversion::ok : conversion::mismatch;
    case codec::unsigned64: return fit_digits<std::uint64_t>(cell, text);
    case codec::signed128: return fit_digits<int128>(cell, text);
    case codec::unsigned128: return fit_digits<uint128>(cell, text);
    case codec::open:
      if (is_text(cell.kind())) return fit_text(column, cell);
      if (is_integer(cell.kind())) return fit_as<std::int64_t>(cell);
      if (is_float(cell.kind())) return is_nan(cell) ? conversion::range : conversion::ok;
      return cell.kind() == kind::boolean || cell.kind() == kind::binary ? conversion::ok
                                                                         : conversion::mismatch;
  }
  return conversion::mismatch;
}

}  // namespace ferrule::sqlite::detail
