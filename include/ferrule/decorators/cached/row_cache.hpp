// SPDX-License-Identifier: BSL-1.0
// decorators/cached/row_cache.hpp - answers kept for a while, bounded, and forgotten when what they tell about changes.
//
// What makes it right is not when entries are dropped but what may come in: an answer is kept only if nothing changed between the moment
// its reading began and the moment it ended. Changes are counted; whoever begins to read remembers the count (`since`). A change that takes
// time (a writer, a statement) is a hold: as long as there is one, nothing it touches is given out or taken in.
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/config/plain_types.hpp>
#include <ferrule/config/setting_help.hpp>
#include <ferrule/schema/table.hpp>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ferrule {

struct cache_options {
  bool enabled = true;
  /// Connections of one process with the same name here, the same connector and the same settings (secrets aside) share a cache. Without a
  /// name, those share one that were made from a copy of each other's settings.
  std::string name{};
  std::uint64_t rows = 1000000;                   ///< at most so many in all
  byte_size bytes{64 * 1024 * 1024};              ///< and so much memory
  std::chrono::milliseconds time_to_live{60000};  ///< counted from when reading began
  /// Writing to a table changes no other: there are no views, triggers or cascading keys. Then a write drops what is kept of its table;
  /// otherwise of all, because what depends on it is not known. Always so of a connector that says it of itself
  /// (`has_independent_tables`).
  bool independent_tables = false;
  bool statements_only_read = false;  ///< `execute` changes nothing and begins no transaction

  static constexpr setting_help help[] = {
      {"enabled", "Without it, every call goes straight to the connector inside."},
      {"name",
       "Connections of one process with the same name here, and the same settings, share a "
       "cache."},
      {"rows", "At most so many are kept in all."},
      {"bytes", "At most so much memory is used for them."},
      {"time_to_live", "How long rows are given from the cache, counted from when reading began."},
      {"independent_tables",
       "Writing to a table changes no other: no views, triggers or cascading keys. Then a write "
       "drops what is kept of its table; otherwise of all."},
      {"statements_only_read",
       "Statements of execute only read: they change nothing and begin no transaction."},
  };
};

/// What a cache did and holds.
struct cache_statistics {
  std::uint64_t hits = 0, misses = 0;
  std::uint64_t refused = 0;  ///< not kept, because of a change meanwhile or their size
  std::uint64_t evicted = 0;  ///< dropped to make room
  std::uint64_t entries = 0, rows = 0, bytes = 0;
};

/// Answers by key. Any thread may call any member at any time; entries are shared and never change. Complexity: of `find` and `keep`
/// O(1); of changes, linear in the number of entries.
class row_cache {
public:
  using time = std::chrono::nanoseconds;

  explicit row_cache(const cache_options& options) : options_(options) {}
  const cache_options& options() const noexcept { return options_; }

  /// What is said to change: the rows of one table or (nothing) of all; and the list of tables with their columns.
  struct scope {
    std::optional<table_id> table{};
    bool rows = true;
    bool descriptions = false;
  };
  /// One answer. `what` is of the type that the first letter of the key stands for.
  struct entry {
    std::string key{};
    std::optional<table_id> table{};  ///< whose rows it holds; nothing: it holds descriptions
    std::shared_ptr<const void> what{};
    std::uint64_t rows = 0, bytes = 0;
    time expires{};
  };

  /// Forgets everything, as if all had changed.
  void clear() {
    begin_change({.descriptions = true});
    end_change({.descriptions = true});
  }
  cache_statistics statistics() const {
    const std::lock_guard lock(guard_);
    cache_statistics out = counts_;
    out.entries = entries_.size();
    return out;
  }

  /// How many changes there have been.
  std::uint64_t changes() const {
    const std::lock_guard lock(guard_);
    return changes_;
  }
  std::shared_ptr<const void> find(std::string_view key, time now) {
    const std::lock_guard lock(guard_);
    const auto at = by_key_.find(key);
    if (at == by_key_.end() || at->second->expires <= now || state_of(*at->second).holds != 0) {
      ++counts_.misses;
      return nullptr;
    }
    ++counts_.hits;
    entries_.splice(entries_.begin(), entries_, at->second);
    return at->second->what;
  }
  /// Keeps an answer whose reading began when there had been `since` changes, unless it is about something that changed later.
  void keep(entry made, std::uint64_t since) {
    const std::lock_guard lock(guard_);
    const state now = state_of(made);
    if (now.holds != 0 || now.changed > since || made.rows > options_.rows ||
        made.bytes > options_.bytes.bytes) {
      ++counts_.refused;
      return;
    }
    if (const auto at = by_key_.find(made.key); at != by_key_.end()) drop(at->second);
    counts_.rows += made.rows;
    counts_.bytes += made.bytes;
    entries_.push_front(std::move(made));
    by_key_.emplace(entries_.front().key, entries_.begin());
    while (counts_.rows > options_.rows || counts_.bytes > options_.bytes.bytes) {
      drop(std::prev(entries_.end()));
      ++counts_.evicted;
    }
  }

  /// From here to `end_change` nothing of the scope is given out or taken in.
  void begin_change(const scope& of) {
    const std::lock_guard lock(guard_);
    changed(of, +1);
    for (auto at = entries_.begin(); at != entries_.end();) {
      const auto next = std::next(at);
      if (touches(of, *at)) drop(at);
      at = next;
    }
  }
  void end_change(const scope& of) {
    const std::lock_guard lock(guard_);
    changed(of, -1);
  }

private:
  struct state {
    std::uint64_t changed = 0;
    std::int64_t holds = 0;
  };
  using position = std::list<entry>::iterator;

  // Sources differ in whether "Trades", "trades" and "main.trades" are the same table; here they are.
  static std::string plain_name(const table_id& id) {
    std::string out = id.name;
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  bool is_of_all(const scope& of) const { return !of.table || !options_.independent_tables; }
  bool touches(const scope& of, const entry& e) const {
    if (!e.table) return of.descriptions;
    return of.rows && (is_of_all(of) || plain_name(*of.table) == plain_name(*e.table));
  }
  void changed(const scope& of, int holds) {
    ++changes_;
    const auto note = [&](state& s) {
      s.changed = changes_;
      s.holds += holds;
    };
    if (of.descriptions) note(descriptions_);
    if (of.rows) note(is_of_all(of) ? all_rows_ : rows_[plain_name(*of.table)]);
  }
  state state_of(const entry& e) const {
    if (!e.table) return descriptions_;
    state out = all_rows_;
    if (const auto own = rows_.find(plain_name(*e.table)); own != rows_.end()) {
      out.changed = std::max(out.changed, own->second.changed);
      out.holds += own->second.holds;
    }
    return out;
  }
  void drop(position at) {
    counts_.rows -= at->rows;
    counts_.bytes -= at->bytes;
    by_key_.erase(at->key);
    entries_.erase(at);
  }

  const cache_options options_;
  mutable std::mutex guard_;
  std::list<entry> entries_;  // the one used last in front
  std::unordered_map<std::string_view, position> by_key_;
  std::uint64_t changes_ = 0;
  state descriptions_, all_rows_;
  std::map<std::string, state> rows_;  // of tables that were written to
  cache_statistics counts_;
};

}  // namespace ferrule
