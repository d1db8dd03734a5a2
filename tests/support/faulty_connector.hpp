// SPDX-License-Identifier: BSL-1.0
// support/faulty_connector.hpp - a connector that keeps its contract, or breaks it in the one way
// that `faulty::active` says.
//
// It keeps its tables in a memory store. Every stream is a list of rows, so that faults can be
// planted anywhere; everything the kit has a check for is declared. One instantiation of the kit
// serves all faults.
#pragma once
#include <ferrule/predicate/evaluate.hpp>
#include <set>
#include <support/faulty/changes.hpp>
#include <support/faulty/stream.hpp>
#include <support/faulty/writer.hpp>

namespace faulty {

/// The stores that somebody connected to.
inline std::set<std::string>& visited() {
  static std::set<std::string> stores;
  return stores;
}

class connector {
public:
  static constexpr std::string_view name = "faulty";
  static constexpr capability_set capabilities{capability::introspectable, capability::queryable,
                                               capability::filterable,     capability::partitioned,
                                               capability::writable,       capability::followable,
                                               capability::resumable,      capability::migratable};
  static constexpr auto types_mapping = types;
  static const type_mapping<int, kind>* resolve(std::string_view external) {
    for (const auto& row : types_mapping)
      if (row.name == external)
        return broken("types.every-row-resolves") && row.name == "uuid" ? nullptr : &row;
    return broken("types.resolve-is-total") ? &stray : nullptr;
  }
  using config = faulty::config;

