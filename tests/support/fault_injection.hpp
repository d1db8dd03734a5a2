// SPDX-License-Identifier: BSL-1.0
// support/fault_injection.hpp - the n-th call of something fails: for every n, what was asked for is there, or an error says why not.
//
// Replaces operator new of the program that includes it, so one source of a program includes it. By default a sample of all n is
// tried; with FERRULE_ALL_FAULTS in the environment each of them.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <filesystem>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <new>

namespace faults {

using namespace ferrule;
namespace fs = std::filesystem;

/// Calls of one kind, counted while armed. One thread at a time.
class seam {
public:
  void arm(long nth, bool from_then_on) noexcept {
    nth_ = nth;
    sticky_ = from_then_on;
    calls_ = 0;
    armed_ = true;
  }
  /// How many calls there were.
  long disarm() noexcept {
    armed_ = false;
    return calls_;
  }
  bool fails() noexcept {
    if (!armed_) return false;
    ++calls_;
    return sticky_ ? calls_ >= nth_ : calls_ == nth_;
  }

private:
  bool armed_ = false, sticky_ = false;
  long nth_ = 0, calls_ = 0;
};

inline seam allocations;
inline long live_allocations = 0;

inline void* allocate(std::size_t size) noexcept {
  if (allocations.fails()) return nullptr;
  ++live_allocations;
  return std::malloc(size == 0 ? 1 : size);
}
inline void release(void* at) noexcept {
  if (at != nullptr) --live_allocations;
  std::free(at);
}

}  // namespace faults

