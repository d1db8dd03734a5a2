// SPDX-License-Identifier: BSL-1.0
// decorators/fan_out/stream.hpp - the rows of one of several connectors: which one is asked once for all rows, or once a row.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/decorators/fan_out/members.hpp>
#include <ferrule/decorators/forwarding/streams.hpp>
#include <ferrule/stream/binding.hpp>
#include <span>
#include <variant>
#include <vector>

namespace ferrule {
namespace detail {

// std::visit goes through a table of function pointers where there are many alternatives; this compares.
template<std::size_t I = 0, class V, class F>
[[gnu::always_inline]] inline decltype(auto) visit_by_index(V& v, F&& f) {
  if constexpr (I + 1 == std::variant_size_v<std::remove_const_t<V>>) return f(*std::get_if<I>(&v));
  else {
    if (v.index() == I) return f(*std::get_if<I>(&v));
    return visit_by_index<I + 1>(v, f);
  }
}

}  // namespace detail

/// A stream that somebody else keeps, and keeps where it is.
template<RowStream S>
class borrowed_stream {
public:
  explicit borrowed_stream(S& of) noexcept : of_(&of) {}

  bool next() { return of_->next(); }
  auto row() { return of_->row(); }
  template<class K>
  void drain(K& sink)
    requires Drains<S>
  {
    of_->drain(sink);
  }
  template<class T>
  bool reads(std::size_t column) const
    requires requires(const S& s) { s.template reads<T>(column); }
  {
    return of_->template reads<T>(column);
  }
  bool batches() const noexcept
    requires requires(const S& s) { s.batches(); }
  {
    return of_->batches();
  }
  const error& status() const noexcept { return of_->status(); }
  const ferrule::schema& schema() const noexcept { return of_->schema(); }

private:
  S* of_;
};

/// One of several streams. `drain`, and with it `pump`, chooses once and then runs the member's own loop with the member's own
/// rows. `next` chooses once a row and reads the whole row; cells are then read from an array.
template<RowStream... Ss>
class fan_out_stream {
public:
  class row_type {
  public:
    explicit row_type(fan_out_stream& of) noexcept : of_(&of), at_(of.cells_.data()) {}
    void read(value_view& cell) noexcept { cell = *at_++; }
    template<class T>
      requires(!std::same_as<T, value_view> && (detail::ReadsTyped<Ss, T> && ...))
    void read(T& cell) {
      detail::read_converted(*this, cell);
    }
    bool failed() const noexcept { return of_->state_.failed(); }
    [[gnu::cold]] void reject(const value_view& cell, conversion why, std::string_view wanted) {
      of_->state_.reject(static_cast<std::size_t>(at_ - of_->cells_.data()) - 1, cell, why, wanted,
                         concat("row ", of_->rows_));
    }

  private:
    fan_out_stream* of_;
    const value_view* at_;
  };

  template<std::size_t I, class S>
  fan_out_stream(std::in_place_index_t<I> which, std::string_view member, const table_id& table,
                 S inner)
      : inner_(which, std::move(inner)), member_(member) {
    ferrule::schema columns = std::get<I>(inner_).schema();
    detail::name_types(member, columns);
    cells_.resize(columns.fields.size());
    state_ = stream_state(concat("table ", quoted(to_text(table))), std::move(columns));
  }

  bool next() {
    if (state_.failed()) return false;
    const bool there = detail::visit_by_index(inner_, [&](auto& inner) {
      if (!inner.next()) return false;
      auto row = inner.row();
      for (value_view& cell : cells_) row.read(cell);
      return !row.failed();
    });
    if (there) ++rows_;
    else take_error();
    return there;
  }
  row_type row() noexcept { return row_type(*this); }
  template<class K>
  void drain(K& sink) {
    if (state_.failed()) return;
    detail::visit_by_index(inner_, [&](auto& inner) { (void)pump(inner, sink); });
    take_error();
  }
  /// What all members read typed; whether this one does.
  template<class T>
    requires(detail::ReadsTyped<Ss, T> && ...)
  bool reads(std::size_t column) const {
    return detail::visit_by_index(
        inner_, [&](const auto& inner) { return inner.template reads<T>(column); });
  }
  bool batches() const noexcept {
    return detail::visit_by_index(inner_, [](const auto& inner) {
      if constexpr (requires { inner.batches(); }) return inner.batches();
      else return false;
    });
  }
  const error& status() const noexcept { return state_.status(); }
  const ferrule::schema& schema() const noexcept { return state_.schema(); }

private:
  void take_error() {
    detail::visit_by_index(inner_, [&](auto& inner) {
      if (inner.status()) state_.fail(detail::error_of_member(member_, inner.status()));
    });
  }

  std::variant<Ss...> inner_;
  std::string_view member_;  // of the type
  stream_state state_;
  std::vector<value_view> cells_;  // of the current row, borrowed
  std::uint64_t rows_ = 0;         // moved to by `next`
};

/// One of several plans, its parts named as the fan_out's.
template<PartitionPlan... Ps>
class fan_out_plan {
public:
  template<std::size_t I, class P>
  fan_out_plan(std::in_place_index_t<I> which, std::string_view connector, std::string_view member,
               P inner)
      : inner_(which, std::move(inner)) {
    for (partition part : std::get<I>(inner_).partitions()) {
      part.connector = connector;
      part.table.id = detail::outer_id(member, part.table.id);
      parts_.push_back(std::move(part));
    }
  }
  std::span<const partition> partitions() const noexcept { return parts_; }

private:
  std::variant<Ps...> inner_;
  std::vector<partition> parts_;
};

/// Cancels all members.
template<CancelHandle... Hs>
class fan_out_cancel_handle {
public:
  explicit fan_out_cancel_handle(Hs... each) : each_(std::move(each)...) {}
  void cancel() const noexcept {
    std::apply([](const auto&... one) { (one.cancel(), ...); }, each_);
  }

private:
  std::tuple<Hs...> each_;
};

}  // namespace ferrule
