// SPDX-License-Identifier: BSL-1.0
// connectors/memory/stream.hpp - the rows of one version, lent or by column plan.
#pragma once
#include <algorithm>
#include <ferrule/connector/basics.hpp>
#include <ferrule/connectors/memory/version.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream.hpp>

namespace ferrule::memory {
namespace detail {

template<class T>
inline constexpr bool is_chrono_cell = is_sys_time<T> || is_local_time<T> || is_std_count<T>;

/// What `row.read(T&)` takes besides `value_view`: numbers, text, bytes, dates, moments.
template<class T>
inline constexpr bool reads_alone =
    std::is_same_v<T, bool> || ferrule::detail::is_native_integer<T> ||
    std::is_floating_point_v<T> || std::is_same_v<T, ferrule::decimal> ||
    std::is_same_v<T, std::string_view> || std::is_same_v<T, ferrule::bytes_view> ||
    std::is_same_v<T, ferrule::date> || std::is_same_v<T, ferrule::uuid> || is_chrono_cell<T>;

template<class F>
concept reads_typed = is_cell<F> && reads_alone<typename nullable_traits<F>::inner>;

/// The value of a cell of the kind of T, which is not null.
template<class T>
[[gnu::always_inline]] inline T value_in(const ferrule::value_view& cell) noexcept {
  if constexpr (is_sys_time<T> || is_local_time<T>)
    return T(typename T::duration(cell.as<ferrule::timestamp>().count));
  else if constexpr (is_std_count<T>) return T(cell.as<ferrule::duration>().count);
  else return cell.as<T>();
}

/// Reads a T; false where it is null. The plan says that it is one.
template<class T>
[[gnu::always_inline]] inline bool read_typed(const column_plan& c, const std::byte* row,
                                              T& out) noexcept {
  const std::byte* const at = row + c.offset;
  if (c.how == layout::cell) {
    const auto& cell = *reinterpret_cast<const ferrule::value_view*>(at);
    if (cell.is_null()) return false;
    out = value_in<T>(cell);
    return true;
  }
  if constexpr (std::is_same_v<T, std::string_view>) {
    if (c.how == layout::text_owned) {
      const std::string* const found = stored<std::string>(at, c.optional);
      if (found != nullptr) out = *found;
      return found != nullptr;
    }
  } else if constexpr (std::is_same_v<T, ferrule::bytes_view>) {
    if (c.how == layout::bytes_owned) {
      const std::vector<std::byte>* const found = stored<std::vector<std::byte>>(at, c.optional);
      if (found != nullptr) out = *found;
      return found != nullptr;
    }
  }
  const T* const found = stored<T>(at, c.optional);
  if (found != nullptr) out = *found;
  return found != nullptr;
}

}  // namespace detail

/// Reads one version of a table to its end. Holds the version; independent of the connection that
/// opened it. Cancelling is noticed every thousand rows, and between the blocks it lends.
class stream {
public:
  class row_type {
  public:
    explicit row_type(stream& of) : stream_(&of), at_(of.plan_.data()), row_(of.row_) {}

    void read(ferrule::value_view& cell) {
      const column_plan& c = *at_++;
      if (!detail::read_cell(c, row_, stream_->index_, cell)) [[unlikely]]
        no_name(cell);
    }
    template<detail::reads_typed F>
    [[gnu::always_inline]] void read(F& cell) noexcept {
      const column_plan& c = *at_++;
      if constexpr (!nullable_traits<F>::nullable) (void)detail::read_typed(c, row_, cell);
      else {
        typename nullable_traits<F>::inner found{};
        if (detail::read_typed(c, row_, found)) cell = found;
        else cell.reset();
      }
    }
    bool failed() const noexcept { return stream_->state_.failed(); }
    [[gnu::cold]] void reject(const ferrule::value_view& cell, conversion why,
                              std::string_view wanted) {
      stream_->state_.reject(column(), cell, why, wanted, stream_->where());
      stream_->left_ = 0;
    }

  private:
    std::size_t column() const noexcept {
      return static_cast<std::size_t>(at_ - stream_->plan_.data()) - 1;
    }
    [[gnu::cold]] void no_name(ferrule::value_view& cell) {
      const std::string held = !cell.is_null() && is_integer(cell.kind())
                                   ? to_text(cell) + ", which no enumerator has"
                                   : "a value that no enumerator has";
      stream_->state_.fail(
          errc::value_out_of_range, column(), stream_->where(),
          concat("holds ", held, "; give it one, or keep the number in an integer field"));
      stream_->left_ = 0;
      cell = nullptr;
    }

    stream* stream_;
    const column_plan* at_;
    const std::byte* row_;
  };

