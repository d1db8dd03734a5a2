// SPDX-License-Identifier: BSL-1.0
// support/csv_text.hpp - a text as a CSV file, and what is read from it.
#pragma once
#include <ferrule/connectors/csv.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/stream/row_view.hpp>
#include <filesystem>
#include <fstream>
#include <string>
#include <support/temporary_folder.hpp>
#include <vector>

namespace ferrule_test {

/// A folder that is gone with the object.
class csv_folder {
public:
  /// Writes a file and answers its path.
  std::string write(const std::string& name, std::string_view bytes) const {
    const auto path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path.string();
  }
  std::string path() const { return folder_.path().string(); }

private:
  support::temporary_folder folder_;
};

using text_rows = std::vector<std::vector<std::string>>;

/// Rows as texts, null as "<null>", or what went wrong in their place.
struct csv_read {
  text_rows rows;
  std::vector<std::string> columns;  ///< "name type"
  ferrule::error error;
};

template<class Stream>
void read_rows(Stream& stream, csv_read& out) {
  auto done = ferrule::each_row_view(stream, [&](const ferrule::row_view& row) {
    auto& cells = out.rows.emplace_back();
    for (const ferrule::value_view& cell : row)
      cells.push_back(cell.is_null() ? "<null>" : to_text(cell));
  });
  if (!done) out.error = done.error();
}

/// All rows of the only table, or of one.
inline csv_read read_csv(const ferrule::csv::config& settings, const std::string& table = "t") {
  ferrule::csv::connector source(settings);
  csv_read out;
  auto stream = source.open(ferrule::table_info{table, {}});
  if (!stream) {
    out.error = stream.error();
    return out;
  }
  for (const ferrule::field& f : stream->schema().fields)
    out.columns.push_back(f.name + " " + to_text(f.type));
  read_rows(*stream, out);
  return out;
}

/// The rows of a text. Every column is text and there is no header, unless the settings say otherwise.
inline csv_read read_text(std::string_view text, ferrule::csv::config settings = {
                                                     .header = ferrule::csv::header_policy::no,
                                                     .nulls = {},
                                                     .sample = {0}}) {
  const csv_folder folder;
  settings.path = folder.write("t.csv", text);
  if (settings.delimiter.empty()) settings.delimiter = ",";
  return read_csv(settings);
}

}  // namespace ferrule_test
