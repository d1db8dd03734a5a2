// SPDX-License-Identifier: BSL-1.0
// sinks/json_lines.hpp - rows as JSON objects, one per line (https://jsonlines.org), cells by the rules of schema/json_text.hpp.
#pragma once
#include <ferrule/core/block_output.hpp>
#include <ferrule/schema/json_text.hpp>
#include <ferrule/sink.hpp>
#include <string>
#include <vector>

namespace ferrule {

/// Writes each row as `{"id": 1, "name": "duck", "note": null}`: every column, in the order of the columns.
class json_lines_sink {
public:
  explicit json_lines_sink(block_output to) : out_(std::move(to)) {}

  /// Errors: `constraint` where two columns have one name, which an object cannot hold.
  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    if (auto ok = prepare(stream.schema()); !ok) return ok;
    return run([this](auto& row) {
      value_view cell;
      line_.clear();
      for (const std::string& key : keys_) {
        row.read(cell);
        line_ += key;
        append_json(line_, cell);
      }
      if (row.failed()) [[unlikely]]
        return flow::stop;
      line_ += line_.empty() ? "{}\n" : "}\n";
      out_.put(line_);
      return out_.end_record() ? flow::more : flow::stop;
    });
  }
  /// Errors: `io`; `resource` where the disk is full.
  result<void> finish() { return out_.flush(); }

private:
  // What stands before each cell: `{"id": `, `, "name": `.
  result<void> prepare(const schema& columns) {
    keys_.clear();
    for (std::size_t i = 0; i < columns.fields.size(); ++i) {
      const std::string& name = columns.fields[i].name;
      if (*columns.find(name) != i)
        return fail(errc::constraint, concat("JSON lines: two columns are named ", quoted(name),
                                             "; give one of them another name"));
      std::string key(i == 0 ? "{" : ", ");
      append_json_string(key, name);
      keys_.push_back(key += ": ");
    }
    return {};
  }

  block_output out_;
  std::vector<std::string> keys_;
  std::string line_;
};

/// Rows as JSON lines into a file, which stays open, or behind what `to` holds; either must outlive the delivery.
inline json_lines_sink into_json_lines(std::FILE* to) { return json_lines_sink(block_output(to)); }
inline json_lines_sink into_json_lines(std::string& to) {
  return json_lines_sink(block_output(to));
}

}  // namespace ferrule
