// SPDX-License-Identifier: BSL-1.0
// connector/described.hpp - for connectors that can say at once what all their tables are: files, and sources that are small.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/connector/basics.hpp>
#include <ferrule/stream/state.hpp>

namespace ferrule {

/// Five methods of a connector, out of one: `result<std::vector<source_schema>> describe()`, which reaches the source. Derive the
/// connector from it: `class connector : public described_tables<connector>`.
template<class Self>
class described_tables {
public:
  result<void> validate_connection() {
    return described().map([](const auto&) {});
  }
  result<std::vector<table_id>> list_tables() {
    return described().map([](const std::vector<source_schema>& all) { return ids(all); });
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> asked) {
    return described().map([&](const std::vector<source_schema>& all) {
      std::vector<table_problem> problems;
      for (const table_id& id : asked)
        if (auto ok = one(all, id); !ok) problems.push_back({id, std::move(ok.error())});
      return problems;
    });
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> asked) {
    return described().map([&](const std::vector<source_schema>& all) {
      return answer_each(asked, [&](const table_id& id) {
        return one(all, id).map([&](const source_schema* table) {
          return table_info{id, column_names(table->schema)};
        });
      });
    });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> asked) {
    return described().map([&](const std::vector<source_schema>& all) {
      return answer_each(asked, [&](const table_info& info) {
        return one(all, info.id).and_then([&](const source_schema* table) {
          return project(Self::name, *table, info);
        });
      });
    });
  }

protected:
  /// The columns asked for: what `open` begins with. Errors: those of `describe`; `not_found`.
  result<schema> columns_of(const table_info& asked) {
    auto described = get_schemas({&asked, 1});
    if (!described) return fail(std::move(described.error()));
    if (!described->front()) return fail(std::move(described->front().error()));
    return std::move(described->front()->schema);
  }

private:
  result<std::vector<source_schema>> described() { return static_cast<Self*>(this)->describe(); }
  static std::vector<table_id> ids(const std::vector<source_schema>& all) {
    std::vector<table_id> out;
    for (const source_schema& t : all) out.push_back(t.table);
    return out;
  }
  static result<const source_schema*> one(const std::vector<source_schema>& all,
                                          const table_id& id) {
    for (const source_schema& t : all)
      if (t.table == id) return &t;
    return no_such_table(Self::name, id, ids(all));
  }
};

/// What a stream is besides `next()` and its rows: columns, the first error, and whether it was cancelled. Derive the stream from it.
class described_stream {
public:
  /// `source` names the stream in messages: "duck file 'x.duck'".
  described_stream(std::string source, ferrule::schema columns, cancel_source::watch_type watch)
      : state_(std::move(source), std::move(columns)), watch_(std::move(watch)) {}
  const error& status() const noexcept { return state_.status(); }
  const ferrule::schema& schema() const noexcept { return state_.schema(); }
  stream_state& state() noexcept { return state_; }

protected:
  /// Whether there is nothing more to be had: an error, or somebody cancelled. Asked first by `next()`.
  bool stopped() {
    if (watch_.cancelled())
      state_.fail(error{errc::cancelled, false, concat(state_.source(), ": cancelled")});
    return state_.failed();
  }

private:
  stream_state state_;
  cancel_source::watch_type watch_;
};

/// The row of a `described_stream` that gives each cell by itself: `value_view cell(std::size_t column)` and
/// `std::string place()`, which says where the current row is ("line 17").
template<class S>
class cell_row {
public:
  explicit cell_row(S& of) : of_(&of) {}
  void read(value_view& cell) { cell = of_->cell(column_++); }
  bool failed() const { return of_->state().failed(); }
  void reject(const value_view& cell, conversion why, std::string_view wanted) {
    of_->state().reject(column_ - 1, cell, why, wanted, of_->place());
  }

private:
  S* of_;
  std::size_t column_ = 0;
};

/// The row of a type table with this name, or null: what `resolve` answers where a source's types have nothing but names.
template<class Table>
constexpr const typename Table::value_type* type_named(const Table& types,
                                                       std::string_view external) {
  for (const auto& type : types)
    if (type.name == external) return &type;
  return nullptr;
}

}  // namespace ferrule
