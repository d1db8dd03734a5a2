// SPDX-License-Identifier: BSL-1.0
// cli/new_connector/header.hpp - the connector that a new project begins with: it reads the lines of a file, and works.
#pragma once
#include <string_view>

namespace ferrule::cli::project {

inline constexpr std::string_view header_text =
    R"file(// @name@.hpp - a connector. It reads the lines of a file as the table `lines`: change it, from top to bottom, into what
// reads your source. Until it is right, the last line says what is missing, and kit.cpp what is wrong.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector/described.hpp>
#include <filesystem>
#include <fstream>

namespace @name@ {
using namespace ferrule;

// --- 1. Settings: a plain struct; its fields are the keys, a default makes one optional --------------------------
struct config {
  std::string path;
};

// --- 2. Types: what the source has, and what each becomes. The only place that knows -----------------------------
enum class codec : std::uint8_t { number, text };
inline constexpr std::array types{
    type_mapping<codec, codec>{codec::number, "NUMBER", field_type{.kind = kind::int64}},
    type_mapping<codec, codec>{codec::text, "TEXT", field_type{.kind = kind::text}},
};

// --- 3. The source: what a column of it is. (A client library's handles would be here too.) ----------------------
inline field column(std::string name, codec c) {
  const auto& type = types[static_cast<std::size_t>(c)];
  return {std::move(name), *type.to, false, type.typing, std::string(type.name), {}};
}

// --- 4. The stream: next() moves, cell() is a column of the row; errors are kept, not thrown ---------------------
class stream : public described_stream {
public:
  stream(const std::string& path, ferrule::schema columns, cancel_source::watch_type watch)
      : described_stream(concat("@name@ file ", quoted(path)), std::move(columns), watch),
        file_(path) {
    if (!file_) state().fail({errc::connect, false, concat(state().source(), " cannot be opened")});
  }

  bool next() {
    if (stopped() || !std::getline(file_, line_)) return false;
    ++number_;
    return true;
  }
  value_view cell(std::size_t column) const {
    if (schema().fields[column].type.kind == kind::int64) return number_;
    return std::string_view(line_);
  }
  std::string place() const { return concat("line ", number_); }

  cell_row<stream> row() { return cell_row(*this); }

private:
  std::ifstream file_;
  std::string line_;
  std::int64_t number_ = 0;
};

// --- 5. The connector: constructing it touches nothing -----------------------------------------------------------
// described_tables makes the methods that list and validate out of describe(). A source with many tables has its own.
class connector : public described_tables<connector> {
public:
  static constexpr std::string_view name = "@name@";
  static constexpr capability_set capabilities{};
  static constexpr auto types_mapping = types;
  static constexpr auto resolve(std::string_view external) { return type_named(types, external); }
  using config = @name@::config;

  explicit connector(config settings) : settings_(std::move(settings)) {}
  const config& settings() const { return settings_; }
  auto cancel_handle() const { return cancel_.handle(); }

  // Optional: which files are ours, so that `cat FILE` finds us.
  static result<config> recognizes(const std::filesystem::path& path, std::string_view) {
    if (path.extension() == ".@name@") return config{path.string()};
    return fail(errc::unsupported, "its name does not end in .@name@");
  }

  // The tables of the source, which must be there.
  result<std::vector<source_schema>> describe() {
    const stream file(settings_.path, {}, cancel_.watch());
    if (file.status()) return fail(file.status());
    return std::vector{source_schema{
        {"lines"}, {{column("number", codec::number), column("text", codec::text)}, {0}}, {}}};
  }
  result<stream> open(const table_info& asked) {
    auto columns = columns_of(asked);
    if (!columns) return fail(columns.error());
    return stream(settings_.path, *columns, cancel_.watch());
  }

private:
  config settings_;
  cancel_source cancel_;
};

// --- 6. The proof: names every method that is missing or has the wrong type --------------------------------------
static_assert(is_connector<connector>());

}  // namespace @name@
)file";

}  // namespace ferrule::cli::project