  explicit connector(config settings) : settings_(std::move(settings)) {
    if (broken("connect.no-io-in-constructor")) visited().insert(settings_.values.store);
  }
  connector(connector&& other) noexcept
      : settings_(std::move(other.settings_)),
        cancel_(other.cancel_),
        since_the_beginning_(other.since_the_beginning_),
        db_(std::move(other.db_)),
        validated_(other.validated_) {
    if (broken("moved-connector") && db_) lost_ = true;
  }
  connector& operator=(connector&& other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~connector() = default;

  const config& settings() const { return settings_; }
  cancel_source::handle_type cancel_handle() const { return cancel().handle(); }

  result<void> validate_connection() {
    if (broken("connect.unreachable-is-typed")) return {};
    if (broken("connect.validate-good") && std::exchange(validated_, true))
      return fail(errc::closed, "faulty: validated already");
    auto db = reach();
    if (!db) return fail(db.error());
    return {};
  }
  result<std::vector<table_id>> list_tables() {
    auto db = reach();
    if (!db) return fail(db.error());
    auto out = (*db)->inner.list_tables();
    if (broken("list.deterministic"))
      std::rotate(out->begin(),
                  out->begin() + static_cast<std::ptrdiff_t>((*db)->opened++ % out->size()),
                  out->end());
    if (broken("list.each-once"))
      std::erase_if(*out, [](const table_id& t) { return t.schema.has_value(); });
    if (broken("list.can-be-read")) out->push_back({"ghost"});
    return out;
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    auto db = reach();
    if (!db) return fail(db.error());
    if (broken("validate-tables.empty-input") && tables.empty())
      return fail(errc::config, "faulty: no tables");
    auto out = (*db)->inner.validate_tables(tables);
    if (broken("validate-tables.good-is-empty") && tables.size() == 2 && tables[0] == tables[1])
      out->push_back({tables[0], {errc::config, false, "twice"}});
    if (broken("validate-tables.all-problems") && out->size() > 1) out->resize(1);
    for (table_problem& problem : *out) (void)refused(problem.why);
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    auto db = reach();
    if (!db && broken("connect.unreachable-is-outer"))
      return std::vector<result<table_info>>(tables.size(), fail(db.error()));
    if (!db) return fail(db.error());
    std::vector<table_id> all(tables.begin(), tables.end());
    if (broken("columns.empty-input") && all.empty()) all = *list_tables();
    if (broken("columns.repeated-input")) all.erase(std::unique(all.begin(), all.end()), all.end());
    auto out = (*db)->inner.list_columns(all);
    return answered(std::move(*out), broken("columns.unknown-is-inner-error"),
                    broken("columns.same-length-and-order"), true, [](table_info& info) {
                      if (broken("columns.agree-with-schemas"))
                        std::sort(info.columns.begin(), info.columns.end());
                      if (broken("struct.all-mismatches-at-once"))
                        info.columns.push_back("ferrule_kit_nor_this_one");
                    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    auto db = reach();
    if (!db) return fail(db.error());
    if (broken("schemas.empty-input") && tables.empty())
      return fail(errc::config, "faulty: no tables");
    std::vector<result<source_schema>> out;
    for (const table_info& t : tables) out.push_back(described(**db, t));
    return answered(std::move(out), broken("schemas.unknown-is-inner-error"),
                    broken("schemas.same-length-and-order"), false, [](source_schema& s) {
                      if (broken("printable")) s.table = {"another"};
                    });
  }
  result<stream> open(const table_info& wanted) {
    auto read = read_whole(wanted);
    if (!read) return fail(read.error());
    return streamed(std::move(*read), wanted);
  }

  // --- Introspectable: as memory has it ---
  result<std::vector<std::string>> table_names() {
    auto out = with([](auto& db) { return db.table_names(); });
    if (out && broken("introspectable.lists-agree")) std::erase(*out, "every_kind");
    return out;
  }
  result<std::vector<std::string>> hidden_table_names() { return std::vector<std::string>{}; }
  result<std::vector<std::string>> view_names() { return std::vector<std::string>{}; }
  result<std::uint64_t> table_count(const table_id& t) {
    auto out = with([&](auto& db) { return db.table_count(t); });
    if (!out && broken("introspectable.unknown-is-not-found")) return std::uint64_t{0};
    if (out && broken("introspectable.consistent")) ++*out;
    return out;
  }
  result<std::vector<column_description>> describe_table(const table_id& t) {
    auto out = with([&](auto& db) { return db.describe_table(t); });
    if (out && broken("introspectable.columns-agree"))
      for (column_description& one : *out) ++one.position;
    return out;
  }
  result<std::vector<foreign_key>> foreign_keys(const table_id& t) {
    return with([&](auto& db) { return db.foreign_keys(t); });
  }
  result<bool> table_exists(const table_id& t) {
    return with([&](auto& db) { return db.table_exists(t); });
  }
  result<std::string> table_definition(object_kind what, const table_id& t) {
    auto out = with([&](auto& db) { return db.table_definition(what, t); });
    if (out && broken("introspectable.definitions")) out->clear();
    return out;
  }
  result<std::vector<std::string>> indices_definition(const table_id& t) {
    return with([&](auto& db) { return db.indices_definition(t); });
  }
  result<std::vector<std::string>> primary_keys(const table_id& t) {
    return with([&](auto& db) { return db.primary_keys(t); });
  }
  result<std::optional<std::string>> detect_fts(const table_id& t) {
    return with([&](auto& db) { return db.detect_fts(t); });
  }
  result<bool> detect_spatialite() { return false; }

  // --- Queryable: a language of six statements, for which see `texts` ---
  static constexpr std::string_view texts[] = {"ten",     "both ? ?", "both :x :y",
                                               "endless", "wrong",    "twice"};
  result<stream> execute(const statement& s, const query_options& options) {
    auto out = run(s, options);
    if (!out && options.log_errors && !broken("queryable.errors-logged"))
      options.log.write(options.log.context, s.text, out.error());
    return out;
  }

  // --- Filterable: by the library ---
  result<stream> open(const table_info& table, const request& wanted) {
    table_info whole{table.id, {}};
    auto read = read_whole(whole);
    if (!read) return fail(read.error());
    auto& [columns, rows] = *read;
    request asked = wanted;
    if (broken("filterable.unknown-is-refused") && !columns.find(asked.where.column))
      asked.where = {};
    if (broken("filterable.each-op-each-type") && asked.where.op == predicate_op::less_equal)
      asked.where.op = predicate_op::less;
    auto where = bind_predicate(asked.where, columns);
    if (!where) return fail(where.error());
    std::erase_if(rows, [&](const row_values& row) {
      const truth holds = evaluate(*where, std::vector<value_view>(row.begin(), row.end()));
      return holds == truth::no ||
             (holds == truth::unknown &&
              !(broken("filterable.nested") && where->op == predicate_op::none_of));
    });
    for (const order_key& key : asked.order_by) {
      const auto at = columns.find(key.column);
      if (!at) return fail(errc::not_found, "faulty: no column " + quoted(key.column));
      const auto before = [&](const row_values& a, const row_values& b) {
        const value_view x = (key.descending ? b : a)[*at].view(),
                         y = (key.descending ? a : b)[*at].view();
        if (x.is_null() || y.is_null())
          return broken("filterable.order") ? y.is_null() && !x.is_null()
                                            : x.is_null() && !y.is_null();
        return compare(x, y).value_or(std::partial_ordering::equivalent) < 0;
      };
      rows_type sorted;
      for (row_values& row : rows)
        sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), row, before), std::move(row));
      rows = std::move(sorted);
    }
    const std::uint64_t skipped = broken("filterable.limit-offset-pages-cover")
                                      ? 0
                                      : std::min<std::uint64_t>(asked.offset, rows.size());
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(skipped));
    if (asked.limit && *asked.limit < rows.size())
      rows.resize(static_cast<std::size_t>(*asked.limit));
    table_info delivered = table;
    if (broken("filterable.projection") && !table.columns.empty())
      delivered.columns.push_back(asked.where.column);
    const auto positions = positions_of(name, {table.id, columns, {}}, delivered);
    if (!positions) return fail(positions.error());
    for (row_values& row : rows) {
      row_values picked;
      for (const std::size_t at : *positions) picked.push_back(row[at]);
      row = std::move(picked);
    }
    columns = project({table.id, columns, {}}, *positions).schema;
    return streamed(std::move(*read), table);
  }

