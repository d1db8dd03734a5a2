// SPDX-License-Identifier: BSL-1.0
// cli/interruption.hpp - SIGINT and SIGTERM: what runs is cancelled, and what does not end in time is ended.
#pragma once
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ferrule/cli/exit_code.hpp>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ferrule::cli {

/// Takes the signals of the process while it exists; there is one at a time. A signal uses every cancel handle it was
/// given, again and again, because a handle stops what runs and not what is begun later. Whoever has not ended after
/// `patience` is not asked any more: what was written aside is removed and the process ends.
///
/// Signals are taken by a thread (sigwait), not by handlers, in which next to nothing may be called.
class interruption {
public:
  static constexpr std::chrono::milliseconds patience{500};

  interruption() {
    ::sigemptyset(&taken_);
    ::sigaddset(&taken_, SIGINT);
    ::sigaddset(&taken_, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &taken_, &before_);
    // A closed pipe, and a file that may not grow, are errors of the write.
    pipe_before_ = ::signal(SIGPIPE, SIG_IGN);
    size_before_ = ::signal(SIGXFSZ, SIG_IGN);
    waiting_ = std::thread([this] { wait(); });
  }
  interruption(const interruption&) = delete;
  interruption& operator=(const interruption&) = delete;
  ~interruption() {
    over_ = true;
    ::pthread_kill(waiting_.native_handle(), SIGTERM);
    waiting_.join();
    ::signal(SIGPIPE, pipe_before_);
    ::signal(SIGXFSZ, size_before_);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

  bool requested() const noexcept { return requested_; }

  /// Has `cancel` called on a signal, from another thread.
  void on_request(std::function<void()> cancel) {
    const std::lock_guard lock(guard_);
    cancels_.push_back(std::move(cancel));
  }
  /// Has a folder removed should the process be ended.
  void remove_at_end(const std::filesystem::path& folder) {
    const std::lock_guard lock(guard_);
    folders_.push_back(folder);
  }
  /// Does `last`, after which the folder need not be removed, in one step as seen from a signal.
  template<class F>
  auto keep(const std::filesystem::path& folder, F&& last) {
    const std::lock_guard lock(guard_);
    std::erase(folders_, folder);
    return last();
  }

private:
  void wait() {
    int which = 0;
    while (::sigwait(&taken_, &which) != 0) {}
    if (over_) return;
    requested_ = true;
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!over_ && std::chrono::steady_clock::now() < until) {
      {
        const std::lock_guard lock(guard_);
        for (const auto& cancel : cancels_) cancel();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (over_) return;
    const std::lock_guard lock(guard_);  // nobody puts anything into place any more
    std::error_code ignored;
    for (const auto& folder : folders_) std::filesystem::remove_all(folder, ignored);
    constexpr char said[] = "interrupted\n";
    (void)!::write(STDERR_FILENO, said, sizeof said - 1);
    ::_exit(static_cast<int>(exit_code::interrupted));
  }

  sigset_t taken_{}, before_{};
  void (*pipe_before_)(int) = SIG_DFL;
  void (*size_before_)(int) = SIG_DFL;
  std::atomic<bool> requested_ = false, over_ = false;
  std::mutex guard_;
  std::vector<std::function<void()>> cancels_;
  std::vector<std::filesystem::path> folders_;
  std::thread waiting_;
};

}  // namespace ferrule::cli
