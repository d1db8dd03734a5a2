// SPDX-License-Identifier: BSL-1.0
// csv.cpp - CSV into structs and out of them: a careful loop by hand, DuckDB, pyarrow and polars; two threads, few columns of many,
// counting, memory, writing. Single threads are compared by processor time, which a busy machine does not change.
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/sinks/csv.hpp>
#include <fstream>
#include <hand/csv_loops.hpp>
#include <peers/csv_peers.hpp>
#include <support/turns.hpp>
#include <thread>

using namespace benchmarks;

namespace {

struct wide_row {
  std::int32_t c0;
  double c1;
  std::string_view c2;
  std::int32_t c3;
  double c4;
  std::string_view c5;
  std::int32_t c6;
  double c7;
  std::string_view c8;
  std::int32_t c9;
  double c10;
  std::string_view c11;
  std::int32_t c12;
  double c13;
  std::string_view c14;
  std::int32_t c15;
  double c16;
  std::string_view c17;
  std::int32_t c18;
  double c19;
  std::string_view c20;
  std::int32_t c21;
  double c22;
  std::string_view c23;
  std::int32_t c24;
  double c25;
  std::string_view c26;
  std::int32_t c27;
  double c28;
  std::string_view c29;
  std::int32_t c30;
  double c31;
  std::string_view c32;
  std::int32_t c33;
  double c34;
  std::string_view c35;
  std::int32_t c36;
  double c37;
  std::string_view c38;
  std::int32_t c39;
  double c40;
  std::string_view c41;
  std::int32_t c42;
  double c43;
  std::string_view c44;
  std::int32_t c45;
  double c46;
  std::string_view c47;
  std::int32_t c48;
  double c49;
};
struct two_of_wide {
  std::int32_t c9;
  std::string_view c32;
};

void check(const ferrule::result<void>& done) {
  if (!done) stop(done.error().message);
}

/// A connector of its own each time: finding out what the file is takes part.
template<class T, class F>
void each_of(const std::string& path, F&& f) {
  ferrule::csv::connector source({.path = path, .table = "t"});
  check(ferrule::each_row<T>(source, "t", f));
}

std::string digest_of(const std::string& path) {
  csv_digest out;
  each_of<csv_trade>(path, [&](const csv_trade& t) { out.add(t); });
  return out.text();
}

/// Also how long the slower of the threads computed: what the clock would tell on a machine that does nothing else.
csv_sums sums_in_parts(const std::string& path, std::size_t parts, double& slowest) {
  ferrule::csv::connector source({.path = path, .table = "t"});
  auto plan = source.plan({"t", {}}, parts);
  if (!plan) stop(plan.error().message);
  std::vector<csv_sums> sums(plan->partitions().size());
  std::vector<double> processor(sums.size());
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < sums.size(); ++i)
    threads.emplace_back([&, i] {
      ferrule::csv::connector own(source.settings());
      auto rows = own.open(plan->partitions()[i]);
      if (!rows) stop(rows.error().message);
      csv_sums local;  // beside another thread's, both would wait for each other's cache lines
      check(ferrule::each<csv_trade>(*rows, [&](const csv_trade& t) { local.add(t); }));
      sums[i] = local;
      processor[i] = processor_ns() / 1e9;
    });
  for (std::thread& t : threads) t.join();
  slowest = *std::max_element(processor.begin(), processor.end());
  csv_sums all;
  for (const csv_sums& s : sums) {
    all.rows += s.rows;
    all.id += s.id;
    all.ts ^= s.ts;
    all.text += s.text;
  }
  return all;
}

double anonymous_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind("RssAnon:", 0) == 0) return std::atof(line.c_str() + 8);
  stop("/proc/self/status has no RssAnon");
}

/// The most anonymous memory of a process that does nothing but read the file.
double peak_of(const std::string& self, const std::string& path) {
  std::FILE* const out = ::popen(("'" + self + "' peak '" + path + "'").c_str(), "r");
  double found = 0;
  if (out == nullptr || std::fscanf(out, "%lf", &found) != 1 || ::pclose(out) != 0)
    stop("reading " + path + " in another process failed");
  return found;
}