  // --- Partitioned: by memory ---
  result<faulty::plan> plan(const table_info& table, std::size_t count) {
    auto db = reach();
    if (!db) return fail(db.error());
    auto made = (*db)->inner.plan(table, count);
    if (!made) return fail(made.error());
    std::vector<partition> parts(made->partitions().begin(), made->partitions().end());
    for (partition& p : parts) {
      p.connector = name;
      if (broken("partitioned.disjoint-and-complete") && p.index == 1) --*p.first;
      if (broken("partitioned.other-connection"))
        p.state = std::to_string((*db)->number) + "@" + p.state;
    }
    return faulty::plan(std::move(*made), std::move(parts));
  }
  result<stream> open(const partition& part) {
    auto db = reach();
    if (!db) return fail(db.error());
    if (part.connector != name && !broken("partitioned.refused"))
      return fail(errc::unsupported, "faulty: a partition of " + part.connector);
    partition p = part;
    p.connector = "memory";
    if (broken("partitioned.projection")) p.table.columns.clear();
    if (broken("partitioned.other-connection")) {
      const std::string own = std::to_string((*db)->number) + "@";
      if (!p.state.starts_with(own))
        return fail(errc::closed, "faulty: a partition of another connection");
      p.state.erase(0, own.size());
    }
    if (broken(
            "partitioned.one-state")) {  // and of no other state: those of the planned table, as it is
      auto now = (*db)->inner.plan(p.table, part.count);
      if (now) p = now->partitions()[part.index];
      return now ? stream_of(**db, (*db)->inner.open(p), p.table)
                 : result<stream>(fail(now.error()));
    }
    auto opened = (*db)->inner.open(p);
    if (!opened && broken("partitioned.stale-refused")) return open(p.table);
    return stream_of(**db, std::move(opened), p.table);
  }

