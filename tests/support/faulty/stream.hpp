// SPDX-License-Identifier: BSL-1.0
// support/faulty/stream.hpp - types, a connection, and streams that are lists of rows.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <support/faulty/migration.hpp>
#include <thread>

namespace faulty {

// Those of memory, and one that is not supported.
inline constexpr auto types = [] {
  std::array<type_mapping<int, kind>, kind_count + 1> out{};
  for (std::size_t i = 0; i < kind_count; ++i)
    out[i] = {static_cast<int>(i),    memory::types[i].name, memory::types[i].to,
              memory::types[i].codec, typing::declared,      {}};
  out[kind_count] = {-1, "shape", std::nullopt, kind::text, typing::declared, {}};
  return out;
}();
inline constexpr type_mapping<int, kind> stray{99,         "stray",          std::nullopt,
                                               kind::text, typing::declared, {}};

struct connection {
  explicit connection(const std::string& store)
      : inner(memory::config{store}), tables(store), number(++connections) {}
  memory::connector inner;
  migration tables;
  std::uint64_t number;
  std::size_t open_streams = 0, refusals = 0, opened = 0, place = 0;
  bool blocked = false;
  static inline std::uint64_t connections = 0;
  static inline std::uint64_t streaming =
      0;  // which connection has streams, for a connector of which one connection streams at a time
};

class stream {
public:
  class row_type {
  public:
    explicit row_type(stream& of) : of_(&of) {}
    void read(value_view& cell) {
      std::size_t& at = broken("stream.row-read-twice") ? of_->column_ : column_;
      const row_values& row =
          of_->rows_[std::clamp<std::size_t>(of_->place(), 1, of_->rows_.size()) - 1];
      cell = at < row.size() ? row[at].view() : value_view();
      ++at;
      if (broken("stream.cells-match-kind") && cell.holds<std::int8_t>())
        cell = std::int64_t{cell.as<std::int8_t>()};
      if (broken("types.boundary-values") && cell.holds<int128>())
        cell = rounded(cell.as<int128>());
    }
    void read(std::int64_t& cell) {
      value_view any;
      read(any);
      if (!any.holds<std::int64_t>()) return reject(any, conversion::mismatch, "std::int64_t");
      cell = any.as<std::int64_t>() +
             (broken("struct.all-rows") && any.as<std::int64_t>() < 1000 ? 1 : 0);
    }
    // As if it had been a double meanwhile.
    static int128 rounded(int128 exact) {
      const auto near = static_cast<double>(exact);
      return std::fabs(near) < 0x1p53 ? exact : static_cast<int128>(std::nextafter(near, 0.0));
    }
    bool failed() const { return of_->state_.failed(); }
    void reject(const value_view& cell, conversion why, std::string_view wanted) {
      of_->state_.reject(column_ - 1, cell, why, wanted, "a row");
    }

  private:
    stream* of_;
    std::size_t column_ = 0;
  };

  stream(std::shared_ptr<connection> on, stream_state state, rows_type rows,
         cancel_source::watch_type watch)
      : on_(std::move(on)),
        state_(std::move(state)),
        rows_(std::move(rows)),
        watch_(std::move(watch)) {
    ++on_->open_streams;
    on_->place = 0;
    connection::streaming = on_->number;
  }
  stream(stream&& other) noexcept
      : on_(std::move(other.on_)),
        state_(std::move(other.state_)),
        rows_(std::move(other.rows_)),
        watch_(std::move(other.watch_)),
        place_(other.place_),
        looked_at_(other.looked_at_),
        truncated_(other.truncated_),
        page_size_(other.page_size_) {
    if (broken("stream.moved-before-first-row") && looked_at_ && !rows_.empty())
      rows_.erase(rows_.begin());
  }
  stream& operator=(stream&& other) noexcept {
    std::destroy_at(this);
    return *std::construct_at(this, std::move(other));
  }
  ~stream() {
    if (!on_) return;
    if (!broken("stream.destroy-early")) --on_->open_streams;
    if (on_->open_streams == 0) connection::streaming = 0;
  }

  bool next() {
    column_ = 0;
    if (watch_.cancelled() && !broken("cancel.other-thread")) {
      state_.fail({errc::cancelled, false, state_.source() + ": cancelled"});
      return false;
    }
    if (state_.failed()) return false;
    if (place() >= rows_.size()) {
      if (broken("stream.end-stays-end") && std::exchange(at_end_, true)) place() = 0;
      else return false;
    }
    return place() < rows_.size() && (++place(), true);
  }
  row_type row() { return row_type(*this); }
  const error& status() const { return state_.status(); }
  const ferrule::schema& schema() const {
    looked_at_ = true;
    return state_.schema();
  }
  template<std::same_as<std::int64_t> T>
  bool reads(std::size_t column) const {
    const field& f = state_.schema().fields[column];
    return f.type.kind == kind::int64 && !f.nullable;
  }
  bool truncated() const { return truncated_; }
  std::size_t page_size() const { return page_size_; }
  bool batches() const { return true; }
  template<class K>
  void drain(K& sink) {
    on_->blocked = false;
    if (broken("stream.pump-agrees") && place() != 0) (void)next();
    while (next()) {
      auto r = row();
      if (sink(r) == flow::stop) return (void)(on_->blocked = place() < rows_.size());
    }
  }

private:
  std::size_t& place() { return broken("stream.two-open-at-once") ? on_->place : place_; }

  std::shared_ptr<connection> on_;
  stream_state state_;
  rows_type rows_;
  cancel_source::watch_type watch_;
  std::size_t place_ = 0, column_ = 0;  // rows delivered
  mutable bool looked_at_ = false;
  bool at_end_ = false;
  bool truncated_ = false;
  std::size_t page_size_ = 0;
  friend class connector;
};

}  // namespace faulty
