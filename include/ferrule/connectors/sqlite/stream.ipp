// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/stream.ipp - what stream.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/stream.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE std::string select::stepped() const {
  std::string sql = "SELECT " + columns + " FROM " + from;
  if (bounded()) sql += " WHERE " + rowid + " BETWEEN ? AND ?";
  if (!where.empty()) sql += (bounded() ? " AND (" : " WHERE (") + where + ")";
  return sql + tail;
}

FERRULE_INLINE std::string select::batched(std::string_view function) const {
  std::string sql = "SELECT 1 FROM " + from + " WHERE ";
  if (bounded()) sql += rowid + " BETWEEN ? AND ? AND ";
  if (!where.empty()) sql += "CASE WHEN " + where + " THEN ";
  sql += function;
  sql += "(" + columns + ")";
  return sql + (where.empty() ? "" : " END") + tail;
}

}  // namespace ferrule::sqlite::detail

namespace ferrule::sqlite {

template<class Condition>
basic_stream<Condition>::basic_stream(std::shared_ptr<detail::connection> db, detail::select select,
                                      detail::row_state row, ferrule::schema delivered,
                                      Condition condition)
    : db_(std::move(db)),
      select_(std::move(select)),
      row_(std::move(row)),
      delivered_(std::move(delivered)),
      condition_(std::move(condition)),
      cancels_(db_->cancels()) {}
template<class Condition>
basic_stream<Condition>::basic_stream(basic_stream&&) noexcept = default;
template<class Condition>
basic_stream<Condition>& basic_stream<Condition>::operator=(basic_stream&& other) noexcept {
  if (this != &other) {
    release();
    db_ = std::move(other.db_);
    select_ = std::move(other.select_);
    row_ = std::move(other.row_);
    delivered_ = std::move(other.delivered_);
    condition_ = std::move(other.condition_);
    statement_ = std::move(other.statement_);
    slot_ = std::exchange(other.slot_, {});
    cancels_ = other.cancels_;
    ended_ = other.ended_;
  }
  return *this;
}
template<class Condition>
basic_stream<Condition>::~basic_stream() {
  release();
}

template<class Condition>
result<void> basic_stream<Condition>::prepare() {
  auto prepared = prepared_statement(select_.stepped());
  if (!prepared) return fail(std::move(prepared.error()));
  statement_ = std::move(*prepared);
  return {};
}

template<class Condition>
bool basic_stream<Condition>::start() {
  if (ended_) return false;
  if (row_.state.failed()) finish(SQLITE_DONE);
  else if (row_.rows == 0 && db_->cancels() != cancels_) finish(SQLITE_INTERRUPT);
  else row_.running = true;
  return row_.running;
}

template<class Condition>
void basic_stream<Condition>::keep_exception([[maybe_unused]] call_context& context,
                                             sqlite3_context* call) noexcept {
#if defined(__cpp_exceptions)
  context.thrown = std::current_exception();
#endif
  sqlite3_result_error(call, "the sink threw an exception", -1);
}

template<class Condition>
void basic_stream<Condition>::call_for_rows(call_context& context,
                                            detail::take_slot::callback function) {
  if ((!row_.running && !start()) || !take_statement(function)) return;
  slot_->context = &context;
  const int code = sqlite3_step(statement_.get());
  slot_->context = nullptr;
#if defined(__cpp_exceptions)
  if (context.thrown) {
    finish(SQLITE_DONE);
    std::rethrow_exception(context.thrown);
  }
#endif
  if (code != SQLITE_ROW || !row_.running)
    finish(code);  // not running: a cell latched an error, and the scan ends here
}

template<class Condition>
bool basic_stream<Condition>::take_statement(detail::take_slot::callback function) {
  const auto refuse = [&](error why) {
    row_.state.fail(std::move(why));
    finish(SQLITE_DONE);
    return false;
  };
  if (slot_) {
    if (slot_->function == function) return true;
    return refuse(
        {errc::internal, false,
         row_.state.source() + ": a stream was drained into two different types of sink"});
  }
  auto leased = db_->lease(function);
  if (!leased) return refuse(std::move(leased.error()));
  slot_.reset(*leased);
  auto prepared = prepared_statement(select_.batched(slot_->name));
  if (!prepared) return refuse(std::move(prepared.error()));
  statement_ = std::move(*prepared);
  return true;
}

template<class Condition>
result<detail::statement_handle> basic_stream<Condition>::prepared_statement(
    const std::string& sql) {
  auto prepared = db_->prepare(sql);
  if (!prepared) return prepared;
  int at = 1;
  if (select_.bounded()) {
    sqlite3_bind_int64(prepared->get(), at++, select_.first.value_or(INT64_MIN));
    sqlite3_bind_int64(prepared->get(), at++, select_.last.value_or(INT64_MAX));
  }
  if (auto ok = condition_.bind(prepared->get(), at, row_.state.source()); !ok)
    return fail(std::move(ok.error()));
  return prepared;
}

template<class Condition>
void basic_stream<Condition>::finish(int code) {
  ended_ = true;
  row_.running = false;
  if (code != SQLITE_DONE && !row_.state.failed()) {
    error why = db_->last_error(code);
    why.message = concat(row_.state.source(), ", behind row ", row_.rows, ": ", why.message);
    row_.state.fail(std::move(why));
  }
  sqlite3_reset(statement_.get());
}

}  // namespace ferrule::sqlite
