// SPDX-License-Identifier: BSL-1.0
// peak_memory.cpp - the most memory that a process takes while it reads a small and a large SQLite table, each in a process of
// its own.
//
// Pages of the file that SQLite maps count as memory of the process (VmHWM) although they are the system's, which takes them
// back when it likes; so the peak is that of a connection that maps nothing. With the mapping, only memory of the process
// itself is looked at (RssAnon).
#include <fstream>
#include <support/contest.hpp>
#include <support/ours.hpp>

using namespace benchmarks;

namespace {

double kilobytes(const std::string& entry) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(entry + ":", 0) == 0) return std::atof(line.c_str() + entry.size() + 1);
  stop("/proc/self/status has no " + entry);
}

void read_all(const std::string& file, const std::string& how, const std::string& measure) {
  checksum sums;
  double most = 0;
  auto source = open_sqlite(file, how != "step", measure == "VmHWM" ? 0 : mapped_bytes);
  const auto take = [&](const trade& t) {
    sums.add(t);
    if (measure == "RssAnon" && sums.rows % 10'000 == 0) most = std::max(most, kilobytes(measure));
  };
  if (how == "range") range_trades(source, take);
  else pump_trades(source, take);
  std::printf("%.0f\n", measure == "VmHWM" ? kilobytes(measure) : most);
}

double child(const std::string& self, const std::string& file, const std::string& how,
             const std::string& measure) {
  FILE* const out =
      popen(("'" + self + "' read '" + file + "' " + how + " " + measure).c_str(), "r");
  double found = 0;
  if (out == nullptr || std::fscanf(out, "%lf", &found) != 1 || pclose(out) != 0)
    stop("reading " + file + " in another process failed");
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && argv[1] == std::string("read")) {
    read_all(argv[2], argv[3], argv[4]);
    return 0;
  }
  if (argc != 4) stop("usage: peak_memory FOLDER SMALL LARGE");
  const std::string small = std::string(argv[1]) + "/small.db",
                    large = std::string(argv[1]) + "/large.db";
  make_trades(small, std::atoll(argv[2]));
  make_trades(large, std::atoll(argv[3]));
  constexpr double allowed = 2048;
  for (const char* measure : {"VmHWM", "RssAnon"})
    for (const char* how : {"pump", "range", "step"}) {
      const double few = child(argv[0], small, how, measure),
                   many = child(argv[0], large, how, measure);
      tell({std::string("sqlite ") + how + ", " + argv[3] + " rows, " + measure,
            std::string(argv[2]) + " rows + 2 MB", many, few + allowed, "kB",
            (few + allowed) / many, 0, 1.0});
    }
}
