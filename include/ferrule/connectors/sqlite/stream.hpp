// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/stream.hpp - rows of one SELECT: the step stream, and the batch path where it gives the same rows.
//
// The batch path runs `SELECT 1 FROM t WHERE ferrule_take_0(a, b, c)`: SQLite calls the function with each row's
// values inside one sqlite3_step, and the function hands them to the sink. It answers null ("not wanted") until the sink has
// had enough, so the scan never leaves SQLite's virtual machine. What it may stand beside is decided where the statement
// is made (select.hpp, request.hpp).
#pragma once
#include <exception>
#include <ferrule/connectors/sqlite/connection.hpp>
#include <ferrule/connectors/sqlite/row.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream.hpp>
#include <memory>

namespace ferrule::sqlite {
namespace detail {

/// A SELECT in the parts that both paths are made of.
struct select {
  std::string columns;                  ///< "t.\"a\", t.\"b\""
  std::string from;                     ///< "\"trades\" AS t"
  std::string rowid;                    ///< how `from` calls its rowid: "t.rowid"
  std::optional<std::int64_t> first{};  ///< rowids from here; a bound may stand beside the function
  std::optional<std::int64_t> last{};   ///< rowids up to here
  std::string where{};                  ///< any other condition
  std::string tail{};                   ///< ORDER BY, LIMIT
  bool batches = false;                 ///< the batch path gives the same rows

  bool bounded() const noexcept { return first || last; }
  std::string stepped() const;
  // A condition goes around the function, because SQLite may evaluate terms of an AND in any order.
  std::string batched(std::string_view function) const;
};

}  // namespace detail

/// All rows: nothing to bind, nothing to look at. `basic_stream` of it contains no trace of conditions.
struct everything {
  static constexpr bool looks = false;
  static result<void> bind(sqlite3_stmt*, int, const std::string&) { return {}; }
};

/// Rows of a table, view or part of a table. Holds the connection open; destroying it ends the read transaction. `Condition` binds
/// the values of what SQLite was asked for, and looks at each row for what SQLite could not be asked.
template<class Condition>
class basic_stream {
public:
  /// `delivered` are the columns the reader sees; `row.state` knows all that are selected.
  basic_stream(std::shared_ptr<detail::connection> db, detail::select select, detail::row_state row,
               ferrule::schema delivered, Condition condition);
  basic_stream(basic_stream&&) noexcept;
  basic_stream& operator=(basic_stream&& other) noexcept;
  ~basic_stream();

  /// Prepares the statement of the step path, so that a column that has gone is an error of `open`.
  result<void> prepare();

  bool next() {
    if (!row_.running) [[unlikely]]
      if (!start()) return false;
    for (;;) {
      const int code = sqlite3_step(statement_.get());
      if (code != SQLITE_ROW) [[unlikely]] {
        finish(code);
        return false;
      }
      ++row_.rows;
      if constexpr (!Condition::looks) return true;
      else if (looked_at()) return !ended_;
    }
  }
  detail::row<detail::result_row> row() noexcept { return {row_, {statement_.get()}}; }
  const error& status() const noexcept { return row_.state.status(); }
  const ferrule::schema& schema() const noexcept { return delivered_; }
  template<class T>
  bool reads(std::size_t column) const noexcept {
    return detail::reads_codec<T>(row_.codecs[column]);
  }

  /// Whether `drain` runs inside SQLite. Otherwise it is a loop over `next`.
  bool batches() const noexcept { return select_.batches; }
  /// See `Drains`. All calls on one stream take the same type of sink.
  template<class K>
  void drain(K& sink) {
    if (select_.batches) return drain_inside(sink);
    while (next()) {
      auto r = row();
      if (sink(r) == flow::stop) return;
    }
  }
  /// The same, for who has asked whether it `batches`.
  template<class K>
  void drain_inside(K& sink) {
    call_context context{&sink, &row_};
    call_for_rows(context, &take<K>);
  }

private:
  // Whether the row just stepped to ends the search: it is wanted, or nothing more is.
  bool looked_at()
    requires Condition::looks
  {
    if (!condition_.filter) return true;
    if (condition_.filter->exhausted()) finish(SQLITE_DONE);
    else if (!condition_.filter->wants(row()) && !row_.state.failed()) return false;
    else if (row_.state.failed()) finish(SQLITE_DONE);
    return true;
  }

  struct call_context {
    const void* sink;  // of a type that `take` knows
    detail::row_state* state;
#if defined(__cpp_exceptions)
    std::exception_ptr thrown{};
#endif
  };

  // What SQLite calls for each row. Leaving the result alone means null, that is: not wanted, go on. An exception must not pass
  // through SQLite's frames; it waits in the context.
  template<class K>
  static void take(sqlite3_context* call, int, sqlite3_value** values) {
    auto& context = *static_cast<call_context*>(
        static_cast<detail::take_slot*>(sqlite3_user_data(call))->context);
#if defined(__cpp_exceptions)
    try {
#endif
      ++context.state->rows;
      detail::row<detail::arguments> r(*context.state, {values});
      if ((*static_cast<K*>(const_cast<void*>(context.sink)))(r) == flow::stop ||
          !context.state->running) [[unlikely]]
        sqlite3_result_int(call, 1);
#if defined(__cpp_exceptions)
    } catch (...) { keep_exception(context, call); }
#endif
  }

  // Not running: before the first row, behind the last, or a reader latched an error at the row before. SQLite forgets an interrupt
  // that comes before the first step.
  [[gnu::cold]] bool start();

  static void keep_exception(call_context& context, sqlite3_context* call) noexcept;
  void call_for_rows(call_context& context, detail::take_slot::callback function);

  // The statement is made for the sink's callback, on first use.
  bool take_statement(detail::take_slot::callback function);

  result<detail::statement_handle> prepared_statement(const std::string& sql);

  // Stepping again after the end would start the scan anew.
  void finish(int code);

  void release() noexcept {
    statement_.reset();
    slot_.reset();
  }

  struct end_lease {
    void operator()(detail::take_slot* slot) const noexcept { slot->leased = false; }
  };
  std::shared_ptr<detail::connection> db_;
  detail::select select_;
  detail::row_state row_;
  ferrule::schema delivered_;
  [[no_unique_address]] Condition condition_;
  std::unique_ptr<detail::take_slot, end_lease> slot_;
  detail::statement_handle statement_;
  std::uint64_t cancels_ = 0;
  bool ended_ = false;
};

/// All rows of a table or of a part of it.
using stream = basic_stream<everything>;

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/stream.ipp>
#endif
