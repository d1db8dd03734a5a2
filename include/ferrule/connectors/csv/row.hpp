// SPDX-License-Identifier: BSL-1.0
// connectors/csv/row.hpp - the row cursor: typed reads straight from the bytes of the file.
#pragma once
#include <ferrule/connectors/csv/cells.hpp>
#include <ferrule/connectors/csv/row_state.hpp>
#include <ferrule/connectors/csv/text.hpp>

namespace ferrule::csv {

/// A cursor over the cells of one row, in the order they were asked for. Text is borrowed from the stream's buffer, until the
/// next row.
///
/// `InOrder`: the columns asked for are the first of the file, in its order, so that a field begins where the one before ended.
template<bool InOrder>
class basic_row {
public:
  explicit basic_row(detail::row_state& of) noexcept : of_(&of), base_(of.base), ends_(of.ends) {
    if constexpr (InOrder) begin_ = base_ + static_cast<std::uint32_t>(ends_[-1] + 1);
    else position_ = of.positions.data();
  }

  /// A cursor that stands before another column. Precondition: column < the stream's.
  basic_row at(std::size_t column) const noexcept
    requires(!InOrder)
  {
    basic_row out(*this);
    out.position_ = of_->positions.data() + column;
    return out;
  }
  bool failed() const noexcept { return of_->state.failed(); }

  /// The cell as its column's type has it.
  void read(value_view& cell) {
    const detail::column_plan& plan = of_->columns[column()];
    const auto [b, e] = next();
    if (b == e || static_cast<unsigned char>(*b) == of_->quote || of_->careful ||
        !detail::decode(plan.how, b, e, plan.type, cell)) [[unlikely]]
      basic_row(*this).read_value_otherwise(b, e, cell);
  }

  // The cold members are called on a copy, so that the cursor itself never escapes and stays in registers.
  template<class T>
    requires detail::readable<typename nullable_traits<T>::inner>
  [[gnu::always_inline]] void read(T& cell) {
    using inner = typename nullable_traits<T>::inner;
    const auto [b, e] = next();
    if constexpr (nullable_traits<T>::nullable)
      if (b == e && of_->empty_is_null) {
        cell.reset();
        return;
      }
    bool good = b != e;
    if constexpr (detail::is_text_cell<inner>)
      good = good && static_cast<unsigned char>(*b) != of_->quote && !of_->careful;
    if (good) [[likely]] {
      if constexpr (nullable_traits<T>::nullable) {
        inner found{};
        good = detail::read_cell(b, e, found);
        cell = found;
      } else good = detail::read_cell(b, e, cell);
    }
    if (!good) [[unlikely]]
      basic_row(*this).read_otherwise(b, e, cell);
  }

  [[gnu::cold, gnu::noinline]] void reject(const value_view& cell, conversion why,
                                           std::string_view wanted) {
    of_->running = false;
    of_->state.reject(column() - 1, cell, why, wanted, of_->which_row());
  }

private:
  struct span {
    const char *b, *e;
  };
  std::size_t column() const noexcept {
    if constexpr (InOrder) return static_cast<std::size_t>(ends_ - of_->ends);
    else return static_cast<std::size_t>(position_ - of_->positions.data());
  }
  [[gnu::always_inline]] span next() noexcept {
    if constexpr (InOrder) {
      const span out{begin_, base_ + *ends_++};
      begin_ = out.e + 1;
      return out;
    } else {
      const std::uint32_t* const end = ends_ + *position_++;
      return {base_ + static_cast<std::uint32_t>(end[-1] + 1), base_ + *end};
    }
  }

  // What is in a field is null, or text without its quotes.
  struct content {
    bool null;
    std::string_view text;
  };
  content content_of(const char* b, const char* e) {
    const bool quoted = b != e && of_->m.has_quote && *b == of_->m.quote;
    if (quoted && detail::is_plainly_quoted(b, e, of_->m))
      return {false, {b + 1, static_cast<std::size_t>(e - b) - 2}};
    std::string_view text(b, static_cast<std::size_t>(e - b));
    if (quoted || (of_->m.has_escape && text.find(of_->m.escape) != text.npos)) {
      char* const to = of_->room(column() - 1, text.size());
      return {false, {to, static_cast<std::size_t>(detail::write_unquoted(b, e, of_->m, to) - to)}};
    }
    return {text.empty() ? of_->empty_is_null : of_->is_null_spelling(text), text};
  }
  // False where the stream ends because of it.
  bool make_utf8(std::string_view& text) {
    if (!of_->not_ascii || of_->encoding == encoding_policy::bytes || detail::is_utf8(text))
      return true;
    if (of_->encoding == encoding_policy::error) {
      fail(errc::corrupt,
           concat("byte ", detail::utf8_prefix(text) + 1, " of ", quoted(text, 40),
                  " is not UTF-8; set encoding = replace or bytes, or convert the file"));
      return false;
    }
    std::string replaced;
    detail::append_replaced(text, replaced);
    char* const to = of_->room(column() - 1, replaced.size());
    text = {static_cast<char*>(std::memcpy(to, replaced.data(), replaced.size())), replaced.size()};
    return true;
  }

  // Null, quoted, escaped, not ASCII, or not what was wanted.
  template<class T>
  [[gnu::noinline]] void read_otherwise(const char* b, const char* e, T& cell) {
    using inner = typename nullable_traits<T>::inner;
    auto [null, text] = content_of(b, e);
    if (null) {
      if constexpr (nullable_traits<T>::nullable) return cell.reset();
      else if constexpr (detail::is_text_cell<T> && !std::is_enum_v<T>) {
        if (!text.empty()) return reject(nullptr, conversion::null, cell_traits<T>::name);
      } else return reject(nullptr, conversion::null, cell_traits<T>::name);
    }
    if constexpr (detail::is_text_cell<inner> && !std::is_same_v<inner, bytes_view>)
      if (!make_utf8(text)) return;
    inner found{};
    if (text.empty() && !detail::is_text_cell<inner>)
      return reject(text, conversion::mismatch, cell_traits<inner>::name);
    if (!detail::read_cell(text.data(), text.data() + text.size(), found))
      return reject(text, detail::why_not<inner>(text), cell_traits<inner>::name);
    cell = found;
  }

  [[gnu::noinline]] void read_value_otherwise(const char* b, const char* e, value_view& cell) {
    const detail::column_plan& plan = of_->columns[column() - 1];
    auto [null, text] = content_of(b, e);
    cell = nullptr;
    if (null) return;
    if (is_text(plan.type.kind) && !make_utf8(text)) return;
    if ((text.empty() && !is_text(plan.type.kind) && plan.type.kind != kind::binary) ||
        !detail::decode(plan.how, text.data(), text.data() + text.size(), plan.type, cell)) {
      cell = nullptr;
      const bool beyond = detail::is_beyond(plan.type.kind, text);
      fail(
          beyond ? errc::value_out_of_range : errc::type_mismatch,
          concat(
              "holds ", quoted(text), beyond ? ", which is beyond " : ", which is no ", plan.type,
              "; say columns = {", of_->state.schema().fields[column() - 1].name,
              ": text}, raise sample if the type was detected, or add it to nulls if it means null"));
    }
  }

  [[gnu::cold]] void fail(errc kind, std::string_view what) {
    of_->running = false;
    of_->state.fail(kind, column() - 1, of_->which_row(), what);
  }

  detail::row_state* of_;
  const char* base_;
  const std::uint32_t* ends_;
  const char* begin_ = nullptr;
  const std::int32_t* position_ = nullptr;
};
using row = basic_row<false>;

}  // namespace ferrule::csv
