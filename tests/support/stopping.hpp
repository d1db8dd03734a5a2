// SPDX-License-Identifier: BSL-1.0
// support/stopping.hpp - deliveries that end early: at a message, by a signal, because the disk is full.
#pragma once
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ferrule/changes/ingestor.hpp>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace support {

/// Of this process: what would stop at a message is a SIGKILL there.
inline bool dies_where_it_stops = false;

/// Passes on messages until one is reached, then wants no more.
template<class I>
struct until_message {
  I* to;
  std::uint64_t left;
  bool after = false;  // the last message is passed on
  template<class S>
  ferrule::offered take(ferrule::change what, S& from, ferrule::offer_deadline until) {
    if (left == 0) return stopped();
    if (--left != 0) return to->take(what, from, until);
    if (after) (void)to->take(what, from, until);
    return stopped();
  }
  std::optional<ferrule::op_id> acknowledged_up_to() const { return to->acknowledged_up_to(); }
  const ferrule::error& status() const { return to->status(); }

private:
  static ferrule::offered stopped() {
    if (dies_where_it_stops) ::kill(::getpid(), SIGKILL);
    return ferrule::offered::gone;
  }
};

/// No file of this process grows beyond `bytes` meanwhile: a disk that is full.
struct small_files {
  explicit small_files(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    const rlimit now{bytes, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~small_files() { setrlimit(RLIMIT_FSIZE, &before); }
  rlimit before{};
};

/// How many random moments are tried: what FERRULE_KILLS says, or `otherwise`.
inline int kills(int otherwise) {
  const char* const asked = std::getenv("FERRULE_KILLS");
  return asked != nullptr ? std::atoi(asked) : otherwise;
}

/// Runs `work` in a process of its own.
template<class F>
pid_t in_another_process(F&& work) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  work();
  ::_exit(0);
}
inline int wait_for(pid_t child) {
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}
/// Runs `work` and what it expects in a process of its own, which takes with it what was changed of that.
template<class F>
void apart(F&& work) {
  EXPECT_EQ(wait_for(in_another_process([&] {
              work();
              ::_exit(testing::Test::HasFailure() ? 1 : 0);
            })),
            0);
}
/// Runs `work`, which stops at a message; or runs it in a process of its own that is killed there.
template<class F>
void stops_or_is_killed(bool killed, F&& work) {
  if (!killed) return work();
  const int status = wait_for(in_another_process([&] {
    dies_where_it_stops = true;
    work();
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }));
  EXPECT_TRUE(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
}
/// Runs `work` in a process of its own and kills that after a time, unless it has ended. True where it was killed.
template<class F>
bool killed_after(std::chrono::microseconds time, F&& work) {
  const pid_t child = in_another_process(std::forward<F>(work));
  EXPECT_GT(child, 0);
  std::this_thread::sleep_for(time);
  ::kill(child, SIGKILL);
  const int status = wait_for(child);
  EXPECT_TRUE(WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) == 0));
  return WIFSIGNALED(status);
}

}  // namespace support
