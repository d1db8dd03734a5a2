// SPDX-License-Identifier: BSL-1.0
// sinks/callback.hpp - rows to a function of the program.
#pragma once
#include <ferrule/sink.hpp>
#include <ferrule/stream/row_view.hpp>
#include <type_traits>
#include <utility>

namespace ferrule {

/// Calls `f` with each row: with the stream's own row cursor if `f` takes that, else with a
/// `row_view`. `f` may answer `flow`.
///
///     deliver(stream, callback([](const ferrule::row_view& row) { fmt::print("{}\n", row[0]); }));
///     deliver(stream, callback([](auto& row) { ferrule::value_view cell; row.read(cell); }));
template<class F>
class callback {
public:
  explicit callback(F f) : f_(std::move(f)) {}

  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    using cursor = std::remove_cvref_t<decltype(stream.row())>;
    if constexpr (std::is_invocable_v<F&, cursor&>) return run(cursor_body<cursor>{f_});
    else if constexpr (std::is_invocable_v<F&, const row_view&>)
      return run(detail::row_view_sink<F>{f_, stream.schema()});
    else {
      constexpr bool takes_a_row = !sizeof(F);
      static_assert(
          takes_a_row,
          "[ferrule] a callback sink needs a function that takes const ferrule::row_view&, or the stream's row");
      return {};
    }
  }

private:
  template<class R>
  struct cursor_body {
    F& f;
    [[gnu::always_inline]] flow operator()(R& row) {
      if constexpr (std::is_same_v<std::invoke_result_t<F&, R&>, flow>) return f(row);
      else {
        f(row);
        return flow::more;
      }
    }
  };

  F f_;
};

}  // namespace ferrule
