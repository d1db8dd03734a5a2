// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/connection.ipp - what connection.hpp declares.
#pragma once
#include <cerrno>
#include <cstring>
#include <ferrule/connectors/sqlite/connection.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite::detail {

FERRULE_INLINE connection::connection() : cancel_(std::make_shared<cancel_state>()) {}

FERRULE_INLINE connection::~connection() {
  const std::lock_guard lock(cancel_->guard);
  if (cancel_->database == database_) cancel_->database = nullptr;
  sqlite3_close_v2(database_);
}

FERRULE_INLINE result<std::shared_ptr<connection>> connection::open(
    const config& settings, std::shared_ptr<cancel_state> cancel) {
  auto opened = open_apart(settings, cancel);
  if (!opened) return fail(std::move(opened.error()));
  const std::lock_guard lock(cancel->guard);
  cancel->database = (*opened)->database_;
  return std::shared_ptr<connection>(std::move(*opened));
}

FERRULE_INLINE result<std::unique_ptr<connection>> connection::open_apart(
    const config& settings, std::shared_ptr<cancel_state> cancel) {
  auto out = std::make_unique<connection>();
  out->cancel_ = std::move(cancel);
  if (settings.path.empty())
    return fail(errc::config, "sqlite: path is empty; name a file, or \":memory:\"");
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  const bool in_memory = settings.path == ":memory:";
  if (settings.read_only && !in_memory) flags |= SQLITE_OPEN_READONLY;
  else flags |= SQLITE_OPEN_READWRITE | (settings.create || in_memory ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(uri_of(settings).c_str(), &out->database_, flags, nullptr);
  if (code != SQLITE_OK) return fail(explain_open(code, settings, out->database_));
  out->where_ = concat("sqlite ", quoted(settings.path, 300));
  out->busy_timeout_ = settings.busy_timeout;
  sqlite3_busy_handler(out->database_, &wait_for_lock, out.get());
  sqlite3_db_config(out->database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(out->database_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  if (auto ok = out->run(concat("PRAGMA mmap_size = ", settings.mmap.bytes)); !ok)
    return fail(std::move(ok.error()));
  if (settings.read_only)
    if (auto ok = out->run("PRAGMA query_only = 1"); !ok) return fail(std::move(ok.error()));
  out->rules_.read_only = settings.read_only;
  sqlite3_set_authorizer(out->database_, &authorize,
                         &out->rules_);  // last: it refuses the pragmas above
  return out;
}

FERRULE_INLINE result<statement_handle> connection::prepare(std::string_view sql, unsigned flags) {
  sqlite3_stmt* out = nullptr;
  const int code =
      sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), flags, &out, nullptr);
  if (code != SQLITE_OK) return fail(last_error(code));
  return statement_handle(out);
}

FERRULE_INLINE result<statement_handle> connection::prepare_foreign(
    std::string_view sql, const char*& rest, std::chrono::nanoseconds* left) {
  sqlite3_stmt* out = nullptr;
  const auto prepare_once = [&] {
    rules_.foreign = true;
    rules_.pragma = false;
    rules_.refused = {};
    const auto call = [&] {
      return sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()), 0, &out,
                                &rest);
    };
    const int code = left != nullptr ? within(*left, call) : call();
    rules_.foreign = false;
    return code;
  };
  int code = prepare_once();
  // Where SQLite has not read the schema, it takes a wrong name for a sign that the schema has changed (3.40).
  if (code == SQLITE_SCHEMA && prepare("SELECT 1 FROM sqlite_schema")) code = prepare_once();
  if (code == SQLITE_OK) return statement_handle(out);
  error why = last_error(code);
  if (why.kind == errc::unsupported) why.kind = kind_of_unprepared(sqlite3_errmsg(database_));
#if SQLITE_VERSION_NUMBER >= 3038000
  if (const int at = sqlite3_error_offset(database_);
      at >= 0 && static_cast<std::size_t>(at) <= sql.size())
    why.message +=
        concat(", at byte ", at,
               " of the statement: ", quoted(sql.substr(static_cast<std::size_t>(at)), 40));
#endif
  return fail(std::move(why));
}

FERRULE_INLINE result<void> connection::run(std::string_view sql) {
  auto prepared = prepare(sql);
  if (!prepared) return fail(std::move(prepared.error()));
  int code = SQLITE_ROW;
  while (code == SQLITE_ROW) code = sqlite3_step(prepared->get());
  if (code != SQLITE_DONE) return fail(last_error(code));
  return {};
}

template<class F>
result<void> connection::for_each(std::string_view sql, F&& f) {
  auto prepared = prepare(sql);
  if (!prepared) return fail(std::move(prepared.error()));
  return for_each(prepared->get(), f);
}
template<class F>
result<void> connection::for_each(sqlite3_stmt* prepared, F&& f) {
  for (;;) {
    const int code = sqlite3_step(prepared);
    if (code == SQLITE_DONE) return {};
    if (code != SQLITE_ROW) return fail(last_error(code));
    f(prepared);
  }
}

template<class F>
int connection::within(std::chrono::nanoseconds& left, F call) {
  using clock = std::chrono::steady_clock;
  const clock::time_point began = clock::now();
  if (left <= left.zero()) {
    timed_out_ = true;
    return SQLITE_INTERRUPT;
  }
  deadline_ = began + left;
  limited_ = true;
  sqlite3_progress_handler(
      database_, check_every,
      [](void* self) noexcept -> int { return static_cast<connection*>(self)->is_late() ? 1 : 0; },
      this);
  const int code = call();
  sqlite3_progress_handler(database_, 0, nullptr, nullptr);
  limited_ = false;
  left -= clock::now() - began;
  return code;
}