void* operator new(std::size_t size) {
  if (void* const at = faults::allocate(size)) return at;
  throw std::bad_alloc();
}
void* operator new[](std::size_t size) { return ::operator new(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return faults::allocate(size);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return faults::allocate(size);
}
void operator delete(void* at) noexcept { faults::release(at); }
void operator delete[](void* at) noexcept { faults::release(at); }
void operator delete(void* at, std::size_t) noexcept { faults::release(at); }
void operator delete[](void* at, std::size_t) noexcept { faults::release(at); }
void operator delete(void* at, const std::nothrow_t&) noexcept { faults::release(at); }
void operator delete[](void* at, const std::nothrow_t&) noexcept { faults::release(at); }

namespace faults {

/// All cells of some rows, as a number: made without memory, so that what is counted is the connector's.
struct digest {
  std::uint64_t sum = 0xcbf29ce484222325;
  std::size_t rows = 0;

  void add(const void* bytes, std::size_t size) noexcept {
    for (std::size_t i = 0; i < size; ++i)
      sum = (sum ^ static_cast<const unsigned char*>(bytes)[i]) * 0x100000001b3;
  }
  void add(const value_view& cell) noexcept {
    if (cell.is_null()) return add("\xff", 1);
    if (cell.holds<std::string_view>()) {
      const auto text = cell.as<std::string_view>();
      add(text.data(), text.size());
    } else if (cell.holds<std::int64_t>()) {
      const auto number = cell.as<std::int64_t>();
      add(&number, sizeof number);
    } else if (cell.holds<double>()) {
      const auto number = cell.as<double>();
      add(&number, sizeof number);
    } else add("?", 1);
  }
  friend bool operator==(const digest&, const digest&) = default;
};

struct sample_row {
  std::int64_t id = 0;
  std::optional<std::string_view> label;
};

/// Everything that a connector without further capabilities can be asked, and every row in each way there is.
template<class C>
result<digest> read_everything(C& source) {
  digest out;
  if (auto valid = source.validate_connection(); !valid) return fail(std::move(valid.error()));
  auto tables = source.list_tables();
  if (!tables) return fail(std::move(tables.error()));
  if (auto problems = source.validate_tables(*tables); !problems)
    return fail(std::move(problems.error()));
  else if (!problems->empty()) return fail(std::move(problems->front().why));
  auto columns = source.list_columns(*tables);
  if (!columns) return fail(std::move(columns.error()));
  std::vector<table_info> whole;
  for (auto& one : *columns) {
    if (!one) return fail(std::move(one.error()));
    whole.push_back(std::move(*one));
  }
  auto schemas = source.get_schemas(whole);
  if (!schemas) return fail(std::move(schemas.error()));
  for (std::size_t i = 0; i < schemas->size(); ++i) {
    if (!(*schemas)[i]) return fail(std::move((*schemas)[i].error()));
    const std::size_t width = (*schemas)[i]->schema.fields.size();
    const auto add = [&](auto& row) {
      for (std::size_t column = 0; column < width; ++column) {
        value_view cell;
        row.read(cell);
        if (row.failed()) return flow::stop;
        out.add(cell);
      }
      ++out.rows;
      return flow::more;
    };
    auto pumped = source.open(whole[i]);
    if (!pumped) return fail(std::move(pumped.error()));
    if (const error& why = pump(*pumped, add); why) return fail(why);
    auto pulled = source.open(whole[i]);
    if (!pulled) return fail(std::move(pulled.error()));
    while (pulled->next()) {
      auto row = pulled->row();
      if (add(row) == flow::stop) break;
    }
    if (pulled->status()) return fail(pulled->status());
    const auto as_struct = [&](const sample_row& row) {
      out.add(value_view(row.id));
      out.add(row.label ? value_view(*row.label) : value_view());
    };
    if (auto done = each_row<sample_row>(source, whole[i].id, as_struct); !done)
      return fail(std::move(done.error()));
  }
  return out;
}

inline std::size_t open_files() {
  std::size_t out = 0;
  for ([[maybe_unused]] const auto& one : fs::directory_iterator("/proc/self/fd")) ++out;
  return out;
}

// One run: "thrown", "right", or the kind of the error; and whether it succeeded. Nothing of it is left when this returns.
template<class Scenario, class Right, class Complain>
std::pair<std::string_view, bool> outcome_of(seam& at, Scenario& scenario, Right& right,
                                             std::initializer_list<errc> may_fail,
                                             Complain complain) {
  const auto explained = [&](const error& why) {
    if (std::find(may_fail.begin(), may_fail.end(), why.kind) == may_fail.end() ||
        why.message.empty())
      complain(to_text(why));
    return std::pair(name_of(why.kind), false);
  };
  try {
    const auto done = scenario();
    at.disarm();
    if (!done) return explained(done.error());
    if (!right(*done)) complain("not all is there");
    return {"right", true};
  } catch (const std::bad_alloc&) {
    at.disarm();
    return {"thrown", false};
  } catch (const failure& thrown) {
    at.disarm();
    return explained(thrown.why);
  }
}

/// Runs `scenario` with the n-th call at `at` failing, for n = 1, 2, ... until it is not reached. A scenario is a `result<T>()`; `right`
/// says whether its value is, `may_fail` which errors are typed as they should be; `afterwards` looks at what is left behind, and is told
/// whether the scenario succeeded. Memory and files are as before behind each; memory not where `prepare` makes something that the
/// scenario may fill.
struct nothing {
  void operator()() const noexcept {}
};
template<class Scenario, class Right, class Afterwards, class Before = nothing>
void each_failure(const char* name, seam& at, Scenario scenario, Right right,
                  std::initializer_list<errc> may_fail, Afterwards afterwards,
                  Before prepare = {}) {
  static const bool all = std::getenv("FERRULE_ALL_FAULTS") != nullptr;
  prepare();
  at.arm(0, false);
  auto whole = scenario();
  const long calls = at.disarm();
  ASSERT_TRUE(whole) << name << ": " << to_text(whole.error());
  ASSERT_TRUE(right(*whole)) << name;
  afterwards(true);
  std::map<std::string, int> seen;
  int runs = 0;
  for (const bool from_then_on : {false, true}) {
    const long stride = all ? 1 : std::max(1L, calls / 25);
    for (long n = 1; n <= calls; n += n < 10 ? 1 : stride) {
      prepare();
      const long before = live_allocations;
      const std::size_t files = open_files();
      at.arm(n, from_then_on);
      const auto [what, succeeded] =
          outcome_of(at, scenario, right, may_fail, [&](std::string_view seen_instead) {
            ADD_FAILURE() << name << ", call " << n << ": " << seen_instead;
          });
      if (std::same_as<Before, nothing> && live_allocations != before)
        ADD_FAILURE() << name << ", call " << n << ": " << live_allocations - before
                      << " allocations are left";
      if (open_files() != files) ADD_FAILURE() << name << ", call " << n << ": files are left open";
      ++runs;
      ++seen[std::string(what)];
      afterwards(succeeded);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  std::printf("%s: %ld calls, %d failures:", name, calls, runs);
  for (const auto& [what, times] : seen) std::printf(" %d %s", times, what.c_str());
  std::printf("\n");
}

/// Inserts `count` rows of `t` and changes row 5, in one transaction.
template<class C>
result<bool> write_some(C& c, std::int64_t count) {
  if (auto ok = c.begin(); !ok) return fail(ok.error());
  {
    auto insert = c.open_writer({"t", {}}, write_mode::insert);
    if (!insert) return fail(insert.error());
    for (std::int64_t i = 1000; i < 1000 + count; ++i) {
      const value_view cells[] = {i, std::string_view("a row that was written later")};
      if (!insert->write(cells)) return fail(insert->status());
    }
    if (auto ok = insert->finish(); !ok) return fail(ok.error());
    auto change = c.open_writer({"t", {}}, write_mode::update);
    if (!change) return fail(change.error());
    const value_view cells[] = {std::int64_t{5}, std::string_view("a label that was changed")};
    if (!change->write(cells)) return fail(change->status());
    if (auto ok = change->finish(); !ok) return fail(ok.error());
  }
  if (auto ok = c.commit(); !ok) return fail(ok.error());
  return true;
}

}  // namespace faults
