// SPDX-License-Identifier: BSL-1.0
// In a program that has an event loop of its own, here of epoll: 13_event_loop FILE
#include <chrono>
#include <ferrule/changes.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/writer.hpp>
#include <functional>
#include <map>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <thread>
#include <unistd.h>

using namespace std::chrono_literals;

struct flight {
  std::int64_t id;
  std::int32_t delay;
};
struct visit {
  std::int64_t id;
  std::string airport;
};
const std::vector<ferrule::table_info> tables{{"visits", {}}};

// The program's own: calls a function whenever its file descriptor can be read.
class event_loop {
public:
  ~event_loop() { ::close(epoll_); }
  void watch(int fd, std::function<void()> f) {
    epoll_event wanted{EPOLLIN, {.fd = fd}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &wanted);
    watched_[fd] = std::move(f);
  }
  void forget(int fd) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    gone_ = watched_.extract(fd);  // which may be what is being called
  }
  void run() {
    for (epoll_event now{}; !watched_.empty();)
      if (::epoll_wait(epoll_, &now, 1, -1) == 1) watched_[now.data.fd]();
  }

private:
  int epoll_ = ::epoll_create1(0);
  std::map<int, std::function<void()>> watched_;
  std::map<int, std::function<void()>>::node_type gone_;
};
struct descriptor {
  explicit descriptor(int opened) : fd(opened) {}
  descriptor(const descriptor&) = delete;
  ~descriptor() { ::close(fd); }
  // For eventfd and timerfd: how often it was raised since it was asked last.
  std::uint64_t count() const {
    std::uint64_t out = 0;
    return ::read(fd, &out, sizeof out) == sizeof out ? out : 0;
  }
  void raise() const { (void)::eventfd_write(fd, 1); }
  const int fd;
};

//[rows
// The rows of a table, a block for each turn of the loop.
template<class Rows>
void read_in_blocks(event_loop& loop, const descriptor& more, Rows rows) {
  more.raise();  // and is not asked: as long as it is raised, it is this table's turn
  loop.watch(more.fd,
             [&, rows = std::make_shared<Rows>(std::move(rows)), blocks = 0, sum = 0]() mutable {
               const auto block = rows->next_block();
               for (const flight& f : block) sum += f.delay;
               if (!block.empty()) return void(++blocks);
               if (rows->status()) fmt::print("{}\n", rows->status());
               fmt::print("flights: {} minutes in {} turns of the loop\n", sum, blocks);
               loop.forget(more.fd);
             });
}
//]

//[take
// Gives a receiver what there is, at most so many messages, and waits neither for more nor for the receiver.
enum class left { nothing, more, ended };

template<ferrule::ChangeStream S, ferrule::Ingestor I>
class taker {
public:
  taker(S& from, I& to) : from_(from), to_(to) {}
  // `ended` also where the receiver wants no more; the status() of both says whether that is an error.
  left some(int most = 1000) {
    left out = left::more;
    for (; most > 0 && out == left::more; --most) {
      if (!again_) now_ = from_.next();  // with a heartbeat of 0 it answers `idle` at once
      const auto answer = to_.take(now_, from_, std::chrono::steady_clock::now());
      again_ = answer == ferrule::offered::not_yet;
      if (again_) break;  // the same message, next time
      if (now_ == ferrule::change::idle) out = left::nothing;
      if (now_ == ferrule::change::end || answer == ferrule::offered::gone) out = left::ended;
    }
    if (const auto safe = to_.acknowledged_up_to())
      if (!from_.acknowledge(*safe)) return left::ended;
    return out;
  }

private:
  S& from_;
  I& to_;
  ferrule::change now_{};
  bool again_ = false;
};
//]

