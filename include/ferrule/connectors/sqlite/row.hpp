// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/row.hpp - the row cursor: type-checked reads straight from SQLite's values.
#pragma once
#include <ferrule/connectors/sqlite/decode.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/schema/cell_traits.hpp>
#include <ferrule/stream/state.hpp>
#include <limits>

namespace ferrule::sqlite::detail {

/// What the rows of one stream share.
struct row_state {
  stream_state state;
  std::vector<codec> codecs;
  decode_rules rules;
  std::uint64_t rows = 0;  ///< delivered so far
  bool running =
      false;  ///< stands between the first row and the last, and no error has been latched
  int rowid_column = -1;             ///< where among the selected columns the rowid is; -1: nowhere
  std::vector<std::string> texts{};  ///< of cells shown as text, by column, until the next row
};

/// Where a row's values are: in the arguments of an SQL function, or in the current row of a statement.
struct arguments {
  sqlite3_value** values;
  sqlite3_value* at(int column) const noexcept { return values[column]; }
};
struct result_row {
  sqlite3_stmt* statement;
  sqlite3_value* at(int column) const noexcept { return sqlite3_column_value(statement, column); }
};

/// Types that a column of the right codec is read as without a detour through value_view.
template<class T>
inline constexpr int storage_of = 0;
template<class T>
  requires(std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && is_cell<T>)
inline constexpr int storage_of<T> = SQLITE_INTEGER;
template<>
inline constexpr int storage_of<bool> = SQLITE_INTEGER;
template<>
inline constexpr int storage_of<double> = SQLITE_FLOAT;
template<>
inline constexpr int storage_of<std::string_view> = SQLITE_TEXT;
template<>
inline constexpr int storage_of<bytes_view> = SQLITE_BLOB;

template<class T>
concept read_directly = storage_of<typename nullable_traits<T>::inner> != 0;

/// Whether a column of codec `c` may be read as `T` directly.
template<class T>
constexpr bool reads_codec(codec c) noexcept {
  using inner = typename nullable_traits<T>::inner;
  if constexpr (std::is_same_v<inner, bool>) return c == codec::boolean;
  else if constexpr (storage_of<inner> == SQLITE_INTEGER)
    return c == codec::integer || c == codec::open;
  else if constexpr (storage_of<inner> == SQLITE_FLOAT) return c == codec::real || c == codec::open;
  else if constexpr (storage_of<inner> == SQLITE_TEXT)
    return c == codec::text || c == codec::json || c == codec::open;
  else return c == codec::binary || c == codec::open;
}

/// A cursor over one row. Every cell's storage class is checked where it is read: SQLite lets any cell of any column be
/// anything. Text and bytes are borrowed from SQLite, until the next row.
template<class Source>
class row {
public:
  row(row_state& state, Source source) noexcept : state_(&state), source_(source) {}

  bool failed() const noexcept { return state_->state.failed(); }

  void read(value_view& cell) {
    sqlite3_value* const v = source_.at(column_);
    const auto at = static_cast<std::size_t>(column_);
    if (!decode(v, state_->codecs[at], state_->rules, cell)) [[unlikely]]
      mismatch(v, at, cell);
    ++column_;
  }

  // The cold members are called on a copy, so that the cursor itself never escapes and stays in registers: eight stores
  // of `column_` per row of eight columns otherwise.
  template<read_directly T>
  [[gnu::always_inline]] void read(T& cell) {
    using inner = typename nullable_traits<T>::inner;
    sqlite3_value* const v = source_.at(column_);
    ++column_;
    const int stored_as = sqlite3_value_type(v);
    if (stored_as == storage_of<inner>) [[likely]] {
      if constexpr (nullable_traits<T>::nullable) {
        inner found;
        take(v, found);
        cell = found;
      } else take(v, cell);
    } else if constexpr (nullable_traits<T>::nullable) {
      if (stored_as == SQLITE_NULL) cell.reset();
      else row(*this).read_otherwise(v, cell);
    } else row(*this).read_otherwise(v, cell);
  }

  [[gnu::cold, gnu::noinline]] void reject(const value_view& cell, conversion why,
                                           std::string_view wanted);

private:
  template<class T>
  [[gnu::always_inline]] void take(sqlite3_value* v, T& cell) {
    if constexpr (std::is_same_v<T, double>) cell = sqlite3_value_double(v);
    else if constexpr (std::is_same_v<T, std::string_view>) {
      cell = text_of(v);
      if (cell.data() == nullptr) [[unlikely]]
        row(*this).out_of_memory();
    } else if constexpr (std::is_same_v<T, bytes_view>) cell = bytes_of(v);
    else {
      const std::int64_t wide = sqlite3_value_int64(v);
      if constexpr (std::is_same_v<T, bool>) {
        cell = wide == 1;
        if (wide != 0 && wide != 1) [[unlikely]]
          row(*this).read_otherwise(v, cell);
      } else {
        cell = static_cast<T>(wide);
        bool fits = true;
        if constexpr (sizeof(T) < 8) fits = static_cast<std::int64_t>(cell) == wide;
        else if constexpr (std::is_unsigned_v<T>) fits = wide >= 0;
        if (!fits) [[unlikely]]
          row(*this).reject(wide, conversion::range, cell_traits<T>::name);
      }
    }
  }

  // Not the expected storage class: a null, an integer in a REAL column, or a cell that disagrees with its column.
  template<class T>
  [[gnu::cold, gnu::noinline]] void read_otherwise(sqlite3_value* v, T& cell) {
    value_view any;
    read_again(v, any);
    cell = T{};
    if (failed()) return;
    if (const conversion c = convert(any, cell); c != conversion::ok)
      reject(any, c, cell_traits<typename nullable_traits<T>::inner>::name);
  }

  /// The cell read last, as its column's codec has it.
  [[gnu::cold]] void read_again(sqlite3_value* v, value_view& to);
  [[gnu::cold, gnu::noinline]] void mismatch(sqlite3_value* v, std::size_t at, value_view& to);
  [[gnu::cold, gnu::noinline]] void out_of_memory();
  std::string which_row() const;

  row_state* state_;
  Source source_;
  int column_ = 0;
};

// For the types that most structs have.
#define FERRULE_SQLITE_READ_OTHERWISE(EXTERN, TYPE)                                          \
  EXTERN template void row<arguments>::read_otherwise(sqlite3_value*, TYPE&);                \
  EXTERN template void row<result_row>::read_otherwise(sqlite3_value*, TYPE&);               \
  EXTERN template void row<arguments>::read_otherwise(sqlite3_value*, std::optional<TYPE>&); \
  EXTERN template void row<result_row>::read_otherwise(sqlite3_value*, std::optional<TYPE>&);
#define FERRULE_SQLITE_READ_COMMON_TYPES(EXTERN)      \
  FERRULE_SQLITE_READ_OTHERWISE(EXTERN, bool)         \
  FERRULE_SQLITE_READ_OTHERWISE(EXTERN, std::int32_t) \
  FERRULE_SQLITE_READ_OTHERWISE(EXTERN, std::int64_t) \
  FERRULE_SQLITE_READ_OTHERWISE(EXTERN, double)       \
  FERRULE_SQLITE_READ_OTHERWISE(EXTERN, std::string_view)
#ifdef FERRULE_SEPARATE_COMPILATION
FERRULE_SQLITE_READ_COMMON_TYPES(extern)
#endif

}  // namespace ferrule::sqlite::detail

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/row.ipp>
#endif
