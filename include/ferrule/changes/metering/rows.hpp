// SPDX-License-Identifier: BSL-1.0
// changes/metering/rows.hpp - rows whose cells are counted while they are read, where they lie.
#pragma once
#include <ferrule/changes/metering/report.hpp>
#include <ferrule/stream.hpp>
#include <optional>
#include <span>

namespace ferrule {

/// The bytes of a cell as a meter counts them: the length of text, JSON and binary; the width of everything else (int32 has 4,
/// a decimal 16); a list's elements together; none of null.
constexpr std::uint64_t metered_size(const value_view& cell) noexcept {
  using enum kind;
  if (cell.is_null()) return 0;
  switch (cell.kind()) {
    case boolean:
    case int8:
    case uint8: return 1;
    case int16:
    case uint16: return 2;
    case int32:
    case uint32:
    case float32:
    case date: return 4;
    case int64:
    case uint64:
    case float64:
    case time:
    case timestamp:
    case duration: return 8;
    case int128:
    case uint128:
    case decimal:
    case interval:
    case uuid:
    case point: return 16;
    case string:
    case text:
    case json: return cell.as<std::string_view>().size();
    case binary: return cell.as<bytes_view>().size();
    case list: break;
  }
  std::uint64_t all = 0;
  for (const value_view& element : cell.as<list_view>()) all += metered_size(element);
  return all;
}

namespace detail {

/// A row that counts each cell when it is read for the first time: `seen` are those of the row that were, through any copy.
template<class R>
class metered_row {
public:
  metered_row(R inner, meter_counts& to, std::size_t& seen)
      : inner_(std::move(inner)), to_(&to), seen_(&seen) {}

  void read(value_view& cell) {
    inner_.read(cell);
    if (at_++ != *seen_) return;
    ++*seen_;
    to_->bytes += metered_size(cell);
  }
  bool failed() const noexcept { return inner_.failed(); }
  [[gnu::cold]] void reject(const value_view& cell, conversion why, std::string_view wanted) {
    inner_.reject(cell, why, wanted);
  }

private:
  R inner_;
  meter_counts* to_;
  std::size_t* seen_;
  std::size_t at_ = 0;
};

/// Rows of a snapshot; `passed()` is called for each. Made anew for each message, and where it is offered again.
template<RowStream S, class Passed>
class metered_rows {
public:
  metered_rows(S& inner, meter_counts& to, std::size_t& seen, const Passed& passed)
      : inner_(&inner), to_(&to), seen_(&seen), passed_(&passed) {}

  bool next() {
    if (!inner_->next()) return false;
    count();
    return true;
  }
  auto row() { return metered_row(inner_->row(), *to_, *seen_); }
  template<class K>
  void drain(K& sink)
    requires Drains<S>
  {
    auto counting = [&](auto& row) {
      count();
      metered_row shown(row, *to_, *seen_);
      return sink(shown);
    };
    inner_->drain(counting);
  }
  const error& status() const noexcept { return inner_->status(); }
  const ferrule::schema& schema() const noexcept { return inner_->schema(); }

private:
  void count() {
    ++to_->snapshot;
    *seen_ = 0;
    (*passed_)();
  }

  S* inner_;
  meter_counts* to_;
  std::size_t* seen_;
  const Passed* passed_;
};

/// The change stream that the receiver sees. Made anew for each message; borrows everything.
template<class S, class Passed>
class metered_changes {
  using inner_rows = std::remove_cvref_t<decltype(std::declval<S&>().rows())>;

public:
  metered_changes(S& inner, meter_counts& to, std::size_t& row_seen, std::size_t& old_row_seen,
                  const Passed& passed)
      : inner_(&inner),
        to_(&to),
        row_seen_(&row_seen),
        old_row_seen_(&old_row_seen),
        passed_(&passed) {}

  change next() = delete;  // a receiver does not move the stream
  std::size_t table() const { return inner_->table(); }
  auto& rows() {
    if (!rows_) rows_.emplace(inner_->rows(), *to_, *row_seen_, *passed_);
    return *rows_;
  }
  auto row() { return metered_row(inner_->row(), *to_, *row_seen_); }
  auto old_row() { return metered_row(inner_->old_row(), *to_, *old_row_seen_); }
  const op_id& id() const { return inner_->id(); }
  std::optional<source_time> committed_at() const { return inner_->committed_at(); }
  std::span<const source_schema> schemas() const { return inner_->schemas(); }
  const error& status() const { return inner_->status(); }

private:
  S* inner_;
  meter_counts* to_;
  std::size_t* row_seen_;
  std::size_t* old_row_seen_;
  const Passed* passed_;
  std::optional<metered_rows<inner_rows, Passed>> rows_{};
};

}  // namespace detail
}  // namespace ferrule
