// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/followed_log.hpp - what a follower knows of the log of changes and of the tables it follows.
#pragma once
#include <chrono>
#include <ferrule/connectors/sqlite/capture.ipp>
#include <ferrule/stream/change_state.hpp>

namespace ferrule::sqlite::detail {

/// A read transaction, which sees one state of the database. Ends with its scope, or, where there was no memory even for that, before
/// the next one begins and before anything is waited for: as long as one is open, others may not be able to write.
class read_transaction {
public:
  explicit read_transaction(connection& db) : db_(&db), began_(begin(db)) {}
  read_transaction(const read_transaction&) = delete;
  read_transaction& operator=(const read_transaction&) = delete;
  ~read_transaction() {
    if (!kept_) (void)end(*db_);
  }
  const result<void>& began() const noexcept { return began_; }
  /// Leaves it open, for `end`.
  void keep() noexcept { kept_ = true; }
  /// Ends the one that is open, if there is one.
  static result<void> end(connection& db) {
    if (sqlite3_get_autocommit(db.get()) != 0) return {};
    return db.run("COMMIT");
  }

private:
  static result<void> begin(connection& db) {
    if (auto ended = end(db); !ended) return ended;
    return db.run("BEGIN");
  }

  connection* db_;
  result<void> began_;
  bool kept_ = false;
};

/// What SQLite asks while it works or waits for a lock: whether somebody cancelled, and until when to wait.
struct follower_patience {
  const connection* db;
  std::uint64_t cancels;
  std::chrono::steady_clock::time_point until{};

  bool cancelled() const noexcept { return db->cancels() != cancels; }
  void attach(connection& to) {
    sqlite3_progress_handler(to.get(), 1000, &interrupts, this);
    sqlite3_busy_handler(to.get(), &waits, this);
  }

private:
  static int interrupts(void* self) noexcept {
    return static_cast<follower_patience*>(self)->cancelled() ? 1 : 0;
  }
  static int waits(void* self, int tried) noexcept {
    const auto& p = *static_cast<follower_patience*>(self);
    if (p.cancelled() || std::chrono::steady_clock::now() >= p.until) return 0;
    sqlite3_sleep(tried < 3 ? 1 + tried * 2 : 10);
    return 1;
  }
};

struct followed_table {
  table_info wanted{};
  captured_table as{};
  std::vector<std::size_t> columns{};  ///< positions in the log
  std::vector<codec> codecs{};
};

/// Where the log begins and ends.
struct log_ends {
  std::uint64_t last = 0;
  std::uint64_t forgotten = 0;  ///< everything behind it is there
};

/// All members are called inside of a read transaction.
template<class = void>
class followed_log {
public:
  followed_log(connection& db, std::span<const table_info> tables) : db_(&db) {
    for (const table_info& wanted : tables) tables_.push_back({wanted, {}, {}, {}});
  }

  const std::vector<followed_table>& tables() const noexcept { return tables_; }
  const std::string& identity() const noexcept { return identity_; }
  /// Changes when `select` does.
  std::uint64_t looks() const noexcept { return looks_; }

  // After a statement OR FAIL that failed, sqlite_sequence is behind the rows that it left.
  result<log_ends> ends() {
    log_ends out;
    auto ok = db_->for_each(
        "SELECT max((SELECT seq FROM sqlite_sequence WHERE name = 'ferrule_capture_log'), "
        "coalesce((SELECT max(id) FROM ferrule_capture_log), 0)), "
        "(SELECT min(id) FROM ferrule_capture_log)",
        [&](sqlite3_stmt* s) {
          out.last = static_cast<std::uint64_t>(sqlite3_column_int64(s, 0));
          out.forgotten = sqlite3_column_type(s, 1) == SQLITE_NULL
                              ? out.last
                              : static_cast<std::uint64_t>(sqlite3_column_int64(s, 1)) - 1;
        });
    if (!ok) return fail(std::move(ok.error()));
    return out;
  }
  /// Whether a table is to be read again for what is behind `id`.
  result<bool> is_anew(std::uint64_t id) {
    bool out = false;
    auto ok = db_->for_each(
        concat("SELECT 1 FROM ferrule_capture_log WHERE op = ", static_cast<int>(logged::anew),
               " AND id > ", id, " AND number IN (", numbers(), ") LIMIT 1"),
        [&](sqlite3_stmt*) { out = true; });
    if (!ok) return fail(std::move(ok.error()));
    return out;
  }
  /// The operations behind ?1 and up to ?2; behind their four columns, n0, o0, n1, o1, ...
  std::string select() const {
    std::size_t width = 0;
    for (const followed_table& of : tables_) width = std::max(width, of.as.shape.columns.size());
    std::string out = "SELECT id, number, op, at";
    for (std::size_t i = 0; i < width; ++i) out += concat(", n", i, ", o", i);
    return concat(out, " FROM ferrule_capture_log WHERE id > ?1 AND id <= ?2 AND number IN (",
                  numbers(), ") ORDER BY id");
  }

