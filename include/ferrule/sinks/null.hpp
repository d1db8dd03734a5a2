// SPDX-License-Identifier: BSL-1.0
// sinks/null.hpp - rows to nowhere, every cell read and counted: for measuring a source.
#pragma once
#include <chrono>
#include <ferrule/sink.hpp>

namespace ferrule {

/// Bytes of a cell as a value: text and binary by length, numbers by width, null as none.
inline std::uint64_t byte_count(const value_view& cell) noexcept {
  if (cell.is_null()) return 0;
  switch (cell.kind()) {
    case kind::string:
    case kind::text:
    case kind::json: return cell.as<std::string_view>().size();
    case kind::binary: return cell.as<bytes_view>().size();
    case kind::boolean: return 1;
    case kind::float32:
    case kind::date: return 4;
    case kind::float64:
    case kind::time:
    case kind::timestamp:
    case kind::duration: return 8;
    case kind::decimal:
    case kind::interval:
    case kind::uuid:
    case kind::point: return 16;
    case kind::list: {
      std::uint64_t total = 0;
      for (const value_view& element : cell.as<list_view>()) total += byte_count(element);
      return total;
    }
    default: return static_cast<std::uint64_t>(bits_of(cell.kind())) / 8;
  }
}

/// Reads every cell and keeps none. Give it as an lvalue to ask afterwards:
/// `null_sink seen; deliver(stream, seen); seen.rows_per_second()`.
class null_sink {
public:
  template<RowStream S>
  result<void> bind(S& stream, delivery<S>& run) {
    began_ = clock::now();
    return run([this, columns = stream.schema().fields.size()](auto& row) {
      value_view cell;
      for (std::size_t i = 0; i < columns; ++i) {
        row.read(cell);
        bytes_ += byte_count(cell);
      }
      if (row.failed()) [[unlikely]]
        return flow::stop;
      ++rows_;
      return flow::more;
    });
  }
  result<void> finish() {
    took_ += clock::now() - began_;
    return {};
  }

  std::uint64_t rows() const noexcept { return rows_; }
  std::uint64_t bytes() const noexcept { return bytes_; }
  std::chrono::nanoseconds took() const noexcept { return took_; }
  double rows_per_second() const noexcept {
    const double seconds = std::chrono::duration<double>(took_).count();
    return seconds > 0 ? static_cast<double>(rows_) / seconds : 0;
  }

private:
  using clock = std::chrono::steady_clock;
  std::uint64_t rows_ = 0, bytes_ = 0;
  std::chrono::nanoseconds took_{};
  clock::time_point began_{};
};

}  // namespace ferrule
