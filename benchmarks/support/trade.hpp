// SPDX-License-Identifier: BSL-1.0
// support/trade.hpp - the row that every benchmark reads, and sums that show whether two loops saw the same rows.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace benchmarks {

struct trade {
  std::int64_t id, ts;
  std::int32_t account;
  std::string_view symbol;
  double price;
  std::int32_t qty;
  bool side;
  std::optional<std::string_view> note;
};

/// The same fields in another struct: a table of `trade`s is not lent to who asks for these, but read column by column.
struct trade_copy {
  std::int64_t id, ts;
  std::int32_t account;
  std::string_view symbol;
  double price;
  std::int32_t qty;
  bool side;
  std::optional<std::string_view> note;
};

/// What the timed loops do with a row: every field goes into a sum of its own, text by its size and first byte, so that
/// the sums cost little beside reading.
struct checksum {
  std::uint64_t rows = 0, nulls = 0, text = 0;
  std::int64_t id = 0, ts = 0, account = 0, qty = 0, side = 0;
  double price = 0;

  template<class T>
  [[gnu::always_inline]] void add(const T& t) {
    ++rows;
    id += t.id;
    ts ^= t.ts;
    account += t.account;
    qty += t.qty;
    side += t.side;
    price += t.price;
    add_text(t.symbol);
    if (t.note) add_text(*t.note);
    else ++nulls;
  }
  bool operator==(const checksum&) const = default;

private:
  [[gnu::always_inline]] void add_text(std::string_view s) {
    text += s.size();
    if (!s.empty()) text += static_cast<unsigned char>(s.front());
  }
};

/// Every byte of every field in order (FNV-1a). Too slow to be timed; run once per loop before the first measurement.
struct digest {
  std::uint64_t rows = 0, state = 0xcbf29ce484222325;

  template<class T>
  void add(const T& t) {
    ++rows;
    add_bytes(&t.id, sizeof t.id);
    add_bytes(&t.ts, sizeof t.ts);
    add_bytes(&t.account, sizeof t.account);
    add_text(t.symbol);
    add_bytes(&t.price, sizeof t.price);
    add_bytes(&t.qty, sizeof t.qty);
    add_bytes(&t.side, sizeof t.side);
    const bool has_note = t.note.has_value();
    add_bytes(&has_note, sizeof has_note);
    if (has_note) add_text(*t.note);
  }
  bool operator==(const digest&) const = default;

private:
  void add_text(std::string_view s) {
    const std::size_t size = s.size();
    add_bytes(&size, sizeof size);
    add_bytes(s.data(), s.size());
  }
  void add_bytes(const void* from, std::size_t size) {
    const auto* bytes = static_cast<const unsigned char*>(from);
    for (std::size_t i = 0; i < size; ++i) state = (state ^ bytes[i]) * 0x100000001b3;
  }
};

}  // namespace benchmarks
