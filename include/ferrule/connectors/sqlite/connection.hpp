// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connection.hpp - one open database: opening, preparing, interrupting, time limits, and the function slots of the batch path.
#pragma once
#include <chrono>
#include <ferrule/connectors/sqlite/authorize.hpp>
#include <ferrule/connectors/sqlite/cancel.hpp>
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/handle.hpp>
#include <optional>
#include <vector>

namespace ferrule::sqlite {
namespace detail {

/// An SQL function that hands rows to a sink, registered for one C callback; leased by one stream at a time. SQLite
/// cannot replace a function while any statement runs, so slots are added and reused, never changed.
struct take_slot {
  using callback = void (*)(sqlite3_context*, int, sqlite3_value**);
  callback function = nullptr;
  std::string name;
  bool leased = false;
  void* context = nullptr;  ///< what the callback works on; set around each sqlite3_step
};

/// One sqlite3 connection. Lives on the heap, so that streams can point to it while the connector moves. Used by one thread at a
/// time; opened without SQLite's own mutexes.
class connection {
public:
  connection();
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection();

  /// The connection that `cancel` stops.
  static result<std::shared_ptr<connection>> open(const config& settings,
                                                  std::shared_ptr<cancel_state> cancel);
  /// A connection beside that; `cancel` ends only its waiting for locks.
  static result<std::unique_ptr<connection>> open_apart(const config& settings,
                                                        std::shared_ptr<cancel_state> cancel);

  sqlite3* get() const noexcept { return database_; }
  const std::string& where() const noexcept { return where_; }

  /// How often the cancel handle has been used.
  std::uint64_t cancels() const noexcept { return cancel_->times.load(std::memory_order_relaxed); }

  /// Prepares one statement of our own.
  result<statement_handle> prepare(std::string_view sql, unsigned flags = 0);
  /// Prepares a statement of the user: stricter rules, the place of an error in its message. `rest` is where it ends;
  /// `left` limits the time for it, where it is not null.
  result<statement_handle> prepare_foreign(std::string_view sql, const char*& rest,
                                           std::chrono::nanoseconds* left);
  /// Prepares and runs a statement to its end, dropping rows.
  result<void> run(std::string_view sql);
  /// Runs a query and calls `f(statement)` for each row.
  template<class F>
  result<void> for_each(std::string_view sql, F&& f);
  template<class F>
  result<void> for_each(sqlite3_stmt* prepared, F&& f);

  /// The error of the last failed call. An interrupt is a timeout where a time limit caused it. Ask once.
  error last_error(int code);

  /// What `call`, a function of SQLite's, answers, for at most `left`, which is made shorter by the time it took. Afterwards `last_error`
  /// knows what an interrupt was. SQLite asks every `check_every` virtual machine instructions, some tens of microseconds; and while
  /// waiting for a lock.
  template<class F>
  int within(std::chrono::nanoseconds& left, F call);

  /// Whether the statement of the user prepared last is a PRAGMA.
  bool prepared_pragma() const noexcept { return rules_.pragma; }

  /// Whether a statement other than `except` stands between its first and its last row.
  bool is_reading(const sqlite3_stmt* except = nullptr) const noexcept;
  /// Refuses to write while a stream reads: rows written under a scan may be delivered, or not, or twice.
  result<void> may_write(const sqlite3_stmt* by = nullptr) const;

  /// SQLite orders text by its bytes, which are UTF-8's only in databases of that encoding. Asked once.
  bool is_utf8();

  /// A free slot for the callback, registering the SQL function if there is none.
  result<take_slot*> lease(take_slot::callback function);

private:
  static constexpr int check_every = 1000;

  // SQLite says "unable to open database file" for whatever the operating system refused; it keeps the reason.
  static error explain_open(int code, const config& settings, sqlite3* database);

  bool is_late() noexcept;

  // Instead of sqlite3_busy_timeout, which sleeps through cancel handles and time limits.
  static int wait_for_lock(void* self, int tried) noexcept;

  // URI filenames carry `immutable`; what has a meaning in a URI is escaped.
  static std::string uri_of(const config& settings);

  sqlite3* database_ = nullptr;
  std::string where_ = "sqlite";
  std::shared_ptr<cancel_state> cancel_;
  std::vector<std::unique_ptr<take_slot>> slots_;
  authorizer_rules rules_;
  std::optional<bool> utf8_;
  std::chrono::milliseconds busy_timeout_{};
  std::chrono::steady_clock::time_point waits_since_{};
  std::uint64_t cancels_before_ = 0;
  std::chrono::steady_clock::time_point deadline_{};
  bool limited_ = false;
  bool timed_out_ = false;
  bool cancelled_ = false;
};

}  // namespace detail

}  // namespace ferrule::sqlite

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/connectors/sqlite/connection.ipp>
#endif
