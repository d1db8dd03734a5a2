// SPDX-License-Identifier: BSL-1.0
// support/history.hpp - random changes of two tables, the same for the same seed, and a comparison of tables row by row.
#pragma once
#include <algorithm>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <gtest/gtest.h>
#include <random>

namespace history {

using namespace ferrule;

struct account {
  std::int64_t id = 0;
  std::string name;
  std::optional<double> balance;
  friend auto operator<=>(const account&, const account&) = default;
};
struct event {
  std::int64_t number = 0;
  std::string what;
  friend auto operator<=>(const event&, const event&) = default;
};
inline const std::vector<table_info> tables{{"accounts", {}}, {"events", {}}};

/// Makes the two tables: one with a key, one without.
inline void create(memory::connector& in) {
  ASSERT_TRUE(create_table_for<account>(in, "accounts", {"id"}));
  ASSERT_TRUE(create_table_for<event>(in, "events"));
}

/// One change after the other; every call to `transaction` is one.
class generator {
public:
  generator(memory::connector& in, std::uint64_t seed) : in_(&in), random_(seed) {}

  void transaction() {
    const std::uint64_t size = pick(20) == 0 ? 200 : pick(6);
    if (pick(40) == 0) {
      ASSERT_TRUE(create_table_for<account>(*in_, "accounts", {"id"}, if_exists::replace));
      there_.clear();
    }
    ASSERT_TRUE(in_->begin());
    const std::vector<std::int64_t> before = there_;
    for (std::uint64_t i = 0; i < size; ++i) change();
    if (pick(8) == 0) {
      ASSERT_TRUE(in_->rollback());
      there_ = before;
    } else ASSERT_TRUE(in_->commit());
  }

private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  account made(std::int64_t id) {
    return {id, "name " + std::to_string(random_() % 1000),
            pick(4) == 0 ? std::nullopt : std::optional(static_cast<double>(pick(1000)) / 8)};
  }
  void change() {
    const auto write = [&](const account& a, write_mode mode) {
      const auto done = write_rows(*in_, "accounts", std::vector{a}, mode);
      ASSERT_TRUE(done && done->front()) << to_text(done ? done->front().error() : done.error());
    };
    switch (there_.empty() ? 0 : pick(4)) {
      case 0:
        there_.push_back(next_id_);
        write(made(next_id_++), write_mode::insert);
        break;
      case 1: write(made(there_[pick(there_.size())]), write_mode::update); break;
      case 2: {
        const std::size_t at = pick(there_.size());
        auto remove = in_->open_writer({"accounts", {}}, write_mode::remove);
        ASSERT_TRUE(remove);
        const value_view key[] = {there_[at]};
        ASSERT_TRUE(remove->write(key));
        there_.erase(there_.begin() + static_cast<std::ptrdiff_t>(at));
        break;
      }
      default:
        ASSERT_TRUE(write_rows(*in_, "events", std::vector<event>{{next_event_, "event"}}));
        ++next_event_;
    }
  }

  memory::connector* in_;
  std::mt19937_64 random_;
  std::vector<std::int64_t> there_;
  std::int64_t next_id_ = 1, next_event_ = 1;
};

inline std::string fresh_name() {
  static int made = 0;
  return "history " + std::to_string(++made);
}

/// A store with the two tables and `before` random transactions, whose changes are kept from there on.
struct source {
  source(std::uint64_t seed, int before, const std::string& name = fresh_name())
      : connector({.store = name}), made(connector, seed) {
    create(connector);
    more(before);
    memory::store::named(name)->keep_changes();
  }
  void more(int transactions) {
    for (int i = 0; i < transactions; ++i) made.transaction();
  }
  memory::connector connector;
  generator made;
};

template<class T, class C>
std::vector<T> sorted(C& of, const char* table) {
  auto rows = collect<T>(of, table);
  EXPECT_TRUE(rows) << to_text(rows.error());
  if (!rows) return {};
  std::sort(rows->begin(), rows->end());
  return *rows;
}

/// Whether both have the same rows, as often.
template<class A, class B>
bool same_tables(A& a, B& b) {
  return sorted<account>(a, "accounts") == sorted<account>(b, "accounts") &&
         sorted<event>(a, "events") == sorted<event>(b, "events");
}

}  // namespace history
