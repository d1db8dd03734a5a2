// SPDX-License-Identifier: BSL-1.0
// compile_time.cpp - what ferrule costs the compiler: a program beside a hand-written one that includes the same headers of others,
// with ferrule's functions compiled in the program and compiled apart, and a wide row struct beside a narrow one. User time of the
// compiler's process, -O2 -c.
#include <fstream>
#include <set>
#include <sstream>
#include <support/contest.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace benchmarks;

namespace {

void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

double user_seconds_of(const std::vector<std::string>& command) {
  const pid_t child = fork();
  if (child < 0) stop("no process can be made");
  if (child == 0) {
    std::vector<char*> words;
    for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    execvp(words.front(), words.data());
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child || status != 0)
    stop(command.front() + " failed on " + command.back());
  return static_cast<double>(used.ru_utime.tv_sec) +
         static_cast<double>(used.ru_utime.tv_usec) / 1e6;
}

const std::string apart = "-DFERRULE_SEPARATE_COMPILATION";

// The headers of the standard library, fmt and PFR that a program with ferrule includes, found by following ferrule's own; without what
// is left out where functions are compiled apart.
void follow(const std::string& include, const std::string& header, bool compiled_apart,
            std::set<std::string>& seen, std::set<std::string>& others) {
  if (!seen.insert(header).second) return;
  std::ifstream in(include + "/" + header);
  bool left_out = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "#ifndef FERRULE_SEPARATE_COMPILATION") left_out = compiled_apart;
    else if (line == "#endif") left_out = false;
    if (left_out) continue;
    if (line.rfind("#include <", 0) != 0) continue;
    const std::string name = line.substr(10, line.find('>') - 10);
    if (name.rfind("ferrule/", 0) == 0) follow(include, name, compiled_apart, seen, others);
    else if (name.find('/') == name.npos || name.rfind("fmt/", 0) == 0 ||
             name.rfind("boost/pfr", 0) == 0)
      others.insert(name);
  }
}

const char* const fields_of_trade =
    "struct trade { std::int64_t id, ts; std::int32_t account; std::string_view symbol; double price; std::int32_t qty; bool side; "
    "std::optional<std::string_view> note; };\n";

std::string program_with_ferrule() {
  return std::string("#include <ferrule/connectors/sqlite.hpp>\n#include <ferrule/rows.hpp>\n") +
         fields_of_trade + R"(
double total(const char* path) {
  ferrule::sqlite::connector source({.path = path});
  double sum = 0;
  for (const trade& t : ferrule::rows<trade>(source, "trades")) sum += t.price * t.qty;
  return sum;
}
)";
}

std::string program_by_hand(const std::string& include, bool compiled_apart) {
  std::set<std::string> seen, others{"sqlite3.h"};
  follow(include, "ferrule/connectors/sqlite.hpp", compiled_apart, seen, others);
  follow(include, "ferrule/rows.hpp", compiled_apart, seen, others);
  std::string out;
  for (const std::string& name : others) {
    // Those that another compiler or standard library has not, ferrule includes where they are.
    out += "#if __has_include(<" + name + ">)\n#include <" + name + ">\n#endif\n";
  }
  return out + fields_of_trade + R"(
static std::string_view text(sqlite3_stmt* s, int i) {
  return {reinterpret_cast<const char*>(sqlite3_column_text(s, i)), static_cast<std::size_t>(sqlite3_column_bytes(s, i))};
}
double total(const char* path) {
  sqlite3* db = nullptr;
  sqlite3_stmt* s = nullptr;
  double sum = 0;
  trade t;
  if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK ||
      sqlite3_prepare_v2(db, "SELECT id, ts, account, symbol, price, qty, side, note FROM trades", -1, &s, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
  while (sqlite3_step(s) == SQLITE_ROW) {
    t.id = sqlite3_column_int64(s, 0);
    t.ts = sqlite3_column_int64(s, 1);
    t.account = sqlite3_column_int(s, 2);
    t.symbol = text(s, 3);
    t.price = sqlite3_column_double(s, 4);
    t.qty = sqlite3_column_int(s, 5);
    t.side = sqlite3_column_int(s, 6) != 0;
    if (sqlite3_column_type(s, 7) == SQLITE_NULL) t.note.reset();
    else t.note = text(s, 7);
    sum += t.price * t.qty;
  }
  sqlite3_finalize(s);
  sqlite3_close(db);
  return sum;
}
)";
}

// Fields of six types in turn, one in six nullable.
std::string program_with_fields(int count) {
  std::string fields, sum;
  for (int i = 0; i < count; ++i) {
    constexpr const char* types[] = {"std::int64_t",
                                     "double",
                                     "std::string_view",
                                     "std::int32_t",
                                     "std::optional<std::string_view>",
                                     "bool"};
    fields += std::string("  ") + types[i % 6] + " field_" + std::to_string(i) + ";\n";
  }
  return "#include <ferrule/connectors/sqlite.hpp>\n#include <ferrule/rows.hpp>\nstruct wide {\n" +
         fields + R"(};
long long total(const char* path) {
  ferrule::sqlite::connector source({.path = path});
  long long sum = 0;
  for (const wide& row : ferrule::rows<wide>(source, "wide")) sum += row.field_0;
  return sum;
}
)";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) stop("usage: compile_time FOLDER INCLUDE REPETITIONS COMPILER...");
  const std::string folder = argv[1], include = argv[2];
  const int repetitions = std::atoi(argv[3]);
  struct source {
    const char* file;
    std::string text;
    std::string option = "-UFERRULE_SEPARATE_COMPILATION";
    std::vector<double> seconds{};
  };
  for (int c = 4; c < argc; ++c) {
    const std::string compiler = argv[c];
    std::vector<source> sources{{"hand.cpp", program_by_hand(include, false)},
                                {"ours.cpp", program_with_ferrule()},
                                {"fields_10.cpp", program_with_fields(10)},
                                {"fields_100.cpp", program_with_fields(100)},
                                {"hand_apart.cpp", program_by_hand(include, true), apart},
                                {"ours_apart.cpp", program_with_ferrule(), apart}};
    for (const source& s : sources) write(folder + "/" + s.file, s.text);
    for (int i = 0; i < repetitions; ++i)
      for (source& s : sources)
        s.seconds.push_back(
            user_seconds_of({compiler, "-std=c++20", "-O2", s.option, "-I" + include, "-o",
                             folder + "/compiled.o", "-c", folder + "/" + s.file}));
    const auto compare = [&](const std::string& name, const std::string& against,
                             const source& ours, const source& theirs, double bar) {
      std::vector<double> ratios;
      for (std::size_t i = 0; i < ours.seconds.size(); ++i)
        ratios.push_back(theirs.seconds[i] / ours.seconds[i]);
      tell({name + ", " + compiler, against, median(ours.seconds), median(theirs.seconds), "s",
            median(ratios), (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2, bar});
    };
    compare("program of 8 columns", "written by hand, same headers of others", sources[1],
            sources[0], 0.5);
    compare("the same, ferrule compiled apart", "written by hand, same headers of others",
            sources[5], sources[4], 0.5);
    compare("struct of 100 fields", "struct of 10 fields", sources[3], sources[2], 0.4);
  }
}
