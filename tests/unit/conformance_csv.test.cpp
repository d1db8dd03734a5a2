// SPDX-License-Identifier: BSL-1.0
#include <ferrule/conformance.hpp>
#include <ferrule/connectors/csv.hpp>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <support/temporary_folder.hpp>

namespace {

using namespace ferrule;
namespace fs = std::filesystem;

// A folder of files of its own. The kit's other tables would have to be made with types that a file does not keep; the types of
// all_types are in the settings.
class csv_fixture {
public:
  struct sample_struct {
    std::string name;
    std::int64_t id = 0;
    std::optional<double> price;
  };

  csv_fixture() {
    fs::create_directory(folder_ / "kit");
    write("kit/sample.csv",
          "name,id,price,area\none,1,1.0,a\n\"two\",2,,a\n\"\",-3,-2.5,b\nGrüße,1,0.1,c\n"
          "\"two\",9223372036854775807,,b\n");
    std::string large = "id,label\n";
    for (int i = 1; i <= 50000; ++i)
      large += std::to_string(i) + ",\"row, " + std::to_string(i) + "\"\n";
    write("kit/large.csv", large);
    std::string names, cells;
    for (const auto& row : csv::types) {
      const std::string comma = names.empty() ? "" : ",";
      names += comma + "c_" + std::string(row.name);
      cells += comma + "\"" + cell_of(*row.to) + "\"";
      settings_.columns["c_" + std::string(row.name)] = row.name;
    }
    write("kit/all_types.csv",
          names + "\n" + cells + "\n" + std::string(csv::types.size() - 1, ',') + "\n");
    settings_.path = folder_ / "kit";
  }
  csv_fixture(const csv_fixture&) = delete;

  csv::config good_config() { return settings_; }
  std::vector<csv::config> unreachable_configs() {
    std::vector<csv::config> out(4, settings_);
    out[0].path = folder_ / "missing.csv";
    out[1].path = folder_ / "missing/*.csv";
    out[2].path.clear();
    out[3].path = folder_ / "kit/sample.csv/below";
    return out;
  }
  table_id sample_table() { return {"sample"}; }
  std::vector<row_values> sample_rows() {
    const auto row = [](const char* name, std::int64_t id, value price, const char* area) {
      row_values out;
      out.emplace_back(name);
      out.emplace_back(id);
      out.push_back(std::move(price));
      out.emplace_back(area);
      return out;
    };
    return {row("one", 1, decimal{10, 1}, "a"), row("two", 2, nullptr, "a"),
            row("", -3, decimal{-25, 1}, "b"), row("Grüße", 1, decimal{1, 1}, "c"),
            row("two", INT64_MAX, nullptr, "b")};
  }
  table_id all_types_table() { return {"all_types"}; }
  table_id large_table() { return {"large"}; }
  std::vector<conformance::waiver> waivers() {
    return {{"filterable.order",
             "a file has no order but its own, and rows are not kept to be sorted"}};
  }

private:
  void write(const char* file, const std::string& text) { std::ofstream(folder_ / file) << text; }
  static std::string cell_of(const field_type& type) {
    if (type.kind == kind::boolean) return "true";
    if (type.kind == kind::uuid) return "00112233-4455-6677-8899-aabbccddeeff";
    if (type.kind == kind::json) return "[1]";
    return to_text(conformance::boundary_values(type)[1].cell);
  }

  support::temporary_folder folder_;
  csv::config settings_;
};

// A folder that gets files, with a marker beside each that is complete.
struct inbox_fixture {
  support::temporary_folder folder{};
  int files = 0;
  csv::config good_config() {
    csv::config c;
    c.path = folder.path().string();
    c.table = "log";
    c.marker = ".done";
    c.poll = std::chrono::milliseconds(5);
    return c;
  }
  table_id sample_table() { return {"log"}; }
  std::vector<row_values> sample_rows() { return followed().rows; }
  conformance::followed_table followed() {
    const auto line = [](std::int64_t number, const char* text) {
      return row_values{value(number), value(text)};
    };
    return {{"log"},
            {line(1, "begun"), line(2, "on")},
            {line(3, "more"), line(3, "more"), line(4, "Grüße"), line(5, "end")}};
  }
  result<void> change_rows(const table_id&, std::span<const conformance::row_change> changes) {
    std::vector<row_values> added;
    for (const auto& c : changes) {
      if (c.what != change::insert) return fail(errc::unsupported, "a folder only gets files");
      added.push_back(c.row);
    }
    add(added);
    return {};
  }
  std::vector<conformance::waiver> waivers() {
    // A position names the files that were delivered, whole, and no end. It cannot tell a folder that is older than it from one whose
    // files were moved away, as they may be; where one of them is there and is another, following ends with `closed`.
    return {{"resumable.beyond-the-end-refused",
             "a checkpoint is the list of files that were delivered, which may be gone; a folder "
             "that does not have them yet looks the same, and loses nothing"}};
  }
  void reset() {
    for (const auto& f : fs::directory_iterator(folder.path())) fs::remove(f);
    files = 0;
    add(followed().rows);
  }
  void add(const std::vector<row_values>& rows) {
    const fs::path at = folder / ("part" + std::to_string(++files) + ".csv");
    {
      std::ofstream out(at);
      out << "number,text\n";
      for (const auto& r : rows) out << to_text(r[0]) << "," << to_text(r[1]) << "\n";
    }
    std::ofstream(at.string() + ".done");
  }
};
TEST(conformance_csv, keeps_the_contract) {
  csv_fixture fixture;
  const auto report = conformance::run<csv::connector>(fixture);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
}

TEST(conformance_csv, is_followed_as_the_contract_says) {
  inbox_fixture fixture;
  conformance::run_options options;
  for (const auto& check : conformance::checks)
    if (check.needs == capability::followable || check.needs == capability::resumable)
      options.only.emplace_back(check.id);
  const auto report = conformance::run<csv::connector>(fixture, options);
  std::fputs(report.to_text().c_str(), stdout);
  EXPECT_TRUE(report.ok());
}

}  // namespace
