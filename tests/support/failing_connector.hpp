// SPDX-License-Identifier: BSL-1.0
// support/failing_connector.hpp - memory, with errors that a test prepares: the next so many calls of a method fail.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <ferrule/decorators/forwarding.hpp>
#include <map>

namespace support {

/// What fails, shared by all connections of a test.
struct prepared_failures {
  std::map<ferrule::connector_method, std::pair<int, ferrule::error>> next{};
  std::map<ferrule::connector_method, int> calls{};
  std::uint64_t fail_behind_row = UINT64_MAX;  // streams
  // Changes: which message, counted over all streams of a test, is lost, or (`in_row`) only the rows in it; how many of those behind it;
  // what is added to the ids of every stream but the first.
  std::uint64_t messages = 0, fail_at_message = UINT64_MAX, fail_times = 1;
  std::uint64_t fail_every = 0, failed = 0;  // every so many messages, too; how many were
  bool in_row = false, transient = true;
  std::uint64_t ids_moved = 0;
  bool with_positions = false;  // ids say with a text, too, where they are
  std::vector<ferrule::op_id> acknowledged{};
  bool fail_acknowledging = false;

  void fail(ferrule::connector_method what, int times, ferrule::errc kind, bool transient = true) {
    next[what] = {times, {kind, transient, "prepared"}};
  }
};
inline prepared_failures failures;

struct failing_options {
  bool fails = true;
};
template<class Inner>
struct failing_config {
  using decorated = Inner;
  Inner inner{};
  failing_options failing{};
};

/// A stream that fails behind a row.
template<class S>
class failing_stream : public ferrule::forwarding_stream<S> {
public:
  explicit failing_stream(S inner) : ferrule::forwarding_stream<S>(std::move(inner)) {}
  bool next() {
    if (rows_ == failures.fail_behind_row)
      why_ = {ferrule::errc::io, true, "the connection was lost for a moment"};
    if (why_) return false;
    ++rows_;
    return this->inner_.next();
  }
  const ferrule::error& status() const noexcept { return why_ ? why_ : this->inner_.status(); }
  template<class T>
  bool lends() const {
    return false;
  }

private:
  std::uint64_t rows_ = 0;
  ferrule::error why_;
};

/// Rows of a snapshot that end in the middle, and changes that are lost at a message, or in the cells of one.
template<class S>
class failing_changes {
  using inner_rows = std::remove_cvref_t<decltype(std::declval<S&>().rows())>;

public:
  class failing_rows {
  public:
    failing_rows(inner_rows& inner, ferrule::error& why) : inner_(&inner), why_(&why) {}
    bool next() {
      if (fails_ && ++rows_ == 2) *why_ = lost();
      return !*why_ && inner_->next();
    }
    auto row() { return inner_->row(); }
    const ferrule::error& status() const noexcept { return *why_ ? *why_ : inner_->status(); }
    const ferrule::schema& schema() const noexcept { return inner_->schema(); }
    bool fails_ = false;

  private:
    inner_rows* inner_;
    ferrule::error* why_;
    int rows_ = 0;
  };

  explicit failing_changes(S inner, std::uint64_t ids_moved)
      : inner_(std::move(inner)), ids_moved_(ids_moved) {}
  ferrule::change next() {
    if (why_) return ferrule::change::end;
    const std::uint64_t at = failures.messages++;
    const bool prepared = at >= failures.fail_at_message && failures.fail_times != 0;
    if (prepared) --failures.fail_times;
    const bool fails = prepared || (failures.fail_every != 0 &&
                                    at % failures.fail_every == failures.fail_every - 1);
    failures.failed += fails ? 1 : 0;
    if (fails && !failures.in_row) {
      why_ = lost();
      return ferrule::change::end;
    }
    const ferrule::change what = inner_.next();
    id_ = inner_.id();
    if (ferrule::has_id(what)) {
      id_.sequence += ids_moved_;
      if (failures.with_positions) id_.position = ferrule::concat("at ", id_.sequence);
    }
    if (what == ferrule::change::rows) {
      rows_.emplace(inner_.rows(), why_);
      rows_->fails_ = fails;
    } else if (fails && what >= ferrule::change::insert && what <= ferrule::change::remove)
      why_ = lost();
    return what;
  }
  std::size_t table() const { return inner_.table(); }
  failing_rows& rows() { return *rows_; }
  auto row() { return inner_.row(); }
  auto old_row() { return inner_.old_row(); }
  const ferrule::op_id& id() const { return id_; }
  std::optional<ferrule::source_time> committed_at() const { return inner_.committed_at(); }
  std::span<const ferrule::source_schema> schemas() const { return inner_.schemas(); }
  ferrule::result<void> acknowledge(const ferrule::op_id& id) {
    if (why_ || std::exchange(failures.fail_acknowledging, false)) return ferrule::fail(lost());
    failures.acknowledged.push_back(id);
    return {};
  }
  const ferrule::error& status() const { return why_ ? why_ : inner_.status(); }

private:
  static ferrule::error lost() {
    return {ferrule::errc::connect, failures.transient, "the connection was lost for a moment"};
  }

  S inner_;
  std::uint64_t ids_moved_;
  ferrule::op_id id_;
  ferrule::error why_;
  std::optional<failing_rows> rows_;
};

class failing_memory : public ferrule::forwarding<failing_memory, ferrule::memory::connector,
                                                  failing_config<ferrule::memory::config>> {
  using base = ferrule::forwarding<failing_memory, ferrule::memory::connector,
                                   failing_config<ferrule::memory::config>>;
  friend base;

public:
  using base::base;

private:
  template<class F>
  auto around(const ferrule::connector_call& call, F&& f) {
    ++failures.calls[call.what];
    auto& [times, why] = failures.next[call.what];
    if (times > 0 && --times >= 0) return decltype(f(this->inner_))(ferrule::fail(why));
    return f(this->inner_);
  }
  template<class S>
  auto around_stream(const ferrule::connector_call&, S stream) {
    return failing_stream<S>(std::move(stream));
  }

  // Behind `around`, whose type must be known.
public:
  auto follow(std::span<const ferrule::table_info> tables,
              const std::optional<ferrule::checkpoint>& from = {},
              const ferrule::follow_options& options = {}) {
    const bool first = failures.calls[ferrule::connector_method::follow] == 0;
    return base::follow(tables, from, options).map([&](auto made) {
      return failing_changes(std::move(made), first ? 0 : failures.ids_moved);
    });
  }
};

}  // namespace support