void compare_reading(const std::string& file, long long rows, int repetitions,
                     peers::csv_readers& others) {
  csv_digest by_hand;
  hand::each_csv_trade(file, [&](const csv_trade& t) { by_hand.add(t); });
  const std::string expected = by_hand.text();
  if (digest_of(file) != expected) stop("the loop by hand and ferrule read different rows");
  csv_sums wanted;
  hand::each_csv_trade(file, [&](const csv_trade& t) { wanted.add(t); });

  const auto summing = [&](auto loop) {
    return [&wanted, loop] {
      csv_sums sums;
      const seconds_taken took = timed([&] { loop([&](const csv_trade& t) { sums.add(t); }); });
      if (sums != wanted) stop("a loop saw other values than it did before");
      return took;
    };
  };
  std::vector<turn> all{
      {"csv to structs", summing([&](auto take) { each_of<csv_trade>(file, take); })},
      {"loop by hand, no quotes", summing([&](auto take) { hand::each_csv_trade(file, take); })},
      {"csv, 2 threads",
       [&] {
         double slowest = 0;
         seconds_taken took = timed([&] {
           const csv_sums sums = sums_in_parts(file, 2, slowest);
           if (sums.rows != wanted.rows || sums.id != wanted.id || sums.ts != wanted.ts ||
               sums.text != wanted.text)
             stop("two threads saw other values than one");
         });
         took.processor += slowest;  // planning takes this thread's time
         return took;
       }},
      {"csv, rows counted",
       [&] {
         return timed([&] {
           ferrule::csv::connector source({.path = file, .table = "t"});
           const auto count = source.count_rows("t");
           if (!count || *count != wanted.rows) stop("the rows were counted wrong");
         });
       }},
      {"memchr for line ends", [&] {
         return timed([&] {
           if (hand::count_lines(file) != wanted.rows + 1) stop("the lines were counted wrong");
         });
       }}};
  for (const char* name : {"duckdb", "pyarrow", "polars"}) {
    if (others.ask(std::string("verify ") + name) != expected)
      stop(std::string(name) + " and ferrule read different rows");
    all.push_back(
        {name + (" " + others.ask(std::string("version ") + name)) + ", 1 thread", [&, name] {
           std::istringstream answer(others.ask(std::string("run ") + name));
           seconds_taken out;
           std::uint64_t count = 0;
           answer >> out.processor >> out.clock >> count;
           if (count != wanted.rows) stop(std::string(name) + " read another number of rows");
           return out;
         }});
  }
  const std::string duckdb = all[5].name, pyarrow = all[6].name, polars = all[7].name;
  const turns result(std::move(all), repetitions);
  const auto n = static_cast<double>(rows) / 1e9;
  const auto processor = &seconds_taken::processor, clock = &seconds_taken::clock;
  result.compare("csv to structs", "loop by hand, no quotes", processor, n, "ns/row", 1.6);
  result.compare("csv to structs", duckdb, processor, n, "ns/row", 3);
  result.compare("csv to structs", pyarrow, processor, n, "ns/row", 2);
  result.compare("csv to structs", polars, processor, n, "ns/row", 2);
  result.compare("csv to structs", "loop by hand, no quotes", clock, n, "ns/row", std::nullopt);
  result.compare("csv to structs", duckdb, clock, n, "ns/row", std::nullopt);
  result.compare("csv to structs", pyarrow, clock, n, "ns/row", std::nullopt);
  result.compare("csv to structs", polars, clock, n, "ns/row", std::nullopt);
  result.compare("csv, 2 threads", "csv to structs", clock, n, "ns/row", 1.8);
  result.compare("csv, 2 threads", "csv to structs", processor, n, "ns/row", std::nullopt);
  result.compare("csv, rows counted", "memchr for line ends", processor, n, "ns/row", 0.333);
}

