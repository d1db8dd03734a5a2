// SPDX-License-Identifier: BSL-1.0
// connectors/memory/transaction.hpp - what a connection does to a store until it commits.
#pragma once
#include <ferrule/connectors/memory/store.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule::memory {
namespace detail {

/// What one connection has begun: rows it wrote, and tables that it alone has until the commit. Rolls back when destroyed.
class transaction {
public:
  explicit transaction(std::shared_ptr<store> in) : store_(std::move(in)) {}
  transaction(const transaction&) = delete;
  transaction& operator=(const transaction&) = delete;
  ~transaction() {
    if (open_) end(false);
  }

  bool is_open() const noexcept { return open_; }

  bool is_logged() const noexcept { return store_->log_.is_on(); }
  /// Keeps a change until the commit; outside of a transaction it is one of its own.
  void log(change_record what) {
    pending_.push_back(std::move(what));
    if (!open_) store_->log_.append(std::exchange(pending_, {}));
  }
  /// To be held while writing outside of a transaction.
  std::shared_lock<std::shared_mutex> logging() {
    if (open_ || !is_logged()) return {};
    return std::shared_lock(store_->log_.gate);
  }

  /// How tables know this transaction; null while none is open.
  const void* id() const noexcept { return open_ ? this : nullptr; }
  void claims(const std::shared_ptr<table>& which) {
    if (open_ && std::find(claimed_.begin(), claimed_.end(), which) == claimed_.end())
      claimed_.push_back(which);
  }

  /// A table as this connection has it, or `not_found` with the nearest name.
  result<std::shared_ptr<table>> find(const table_id& name) const {
    if (std::shared_ptr<table> there = look(name)) return there;
    return no_such_table("memory", name, list());
  }
  std::vector<table_id> list() const {
    std::vector<table_id> out = store_->list();
    for (const auto& [name, tables] : changed_) {
      const auto at = std::lower_bound(out.begin(), out.end(), name);
      const bool is_there = at != out.end() && *at == name;
      if (tables.now == nullptr && is_there) out.erase(at);
      else if (tables.now != nullptr && !is_there) out.insert(at, name);
    }
    return out;
  }
  /// `store::create`, in a transaction seen by this connection alone until the commit.
  result<void> create(const source_schema& columns, if_exists existing) {
    if (!open_) return store_->create(columns, existing);
    auto of = detail::shape_of(columns);
    if (!of) return fail(std::move(of.error()));
    const std::shared_ptr<table> there = look(columns.table);
    if (there != nullptr && existing == if_exists::keep) return {};
    if (there != nullptr && existing == if_exists::fail) return is_there(columns.table);
    if (there != nullptr)
      if (auto ok = retire(there); !ok) return ok;
    auto made = std::make_shared<table>(std::move(*of), true);
    if (is_logged() && there != nullptr)
      for (change_record& told : store::records_of_replacing(*there, *made)) log(std::move(told));
    put(columns.table, there, std::move(made));
    return {};
  }

  result<void> begin() {
    if (open_)
      return fail(
          errc::unsupported,
          "memory: a transaction is open on this connection already, and they do not nest; commit or roll back first");
    open_ = true;
    return {};
  }
  result<void> commit() {
    if (!open_) return none_open("commit");
    const std::shared_lock writes(store_->log_.gate);
    const std::lock_guard lock(store_->guard_);
    for (const auto& [name, tables] : changed_) {
      const auto at = store_->tables_.find(name);
      if ((at == store_->tables_.end() ? nullptr : at->second) == tables.before) continue;
      auto other = fail(error{
          errc::timeout, true,
          concat(
              "memory table ", quoted(to_text(name)),
              " was made, replaced or removed by another connection meanwhile; the transaction was rolled back, try again")});
      end(false);
      return other;
    }
    for (const auto& t : claimed_) {
      const table_id& name = t->description().described.table;
      if (changed_.contains(name)) continue;
      const auto at = store_->tables_.find(name);
      if (at == store_->tables_.end() || at->second != t) {
        auto gone = fail(
            errc::not_found,
            concat(
                "memory table ", quoted(to_text(name)),
                " was replaced or removed while a transaction wrote to it; the transaction was rolled back"));
        end(false);
        return gone;
      }
    }
    for (auto& [name, tables] : changed_)
      if (tables.now != nullptr) store_->tables_[name] = tables.now;
      else store_->tables_.erase(name);
    end(true);
    return {};
  }
  result<void> rollback() {
    if (!open_) return none_open("roll back");
    end(false);
    return {};
  }

  // --- For what makes and changes tables, with the transaction open -------------------------------

  /// Null where there is none.
  std::shared_ptr<table> look(const table_id& name) const {
    if (const auto at = changed_.find(name); at != changed_.end()) return at->second.now;
    const std::lock_guard lock(store_->guard_);
    const auto at = store_->tables_.find(name);
    return at == store_->tables_.end() ? nullptr : at->second;
  }
  /// `now` takes the place of `there` for this connection; either may be null.
  void put(const table_id& name, std::shared_ptr<table> there, std::shared_ptr<table> now) {
    changed_.try_emplace(name, replaced{std::move(there), nullptr}).first->second.now =
        std::move(now);
  }
  /// Nobody else writes to it until this ends. Errors: transient `timeout`.
  result<void> claim(const std::shared_ptr<table>& which) {
    claims(which);
    return which->write(id(), [](value_rows&) { return result<void>(); });
  }
  /// Nobody writes to it any more, unless this is rolled back. Errors: transient `timeout`.
  result<void> retire(const std::shared_ptr<table>& which) {
    if (which->of_values()) claims(which);
    return which->retire(id());
  }
  static tl::unexpected<error> is_there(const table_id& name) { return store::is_there(name); }

private:
  // In place of the store's table of that name, null where there was none: another, or none.
  struct replaced {
    std::shared_ptr<table> before, now;
  };

  static tl::unexpected<error> none_open(std::string_view what) {
    return fail(errc::closed,
                concat("memory: there is no transaction to ", what, "; begin one first"));
  }
  void end(bool keep) {
    if (keep) store_->log_.append(std::move(pending_));
    pending_.clear();
    changed_.clear();
    for (const auto& t : claimed_) t->release(this, keep);
    claimed_.clear();
    open_ = false;
  }

  std::shared_ptr<store> store_;
  std::vector<std::shared_ptr<table>> claimed_;
  std::map<table_id, replaced> changed_;
  std::vector<change_record> pending_;
  bool open_ = false;
};

}  // namespace detail
}  // namespace ferrule::memory