  // --- Writable: by memory ---
  result<void> create_table(const source_schema& columns, if_exists existing) {
    return with([&](auto& db) {
      return db.create_table(columns,
                             broken("writable.create-existing") && existing == if_exists::fail
                                 ? if_exists::keep
                                 : existing);
    });
  }
  result<writer> open_writer(const table_info& wanted, write_mode mode) {
    auto db = reach();
    if (!db) return fail(db.error());
    table_info into = wanted;
    auto known = (*db)->inner.list_columns(std::span(&into.id, 1));
    if (broken("writable.unknown-is-refused") && known->front())
      std::erase_if(into.columns, [&](const std::string& one) {
        return std::count(known->front()->columns.begin(), known->front()->columns.end(), one) == 0;
      });
    if (broken("writable.update-only-what-is-given") && mode == write_mode::update &&
        !into.columns.empty())
      into.columns.push_back("amount");
    auto to = (*db)->inner.open_writer(
        into, broken("writable.upsert-both-branches") && mode == write_mode::upsert
                  ? write_mode::insert
                  : mode);
    if (!to) return fail(to.error());
    const auto columns = (*db)->inner.get_schemas(std::span(&into, 1));
    return writer(std::move(*to), columns->front()->schema, mode);
  }
  result<void> begin() {
    auto out = with([&](auto& db) { return db.begin(); });
    if (out) db_->tables.begin();
    return !out && broken("writable.transactions-in-order") ? result<void>() : out;
  }
  result<void> commit() {
    auto out =
        with([&](auto& db) { return broken("writable.commit") ? db.rollback() : db.commit(); });
    if (out) db_->tables.end(true);
    return out;
  }
  result<void> rollback() {
    auto out = with([&](auto& db) {
      return broken("writable.rollback") || broken("followable.rolled-back-is-not-told")
                 ? db.commit()
                 : db.rollback();
    });
    if (out) db_->tables.end(false);
    return out;
  }

  // --- Migratable: on memory ---
  result<void> rename_table(const table_id& t, std::string_view to) {
    return with_tables([&](migration& tables) { return tables.rename_table(t, to); });
  }
  result<void> drop_table(const table_id& t) {
    return with_tables([&](migration& tables) { return tables.drop_table(t); });
  }
  result<void> add_column(const table_id& t, const field& added) {
    return with_tables([&](migration& tables) { return tables.add_column(t, added); });
  }
  result<void> drop_column(const table_id& t, std::string_view column) {
    return with_tables([&](migration& tables) { return tables.drop_column(t, column); });
  }
  result<void> rename_column(const table_id& t, std::string_view from, std::string_view to) {
    return with_tables([&](migration& tables) { return tables.rename_column(t, from, to); });
  }

  // --- Followable, Resumable: by memory ---
  result<changes> follow(std::span<const table_info> tables,
                         const std::optional<checkpoint>& from = {},
                         const follow_options& options = {}) {
    auto db = reach();
    if (!db) return fail(db.error());
    std::vector<table_info> asked(tables.begin(), tables.end());
    const auto known = [&](const table_id& id) { return *(*db)->inner.table_exists(id); };
    if (broken("followable.refused"))
      std::erase_if(asked, [&](const table_info& t) { return !known(t.id); });
    std::vector<source_schema> columns;
    for (const table_info& t : asked) {
      auto one = described(**db, t);
      if (!one) return fail(refused(one.error()));
      columns.push_back(std::move(*one));
      if (broken("followable.snapshot-agrees-with-open"))
        for (field& f : columns.back().schema.fields) f.external_type.clear();
    }
    if (broken("followable.projection"))
      for (table_info& t : asked) std::sort(t.columns.begin(), t.columns.end());
    return faulty::follow(*db, asked, std::move(columns), from, options, cancel().watch());
  }
  result<std::string> serialize_state() {
    auto out = with([](auto& db) { return db.serialize_state(); });
    if (out && broken("resumable.state-is-stable")) *out += std::to_string(db_->number);
    return out;
  }

private:
  struct read_rows {
    ferrule::schema columns;
    rows_type rows;
  };

  const cancel_source& cancel() const {
    static const cancel_source everybodys;
    return broken("cancel.after-end") ? everybodys : cancel_;
  }

  // The connection; made when first needed.
  result<std::shared_ptr<connection>> reach() {
    visited().insert(settings_.values.store);
    if (!settings_.values.reachable)
      return fail(errc::connect, "faulty: " + *settings_.values.store + " cannot be reached");
    if (lost_) return fail(errc::closed, "faulty: the connection was lost");
    if (!db_) db_ = std::make_shared<connection>(settings_.values.store);
    if (broken("errors.connection-survives") && db_->refusals > 10)
      return fail(errc::closed, "faulty: too many errors");
    return db_;
  }
  template<class F>
  auto with(F&& f) -> decltype(f(std::declval<memory::connector&>())) {
    auto db = reach();
    if (!db) return fail(db.error());
    return f((*db)->inner);
  }
  template<class F>
  result<void> with_tables(F&& f) {
    auto db = reach();
    if (!db) return fail(db.error());
    return f((*db)->tables);
  }
  error refused(error& why) {
    ++db_->refusals;
    if (broken("errors.message-names-table")) why.message = "there is no such thing";
    if (broken("errors.kind-survives-registry"))
      why.message += " (connection " + std::to_string(db_->number) + ")";
    return why;
  }

