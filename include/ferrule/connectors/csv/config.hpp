// SPDX-License-Identifier: BSL-1.0
// connectors/csv/config.hpp - the settings of a CSV connection.
#pragma once
#include <chrono>
#include <cstdint>
#include <ferrule/config/plain_types.hpp>
#include <ferrule/config/setting_help.hpp>
#include <map>
#include <string>
#include <vector>

namespace ferrule::csv {

/// Whether the first row names the columns.
enum class header_policy : std::uint8_t {
  detect,  ///< it does unless one of its cells is a number, a date or the like; what was decided can be asked for
  yes,
  no,  ///< the columns are called column_1, column_2, ...
};

/// What is done with a row that has more or fewer fields than there are columns.
enum class ragged_policy : std::uint8_t {
  error,    ///< the stream ends with an error that names file, line and both counts
  pad,      ///< missing fields are empty; further ones must be empty
  collect,  ///< the row is left out and kept in `connector::rejected()`
};

/// What is done with text that is not UTF-8.
enum class encoding_policy : std::uint8_t {
  error,    ///< the stream ends with an error that names file, line and column
  replace,  ///< what is not UTF-8 becomes U+FFFD
  bytes,    ///< columns of text become binary, and nothing is looked at
};

/// What a column of numbers with a point becomes where nobody says.
enum class fraction_policy : std::uint8_t {
  decimal,  ///< exact, as written
  float64,  ///< the nearest double
};

struct config {
  std::string
      path{};  ///< a file, a folder, a pattern ("data/2001-*.csv.gz"), or "-" for standard input
  std::string
      table{};  ///< all files together as one table of this name; empty: each file is a table
  std::string delimiter{};   ///< one character; empty: detected among , ; tab and |
  std::string quote = "\"";  ///< one character; empty: quotes mean nothing
  std::string escape{};  ///< one character that makes the next one ordinary, besides doubled quotes
  std::string comment{};  ///< one character; lines that begin with it are left out
  header_policy header = header_policy::detect;
  std::uint32_t skip_lines = 0;  ///< lines before the header, or before the first row
  ragged_policy ragged = ragged_policy::error;
  encoding_policy encoding = encoding_policy::error;
  fraction_policy fractions = fraction_policy::decimal;
  std::vector<std::string> nulls{""};  ///< how null is spelled outside of quotes
  std::map<std::string, std::string>
      columns{};  ///< types by column, as `types` lists them; not detected then
  byte_size sample{
      1u
      << 20};  ///< how much of a table is read to detect its types; 0: none, every column is text
  byte_size max_row{64u << 20};  ///< the longest row; a quote that is never closed ends here
  std::string
      marker{};  ///< followed: the ending of files that say that another is complete; empty: `quiet` decides
  std::chrono::milliseconds quiet{
      1000};  ///< followed, without markers: a file that did not change for so long is complete
  std::chrono::milliseconds poll{1000};  ///< followed: how often new files are looked for
  std::uint32_t most_files = 10'000;  ///< followed: how many delivered files a checkpoint remembers

  static constexpr setting_help help[] = {
      {"path", "A file, a folder, a pattern like data/2001-*.csv.gz, or - for standard input."},
      {"table", "All files together as one table of this name; empty: each file is a table."},
      {"delimiter", "One character; empty: detected among comma, semicolon, tab and |."},
      {"quote", "One character; empty: quotes mean nothing."},
      {"escape", "One character that makes the next one ordinary, besides doubled quotes."},
      {"comment", "One character; lines that begin with it are left out."},
      {"header", "Whether the first row names the columns."},
      {"skip_lines", "Lines before the header, or before the first row."},
      {"ragged", "What is done with a row of more or fewer fields than there are columns."},
      {"encoding", "What is done with text that is not UTF-8."},
      {"fractions", "What a detected column of numbers with a point becomes."},
      {"nulls", "How null is spelled outside of quotes."},
      {"columns", "Types by column, which are then not detected."},
      {"sample", "How much of a table is read to detect its types; 0: every column is text."},
      {"max_row", "The longest row."},
      {"marker", "Followed: a file is complete when one with this ending stands beside it."},
      {"quiet", "Followed, without marker: a file that did not change for so long is complete."},
      {"poll", "Followed: how often new files are looked for."},
      {"most_files", "Followed: how many delivered files a checkpoint remembers."}};
};

}  // namespace ferrule::csv
