// SPDX-License-Identifier: BSL-1.0
// csv_rows.cpp - a CSV file into structs: beside a careful loop that knows no quotes, a few of many columns, rows counted, two threads.
#include <ferrule/connectors/csv.hpp>
#include <ferrule/rows.hpp>
#include <hand/csv_loop.hpp>
#include <support/contest.hpp>
#include <sys/resource.h>
#include <thread>

using namespace benchmarks;

namespace {

struct csv_trade {
  std::int64_t id;
  std::chrono::local_time<std::chrono::milliseconds> ts;
  std::int32_t account;
  std::string_view symbol;
  double price;
  std::int32_t qty;
  bool side;
  std::optional<std::string_view> note;

  trade plain() const {
    return {id, ts.time_since_epoch().count(), account, symbol, price, qty, side, note};
  }
};

void append(std::string& to, const char* format, auto... values) {
  char text[128];
  to.append(text, static_cast<std::size_t>(std::snprintf(text, sizeof text, format, values...)));
}

void write_file(const std::string& path, const std::string& text) {
  std::FILE* const file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size() ||
      std::fclose(file) != 0)
    stop("cannot write " + path);
}

// No quotes, so that the loop that knows none can read it.
void write_trades(const std::string& path, long long rows) {
  std::string text = "id,ts,account,symbol,price,qty,side,note\n";
  for (long long i = 1; i <= rows; ++i) {
    const auto moment = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::milliseconds(1700000000000 + i * 37));
    std::string at = to_text(
        ferrule::timestamp{moment.time_since_epoch().count(), ferrule::time_unit::millisecond});
    at[10] = ' ';
    at.resize(19);
    append(text, "%lld,%s.%03d,%d,SYM%d,%.2f,%d,%s,", i, at.c_str(),
           static_cast<int>(i * 37 % 1000), static_cast<int>(i % 5000), static_cast<int>(i % 977),
           static_cast<double>(i) * 0.37 + 0.5, static_cast<int>(i % 100),
           i % 2 != 0 ? "true" : "false");
    if (i % 5 != 0) append(text, "note number %lld", i);
    text += '\n';
  }
  write_file(path, text);
}

void write_wide(const std::string& path, long long rows) {
  std::string text;
  for (int c = 0; c < 50; ++c) append(text, c == 0 ? "c%d" : ",c%d", c);
  text += '\n';
  for (long long i = 0; i < rows; ++i)
    for (int c = 0; c < 50; ++c)
      append(text, c == 49 ? "%lld.%02d\n" : "%lld.%02d,", i % 9973 * (c + 1), c);
  write_file(path, text);
}

double sum_columns(ferrule::csv::connector& source, const std::vector<std::string>& columns) {
  auto stream = source.open(ferrule::table_info{"wide", columns});
  if (!stream) stop(stream.error().message);
  double sum = 0;
  const std::size_t count = stream->schema().fields.size();
  while (stream->next()) {
    auto row = stream->row();
    for (std::size_t i = 0; i < count; ++i) {
      double cell = 0;
      row.read(cell);
      sum += cell;
    }
  }
  if (stream->status()) stop(stream->status().message);
  return sum;
}

double wall_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<double>(t.tv_sec) * 1e9 + static_cast<double>(t.tv_nsec);
}

std::uint64_t read_parts(const std::string& path, std::size_t parts) {
  ferrule::csv::connector source({.path = path});
  const auto plan = source.plan({"trades", {}}, parts);
  if (!plan) stop(plan.error().message);
  std::vector<checksum> sums(plan->partitions().size());
  const auto read = [&](std::size_t at) {
    ferrule::csv::connector own({.path = path});
    auto stream = own.open(plan->partitions()[at]);
    if (!stream) stop(stream.error().message);
    checksum local;
    auto done =
        ferrule::each<csv_trade>(*stream, [&](const csv_trade& t) { local.add(t.plain()); });
    if (!done) stop(done.error().message);
    sums[at] = local;
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < sums.size(); ++i) threads.emplace_back(read, i);
  read(0);
  for (std::thread& t : threads) t.join();
  std::uint64_t rows = 0;
  for (const checksum& s : sums) rows += s.rows;
  return rows;
}

