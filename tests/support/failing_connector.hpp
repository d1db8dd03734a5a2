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
};

}  // namespace support
