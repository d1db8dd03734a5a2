// SPDX-License-Identifier: BSL-1.0
// csv_dump PATH [NAME=VALUE...] reads a CSV file and prints what support/csv_account.hpp tells about it; rows are JSON lines.
// Without arguments, each line of standard input is such a command with tabs between its words, and each answer begins with `file PATH`.
#include <cstdio>
#include <iostream>
#include <support/csv_account.hpp>

namespace {

void print(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::printf("%s\n", line.c_str());
}

void dump(const std::vector<std::string>& words) {
  std::vector<std::pair<std::string, std::string>> settings;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::size_t equals = std::min(words[i].find('='), words[i].size());
    settings.emplace_back(words[i].substr(0, equals),
                          words[i].substr(std::min(equals + 1, words[i].size())));
  }
  // `parts=3`: the rows are those of three parts, read one after the other.
  std::size_t parts = 0;
  std::erase_if(settings, [&](const auto& s) {
    if (s.first == "parts") parts = std::stoul(s.second);
    return s.first == "parts";
  });
  csv_account::account seen;
  if (auto made = csv_account::config_from(words.front(), settings)) {
    seen = csv_account::tell(*made);
    if (parts != 0 && !seen.ended) {
      auto rows = csv_account::rows_in_parts(*made, parts);
      if (rows) seen.rows = std::move(*rows);
      else seen.ended = rows.error();
    }
  } else seen.ended = made.error();
  for (const auto& lines : {seen.decided, seen.columns, seen.rows, seen.rejected}) print(lines);
  if (seen.ended)
    std::printf("error %s %s\n", std::string(name_of(seen.ended.kind)).c_str(),
                csv_account::in_quotes(seen.ended.message).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc > 1) {
    dump({argv + 1, argv + argc});
    return 0;
  }
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at != line.npos;) {
      const std::size_t tab = line.find('\t', at);
      words.push_back(line.substr(at, tab - at));
      at = tab == line.npos ? tab : tab + 1;
    }
    std::printf("file %s\n", words.front().c_str());
    dump(words);
  }
}
