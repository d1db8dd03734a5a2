// SPDX-License-Identifier: BSL-1.0
// sinks/json_lines.hpp - rows as JSON objects, one per line (https://jsonlines.org), cells by the rules of schema/json_text.hpp.
#pragma once
#include <ferrule/core/block_output.hpp>
#include <ferrule/sink.hpp>
#include <ferrule/stream/json_object.hpp>
#include <string>

namespace ferrule {

/// Writes each row as `{"id": 1, "name": "duck", "note": null}`: every column, in the order of the columns.
class json_lines_sink {
public:
  explicit json_lines_sink(block_output to) : out_(std::move(to)) {}

  /// Errors: `constraint` where two columns have one name, which an object cannot hold.
  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    auto format = json_object::of(stream.schema());
    if (!format) return fail(std::move(format.error()));
    return run([this, as = std::move(*format)](auto& row) {
      line_.clear();
      as.append(line_, row, "}\n");
      if (row.failed()) [[unlikely]]
        return flow::stop;
      out_.put(line_);
      return out_.end_record() ? flow::more : flow::stop;
    });
  }
  /// Errors: `io`; `resource` where the disk is full.
  result<void> finish() { return out_.flush(); }

private:
  block_output out_;
  std::string line_;
};

/// Rows as JSON lines into a file, which stays open, or behind what `to` holds; either must outlive the delivery.
inline json_lines_sink into_json_lines(std::FILE* to) { return json_lines_sink(block_output(to)); }
inline json_lines_sink into_json_lines(std::string& to) {
  return json_lines_sink(block_output(to));
}

}  // namespace ferrule