FERRULE_INLINE error connection::last_error(int code) {
  error out = error_of(code, where_, sqlite3_errmsg(database_));
  const int primary = code & 0xff;
  if (primary == SQLITE_IOERR)
    if (const int reason = sqlite3_system_errno(database_); reason != 0) {
      if (kind_of_errno(reason) == errc::resource) out.kind = errc::resource;
      (out.message += ": ") += std::strerror(reason);
    }
  if (timed_out_ && (primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY))
    out = {errc::timeout, false,
           concat(where_, ": the statement took longer than its time limit and was interrupted")};
  else if (primary == SQLITE_INTERRUPT || (primary == SQLITE_BUSY && cancelled_))
    out = {errc::cancelled, false, concat(where_, ": cancelled")};
  else if (const std::string refused = explain_refusal(rules_);
           !refused.empty() && (primary == SQLITE_AUTH || primary == SQLITE_ERROR)) {
    out.kind = errc::permission;  // SQLITE_ERROR where it was a function
    out.message += refused;
  }
  rules_.refused = {};
  timed_out_ = cancelled_ = false;
  return out;
}

FERRULE_INLINE bool connection::is_reading(const sqlite3_stmt* except) const noexcept {
  for (sqlite3_stmt* s = sqlite3_next_stmt(database_, nullptr); s != nullptr;
       s = sqlite3_next_stmt(database_, s))
    if (s != except && sqlite3_stmt_busy(s) != 0) return true;
  return false;
}

FERRULE_INLINE result<void> connection::may_write(const sqlite3_stmt* by) const {
  if (!is_reading(by)) return {};
  return fail(
      errc::unsupported,
      concat(
          where_,
          ": a stream of this connection has not been read to its end, and writing would change the rows "
          "it delivers; end it, or write through a connector of its own"));
}

FERRULE_INLINE bool connection::is_utf8() {
  if (!utf8_) {
    bool yes = false;
    (void)for_each("PRAGMA encoding", [&](sqlite3_stmt* s) {
      yes = std::string_view(reinterpret_cast<const char*>(sqlite3_column_text(s, 0))) == "UTF-8";
    });
    utf8_ = yes;
  }
  return *utf8_;
}

FERRULE_INLINE result<take_slot*> connection::lease(take_slot::callback function) {
  for (auto& slot : slots_)
    if (!slot->leased && slot->function == function) {
      slot->leased = true;
      return slot.get();
    }
  auto slot = std::make_unique<take_slot>();
  slot->function = function;
  slot->name = concat("ferrule_take_", slots_.size());
  slot->leased = true;
  const int code =
      sqlite3_create_function_v2(database_, slot->name.c_str(), -1, SQLITE_UTF8 | SQLITE_DIRECTONLY,
                                 slot.get(), function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return fail(last_error(code));
  return slots_.emplace_back(std::move(slot)).get();
}

FERRULE_INLINE error connection::explain_open(int code, const config& settings, sqlite3* database) {
  const std::string where = concat("sqlite: cannot open ", quoted(settings.path, 300));
  const int reason = database != nullptr ? sqlite3_system_errno(database) : 0;
  if ((code & 0xff) != SQLITE_CANTOPEN || reason == 0)
    return error_of(code, where,
                    database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code));
  if (reason == ENOENT)
    return {errc::not_found, false,
            concat(where, settings.read_only
                              ? ": there is no such file; check the path, or set read_only = false "
                                "and create = true to make it"
                          : settings.create ? ": its folder does not exist"
                                            : ": there is no such file; check the path, or set "
                                              "create = true to make it")};
  const errc kind = kind_of_errno(reason);
  return {kind == errc::io ? errc::connect : kind, false,
          concat(where, ": ", std::strerror(reason))};
}

FERRULE_INLINE bool connection::is_late() noexcept {
  if (!limited_ || std::chrono::steady_clock::now() < deadline_) return false;
  timed_out_ = true;
  return true;
}

FERRULE_INLINE int connection::wait_for_lock(void* self, int tried) noexcept {
  auto& c = *static_cast<connection*>(self);
  const auto now = std::chrono::steady_clock::now();
  if (tried == 0) {
    c.waits_since_ = now;
    c.cancels_before_ = c.cancels();
  }
  if (c.cancels() != c.cancels_before_) {
    c.cancelled_ = true;
    return 0;
  }
  if (c.is_late() || now - c.waits_since_ >= c.busy_timeout_) return 0;
  sqlite3_sleep(tried < 3 ? 1 + tried * 2 : 10);
  return 1;
}

FERRULE_INLINE std::string connection::uri_of(const config& settings) {
  if (settings.path == ":memory:") return settings.path;
  std::string out = "file:";
  if (settings.path.starts_with("//"))
    out += "//";  // an empty authority, so that the path's slashes stay
  for (const char c : settings.path) {
    if (c == '?') out += "%3f";
    else if (c == '#') out += "%23";
    else if (c == '%') out += "%25";
    else out += c;
  }
  if (settings.immutable) out += "?immutable=1";
  return out;
}

}  // namespace ferrule::sqlite::detail
