// SPDX-License-Identifier: BSL-1.0
// decorators/cached.hpp - whole results of tables, and descriptions of tables, kept for a while.
//
//     ferrule::cached<ferrule::sqlite::connector> source({.inner = {.path = "x.db"}, .cache = {.rows = 100000}});
//     ferrule::cached<ferrule::sqlite::connector> second(source.settings());  // for another thread; the same cache
//
// In a settings file: `cache: {rows: 100000, bytes: 16MiB, time_to_live: 5s, name: flights}`, `cache: {enabled: false}`.
//
// Kept are the rows of `open(table)` and `open(table, request)`, when they were read to their end without an error, and what list_tables,
// list_columns and get_schemas answer. Errors are not kept. What is written through any connection of a cache is seen by all of them when the
// writing call, or the commit, has returned:
//
// - a table is neither given from nor taken into the cache while it is written to outside of a transaction;
// - a connection in a transaction asks the source, and what it reads is not kept; others see what was committed, from the cache too, until
//   the commit. A rollback changes nothing;
// - a read that began before a change is not kept when it ends behind it;
// - what a statement does is not known: it empties the cache, which stays empty while the statement's rows are read; and from then on its
//   connection asks the source, because the statement may have begun a transaction. `statements_only_read` says that none does.
//
// A write drops the rows of its table, and those of all others too, because views, triggers and cascading keys may carry it there. Those of
// others stay where a connector says that it has none (`tables_are_independent`, as memory), or the setting `independent_tables` does.
//
// What other programs write, or other connections of this one that do not share the cache, is seen when `time_to_live` is over.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/decorators/cached/key.hpp>
#include <ferrule/decorators/cached/settings.hpp>
#include <ferrule/decorators/cached/stream.hpp>
#include <ferrule/decorators/forwarding.hpp>

namespace ferrule {

/// Stops what a connection is doing, also where it reads from memory. Copyable, for any thread.
template<CancelHandle H>
class cached_cancel_handle {
public:
  cached_cancel_handle(H inner, cancel_source::handle_type of_stored)
      : inner_(std::move(inner)), of_stored_(std::move(of_stored)) {}
  void cancel() const noexcept {
    of_stored_.cancel();
    inner_.cancel();
  }

private:
  H inner_;
  cancel_source::handle_type of_stored_;
};

/// `C`, with a cache in front of it that connections share. `Clock` is a clock of the standard library's kind.
///
/// Rows that are kept, or were, are handed on as cells (`value_view`); all others go straight from `C` to the sink. Rows that `C` lends are
/// not lent. Batches of SQLite stay. Errors: those of `C`.
template<class C, class Clock = std::chrono::steady_clock>
class cached : public forwarding<cached<C, Clock>, C, cached_config<typename C::config>> {
  using base = forwarding<cached<C, Clock>, C, cached_config<typename C::config>>;
  friend base;
  static constexpr bool writable = has_capability<C>(capability::writable);
  using scope = row_cache::scope;

public:
  explicit cached(typename base::config settings) : base(std::move(settings)) {
    auto& mine = this->settings_;
    cache_options options = mine.cache;
    options.independent_tables |= has_independent_tables<C>();
    if (mine.shared.cache == nullptr)
      mine.shared.cache = mine.cache.name.empty()
                              ? std::make_shared<row_cache>(options)
                              : detail::cache_named(describe(mine, C::name), options);
    here_ = std::make_shared<detail::cached_connection>(mine.shared.cache);
  }

  /// The cache of this connection; to look at, or to `clear` when something else has written.
  row_cache& cache() noexcept { return *here_->cache; }
  auto cancel_handle() {
    return cached_cancel_handle(this->inner_.cancel_handle(), cancel_.handle());
  }

