// SPDX-License-Identifier: BSL-1.0
// peers/soci.hpp - SOCI's prepared statement with bound variables, its fastest way to read rows one by one.
#pragma once
#if __has_include(<soci/sqlite3/soci-sqlite3.h>)
#define BENCHMARKS_SOCI 1
#include <hand/sqlite_loops.hpp>
#include <soci/soci.h>
#include <support/data.hpp>

// Of soci-sqlite3.h, which cannot stand beside sqlite3.h: it includes that inside a namespace.
extern "C" void register_factory_sqlite3();

namespace benchmarks::peers {

class soci {
public:
  explicit soci(const std::string& path) {
    register_factory_sqlite3();
    session_.open("sqlite3", "db=" + path + " readonly=true");
    session_ << "PRAGMA mmap_size = " + std::to_string(mapped_bytes);
  }
  template<class F>
  void each_trade(F&& f) {
    long long id = 0, ts = 0;
    int account = 0, qty = 0, side = 0;
    double price = 0;
    std::string symbol, note;
    ::soci::indicator has_note = ::soci::i_null;
    ::soci::statement query = (session_.prepare << hand::query, ::soci::into(id), ::soci::into(ts),
                               ::soci::into(account), ::soci::into(symbol), ::soci::into(price),
                               ::soci::into(qty), ::soci::into(side), ::soci::into(note, has_note));
    query.execute();
    while (query.fetch()) {
      trade t{id, ts, account, symbol, price, qty, side != 0, {}};
      if (has_note == ::soci::i_ok) t.note = note;
      f(t);
    }
  }

private:
  ::soci::session session_;
};

}  // namespace benchmarks::peers
#endif
