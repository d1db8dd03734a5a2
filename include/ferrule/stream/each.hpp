// SPDX-License-Identifier: BSL-1.0
// stream/each.hpp - every row of a stream as a struct, by a callback: the fastest way to consume rows.
#pragma once
#include <ferrule/stream/binding.hpp>
#include <functional>

namespace ferrule {

/// A stream that can hand out its own objects where they are `T`s already: `s.template lend<T>()` is a span of
/// the next rows (empty at the end), or nothing where the rows are not `T`s. Only asked for whole rows.
template<class S, class T>
concept Lends = RowStream<S> && requires(S& s) {
  { s.template lends<T>() } -> std::convertible_to<bool>;
  { s.template lend<T>() } -> std::same_as<std::span<const T>>;
};

namespace detail {

template<class T, class F>
[[gnu::always_inline]] inline flow call_with(F& f, const T& row) {
  if constexpr (std::is_same_v<std::invoke_result_t<F&, const T&>, flow>) return f(row);
  else {
    f(row);
    return flow::more;
  }
}

template<class T, class S, class F>
struct exact_sink {
  F& f;
  T row{};
  template<class R>
  [[gnu::always_inline]] flow operator()(R& cursor) {
    fill_exact<S>(row, cursor);
    if (cursor.failed()) [[unlikely]]
      return flow::stop;
    return call_with<T>(f, row);
  }
};

template<class T, class F>
struct converting_sink {
  F& f;
  bool may_round;
  T row{};
  template<class R>
  flow operator()(R& cursor) {
    fill_converting(row, cursor, may_round);
    if (cursor.failed()) [[unlikely]]
      return flow::stop;
    return call_with<T>(f, row);
  }
};

template<class T, class S, class F>
bool each_lent(S& stream, F& f) {
  for (std::span<const T> rows = stream.template lend<T>(); !rows.empty();
       rows = stream.template lend<T>()) {
    const T* row = rows.data();
    const T* const end = row + rows.size();
    do {
      if (call_with<T>(f, *row) == flow::stop) return true;
    } while (++row != end);
  }
  return true;
}

}  // namespace detail

/// Calls `f(const T&)` with each row of a bound stream. The row, and what it borrows, is valid during the call. `f` may
/// return `flow` to stop early. Returns the stream's status, borrowed. What `f` throws comes out.
template<class T, RowStream S, class F>
const error& each_bound(S& stream, const binding& how, F&& f) {
  if constexpr (Lends<S, T>)
    if (stream.template lends<T>()) {
      detail::each_lent<T>(stream, f);
      return stream.status();
    }
  if (how.exact) return pump(stream, detail::exact_sink<T, S, std::remove_reference_t<F>>{f});
  return pump(stream, detail::converting_sink<T, std::remove_reference_t<F>>{f, how.may_round});
}

/// Binds `T` to the stream and calls `f(const T&)` with each row.
template<class T, RowStream S, class F>
result<void> each(S& stream, F&& f, const binding_options& options = {}) {
  const auto how = bind_rows<T>(stream, options, "the stream");
  if (!how) return fail(how.error());
  if (const error& why = each_bound<T>(stream, *how, f)) return fail(why);
  return {};
}

}  // namespace ferrule