  // What list_columns and get_schemas have in common.
  template<class T, class F>
  result<std::vector<result<T>>> answered(std::vector<result<T>> all, bool outer, bool sorted,
                                          bool errors_first, F&& edit) {
    const auto good = [](const result<T>& one) { return one.has_value(); };
    if (outer && !all.empty() && std::none_of(all.begin(), all.end(), good))
      return fail(all.front().error());
    for (auto& one : all) one ? edit(*one) : void(refused(one.error()));
    if (!sorted) return all;
    std::vector<result<T>> out;
    for (const bool first : {true, false})
      for (const auto& one : all)
        if ((good(one) != errors_first) == first) out.push_back(one);
    return out;
  }

  result<source_schema> described(connection& db, const table_info& wanted) {
    if (wanted.id.name == "shapes")
      return fail(errc::unsupported, broken("schemas.unsupported-named")
                                         ? "faulty: outline is a shape"
                                         : "faulty: outline is a shape; place is a shape");
    if (broken("struct.all-mismatches-at-once") &&
        wanted.columns == std::vector<std::string>{"ferrule_kit_nor_this_one"})
      return source_schema{
          wanted.id,
          {{{wanted.columns[0], {.kind = kind::int64}, false, typing::declared, "int64", {}}}, {}},
          {}};
    const table_info both[] = {wanted, {wanted.id, {}}};
    auto answers = *db.inner.get_schemas(both);
    if (!answers[0]) {
      error why = answers[0].error();
      if (broken("schemas.unknown-columns-named"))
        why.message.resize(std::min(why.message.size(), why.message.find("; no column")));
      return fail(why);
    }
    source_schema out = *answers[0];
    const source_schema& whole = *answers[1];
    auto positions = *positions_of(name, whole, wanted);
    if (broken("schemas.projection-reversed")) std::sort(positions.begin(), positions.end());
    out = project(whole, positions);
    std::vector<std::size_t>& key = out.schema.primary_key;
    if (broken("schemas.primary-key-remapped") && !key.empty()) key = whole.schema.primary_key;
    if (broken("schemas.partial-key-is-empty") && key.empty())
      for (std::size_t i = 0; i < positions.size(); ++i)
        if (std::count(whole.schema.primary_key.begin(), whole.schema.primary_key.end(),
                       positions[i]) != 0)
          key.push_back(i);
    for (field& f : out.schema.fields) {
      if (broken("types.schema-agrees") && f.type.kind == kind::int64)
        f.typing = typing::open_width;
      if (broken("stream.nulls-only-where-nullable") && f.type.kind == kind::float64)
        f.nullable = false;
    }
    if (broken("types.every-type-seen") && wanted.columns.empty())
      std::erase_if(out.schema.fields, [](const field& f) { return f.type.kind == kind::list; });
    return out;
  }