  result<std::vector<table_id>> list_tables() {
    const std::string key = detail::cache_key('T').take();
    if (auto found = find<std::vector<table_id>>(key)) return *found;
    const auto read = beginning();
    auto out = base::list_tables();
    if (out) keep_description(key, *out, 64 * out->size(), read);
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    return described<table_info>('C', tables, [&](std::span<const table_id> missing) {
      return base::list_columns(missing);
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    return described<source_schema>('S', tables, [&](std::span<const table_info> missing) {
      return base::get_schemas(missing);
    });
  }

  auto open(const table_info& table) {
    return rows_of(detail::cache_key('R').add(table).take(), table,
                   [&](C& c) { return c.open(table); });
  }
  auto open(const table_info& table, const request& wanted)
    requires(has_capability<C>(capability::filterable))
  {
    return rows_of(detail::cache_key('Q').add(table).add(wanted).take(), table,
                   [&](C& c) { return c.open(table, wanted); });
  }
  auto open(const partition& part)
    requires(has_capability<C>(capability::partitioned))
  {
    return base::open(part);
  }
  auto execute(const statement& what, const query_options& options = {})
    requires(has_capability<C>(capability::queryable))
  {
    detail::statement_hold kept{detail::live_stream(here_), {}};
    if (!this->settings_.cache.statements_only_read) {
      kept.change = detail::cache_hold(here_->cache, scope{.descriptions = true});
      here_->ran_a_statement = true;
    }
    auto made = this->inner_.execute(what, options);
    using wrapped = stream_beside<std::remove_cvref_t<decltype(*made)>, detail::statement_hold>;
    if (!made) return result<wrapped>(fail(std::move(made.error())));
    return result<wrapped>(wrapped(std::move(*made), std::move(kept)));
  }

  result<void> create_table(const source_schema& columns, if_exists existing = if_exists::fail)
    requires writable
  {
    // At once even in a transaction: some sources do not put it into one. And again at its end, for those that do.
    const detail::cache_hold hold(here_->cache, {.table = columns.table, .descriptions = true});
    note_table(columns.table);
    return base::create_table(columns, existing);
  }
  result<void> begin()
    requires writable
  {
    auto begun = base::begin();
    if (begun) here_->transaction = ++here_->transactions;
    return begun;
  }
  result<void> commit()
    requires writable
  {
    auto done = base::commit();
    changed();  // also where it failed: the answer may be what was lost
    if (done) end_transaction();
    return done;
  }
  result<void> rollback()
    requires writable
  {
    auto done = base::rollback();
    if (!done || tables_changed_) changed();
    end_transaction();
    return done;
  }

private:
  struct read_beginning {
    std::uint64_t since;
    row_cache::time at;
    bool may_keep;
  };
  // A connection that may be in a transaction may see what others must not.
  bool asks_cache() const noexcept {
    return this->settings_.cache.enabled && here_->transaction == 0 && !here_->ran_a_statement;
  }
  static row_cache::time now() { return Clock::now().time_since_epoch(); }
  read_beginning beginning() const { return {here_->since(), now(), asks_cache()}; }

  template<class T>
  std::shared_ptr<const T> find(const std::string& key) const {
    if (!asks_cache()) return nullptr;
    return std::static_pointer_cast<const T>(here_->cache->find(key, now()));
  }
  row_cache::time expiry(const read_beginning& read) const {
    return read.at + here_->cache->options().time_to_live;
  }
  template<class T>
  void keep_description(const std::string& key, const T& what, std::size_t bytes,
                        const read_beginning& read) {
    if (!read.may_keep) return;
    here_->cache->keep({key, std::nullopt, std::make_shared<const T>(what), 0,
                        bytes + key.size() + sizeof(T) + sizeof(row_cache::entry), expiry(read)},
                       read.since);
  }
  static std::size_t bytes_of(const table_info& t) { return 64 * t.columns.size(); }
  static std::size_t bytes_of(const source_schema& s) {
    return (sizeof(field) + 64) * s.schema.fields.size();
  }

  // What is known of these tables, and the others asked for in one call.
  template<class T, class Input, class F>
  result<std::vector<result<T>>> described(char kind, std::span<const Input> inputs, F&& ask) {
    std::vector<std::shared_ptr<const T>> known;
    std::vector<std::string> keys;
    std::vector<Input> missing;
    for (const Input& input : inputs) {
      keys.push_back(detail::cache_key(kind).add(input).take());
      known.push_back(find<T>(keys.back()));
      if (known.back() == nullptr) missing.push_back(input);
    }
    std::vector<result<T>> told;
    const auto read = beginning();
    if (!missing.empty() || inputs.empty()) {
      auto answer = ask(missing);
      if (!answer) return answer;
      told = std::move(*answer);
      if (told.size() != missing.size())
        return fail(errc::internal, concat("connector '", C::name, "' answered ", told.size(),
                                           " results for ", missing.size(), " tables"));
    }
    std::vector<result<T>> out;
    auto next = told.begin();
    for (std::size_t i = 0; i < known.size(); ++i) {
      if (known[i] != nullptr) {
        out.push_back(*known[i]);
        continue;
      }
      if (*next) keep_description(keys[i], **next, bytes_of(**next), read);
      out.push_back(std::move(*next++));
    }
    return out;
  }

  template<class F>
  auto around(const connector_call& call, F&& f) {
    if (call.what != connector_method::migrate) return f(this->inner_);
    // All: one that is renamed gets a name that another may have had, whose rows are kept.
    const detail::cache_hold hold(here_->cache, {.descriptions = true});
    note_table(call.tables.front());
    return f(this->inner_);
  }

  template<class F>
  auto rows_of(std::string key, const table_info& table, F&& ask) {
    using S = std::remove_cvref_t<decltype(*ask(this->inner_))>;
    using made = result<cached_stream<S>>;
    std::string source = concat(C::name, " table ", quoted(to_text(table.id)));
    if (auto found = find<detail::stored_rows>(key))
      return made(cached_stream<S>(std::move(source), std::move(found), cancel_.watch()));
    const auto read = beginning();
    detail::live_stream live(here_);
    auto inner = ask(this->inner_);
    if (!inner) return made(fail(std::move(inner.error())));
    std::optional<detail::recording> into;
    if (read.may_keep)
      into = detail::recording{
          here_, {std::move(key), table.id, nullptr, 0, 0, expiry(read)}, read.since, nullptr};
    return made(
        cached_stream<S>(std::move(source), std::move(*inner), std::move(live), std::move(into)));
  }

  template<class S>
  auto around_stream(const connector_call&, S stream) {
    return stream_beside<S, detail::live_stream>(std::move(stream), detail::live_stream(here_));
  }
  template<class P>
  auto around_plan(const connector_call&, P plan) {
    return plan_beside<P, detail::live_stream>(std::move(plan), detail::live_stream(here_));
  }
  template<class W>
  auto around_writer(const connector_call& call, W writer) {
    return cached_writer<W>(std::move(writer), here_, call.infos.front().id);
  }

  void note_table(const table_id& table) {
    if (here_->transaction == 0) return;
    here_->written.insert(table);
    tables_changed_ = true;
  }
  void changed() {
    for (const table_id& table : here_->written)
      const detail::cache_hold now(here_->cache, {.table = table, .descriptions = tables_changed_});
  }
  void end_transaction() {
    here_->transaction = 0;
    here_->written.clear();
    tables_changed_ = false;
  }

  cancel_source cancel_;
  detail::shared_connection here_;
  bool tables_changed_ = false;  // made, altered or dropped in the open transaction
};

}  // namespace ferrule