  /// The rows `first` to `behind` (excluded) of a version, at these positions of its columns.
  stream(std::shared_ptr<const detail::version> of, std::span<const std::size_t> positions,
         cancel_source::watch_type watch, std::size_t first, std::size_t behind)
      : version_(std::move(of)),
        watch_(std::move(watch)),
        state_(concat("memory table ", quoted(to_text(version_->table->described.table))),
               project(version_->table->described, positions).schema),
        next_(first),
        behind_(std::min(behind, version_->rows)),
        stride_(version_->table->stride) {
    const auto& columns = version_->table->columns;
    whole_ = positions.size() == columns.size();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      plan_.push_back(columns[positions[i]]);
      whole_ = whole_ && positions[i] == i;
      if (plan_.back().how == layout::prepared) prepared_.push_back(i);
    }
    chunk_ = first_chunk_ = version_->chunk_of(next_);
    if (!prepared_.empty()) prepare();
  }

  bool next() {
    if (left_ > 1) [[likely]] {
      --left_;
      row_ += stride_;
      ++index_;
      return true;
    }
    return refill(rows_per_block);
  }
  row_type row() noexcept { return row_type(*this); }
  const error& status() const noexcept { return state_.status(); }
  const ferrule::schema& schema() const noexcept { return state_.schema(); }

  /// Whether the cells of a column are F, or the text or bytes that an F borrows.
  template<detail::reads_typed F>
  bool reads(std::size_t column) const noexcept {
    using T = typename nullable_traits<F>::inner;
    const column_plan& c = plan_[column];
    const field& f = state_.schema().fields[column];
    if (f.typing != typing::declared || (f.nullable && !nullable_traits<F>::nullable)) return false;
    if constexpr (detail::is_chrono_cell<T>)
      if (f.type.unit != cell_traits<T>::type.unit || f.type.zoned != cell_traits<T>::type.zoned)
        return false;
    if (c.how == layout::cell)
      return f.type.kind == cell_traits<T>::type.kind ||
             (is_text(f.type.kind) && is_text(cell_traits<T>::type.kind));
    if constexpr (std::is_same_v<T, std::string_view>)
      if (c.how == layout::text_owned) return true;
    if constexpr (std::is_same_v<T, ferrule::bytes_view>)
      if (c.how == layout::bytes_owned) return true;
    return c.how == detail::layout_of<T>();
  }

  /// Whether the rows are objects of type T, of which all columns are read, in order.
  template<class T>
  bool lends() const noexcept {
    return whole_ && version_->table->row_type == &detail::row_identity<T>;
  }
  /// The next rows themselves; none at the end. Precondition: `lends<T>()`. Valid as long as the
  /// stream.
  template<class T>
  std::span<const T> lend() {
    if (!refill(rows_per_lent_block)) return {};
    const std::span<const T> out{reinterpret_cast<const T*>(row_), left_};
    left_ = 0;
    return out;
  }

private:
  static constexpr std::size_t rows_per_block = 1024, rows_per_lent_block = 65536;

  // The next block: rows of one chunk, between two looks at the cancel handle.
  [[gnu::noinline]] bool refill(std::size_t most) {
    left_ = 0;
    if (state_.failed() || next_ >= behind_) return false;
    if (watch_.cancelled()) {
      state_.fail(error{errc::cancelled, false,
                        concat(state_.source(), ": cancelled before ", where_is(next_))});
      return false;
    }
    const detail::chunk* in = &version_->chunks[chunk_];
    if (next_ == in->first + in->count) {
      in = &version_->chunks[++chunk_];
      point_beside();
    }
    index_ = next_ - in->first;
    left_ = std::min({most, in->count - index_, behind_ - next_});
    row_ = in->rows + index_ * stride_;
    next_ += left_;
    return true;
  }
  // All of it before the first row: what happens from row to row calls nothing through a pointer.
  void prepare() {
    for (std::size_t i = chunk_; i < version_->chunks.size() && version_->chunks[i].first < behind_;
         ++i) {
      const detail::chunk& in = version_->chunks[i];
      for (const std::size_t at : prepared_)
        ahead_.push_back(in.beside->get(*version_->table, in.rows, in.count, plan_[at].column));
    }
    point_beside();
  }
  void point_beside() {
    const std::size_t from = (chunk_ - first_chunk_) * prepared_.size();
    for (std::size_t i = 0; i < prepared_.size() && from + i < ahead_.size(); ++i)
      plan_[prepared_[i]].beside = ahead_[from + i];
  }
  static std::string where_is(std::size_t row) { return concat("row ", row + 1); }
  std::string where() const { return where_is(version_->chunks[chunk_].first + index_); }

  const std::byte* row_ = nullptr;
  std::size_t left_ = 0;   // rows of this block from `row_` on, the current one included
  std::size_t index_ = 0;  // of the current row in its chunk
  std::shared_ptr<const detail::version> version_;
  cancel_source::watch_type watch_;
  stream_state state_;
  std::vector<column_plan> plan_;
  std::size_t next_;    // the first row behind this block
  std::size_t behind_;  // the first row not to be read
  std::size_t chunk_ = 0, first_chunk_ = 0;
  std::size_t stride_;
  bool whole_ = false;                         // all columns, in order
  std::vector<std::size_t> prepared_;          // positions in `plan_`
  std::vector<const prepared_column*> ahead_;  // of these columns, chunk by chunk
};
static_assert(RowStream<stream>);

}  // namespace ferrule::memory