void compare_columns(const std::string& file, long long rows, int repetitions) {
  std::int64_t numbers = 0, all_numbers = 0;
  std::size_t letters = 0, all_letters = 0;
  const turns result({{"2 columns of 50",
                       [&] {
                         numbers = 0, letters = 0;
                         return timed([&] {
                           each_of<two_of_wide>(file, [&](const two_of_wide& r) {
                             numbers += r.c9;
                             letters += r.c32.size();
                           });
                         });
                       }},
                      {"50 columns of 50",
                       [&] {
                         all_numbers = 0, all_letters = 0;
                         return timed([&] {
                           each_of<wide_row>(file, [&](const wide_row& r) {
                             all_numbers += r.c9;
                             all_letters += r.c32.size();
                           });
                         });
                       }}},
                     repetitions);
  if (numbers == 0 || numbers != all_numbers || letters != all_letters)
    stop("two columns and all columns differ");
  result.compare("2 columns of 50", "50 columns of 50", &seconds_taken::processor,
                 static_cast<double>(rows) / 1e9, "ns/row", 3);
}

void compare_writing(const std::string& file, const std::string& ours, const std::string& theirs,
                     long long rows, int repetitions, peers::csv_readers& others) {
  std::deque<std::string> texts;
  std::vector<csv_trade> trades;
  each_of<csv_trade>(file, [&](const csv_trade& t) {
    trades.push_back(t);
    trades.back().symbol = texts.emplace_back(t.symbol);
    if (t.note) trades.back().note = texts.emplace_back(*t.note);
  });
  if (auto lent = ferrule::memory::store::named()->lend("trades", trades); !lent)
    stop(lent.error().message);
  const turns result({{"csv written",
                       [&] {
                         return timed([&] {
                           ferrule::memory::connector source({});
                           auto stream = source.open(ferrule::table_info{"trades", {}});
                           const file_ptr out = open_to_write(ours);
                           auto done = ferrule::deliver(*stream, ferrule::into_csv(out.get()));
                           if (!done) stop(done.error().message);
                         });
                       }},
                      {"pyarrow writing",
                       [&] {
                         std::istringstream answer(others.ask("run write"));
                         seconds_taken out;
                         answer >> out.processor >> out.clock;
                         return out;
                       }}},
                     repetitions);
  const std::string expected = digest_of(file);
  if (digest_of(ours) != expected || digest_of(theirs) != expected)
    stop("what was written reads as other rows");
  result.compare("csv written", "pyarrow writing", &seconds_taken::processor,
                 static_cast<double>(rows) / 1e9, "ns/row", 2);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && argv[1] == std::string("peak")) {
    double most = 0;
    std::uint64_t count = 0;
    each_of<csv_trade>(argv[2], [&](const csv_trade&) {
      if (++count % 10'000 == 0) most = std::max(most, anonymous_kilobytes());
    });
    std::printf("%.0f\n", most);
    return 0;
  }
  if (argc != 6) stop("usage: csv FOLDER ROWS REPETITIONS PYTHON csv_peers.py");
  const std::string folder = argv[1], file = folder + "/trades.csv", small = folder + "/small.csv",
                    wide = folder + "/wide.csv", ours = folder + "/ours.csv",
                    theirs = folder + "/theirs.csv";
  const long long rows = std::atoll(argv[2]);
  const int repetitions = std::atoi(argv[3]);
  make_csv_trades(file, rows);
  make_csv_trades(small, rows / 20);
  make_wide_csv(wide, rows / 8);
  peers::csv_readers others(argv[4], argv[5], file, theirs);
  compare_reading(file, rows, repetitions, others);
  compare_columns(wide, rows / 8, repetitions);
  const double few = peak_of(argv[0], small), many = peak_of(argv[0], file);
  constexpr double allowed = 1024;
  tell({"csv, anonymous memory for " + std::to_string(rows) + " rows",
        std::to_string(rows / 20) + " rows + 1 MB", many, few + allowed, "kB",
        (few + allowed) / many, 0, 1.0});
  compare_writing(file, ours, theirs, rows, repetitions, others);
}