  // The rows of the columns asked for, and those columns.
  result<read_rows> read_whole(const table_info& wanted) {
    auto db = reach();
    if (!db) return fail(db.error());
    if ((*db)->open_streams >= 40) return fail(errc::limit, "faulty: 40 streams are open");
    if (broken("struct.break-early") && (*db)->blocked)
      return fail(errc::closed, "faulty: the last stream was not read to its end");
    if (broken("second-connection.from-settings") && connection::streaming != 0 &&
        connection::streaming != (*db)->number)
      return fail(errc::limit, "faulty: another connection is streaming");
    table_info asked = wanted;
    auto whole = (*db)->inner.get_schemas(std::vector<table_info>{{wanted.id, {}}})->front();
    if (broken("stream.unknown-is-refused") && whole)
      std::erase_if(asked.columns,
                    [&](const std::string& one) { return !whole->schema.find(one); });
    auto columns = described(**db, asked);
    if (!columns) return fail(refused(columns.error()));
    if (broken("stream.projection"))
      std::sort(asked.columns.begin(), asked.columns.end(),
                [&](const std::string& a, const std::string& b) {
                  return whole->schema.find(a) < whole->schema.find(b);
                });
    read_rows out{columns->schema, rows_in((*db)->inner.open(asked))};
    if (broken("stream.empty-table") && out.rows.empty())
      return fail(errc::not_found, "faulty: nothing there");
    if (broken("stream.repeatable") && (*db)->opened++ % 2 == 1)
      std::reverse(out.rows.begin(), out.rows.end());
    if (broken("stream.known-rows") && !out.rows.empty()) out.rows.push_back(out.rows.front());
    return out;
  }
  stream streamed(read_rows read, const table_info& table) {
    if (broken("stream.columns-match-schema"))
      for (field& f : read.columns.fields) f.external_type.clear();
    return stream(
        db_, stream_state("faulty table " + quoted(to_text(table.id)), std::move(read.columns)),
        std::move(read.rows),
        broken("cancel.before-use") ? since_the_beginning_ : cancel().watch());
  }
  result<stream> stream_of(connection& db, result<memory::stream> opened, const table_info& table) {
    if (!opened) return fail(opened.error());
    auto columns = described(db, table);
    if (!columns) return fail(columns.error());
    return streamed({columns->schema, rows_in(std::move(opened))}, table);
  }

  result<stream> run(const statement& s, const query_options& options) {
    auto db = reach();
    if (!db) return fail(db.error());
    read_rows out;
    const auto column = [&](std::string called, kind of) {
      out.columns.fields.push_back({std::move(called), {.kind = of}, true, typing::open, {}, {}});
    };
    const auto bound = [&](std::size_t position, std::string_view called) -> const value* {
      for (std::size_t i = 0; i < s.parameters.size(); ++i)
        if (called.empty() || broken("queryable.named-parameters") ? i == position
                                                                   : s.parameters[i].name == called)
          return &s.parameters[i].value;
      return nullptr;
    };
    if (s.text == texts[0]) {
      column("n", kind::int64);
      for (std::int64_t i = 1; i <= 10; ++i)
        out.rows.push_back({value(broken("queryable.rows") ? 11 - i : i)});
    } else if (s.text == texts[1] || s.text == texts[2]) {
      const bool named = s.text == texts[2];
      column("a", kind::text), column("b", kind::text);
      const value* const a = bound(0, named ? "x" : "");
      const value* const b = bound(1, named ? "y" : "");
      if ((!a || !b || s.parameters.size() > 2) && !broken("queryable.missing-parameter"))
        return fail(errc::config, "faulty: parameter y is not bound, or one is too many");
      out.rows.push_back({a ? *a : value(), b ? *b : value()});
      if (broken("queryable.positional-parameters") && !named)
        std::swap(out.rows[0][0], out.rows[0][1]);
    } else if (s.text == texts[3]) {
      std::this_thread::sleep_for(options.time_limit.value_or(std::chrono::milliseconds(1)));
      if (!broken("queryable.time-limit"))
        return fail(errc::timeout, "faulty: the time limit was reached");
      column("n", kind::int64);
    } else if (s.text == texts[5]) {
      column("a", kind::int64), column(broken("queryable.same-names") ? "a_1" : "a", kind::int64);
      out.rows.push_back({value(std::int64_t{1}), value(std::int64_t{2})});
    } else if (!broken("queryable.wrong-statement"))
      return fail(errc::syntax, "faulty: no statement of the language: " + s.text);
    const std::uint64_t most = options.max_rows.value_or(UINT64_MAX);
    const bool truncated = broken("queryable.max-rows-exact")
                               ? out.rows.size() >= most
                               : out.rows.size() > most && !broken("queryable.max-rows-one-more");
    if (out.rows.size() > most) out.rows.resize(most);
    stream made = streamed(std::move(out), {{"the result"}, {}});
    made.truncated_ = truncated;
    made.page_size_ = broken("queryable.page-size") ? 1000 : options.page_size;
    return made;
  }

  config settings_;
  cancel_source cancel_;
  cancel_source::watch_type since_the_beginning_ = cancel_.watch();
  std::shared_ptr<connection> db_;
  bool validated_ = false, lost_ = false;
};

static_assert(is_connector<connector>());

}  // namespace faulty
