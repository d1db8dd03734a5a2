// SPDX-License-Identifier: BSL-1.0
// writer/copy.hpp - rows of one source into another.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/stream.hpp>
#include <ferrule/writer/transaction.hpp>
#include <optional>
#include <vector>

namespace ferrule {

struct copy_options {
  bool stop_at_refused = true;     ///< otherwise refused rows are counted and the copy goes on
  std::size_t kept_refusals = 10;  ///< how many refusals are kept
};

/// What a copy did.
struct copy_report {
  struct refusal {
    std::uint64_t row = 0;  ///< of the stream, counted from 1
    error why{};
  };
  std::uint64_t written = 0;
  std::uint64_t refused = 0;
  std::vector<refusal> refusals{};  ///< the first of them
};

/// Writes every row of a stream, whose columns are the writer's in the same order. A refused row
/// ends the copy or is counted, as asked; either way it is in the report. Errors: the stream's; the
/// writer's `finish`. The stream must not read through the connection that is written to.
template<RowStream S, Writer W>
result<copy_report> copy(S& from, W& to, const copy_options& options = {}) {
  copy_report report;
  std::vector<value_view> cells(from.schema().fields.size());
  const error& status = pump(from, [&](auto& row) {
    for (value_view& cell : cells) row.read(cell);
    if (row.failed()) [[unlikely]]
      return flow::stop;
    if (to.write(cells)) {
      ++report.written;
      return flow::more;
    }
    ++report.refused;
    if (report.refusals.size() < options.kept_refusals)
      report.refusals.push_back({report.written + report.refused, to.status()});
    return options.stop_at_refused ? flow::stop : flow::more;
  });
  if (status) return fail(status);
  if (auto finished = to.finish(); !finished) return fail(std::move(finished.error()));
  return report;
}

struct copy_table_options {
  std::optional<table_id>
      to{};  ///< the table that is written; nothing: it has the name of the one that is read
  if_exists existing = if_exists::fail;  ///< `keep` adds to the rows that are there
  write_mode mode = write_mode::insert;
  copy_options rows{};
};

/// Copies a table, or the columns of it that `what` names, into another connector, in one transaction: afterwards the rows are all
/// there, or none is. The table is created with the columns, and the key, of the source's. A row that is refused undoes everything,
/// or with `rows.stop_at_refused = false` is left out and reported.
///
/// The two connectors must not be the same object, nor two of one SQLite file. Errors: of either side; `constraint` where the table
/// exists; the first refusal.
template<Connector From, class To>
result<copy_report> copy_table(From& from, To& to, const table_info& what,
                               const copy_table_options& options = {}) {
  if constexpr (detail::can_be_written<To>()) {
    auto described = from.get_schemas({&what, 1});
    if (!described) return fail(std::move(described.error()));
    if (!described->front()) return fail(std::move(described->front().error()));
    source_schema columns = *std::move(described->front());
    table_info into{options.to.value_or(what.id), {}};
    for (const field& f : columns.schema.fields) into.columns.push_back(f.name);
    columns.table = into.id;
    columns.cdc = cdc_kind::nothing;

    auto rows = from.open(what);
    if (!rows) return fail(std::move(rows.error()));
    auto all = transaction<To>::begin(to);
    if (!all) return fail(std::move(all.error()));
    if (auto made = to.create_table(columns, options.existing); !made)
      return fail(std::move(made.error()));
    auto writer = to.open_writer(into, options.mode);
    if (!writer) return fail(std::move(writer.error()));
    auto report = copy(*rows, *writer, options.rows);
    if (!report) return report;
    if (report->refused != 0 && options.rows.stop_at_refused)
      return fail(
          report->refusals.empty()
              ? error{errc::constraint, false, concat("row ", report->written + 1, " was refused")}
              : std::move(report->refusals.front().why));
    if (auto kept = all->commit(); !kept) return fail(std::move(kept.error()));
    return report;
  }
}
template<Connector From, class To>
result<copy_report> copy_table(From& from, To& to, const table_id& table,
                               const copy_table_options& options = {}) {
  return copy_table(from, to, table_info{table, {}}, options);
}

}  // namespace ferrule
