// SPDX-License-Identifier: BSL-1.0
// connectors/memory/store.hpp - named tables that connections and threads share.
#pragma once
#include <ferrule/connector/basics.hpp>
#include <ferrule/connector/writing.hpp>
#include <ferrule/connectors/memory/change_log.hpp>
#include <ferrule/connectors/memory/table.hpp>
#include <ferrule/core/concat.hpp>
#include <map>
#include <ranges>

namespace ferrule::memory {

namespace detail {
class transaction;
}  // namespace detail

/// A set of tables. Any thread may use any member at any time. What is shared is never changed
/// under a reader: a stream reads the rows that were there when it was opened, to its end, whatever
/// is written, replaced or removed meanwhile.
class store {
public:
  store() = default;
  store(const store&) = delete;
  store& operator=(const store&) = delete;

  /// The store of that name, one per name and process, made when first asked for; it lives as long
  /// as the process.
  static std::shared_ptr<store> named(const std::string& name = "default") {
    static std::mutex guard;
    static std::map<std::string, std::shared_ptr<store>> stores;
    const std::lock_guard lock(guard);
    std::shared_ptr<store>& found = stores[name];
    if (found == nullptr) found = std::make_shared<store>();
    return found;
  }

  /// A table of structs, one column per cell of T (`describe_row<T>`), owned by the store; replaces
  /// a table of that name. What borrowing fields point to must outlive the table and all its
  /// streams. `key` names the columns of the primary key; that it is unique is not checked. Errors:
  /// `not_found` and `constraint`, for keys and for columns of one name.
  template<class T>
  result<void> add(table_id name, std::vector<T> rows, const std::vector<std::string>& key = {}) {
    auto of = detail::shape_of<T>(name, key);
    if (!of) return fail(std::move(of.error()));
    auto made = std::make_shared<detail::table>(std::move(*of), false);
    add_rows(*made, std::move(rows));
    put(std::move(name), std::move(made));
    return {};
  }

  /// The same without taking the rows: they must outlive all streams over them, and must not change
  /// meanwhile.
  template<class T>
  result<void> lend(table_id name, std::span<const T> rows,
                    const std::vector<std::string>& key = {}) {
    auto of = detail::shape_of<T>(name, key);
    if (!of) return fail(std::move(of.error()));
    auto made = std::make_shared<detail::table>(std::move(*of), false);
    made->add_chunk(nullptr, reinterpret_cast<const std::byte*>(rows.data()), rows.size());
    put(std::move(name), std::move(made));
    return {};
  }
  template<std::ranges::contiguous_range R>
  result<void> lend(table_id name, const R& rows, const std::vector<std::string>& key = {}) {
    return lend(std::move(name), std::span<const std::ranges::range_value_t<R>>(rows), key);
  }
  template<class T>
  result<void> lend(table_id name, std::vector<T>&& rows,
                    const std::vector<std::string>& key = {}) = delete;

  /// Adds rows to a table of the same struct. Those that are there are not copied. Errors:
  /// `not_found`; `type_mismatch` where the table's rows are something else.
  template<class T>
  result<void> append(const table_id& name, std::vector<T> rows) {
    auto found = find(name);
    if (!found) return fail(std::move(found.error()));
    const detail::shape& of = (*found)->description();
    if (of.row_type != &detail::row_identity<T>)
      return fail(errc::type_mismatch,
                  concat("memory table ", quoted(to_text(name)), " holds ",
                         of.row_type == nullptr ? "values" : "structs '" + of.row_type_name + "'",
                         ", not structs '", type_name<T>, "'"));
    add_rows(**found, std::move(rows));
    return {};
  }

  /// An empty table of values, written through a connection's writer. `external_type` and `cdc` are
  /// not kept. Errors: `constraint` where the name is taken (with `if_exists::fail`) or key and
  /// columns are not sound; transient `timeout` where the table to be replaced is being written in
  /// a transaction.
  result<void> create(const source_schema& columns, if_exists existing = if_exists::fail) {
    auto of = detail::shape_of(columns);
    if (!of) return fail(std::move(of.error()));
    const std::shared_lock writes(log_.gate);
    const std::lock_guard lock(guard_);
    std::shared_ptr<detail::table>& at = tables_[columns.table];
    if (at != nullptr) {
      if (existing == if_exists::keep) return {};
      if (existing == if_exists::fail) return is_there(columns.table);
      if (auto ok = at->retire(nullptr); !ok) return ok;
    }
    auto made = std::make_shared<detail::table>(std::move(*of), true);
    if (log_.is_on() && at != nullptr) log_.append(records_of_replacing(*at, *made));
    at = std::move(made);
    return {};
  }

  /// From now on keeps what connections write to tables of values, for those who follow the store: all of it, or the last `most`
  /// transactions. It costs a copy of each row, and of the old one.
  void keep_changes(std::size_t most = static_cast<std::size_t>(-1)) {
    log_.keep_at_most(most);
    log_.turn_on();
  }
  /// For connections: the changes.
  detail::change_log& changes() noexcept { return log_; }

  /// Takes a table away. Streams that read it go on; those that follow it end with `closed`. Errors: `not_found`.
  result<void> remove(const table_id& name) {
    auto found = find(name);
    if (!found) return fail(std::move(found.error()));
    const std::shared_lock writes(log_.gate);
    const std::lock_guard lock(guard_);
    if (tables_.erase(name) != 0 && log_.is_on() && (*found)->of_values())
      log_.append({{change::end, (*found)->shared_description(), {}, {}}});
    return {};
  }

  /// The tables, sorted by name.
  std::vector<table_id> list() const {
    const std::lock_guard lock(guard_);
    std::vector<table_id> out;
    for (const auto& [name, table] : tables_) out.push_back(name);
    return out;
  }

  /// For connections: a table, or `not_found` with the nearest name.
  result<std::shared_ptr<detail::table>> find(const table_id& name) const {
    {
      const std::lock_guard lock(guard_);
      if (const auto at = tables_.find(name); at != tables_.end()) return at->second;
    }
    return no_such_table("memory", name, list());
  }

private:
  friend class detail::transaction;

  static tl::unexpected<error> is_there(const table_id& name) {
    return fail(errc::constraint, concat("memory has a table ", quoted(to_text(name)), " already"));
  }
  // What those who follow a table are told when another takes its place; nothing where nobody could follow it.
  static std::vector<detail::change_record> records_of_replacing(const detail::table& before,
                                                                 const detail::table& now) {
    std::vector<detail::change_record> out;
    if (!before.of_values()) return out;
    out.push_back({change::truncate, now.shared_description(), {}, {}});
    if (before.description().described.schema != now.description().described.schema)
      out.push_back({change::schema_changed, now.shared_description(), {}, {}});
    return out;
  }

  template<class T>
  static void add_rows(detail::table& to, std::vector<T> rows) {
    auto owned = std::make_shared<const std::vector<T>>(std::move(rows));
    const auto* const first = reinterpret_cast<const std::byte*>(owned->data());
    const std::size_t count = owned->size();
    to.add_chunk(std::move(owned), first, count);
  }
  void put(table_id name, std::shared_ptr<detail::table> made) {
    const std::lock_guard lock(guard_);
    tables_[std::move(name)] = std::move(made);
  }

  mutable std::mutex guard_;
  std::map<table_id, std::shared_ptr<detail::table>> tables_;
  detail::change_log log_;
};

}  // namespace ferrule::memory