  /// Describes the tables, where something about the database has changed since this was done last. Errors: `unsupported`, `not_found`,
  /// `closed`: why a table cannot be followed, or not any more.
  result<void> know_tables(change_state& into) {
    auto version = schema_version();
    if (!version) return fail(std::move(version.error()));
    if (*version == schema_version_) return {};
    if (auto ok = know_log(); !ok) return ok;
    ++looks_;
    for (std::size_t i = 0; i < tables_.size(); ++i)
      if (auto ok = know_table(i, into); !ok) return ok;
    schema_version_ = *version;
    return {};
  }
  /// Whether it is the same log, whatever became of the tables since.
  result<void> is_the_same() {
    auto version = schema_version();
    if (!version) return fail(std::move(version.error()));
    return *version == schema_version_ ? result<void>() : know_log();
  }

private:
  result<std::int64_t> schema_version() {
    std::int64_t out = 0;
    auto ok = db_->for_each("PRAGMA schema_version",
                            [&](sqlite3_stmt* s) { out = sqlite3_column_int64(s, 0); });
    if (!ok) return fail(std::move(ok.error()));
    return out;
  }
  result<void> know_log() {
    auto now = capture<>::identity(*db_);
    const bool gone = now ? *now != identity_ : now.error().kind == errc::unsupported;
    if (gone && !identity_.empty())
      return fail(errc::closed, concat(db_->where(),
                                       ": the log of changes that was followed is gone; enable the "
                                       "capture, and start without a checkpoint to have all rows"));
    if (!now) return fail(std::move(now.error()));
    identity_ = std::move(*now);
    return {};
  }
  result<void> know_table(std::size_t i, change_state& into) {
    followed_table& of = tables_[i];
    auto found = capture<>::find(*db_, of.wanted.id);
    if (!found) return fail(std::move(found.error()));
    auto chosen = chosen_columns(found->shape, of.wanted.columns);
    if (!chosen) return fail(std::move(chosen.error()));
    auto columns = schema_of(found->shape, *chosen);
    if (!columns) return fail(std::move(columns.error()));
    const bool keyed = !found->shape.key().empty();
    if (keyed && columns->primary_key.empty())
      return fail(
          errc::unsupported,
          concat(found->shape.where(),
                 ": changes of rows are told by the primary key; ask for all of its columns"));
    of.as = std::move(*found);
    of.columns = std::move(*chosen);
    of.codecs.clear();
    for (const std::size_t c : of.columns) of.codecs.push_back(of.as.shape.columns[c].type->codec);
    into.change_schema(
        i, {of.wanted.id, std::move(*columns), keyed ? cdc_kind::full_changes : cdc_kind::nothing});
    return {};
  }
  std::string numbers() const {
    std::string out;
    for (const followed_table& of : tables_) out += concat(out.empty() ? "" : ", ", of.as.number);
    return out;
  }

  connection* db_;
  std::vector<followed_table> tables_;
  std::string identity_;
  std::int64_t schema_version_ = -1;
  std::uint64_t looks_ = 0;
};

}  // namespace ferrule::sqlite::detail
