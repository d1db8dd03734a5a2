// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/partition.ipp - what partition.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/partition.hpp>
#include <ferrule/connectors/sqlite/split.hpp>
#include <ferrule/connectors/sqlite/state.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {

FERRULE_INLINE partition_plan::partition_plan() = default;
FERRULE_INLINE partition_plan::partition_plan(partition_plan&&) noexcept = default;
FERRULE_INLINE partition_plan& partition_plan::operator=(partition_plan&&) noexcept = default;
FERRULE_INLINE partition_plan::~partition_plan() = default;
FERRULE_INLINE std::span<const partition> partition_plan::partitions() const noexcept {
  return partitions_;
}

}  // namespace ferrule::sqlite

namespace ferrule::sqlite::detail {

/// A statement that stands on its first row, and with it a read transaction.
FERRULE_INLINE result<statement_handle> begin_reading(connection& db) {
  auto guard = db.prepare("SELECT 1 FROM sqlite_schema");
  if (!guard) return guard;
  const int code = sqlite3_step(guard->get());
  if (code != SQLITE_ROW)
    return fail(code == SQLITE_DONE
                    ? error{errc::not_found, false, concat(db.where(), ": the database is empty")}
                    : db.last_error(code));
  return guard;
}

/// A connection that holds writers off, or nothing where that cannot be. It writes nothing, also not when it is closed.
FERRULE_INLINE std::unique_ptr<connection> hold_writers(config settings,
                                                        std::shared_ptr<cancel_state> cancel) {
  if (settings.immutable) return nullptr;
  const bool read_only = settings.read_only;
  settings.read_only = false;
  settings.create = false;
  auto opened = connection::open_apart(settings, std::move(cancel));
  if (!opened) return nullptr;
  if (read_only) sqlite3_db_config((*opened)->get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (!(*opened)->run("BEGIN IMMEDIATE")) return nullptr;
  return std::move(*opened);
}

}  // namespace ferrule::sqlite::detail

namespace ferrule::sqlite {

FERRULE_INLINE result<partition_plan> connector::plan(const table_info& table, std::size_t parts) {
  if (parts == 0) return fail(errc::config, concat("sqlite: a plan needs at least one part"));
  auto shape = shape_of(table.id);
  if (!shape) return fail(std::move(shape.error()));
  auto chosen = detail::chosen_columns(*shape, table.columns);
  if (!chosen) return fail(std::move(chosen.error()));
  const char* const why =
      shape->kind == detail::storage::view ? "it is a view, which has no rowids"
      : shape->kind == detail::storage::virtual_table
          ? "it is a virtual table, whose rows only its module knows"
      : shape->without_rowid ? "it was made WITHOUT ROWID"
      : shape->rowid.empty()
          ? "its columns are called rowid, _rowid_ and oid, which leaves no name for the rowid"
      : *sqlite3_db_filename(db_->get(), "main") == '\0'
          ? "the database is in memory, where other connections cannot read it"
      : sqlite3_get_autocommit(db_->get()) == 0
          ? "this connection has an open transaction, whose rows other connections do not see; commit first"
          : nullptr;
  if (why != nullptr)
    return fail(errc::unsupported, concat(shape->where(), " cannot be split: ", why));

  partition_plan out;
  out.holder_ = detail::hold_writers(settings_, cancel_);
  detail::connection& reader = out.holder_ ? *out.holder_ : *db_;
  auto guard = detail::begin_reading(reader);
  if (!guard) return fail(std::move(guard.error()));
  detail::let_clock_tick(reader);
  auto state = detail::read_state(reader);
  if (!state) return fail(std::move(state.error()));
  auto cuts = detail::split_rowids(reader, shape->sql_name() + " AS t", "t." + shape->rowid, parts);
  if (!cuts) return fail(std::move(cuts.error()));
  const std::size_t count = cuts->size() + 1;
  for (std::size_t i = 0; i < count; ++i) {
    partition part{i, count, std::string(name), table, {}, {}, *state};
    if (i > 0) part.first = (*cuts)[i - 1];
    if (i + 1 < count) part.last = (*cuts)[i] - 1;  // a cut is above the smallest rowid
    out.partitions_.push_back(std::move(part));
  }
  return out;
}

FERRULE_INLINE result<partition_stream> connector::open(const partition& part) {
  if (part.connector != name)
    return fail(errc::unsupported,
                concat("sqlite cannot open a partition of connector ", quoted(part.connector)));
  auto began = with_connection([&](detail::connection& db) -> result<detail::statement_handle> {
    const bool fresh = !db.is_reading();
    auto guard = detail::begin_reading(db);
    if (!guard) return guard;
    auto state = detail::read_state(db);
    if (!state) return fail(std::move(state.error()));
    const auto stale = [&] {
      return fail(errc::closed, concat("sqlite table ", quoted(to_text(part.table.id), 300),
                                       ": the database has changed since part ", part.index + 1,
                                       " of ", part.count, " was planned; make a new plan"));
    };
    if (*state != part.state) return stale();
    std::int64_t version = 0;
    if (auto ok = db.for_each("PRAGMA data_version",
                              [&](sqlite3_stmt* s) { version = sqlite3_column_int64(s, 0); });
        !ok)
      return fail(std::move(ok.error()));
    // With a write-ahead log, a transaction that older streams hold open may read a state from before the one just verified.
    if (!fresh && state->starts_with("wal") &&
        (verified_state_ != part.state || verified_version_ != version))
      return fail(
          errc::unsupported,
          concat(
              db.where(),
              ": other streams of this connection are being read, and may hold it in an older state; end them, or open the part through a connector of its own"));
    verified_state_ = part.state;
    verified_version_ = version;
    return guard;
  });
  if (!began) return fail(std::move(began.error()));
  return open_range(part.table, part.first, part.last, planned_part{{}, std::move(*began)});
}

}  // namespace ferrule::sqlite
