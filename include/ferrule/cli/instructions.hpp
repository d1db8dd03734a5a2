// SPDX-License-Identifier: BSL-1.0
// cli/instructions.hpp - how many instructions this thread has executed, where the machine counts them.
#pragma once
#include <cstdint>
#include <optional>
#if defined(__linux__)
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace ferrule::cli {

/// Counts the instructions of the calling thread in user mode from construction on. Virtual machines and containers often
/// have no such counter.
class instruction_counter {
public:
#if defined(__linux__)
  instruction_counter() {
    perf_event_attr what{};
    what.type = PERF_TYPE_HARDWARE;
    what.size = sizeof what;
    what.config = PERF_COUNT_HW_INSTRUCTIONS;
    what.exclude_kernel = 1;
    what.exclude_hv = 1;
    file_ = static_cast<int>(::syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
  }
  instruction_counter(const instruction_counter&) = delete;
  instruction_counter& operator=(const instruction_counter&) = delete;
  ~instruction_counter() {
    if (file_ >= 0) ::close(file_);
  }
  std::optional<std::uint64_t> count() const {
    std::uint64_t counted = 0;
    if (file_ < 0 || ::read(file_, &counted, sizeof counted) != sizeof counted) return std::nullopt;
    return counted;
  }

private:
  int file_ = -1;
#else
  std::optional<std::uint64_t> count() const { return std::nullopt; }
#endif
};

}  // namespace ferrule::cli
