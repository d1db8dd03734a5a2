// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connection.hpp - one open database: opening, preparing, interrupting, time limits, and the function slots of the batch path.
#pragma once
#include <atomic>
#include <chrono>
#include <ferrule/core/concat.hpp>
#include <ferrule/connectors/sqlite/config.hpp>
#include <ferrule/connectors/sqlite/handle.hpp>
#include <mutex>
#include <vector>

namespace ferrule::sqlite {
namespace detail {

/// What a cancel handle shares with its connection. The mutex keeps sqlite3_interrupt away from a closing database.
struct cancel_state {
  std::mutex guard;
  sqlite3* database = nullptr;
  std::atomic<bool> requested{false};

  void cancel() noexcept {
    const std::lock_guard lock(guard);
    requested.store(true, std::memory_order_relaxed);
    if (database != nullptr) sqlite3_interrupt(database);
  }
};

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
  connection() = default;
  connection(const connection&) = delete;
  connection& operator=(const connection&) = delete;
  ~connection() {
    const std::lock_guard lock(cancel_->guard);
    cancel_->database = nullptr;
    sqlite3_close_v2(database_);
  }

  static result<std::shared_ptr<connection>> open(const config& settings, std::shared_ptr<cancel_state> cancel) {
    auto out = std::make_shared<connection>();
    out->cancel_ = std::move(cancel);
    if (settings.path.empty()) return fail(errc::config, "sqlite: path is empty; name a file, or \":memory:\"");
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
    const bool in_memory = settings.path == ":memory:";
    if (settings.read_only && !in_memory) flags |= SQLITE_OPEN_READONLY;
    else flags |= SQLITE_OPEN_READWRITE | (settings.create || in_memory ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(uri_of(settings).c_str(), &out->database_, flags, nullptr);
    if (code != SQLITE_OK)
      return fail(error_of(code, concat("sqlite: cannot open ", quoted(settings.path, 300)),
                           out->database_ != nullptr ? sqlite3_errmsg(out->database_) : sqlite3_errstr(code)));
    out->where_ = concat("sqlite ", quoted(settings.path, 300));
    sqlite3_busy_timeout(out->database_, static_cast<int>(settings.busy_timeout.count()));
    sqlite3_db_config(out->database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(out->database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    if (auto ok = out->run(concat("PRAGMA mmap_size = ", settings.mmap.bytes)); !ok) return fail(std::move(ok.error()));
    if (settings.read_only)
      if (auto ok = out->run("PRAGMA query_only = 1"); !ok) return fail(std::move(ok.error()));
    {
      const std::lock_guard lock(out->cancel_->guard);
      out->cancel_->database = out->database_;
    }
    return out;
  }

  sqlite3* get() const noexcept { return database_; }
  const std::string& where() const noexcept { return where_; }

  /// Prepares one statement; text behind it is refused by the caller who cares (`rest` is where it begins).
  result<statement_handle> prepare(std::string_view sql, const char** rest = nullptr, unsigned flags = 0) {
    sqlite3_stmt* out = nullptr;
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), flags, &out, rest);
    if (code != SQLITE_OK) return fail(last_error(code));
    return statement_handle(out);
  }
  /// Prepares and runs a statement to its end, dropping rows.
  result<void> run(std::string_view sql) {
    auto prepared = prepare(sql);
    if (!prepared) return fail(std::move(prepared.error()));
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(prepared->get());
    if (code != SQLITE_DONE) return fail(last_error(code));
    return {};
  }
  /// Runs a query and calls `f(statement)` for each row.
  template<class F>
  result<void> for_each(std::string_view sql, F&& f) {
    auto prepared = prepare(sql);
    if (!prepared) return fail(std::move(prepared.error()));
    return for_each(prepared->get(), f);
  }
  template<class F>
  result<void> for_each(sqlite3_stmt* prepared, F&& f) {
    for (;;) {
      const int code = sqlite3_step(prepared);
      if (code == SQLITE_DONE) return {};
      if (code != SQLITE_ROW) return fail(last_error(code));
      f(prepared);
    }
  }

  /// The error of the last failed call. An interrupt is a timeout where a time limit caused it.
  error last_error(int code) const {
    error out = error_of(code, where_, sqlite3_errmsg(database_));
    if ((code & 0xff) == SQLITE_INTERRUPT) {
      if (timed_out_) {
        out.kind = errc::timeout;
        out.message = concat(where_, ": the statement took longer than its limit of ", limit_.count(), " ms and was interrupted");
      } else out.message = concat(where_, ": cancelled");
    }
    return out;
  }

  /// Lets whatever runs from now on run for at most `limit`; nothing lifts it. SQLite asks every `check_every` virtual machine
  /// instructions, some tens of microseconds.
  void set_time_limit(std::optional<std::chrono::milliseconds> limit) {
    timed_out_ = false;
    if (!limit) {
      sqlite3_progress_handler(database_, 0, nullptr, nullptr);
      return;
    }
    limit_ = *limit;
    deadline_ = std::chrono::steady_clock::now() + *limit;
    sqlite3_progress_handler(database_, check_every, [](void* self) noexcept -> int {
      auto& c = *static_cast<connection*>(self);
      if (std::chrono::steady_clock::now() < c.deadline_) return 0;
      c.timed_out_ = true;
      return 1;
    }, this);
  }

  /// A free slot for the callback, registering the SQL function if there is none.
  result<take_slot*> lease(take_slot::callback function) {
    for (auto& slot : slots_)
      if (!slot->leased && slot->function == function) {
        slot->leased = true;
        return slot.get();
      }
    auto slot = std::make_unique<take_slot>();
    slot->function = function;
    slot->name = concat("ferrule_take_", slots_.size());
    slot->leased = true;
    const int code = sqlite3_create_function_v2(database_, slot->name.c_str(), -1, SQLITE_UTF8 | SQLITE_DIRECTONLY, slot.get(), function,
                                                nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return fail(last_error(code));
    return slots_.emplace_back(std::move(slot)).get();
  }

private:
  static constexpr int check_every = 1000;

  // URI filenames carry `immutable`; what has a meaning in a URI is escaped.
  static std::string uri_of(const config& settings) {
    if (settings.path == ":memory:") return settings.path;
    std::string out = "file:";
    if (settings.path.starts_with("//")) out += "//";  // an empty authority, so that the path's slashes stay
    for (const char c : settings.path) {
      if (c == '?') out += "%3f";
      else if (c == '#') out += "%23";
      else if (c == '%') out += "%25";
      else out += c;
    }
    if (settings.immutable) out += "?immutable=1";
    return out;
  }

  sqlite3* database_ = nullptr;
  std::string where_ = "sqlite";
  std::shared_ptr<cancel_state> cancel_ = std::make_shared<cancel_state>();
  std::vector<std::unique_ptr<take_slot>> slots_;
  std::chrono::steady_clock::time_point deadline_{};
  std::chrono::milliseconds limit_{};
  bool timed_out_ = false;
};

}  // namespace detail

/// Stops what a connection is doing, from any thread. What was running ends with `cancelled`.
class cancel_handle {
public:
  explicit cancel_handle(std::shared_ptr<detail::cancel_state> state) : state_(std::move(state)) {}
  void cancel() const noexcept { state_->cancel(); }

private:
  std::shared_ptr<detail::cancel_state> state_;
};

}  // namespace ferrule::sqlite
