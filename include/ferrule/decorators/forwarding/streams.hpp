// SPDX-License-Identifier: BSL-1.0
// decorators/forwarding/streams.hpp - a stream, a plan and a writer around another of theirs.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/stream/binding.hpp>
#include <span>
#include <utility>

namespace ferrule {

namespace detail {

/// Reads a `T` from a row of cells: what a row that has no cells of its own offers beside those that have.
template<class R, class T>
[[gnu::always_inline]] inline void read_converted(R& row, T& cell) {
  value_view any;
  row.read(any);
  if (const conversion c = convert(any, cell); c != conversion::ok) [[unlikely]]
    row.reject(any, c, cell_traits<typename nullable_traits<T>::inner>::name);
}

}  // namespace detail

/// Everything of a stream but the moving from row to row, which whoever derives from it writes: `next`, and, where `S` has them,
/// `drain` and `lend`. Rows, typed reads and batches are the inner stream's own.
template<RowStream S>
class forwarding_stream {
public:
  auto row() { return inner_.row(); }
  const error& status() const noexcept { return inner_.status(); }
  const ferrule::schema& schema() const noexcept { return inner_.schema(); }
  template<class T>
  bool reads(std::size_t column) const
    requires requires(const S& s) { s.template reads<T>(column); }
  {
    return inner_.template reads<T>(column);
  }
  template<class T>
  bool lends() const
    requires requires(const S& s) { s.template lends<T>(); }
  {
    return inner_.template lends<T>();
  }
  bool batches() const noexcept
    requires requires(const S& s) { s.batches(); }
  {
    return inner_.batches();
  }
  bool truncated() const
    requires StatementStream<S>
  {
    return inner_.truncated();
  }
  std::size_t page_size() const
    requires StatementStream<S>
  {
    return inner_.page_size();
  }
  bool more()
    requires requires(S& s) { s.more(); }
  {
    return inner_.more();
  }

protected:
  explicit forwarding_stream(S inner) : inner_(std::move(inner)) {}

  S inner_;
};

/// A stream as it is, with something that lives as long as it does and ends behind it.
template<RowStream S, class Beside>
class stream_beside : public forwarding_stream<S> {
public:
  stream_beside(S inner, Beside kept)
      : forwarding_stream<S>(std::move(inner)), kept_(std::move(kept)) {}
  stream_beside(stream_beside&&) = default;
  stream_beside& operator=(stream_beside&&) = default;
  ~stream_beside() {
    // The stream first: what is kept says that it has gone.
    [[maybe_unused]] const S last = std::move(this->inner_);
  }

  bool next() { return this->inner_.next(); }
  template<class K>
  void drain(K& sink)
    requires Drains<S>
  {
    this->inner_.drain(sink);
  }
  template<class T>
  auto lend()
    requires requires(S& s) { s.template lend<T>(); }
  {
    return this->inner_.template lend<T>();
  }

private:
  Beside kept_;
};

/// The same for the plan of a scan in parts.
template<PartitionPlan P, class Beside>
class plan_beside {
public:
  plan_beside(P inner, Beside kept) : kept_(std::move(kept)), inner_(std::move(inner)) {}
  plan_beside(plan_beside&&) = default;
  plan_beside& operator=(plan_beside&& other) noexcept {
    std::swap(kept_, other.kept_);
    std::swap(inner_, other.inner_);
    return *this;
  }
  std::span<const partition> partitions() const { return inner_.partitions(); }

private:
  Beside kept_;  // ends behind the plan
  P inner_;
};

}  // namespace ferrule
