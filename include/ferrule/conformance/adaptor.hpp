// SPDX-License-Identifier: BSL-1.0
// conformance/adaptor.hpp - streams, writers and plans of one connector as the kit sees them: what
// is compiled per connector.
#pragma once
#include <ferrule/conformance/subject.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/writer.hpp>

namespace ferrule::conformance::detail {

template<RowStream S>
class stream_adaptor final : public stream_under_test {
public:
  explicit stream_adaptor(S stream) : stream_(std::move(stream)) {}

  bool next() override { return stream_.next(); }
  void read(std::vector<value_view>& cells) override {
    cells.assign(stream_.schema().fields.size(), value_view());
    auto row = stream_.row();
    for (value_view& cell : cells) row.read(cell);
  }
  const error& status() const override { return stream_.status(); }
  const ferrule::schema& columns() const override { return stream_.schema(); }
  void pump_into(std::vector<row_values>& rows, std::size_t limit) override {
    if (limit == 0) return;
    pump(stream_, collector{rows, stream_.schema().fields.size(), limit});
  }
  stream_ptr moved() override { return std::make_unique<stream_adaptor>(std::move(stream_)); }
  bool truncated() const override {
    if constexpr (StatementStream<S>) return stream_.truncated();
    else return false;
  }
  std::size_t page_size() const override {
    if constexpr (StatementStream<S>) return stream_.page_size();
    else return 0;
  }

private:
  struct collector {
    std::vector<row_values>& rows;
    std::size_t columns;
    std::size_t left;
    template<class R>
    flow operator()(R& cursor) {
      row_values kept;
      for (std::size_t i = 0; i < columns; ++i) {
        value_view cell;
        cursor.read(cell);
        if (cursor.failed()) return flow::stop;
        kept.emplace_back(cell);
      }
      rows.push_back(std::move(kept));
      return --left == 0 ? flow::stop : flow::more;
    }
  };
  S stream_;
};

template<Writer W>
class writer_adaptor final : public writer_under_test {
public:
  explicit writer_adaptor(W writer) : writer_(std::move(writer)) {}
  bool write(std::span<const value_view> cells) override { return writer_.write(cells); }
  const error& status() const override { return writer_.status(); }
  result<void> finish() override { return writer_.finish(); }
  std::vector<result<void>> write_all(std::span<const row_values> rows) override {
    return write_batch(writer_, rows);
  }

private:
  W writer_;
};

template<PartitionPlan P>
class plan_adaptor final : public plan_under_test {
public:
  explicit plan_adaptor(P plan) : plan_(std::move(plan)) {}
  std::span<const partition> partitions() const override { return plan_.partitions(); }

private:
  P plan_;
};

// The adaptor `A` around what a result holds.
template<template<class> class A, class Base, class T>
result<std::unique_ptr<Base>> adapted(result<T> from) {
  if (!from) return fail(std::move(from.error()));
  return std::unique_ptr<Base>(std::make_unique<A<T>>(std::move(*from)));
}
template<class T>
result<stream_ptr> adapted_stream(result<T> from) {
  return adapted<stream_adaptor, stream_under_test>(std::move(from));
}

inline tl::unexpected<error> not_declared() {
  return fail(errc::internal, "the kit used a capability that the connector does not declare");
}

}  // namespace ferrule::conformance::detail
