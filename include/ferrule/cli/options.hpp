// SPDX-License-Identifier: BSL-1.0
// cli/options.hpp - what each command was asked for, after the command line has been read and before anything is done.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ferrule::cli {

/// How rows are printed.
enum class row_format : std::uint8_t { text, json, csv, json_lines };

/// What the user wrote for a source: a file, a connection of the settings file, or `NAME:key=value,...`.
using source_text = std::string;

struct ls_options {
  source_text source{};
  std::string filter{};  ///< tables whose name contains it
  bool why = false;      ///< and why they are described as they are
  bool json = false;
};
struct types_options {
  std::string connector{};  ///< empty: all
  bool json = false;
};
struct info_options {
  std::string connector{};
  bool json = false;
};
struct inspect_options {
  source_text source{};
  std::vector<std::string> tables{};
  bool count = true;
  bool json = false;
};
struct validate_options {
  source_text source{};
  std::vector<std::string> tables{};
  bool json = false;
};
struct build_options {
  source_text source{};
  std::vector<std::string> tables{};
  std::string lock = "ferrule.lock";
  bool locked = false;
};
struct capture_options {
  source_text source{};
  std::vector<std::string> tables{};
  bool enable = false;
  bool disable = false;
  bool json = false;
};
struct run_options {
  source_text source{};
  std::vector<std::string> tables{};
  std::string to =
      "text";  ///< text, null, csv:FOLDER, json-lines:FOLDER or FILE, or a source that can be written
  std::string lock{};  ///< checked where given
  bool follow = false;
  bool until_now = false;
  bool anew = false;
  std::string checkpoint = "default";
  std::string schema_changes = "refuse";  ///< a schema_change_policy
  std::size_t tolerate = 0;
};
struct query_options_text {
  source_text source{};
  std::string statement{};
  std::vector<std::string> parameters{};
  std::uint64_t page_size = 1000;
  std::optional<std::uint64_t> max_rows{};
  std::string timeout{};
  bool log_errors = false;
  row_format format = row_format::text;
  std::string output{};
};
/// Which rows of a table, in which order.
struct row_choice {
  std::vector<std::string> where{};     ///< conditions that all hold, e.g. "delay > 60"
  std::vector<std::string> order_by{};  ///< "delay", "delay desc"
  std::optional<std::uint64_t> limit{};
  std::uint64_t offset = 0;

  bool is_everything() const noexcept {
    return where.empty() && order_by.empty() && !limit && offset == 0;
  }
};
struct cat_options {
  source_text source{};
  std::vector<std::string> tables{};
  std::string columns{};  ///< names, separated by commas
  row_choice rows{};
  row_format format = row_format::text;
  std::string output{};
};
struct copy_options_text {
  source_text from{};
  source_text to{};
  std::vector<std::string> tables{};
  bool replace = false;
  bool append = false;
};
struct bench_options {
  source_text source{};
  std::string table{};
  std::uint64_t times = 3;
  bool json = false;
};
struct kit_options {
  source_text source{};
  bool may_write = false;
  bool json = false;
};
struct new_connector_options {
  std::string name{};
  std::string folder{};   ///< empty: the name
  std::string ferrule{};  ///< where ferrule is; empty: where this program's headers came from
};

/// What every command is given.
struct common_options {
  std::vector<std::string> config_files{};
  std::vector<std::string> overrides{};
  std::string environment{};
};

/// Text to print, and nothing else to do: help, a version, a completion script; or what is wrong with the command line.
struct text_to_print {
  std::string text{};
  bool is_wrong = false;
};

/// A command line that was read.
struct request {
  common_options common{};
  std::variant<text_to_print, ls_options, types_options, info_options, inspect_options,
               validate_options, build_options, capture_options, run_options, query_options_text,
               cat_options, copy_options_text, bench_options, kit_options, new_connector_options>
      command{};
};

}  // namespace ferrule::cli
