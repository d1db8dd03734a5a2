// SPDX-License-Identifier: BSL-1.0
// stream/json_object.hpp - rows of one table as JSON objects, cells by the rules of schema/json_text.hpp.
#pragma once
#include <ferrule/core/concat.hpp>
#include <ferrule/core/result.hpp>
#include <ferrule/schema/json_text.hpp>
#include <ferrule/schema/table.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// Writes each row as `{"id": 1, "name": "duck", "note": null}`: every column, in the order of the columns.
class json_object {
public:
  /// Errors: `constraint` where two columns have one name, which an object cannot hold.
  static result<json_object> of(const schema& columns) {
    json_object out;
    for (std::size_t i = 0; i < columns.fields.size(); ++i) {
      const std::string& name = columns.fields[i].name;
      if (*columns.find(name) != i)
        return fail(errc::constraint, concat("JSON lines: two columns are named ", quoted(name),
                                             "; give one of them another name"));
      std::string key(i == 0 ? "{" : ", ");
      append_json_string(key, name);
      out.keys_.push_back(key += ": ");
    }
    return out;
  }

  /// Appends a row, and `end`, which begins with the brace that ends it. Where a cell cannot be read, the row's stream has latched
  /// why, and what was appended means nothing.
  template<class R>
  void append(std::string& out, R& row, std::string_view end = "}") const {
    value_view cell;
    for (const std::string& key : keys_) {
      row.read(cell);
      out += key;
      append_json(out, cell);
    }
    if (keys_.empty()) out += '{';
    out += end;
  }
  /// Appends some cells of a row, by their positions: `{"id": 1}`.
  void append(std::string& out, std::span<const value_view> cells,
              std::span<const std::size_t> positions) const {
    out += '{';
    for (std::size_t i = 0; i < positions.size(); ++i) {
      if (i != 0) out += ", ";
      out += std::string_view(keys_[positions[i]]).substr(positions[i] == 0 ? 1 : 2);
      append_json(out, cells[positions[i]]);
    }
    out += '}';
  }

private:
  std::vector<std::string> keys_;  // what stands before each cell: `{"id": `, `, "name": `
};

}  // namespace ferrule
