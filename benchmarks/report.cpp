// SPDX-License-Identifier: BSL-1.0
// report.cpp - comparisons (lines as in support/contest.hpp, on standard input) as a table for people, as JSON, or as the tables of
// docs/benchmarks.md.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct row {
  std::string suite, name, against, ours, theirs, unit, ratio, spread, bar;

  bool has_bar() const { return bar != "-"; }
  bool met() const { return !has_bar() || std::atof(ratio.c_str()) >= std::atof(bar.c_str()); }
};

std::string rounded(const std::string& number, const char* format) {
  char out[64];
  std::snprintf(out, sizeof out, format, std::atof(number.c_str()));
  return out;
}

// A line "# NAME" begins the comparisons of a suite.
std::vector<row> read_rows(std::istream& in) {
  std::vector<row> rows;
  std::string suite;
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("# ", 0) == 0) {
      suite = line.substr(2);
      continue;
    }
    std::istringstream fields(line);
    row r;
    r.suite = suite;
    for (std::string* cell :
         {&r.name, &r.against, &r.ours, &r.theirs, &r.unit, &r.ratio, &r.spread, &r.bar})
      if (!std::getline(fields, *cell, '\t')) {
        std::fprintf(stderr, "not a comparison: %s\n", line.c_str());
        std::exit(1);
      }
    rows.push_back(r);
  }
  return rows;
}

std::string in_json(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

void print_table(const std::vector<row>& rows) {
  std::string suite;
  for (const row& r : rows) {
    if (r.suite != suite) {
      suite = r.suite;
      std::printf("\n%-48s %-39s %10s %10s %-11s %7s %7s %5s %s\n", suite.c_str(), "against",
                  "ours", "theirs", "", "ratio", "spread", "bar", "met");
    }
    std::printf("%-48s %-39s %10s %10s %-11s %7s %7s %5s %s\n", r.name.c_str(), r.against.c_str(),
                rounded(r.ours, "%.5g").c_str(), rounded(r.theirs, "%.5g").c_str(), r.unit.c_str(),
                rounded(r.ratio, "%.3f").c_str(), ("±" + rounded(r.spread, "%.3f")).c_str(),
                r.has_bar() ? r.bar.c_str() : "",
                !r.has_bar() ? ""
                : r.met()    ? "yes"
                             : "NO");
  }
}

void print_json(const std::vector<row>& rows, std::ostream& out) {
  out << "[\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const row& r = rows[i];
    out << "  {\"name\": " << in_json(r.name) << ", \"against\": " << in_json(r.against)
        << ", \"ratio\": " << r.ratio << ", \"spread\": " << r.spread
        << ", \"bar\": " << (r.has_bar() ? r.bar : "null")
        << ", \"met\": " << (r.met() ? "true" : "false") << "}"
        << (i + 1 == rows.size() ? "\n" : ",\n");
  }
  out << "]\n";
}

void print_document(const std::vector<row>& rows) {
  std::string suite;
  for (const row& r : rows) {
    if (r.suite != suite) {
      suite = r.suite;
      std::cout
          << "\n### " << suite
          << "\n\n| ours | against | ours | theirs | unit | ratio | spread | bar | met |\n|---|---|---:|---:|---|---:|---:|---:|---|\n";
    }
    std::cout << "| " << r.name << " | " << r.against << " | " << rounded(r.ours, "%.4g") << " | "
              << rounded(r.theirs, "%.4g") << " | " << r.unit << " | " << rounded(r.ratio, "%.2f")
              << " | ±" << rounded(r.spread, "%.2f") << " | " << (r.has_bar() ? r.bar : "") << " | "
              << (!r.has_bar() ? ""
                  : r.met()    ? "yes"
                               : "**no**")
              << " |\n";
  }
  std::cout << "\n### Where ferrule loses\n\n";
  bool any = false;
  for (const row& r : rows) {
    if (r.met()) continue;
    any = true;
    std::cout << "- " << r.suite << ": " << r.name << " against " << r.against << ": ratio "
              << rounded(r.ratio, "%.3f") << ", the bar is " << r.bar << ".\n";
  }
  if (!any) std::cout << "Every bar was met in this run.\n";
  bool slower = false;
  for (const row& r : rows) {
    if (r.has_bar() || std::atof(r.ratio.c_str()) >= 0.98) continue;
    if (!slower) std::cout << "\nWithout a bar, and worse than what it is compared with:\n\n";
    slower = true;
    std::cout << "- " << r.suite << ": " << r.name << " against " << r.against << ": ratio "
              << rounded(r.ratio, "%.3f") << ".\n";
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<row> rows = read_rows(std::cin);
  const std::string as = argc > 1 ? argv[1] : "table";
  if (as == "table") print_table(rows);
  else if (as == "document") print_document(rows);
  else if (as == "json" && argc > 2) {
    std::ofstream out(argv[2]);
    print_json(rows, out);
    if (!out.flush()) {
      std::fprintf(stderr, "%s cannot be written\n", argv[2]);
      return 1;
    }
  } else {
    std::fprintf(stderr, "usage: report [table | document | json FILE] <comparisons\n");
    return 1;
  }
}