// A receiver that prints.
struct printed {
  template<class S>
  ferrule::offered take(ferrule::change what, S& from, ferrule::offer_deadline) {
    if (what == ferrule::change::insert) {
      ferrule::value_view id, airport;
      auto row = from.row();
      row.read(id);
      row.read(airport);
      fmt::print("{}: visit {} of {}\n", who, to_text(id), to_text(airport));
    }
    if (ferrule::has_id(what)) last = from.id();
    if (what == ferrule::change::commit) ++commits;
    return ferrule::offered::taken;
  }
  std::optional<ferrule::op_id> acknowledged_up_to() const { return last; }
  const ferrule::error& status() const { return none; }
  std::string_view who;
  int commits = 0;
  std::optional<ferrule::op_id> last{};
  ferrule::error none{};
};

ferrule::result<void> write(ferrule::memory::connector& to, std::int64_t id) {
  return ferrule::write_rows(to, "visits", std::vector<visit>{{id, id % 2 == 0 ? "AUS" : "ORD"}})
      .map([](const auto&) {});
}

//[timer
// Changes looked for by a timer: for sources that answer at once, as a file or a store in memory does.
ferrule::result<void> by_timer(event_loop& loop, ferrule::memory::connector& source) {
  auto changes = source.follow(tables, {}, {.heartbeat = 0ms});
  if (!changes) return ferrule::fail(changes.error());
  printed to{.who = "by a timer"};
  taker take(*changes, to);
  const descriptor timer(::timerfd_create(CLOCK_MONOTONIC, 0));
  const itimerspec every{{0, 1'000'000}, {0, 1'000'000}};
  ::timerfd_settime(timer.fd, 0, &every, nullptr);
  ferrule::result<void> written;  // so that there is something
  loop.watch(timer.fd, [&] {
    (void)timer.count();
    if (take.some() == left::ended || to.commits == 2) loop.forget(timer.fd);
    else if (to.last && !(written = write(source, to.commits + 1))) loop.forget(timer.fd);
  });
  loop.run();
  return changes->status() ? ferrule::fail(changes->status()) : written;
}
//]

//[thread
// Changes read by a thread that may wait, and taken in the loop: for sources that do not answer at once.
ferrule::result<void> by_thread(event_loop& loop, const ferrule::memory::config& settings) {
  const descriptor arrived(::eventfd(0, 0));
  auto [sender, receiver] =
      ferrule::make_change_channel({.heartbeat = 0ms, .filled = [&] { arrived.raise(); }});
  ferrule::memory::connector source(settings);  // a connection of its own
  std::jthread reading([&, to = std::move(sender)](std::stop_token stop) mutable {
    (void)ferrule::start(source, to, tables, {}, std::move(stop));
  });
  const auto handle = source.cancel_handle();  // may be used from any thread

  printed to{.who = "by a thread"};
  ferrule::memory::connector writer(settings);
  ferrule::result<void> written;
  taker take(receiver, to);
  loop.watch(arrived.fd, [&] {
    (void)arrived.count();
    const left now = take.some();
    if (now == left::ended) return loop.forget(arrived.fd);
    if (now == left::more) return arrived.raise();  // others have their turn first
    // What it waits for ends with `cancelled`, and the receiver is told.
    if (to.commits == 2 || !(written = write(writer, to.commits + 3))) handle.cancel();
  });
  loop.run();
  fmt::print("by a thread: {}\n", name_of(receiver.status().kind));
  return written;
}
//]

ferrule::result<void> run(const char* file) {
  event_loop loop;
  ferrule::sqlite::connector flights({.path = file});
  auto rows = ferrule::open_rows<flight>(flights, "flights");
  if (!rows) return ferrule::fail(rows.error());
  const descriptor more(::eventfd(0, 0));
  read_in_blocks(loop, more, std::move(*rows));
  loop.run();

  ferrule::memory::store::named("visits")->keep_changes();
  ferrule::memory::connector visits({.store = "visits"});
  if (auto made = ferrule::create_table_for<visit>(visits, "visits", {"id"}); !made) return made;
  if (auto done = by_timer(loop, visits); !done) return done;
  return by_thread(loop, visits.settings());
}

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const auto done = run(argv[1]);
  if (!done) fmt::print("{}\n", done.error());
  return done ? 0 : 1;
}
