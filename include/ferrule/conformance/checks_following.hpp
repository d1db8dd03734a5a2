// SPDX-License-Identifier: BSL-1.0
// conformance/checks_following.hpp - Followable: waiting, ending, cancelling, and what is refused.
#pragma once
#include <array>
#include <ferrule/conformance/checks_changes.hpp>
#include <thread>

namespace ferrule::conformance {
namespace detail {

inline void follow_no_gap(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone());
  if (!f.open(t) || !f.step_to(change::snapshot_started, t)) return;
  const auto script = table.script();
  if (b.of.can_change_rows()) {
    if (!table.apply(script[0], t)) return;
  } else if (const auto done = write_changes(table.writing(), table.described(), script[0]);
             !done) {
    if (!t.refused(done, {errc::timeout}, "writing while a snapshot is read, if at all,")) return;
    return t.note("the source holds writers off while a snapshot is read");
  }
  // Rows of a transaction in the middle of the snapshot are in it, or come behind it; never both, never neither.
  if (!f.step_to(change::snapshot_done, t) || !f.step_to(change::end, t)) return;
  const auto rows = b.read({table.id(), {}}, t);
  if (rows) f.holds(*rows, 0, "rows written while the snapshot was read, once", t);
}

inline void follow_waits(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower f(b, table.alone(), {}, {kit_heartbeat, false});
  if (!f.open(t) || !f.step_to(change::snapshot_done, t)) return;
  const auto script = table.script();
  for (std::size_t i = 0; i < 2; ++i)
    if (!f.step_to(change::idle, t) || !table.apply(script[i], t) ||
        !f.step_to(change::commit, t) ||
        !f.holds(table.rows(), 0, "what was written while the stream waited", t))
      return;
}

inline void follow_idle(bench& b, trial& t) {
  using namespace std::chrono;
  const auto id = table_to_follow(b, t);
  if (!id) return;
  follower f(b, {{*id, {}}}, {}, {kit_heartbeat, false});
  if (!f.open(t) || !f.step_to(change::snapshot_done, t)) return;
  milliseconds shortest = milliseconds::max();
  for (int i = 0; i < 4 && shortest > kit_heartbeat * 12;
       ++i) {  // one may be late on a busy machine
    const auto began = steady_clock::now();
    if (!f.step_to(change::idle, t)) return;
    shortest = std::min(shortest, duration_cast<milliseconds>(steady_clock::now() - began));
  }
  t.expect(shortest <= kit_heartbeat * 12,
           concat("idle at least every ", kit_heartbeat.count(), " ms, the heartbeat asked for"),
           concat("one after ", shortest.count(), " ms"));
}

inline void follow_until_now(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  follower f(b, {{*id, {}}}, {}, {std::chrono::milliseconds(400), true});
  if (!f.to_end(t)) return;
  for (int i = 0; i < 3; ++i) {
    const change next = f.stream().next();
    if (!t.expect(next == change::end, "nothing but end behind the end", name_of(next)) ||
        !t.healthy(f.stream().status(), "the status behind the end"))
      return;
  }
}

inline void follow_cancelled(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  follower f(b, {{*id, {}}}, {}, {std::chrono::milliseconds(1500), false});
  if (!f.open(t) || !f.step_to(change::snapshot_done, t)) return;
  change next = change::idle;
  {
    const std::jthread other([cancel = f.connection().cancel_handle()] {
      std::this_thread::sleep_for(kit_heartbeat);
      cancel();
    });
    next = f.stream().next();
  }
  t.expect(next == change::end,
           "the end of a stream that waits for 1.5 s and is cancelled meanwhile", name_of(next)) &&
      t.refused_by(f.stream().status(), {errc::cancelled}, "a stream that is cancelled");
}

inline void follow_two(bench& b, trial& t) {
  changing_table table;
  if (!table.make(b, t)) return;
  follower first(b, table.alone()), second(b, table.alone());
  if (!first.open(t)) return;
  if (!second.opened() && second.opened().error().kind != errc::unimplemented) {
    if (t.refused(second.opened(), {errc::limit, errc::unsupported},
                  "a second follower of a source, if at all,"))
      t.note("one follower at a time, as its error says");
    return;
  }
  second.acknowledges();
  if (!first.step_to(change::snapshot_done, t) || !second.open(t) ||
      !second.step_to(change::snapshot_done, t) || !table.apply_script(t) ||
      !second.step_to(change::end, t) || !first.step_to(change::end, t))
    return;
  first.holds(table.rows(), 0, "everything told to the first of two followers", t) &&
      second.holds(table.rows(), 0, "everything told to the second of two followers", t);
}

inline void follow_rows_left(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  const connector_ptr c = b.of.connect();
  const table_info tables[] = {{*id, {}}};
  const auto opened = c->follow(tables, {}, {kit_heartbeat, true});
  if (!t.ok(opened, "follow()")) return;
  changes_under_test& stream = **opened;
  bool done = false;
  for (std::size_t i = 0; i < most_rows; ++i) {
    const change what = stream.next();
    if (what == change::idle)
      return (void)t.fail("an end behind a snapshot whose rows were not read", "idle");
    if (what == change::end) break;
    done = done || what == change::snapshot_done;
  }
  t.healthy(stream.status(), "passing over rows of a snapshot") &&
      t.expect(done, "snapshot_done behind rows that were not read", "the end");
}

inline void follow_refused(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  const auto refused = [&](std::vector<table_info> tables, std::initializer_list<errc> kinds,
                           std::string_view what) {
    return t.refused(follower(b, std::move(tables)).opened(), kinds, what);
  };
  refused({{*id, {}}, {b.of.unknown_table(), {}}}, {errc::not_found},
          "follow() of an unknown table") &&
      refused({{*id, {"ferrule_kit_no_such_column"}}}, {errc::not_found},
              "follow() of an unknown column") &&
      refused({{*id, {}}, {*id, {}}}, {errc::config, errc::unsupported},
              "follow() of one table twice");
}

}  // namespace detail

inline constexpr std::array following_checks{
    check{"followable.no-gap-behind-snapshot", capability::followable,
          "what is written while the snapshot is read is told once", detail::follow_no_gap},
    check{"followable.waits-for-more", capability::followable,
          "a stream without until_now waits, and goes on with what happens then",
          detail::follow_waits},
    check{"followable.idle-in-time", capability::followable,
          "idle is answered within the heartbeat where nothing happens", detail::follow_idle},
    check{"followable.until-now-ends", capability::followable,
          "with until_now the stream ends without an error, and stays at its end",
          detail::follow_until_now},
    check{"followable.cancelled", capability::followable,
          "cancelling from another thread ends a stream that waits, soon, with cancelled",
          detail::follow_cancelled},
    check{"followable.two-at-once", capability::followable,
          "two followers are told everything, or the second is refused", detail::follow_two},
    check{"followable.rows-may-be-left", capability::followable,
          "rows of a snapshot that nobody reads hold up nothing", detail::follow_rows_left},
    check{"followable.refused", capability::followable,
          "unknown tables, unknown columns and a table asked for twice are refused",
          detail::follow_refused},
};

}  // namespace ferrule::conformance
