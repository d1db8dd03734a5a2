// The conformance kit over the connector of jsonl.hpp.
#include "jsonl.hpp"

#include <cstdio>
#include <ferrule/conformance.hpp>

struct fixture {
  std::string folder = FOLDER;

  jsonl::config good_config() { return {.path = folder + "/sample.jsonl"}; }
  std::vector<jsonl::config> unreachable_configs() { return {{.path = folder + "/missing.jsonl"}}; }
  ferrule::table_id sample_table() { return {"rows"}; }
  std::vector<ferrule::row_values> sample_rows() {
    return {row(1, "JFK", 0.25, true, json("[\"A\",\"B\"]")),
            row(2, "LAX", nullptr, false, json("[]")),
            row(9007199254740993, "Zürich", nullptr, nullptr, nullptr)};
  }

  static ferrule::value json(std::string text) { return {std::move(text), ferrule::kind::json}; }
  static ferrule::row_values row(std::int64_t id, const char* name, ferrule::value late,
                                 ferrule::value open, ferrule::value gates) {
    ferrule::row_values out;
    out.emplace_back(id);
    out.emplace_back(name);
    out.push_back(std::move(late));
    out.push_back(std::move(open));
    out.push_back(std::move(gates));
    return out;
  }
};

int main(int argc, char** argv) {
  fixture about;
  const auto report = ferrule::conformance::run<jsonl::connector>(about);
  const std::string text = report.to_text();
  std::fputs(text.c_str(), stdout);
  if (argc > 1)
    if (std::FILE* const file = std::fopen(argv[1], "w")) {
      std::fputs(text.c_str(), file);
      std::fclose(file);
    }
  return report.ok() ? 0 : 1;
}
