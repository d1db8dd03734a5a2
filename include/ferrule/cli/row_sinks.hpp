// SPDX-License-Identifier: BSL-1.0
// cli/row_sinks.hpp - the destinations that the command line knows. A closed list: each connector compiles one loop
// for each of them, and a command chooses one, once.
#pragma once
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ferrule/cli/json.hpp>
#include <ferrule/cli/progress.hpp>
#include <ferrule/core/errno.hpp>
#include <ferrule/sink.hpp>
#include <ferrule/sinks/csv.hpp>
#include <ferrule/sinks/json_lines.hpp>
#include <ferrule/sinks/null.hpp>
#include <ferrule/sinks/text_table.hpp>
#include <functional>
#include <variant>
#include <vector>

namespace ferrule::cli {

/// Rows as JSON arrays, one per line, behind what the columns are: the middle of an object that its user begins and ends.
class json_rows {
public:
  json_rows(std::FILE* to, progress* seen = nullptr) : file_(to), seen_(seen) {}

  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    begin(stream.schema());
    return run([this, columns = stream.schema().fields.size()](auto& row) {
      value_view cell;
      line_ = first_ ? "\n [" : ",\n [";
      for (std::size_t i = 0; i < columns; ++i) {
        row.read(cell);
        if (i != 0) line_ += ", ";
        append_json(line_, cell);
      }
      if (row.failed()) [[unlikely]]
        return flow::stop;
      line_ += ']';
      first_ = false;
      if (seen_ != nullptr) seen_->row();
      return put(line_) ? flow::more : flow::stop;
    });
  }
  /// Whether the columns, and so the beginning of two members, were written.
  bool begun() const noexcept { return begun_; }
  /// Errors: `io`; `resource` where the disk is full.
  result<void> finish() {
    if (begun_) put("\n]");
    if (failed_ != 0)
      return fail(kind_of_errno(failed_),
                  concat("the output could not be written: ", std::strerror(failed_)));
    return {};
  }

private:
  void begin(const schema& columns) {
    json_writer out;
    out.key("columns").begin_array();
    for (const field& f : columns.fields) {
      out.begin_object().key("name").text(f.name).key("type").text(type_text(f));
      if (!f.external_type.empty()) out.key("external_type").text(f.external_type);
      out.key("nullable").cell(f.nullable).end_object();
    }
    out.end_array().line().key("rows").begin_array();
    put(out.str());
    begun_ = true;
  }
  bool put(std::string_view text) {
    if (failed_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size())
      failed_ = errno;
    return failed_ == 0;
  }

  std::FILE* file_;
  progress* seen_;
  std::string line_;
  bool first_ = true, begun_ = false;
  int failed_ = 0;
};

/// Writes rows into a table of some connector.
///
/// Whichever it is: this is the border between two connectors, and joining each with each would double the loops with every one of
/// them. It costs one virtual call per row, none per cell.
class table_writer {
public:
  table_writer() = default;
  table_writer(const table_writer&) = delete;
  table_writer& operator=(const table_writer&) = delete;
  virtual ~table_writer() = default;
  virtual bool write(std::span<const value_view> cells) = 0;
  virtual const error& status() const = 0;
  virtual result<void> finish() = 0;
};

/// Rows into a `table_writer`. The first row that is refused ends it.
class written_rows {
public:
  written_rows(table_writer& to, progress& seen) : to_(&to), seen_(&seen) {}

  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    cells_.resize(stream.schema().fields.size());
    auto done = run([this](auto& row) {
      for (value_view& cell : cells_) row.read(cell);
      if (row.failed()) [[unlikely]]
        return flow::stop;
      refused_ = !to_->write(cells_);
      if (refused_) [[unlikely]]
        return flow::stop;
      seen_->row();
      return flow::more;
    });
    if (!done) return done;
    if (!refused_) return to_->finish();
    error why = to_->status();
    why.message = concat("row ", run.rows(), " was refused: ", why.message);
    return fail(std::move(why));
  }

private:
  table_writer* to_;
  progress* seen_;
  std::vector<value_view> cells_;
  bool refused_ = false;
};

/// One of the destinations.
using row_sink =
    std::variant<text_table, json_rows, null_sink, written_rows, csv_sink, json_lines_sink>;

/// Gives all rows of a stream to the destination. Errors and count: those of `deliver`.
template<RowStream S>
result<std::uint64_t> deliver_to(row_sink& to, S& stream) {
  return std::visit([&](auto& sink) { return deliver(stream, sink); }, to);
}

}  // namespace ferrule::cli
