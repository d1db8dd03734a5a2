// SPDX-License-Identifier: BSL-1.0
// conformance/fixture.hpp - what the author of a connector tells the kit.
//
// A fixture is a struct with one member that must be there:
//
//     ferrule::duck::config good_config();     // a source the kit may read (and write, if Writable)
//
// and any of these, each of which lets more checks run. What is not there is reported as not
// applicable, with the reason.
//
//     std::vector<config> unreachable_configs();  // what they name is not there, not ours, or broken
//     config untouched_config(); bool touched();  // connecting leaves a trace; whether it is there
//     settings good_settings();                   // what good_config() is read from, secrets included
//     table_id sample_table();                    // with a primary key, best of two columns
//     std::vector<row_values> sample_rows();      //   all its rows, in the order of its columns
//     using sample_struct = trade;                //   a struct that some of its columns fill
//     table_id all_types_table();                 // a column for each type that has a kind
//     unsupported_table unsupported();            // columns of types that are known, not supported
//     table_id unknown_table();                   // a name that no table has; there is a default
//     table_id large_table();                     // 20 000 rows, so that there is something to cancel
//     result<void> make_table(const source_schema&, std::span<const row_values>);  // replaces one
//     result<void> change_table(const table_id&); // changes the rows of a table that the kit made
//     statement_texts statements();               // Queryable: the source's language
//     followed_table followed();                  // Followable: a table to follow, where the kit cannot make one
//     result<void> change_rows(const table_id&, std::span<const row_change>);  // in one transaction of the source
//     std::string exempt(const field&, const value_view&);  // why a column cannot hold it, or empty
//     std::vector<waiver> waivers();              // checks that may fail, and why; they are printed
//     void reset();                               // called before each check
#pragma once
#include <concepts>
#include <cstdint>
#include <ferrule/core/result.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value.hpp>
#include <ferrule/stream/changes.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ferrule::conformance {

/// A check that may fail, and why.
struct waiver {
  std::string check;
  std::string reason;
};

/// A table with columns that the connector knows and does not support.
struct unsupported_table {
  table_id table;
  std::vector<std::string> columns;         ///< their names
  std::vector<std::string> external_types;  ///< what the source calls their types
};

/// A table whose rows are changed while it is followed.
struct followed_table {
  table_id table{};
  std::vector<row_values> rows{};  ///< all it has now, in the order of its columns
  std::vector<row_values> more{};  ///< four rows that it can get, with keys that it has not
};

/// What is to happen to a row, or to all of them: `insert`, `update`, `remove` or `truncate`. A fixture that cannot do this answers
/// `unsupported`; the checks then leave it out.
struct row_change {
  change what = change::insert;
  row_values row{},
      old_row{};  ///< complete, in the order of the table's columns; an update may change the key
};

/// Statements in the language of a `Queryable` source. As they are here: SQL, as SQLite has it.
struct statement_texts {
  /// One column n of ten rows, 1 to 10 in this order.
  std::string ten_rows =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10) SELECT n FROM c";
  /// Two positional parameters as the columns a and b of one row.
  std::string positional = "SELECT ? AS a, ? AS b";
  /// The parameters x and y as the columns a and b of one row.
  std::string named = "SELECT :x AS a, :y AS b";
  /// Works for minutes before the first row.
  std::string endless =
      "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 10000000000) "
      "SELECT count(*) FROM c";
  /// Not a statement of the language.
  std::string wrong = "SELEC 1";
  /// One row of two columns, both called a: 1 and 2.
  std::string same_names = "SELECT 1 AS a, 2 AS a";
};

/// A row of the table that the kit makes where it can.
struct kit_row {
  std::int64_t id = 0;
  std::optional<std::string> label;
  std::optional<double> amount;
  std::int64_t line = 0;

  friend bool operator==(const kit_row&, const kit_row&) = default;
};

/// A struct that fits no table.
struct misfit_row {
  std::int64_t ferrule_kit_no_such_column = 0;
  std::int64_t ferrule_kit_nor_this_one = 0;
};

namespace detail {

inline table_id default_unknown_table() { return {"ferrule_kit_no_such_table"}; }

// Each optional part of a fixture F for a connector C.
template<class F, class C>
concept has_unreachable = requires(F& f) {
  { f.unreachable_configs() } -> std::same_as<std::vector<typename C::config>>;
};
template<class F, class C>
concept has_untouched = requires(F& f) {
  { f.untouched_config() } -> std::same_as<typename C::config>;
  { f.touched() } -> std::same_as<bool>;
};
template<class F>
concept has_sample = requires(F& f) {
  { f.sample_table() } -> std::same_as<table_id>;
  { f.sample_rows() } -> std::same_as<std::vector<row_values>>;
};
template<class F>
concept has_make_table = requires(F& f, const source_schema& s, std::span<const row_values> rows) {
  { f.make_table(s, rows) } -> std::same_as<result<void>>;
};
template<class F>
concept has_change_table = requires(F& f, const table_id& t) {
  { f.change_table(t) } -> std::same_as<result<void>>;
};
template<class F>
concept has_change_rows = requires(F& f, const table_id& t, std::span<const row_change> changes) {
  { f.change_rows(t, changes) } -> std::same_as<result<void>>;
};

}  // namespace detail

}  // namespace ferrule::conformance