// Medians of loops that take turns.
template<class A, class B>
comparison in_turn(std::string name, std::string against, std::string unit, int repetitions,
                   double per, double (*now)(), A ours, B theirs, std::optional<double> bar) {
  std::vector<double> a, b, ratios;
  for (int i = 0; i < repetitions; ++i) {
    const double before = now();
    ours();
    const double between = now();
    theirs();
    a.push_back((between - before) / per);
    b.push_back((now() - between) / per);
    ratios.push_back(b.back() / a.back());
  }
  return {std::move(name),
          std::move(against),
          median(a),
          median(b),
          std::move(unit),
          median(ratios),
          (quantile(ratios, 0.75) - quantile(ratios, 0.25)) / 2,
          bar};
}

}  // namespace

// One reading for benchmarks/peers/csv_readers.py: what was seen, which must be what the others saw.
int read_once(const std::string& file) {
  ferrule::csv::connector source({.path = file});
  checksum sums;
  const auto done = ferrule::each_row<csv_trade>(source, "trades",
                                                 [&](const csv_trade& t) { sums.add(t.plain()); });
  if (!done) stop(done.error().message);
  std::printf("%llu %lld %lld %.2f\n", static_cast<unsigned long long>(sums.rows),
              static_cast<long long>(sums.id), static_cast<long long>(sums.account + sums.qty),
              sums.price);
  return 0;
}

// Every cell as text, for benchmarks/peers/csv_agree.py: fields end with 0x1f, rows with 0x1e.
int print_rows(const std::string& file) {
  ferrule::csv::connector source({.path = file,
                                  .table = "t",
                                  .delimiter = ",",
                                  .header = ferrule::csv::header_policy::no,
                                  .nulls = {},
                                  .sample = {0}});
  auto stream = source.open(ferrule::table_info{"t", {}});
  if (!stream) stop(stream.error().message);
  while (stream->next()) {
    auto row = stream->row();
    for (std::size_t i = 0; i < stream->schema().fields.size(); ++i) {
      std::string_view cell;
      row.read(cell);
      std::fwrite(cell.data(), 1, cell.size(), stdout);
      std::putchar(0x1f);
    }
    std::putchar(0x1e);
  }
  if (stream->status()) stop(stream->status().message);
  return 0;
}

int main(int argc, char** argv) {
  if (argc == 3) return print_rows(argv[2]);
  if (argc == 2) return read_once(argv[1]);
  if (argc != 4) stop("usage: csv_rows FOLDER ROWS REPETITIONS");
  const std::string folder = argv[1], trades = folder + "/trades.csv", wide = folder + "/wide.csv";
  const long long rows = std::atoll(argv[2]);
  const int repetitions = std::atoi(argv[3]);
  write_trades(trades, rows);
  write_wide(wide, rows / 20);

  ferrule::csv::connector source({.path = trades});
  std::vector<contender> loops{
      contending("csv pump",
                 [&](auto take) {
                   if (auto done = ferrule::each_row<csv_trade>(
                           source, "trades", [&](const csv_trade& t) { take(t.plain()); });
                       !done)
                     stop(done.error().message);
                 }),
      contending("memchr and from_chars, no quotes",
                 [&](auto take) { hand::each_csv_trade(trades, take); }),
      contending("csv range-for",
                 [&](auto take) {
                   for (const csv_trade& t : ferrule::rows<csv_trade>(source, "trades"))
                     take(t.plain());
                 }),
  };
  const contest result(std::move(loops), repetitions);
  result.compare("csv pump", "memchr and from_chars, no quotes", 1.6);
  result.compare("csv range-for", "memchr and from_chars, no quotes", std::nullopt);

  tell(in_turn(
      "csv rows counted", "memchr over the file", "ns/row", repetitions, static_cast<double>(rows),
      processor_ns,
      [&] {
        if (source.count_rows("trades").value() != static_cast<std::uint64_t>(rows))
          stop("counted wrong");
      },
      [&] {
        if (hand::count_lines(trades) != static_cast<std::uint64_t>(rows) + 1)
          stop("counted wrong");
      },
      1.0 / 3));
  ferrule::csv::connector columns({.path = wide});
  tell(in_turn(
      "csv 2 columns of 50", "csv 50 columns of 50", "ns/row", repetitions,
      static_cast<double>(rows) / 20, processor_ns, [&] { sum_columns(columns, {"c7", "c40"}); },
      [&] { sum_columns(columns, {}); }, 3));
  tell(in_turn(
      "csv on two threads", "csv on one", "ns/row", repetitions, static_cast<double>(rows), wall_ns,
      [&] {
        if (read_parts(trades, 2) != static_cast<std::uint64_t>(rows)) stop("rows are missing");
      },
      [&] {
        if (read_parts(trades, 1) != static_cast<std::uint64_t>(rows)) stop("rows are missing");
      },
      1.8));
}
