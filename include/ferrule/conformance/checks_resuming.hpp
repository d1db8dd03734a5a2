// SPDX-License-Identifier: BSL-1.0
// conformance/checks_resuming.hpp - Resumable: stopped anywhere and begun again, a follower has what it would have had.
#pragma once
#include <array>
#include <ferrule/conformance/checks_changes.hpp>

namespace ferrule::conformance {
namespace detail {

// Changes of a table, and who was told them from the beginning.
struct told_history {
  changing_table table;
  std::optional<follower> whole;
  std::string state;

  bool make(bench& b, trial& t) {
    if (!table.make(b, t)) return false;
    auto said = b.connection().serialize_state();  // before the first message, as `run` asks
    if (!t.ok(said, "serialize_state()")) return false;
    state = std::move(*said);
    whole.emplace(b, table.alone());
    return follows_script(*whole, table, t) &&
           t.expect(whole->seen().states.size() > 1, "a commit behind the changes", "none");
  }
  const replica& seen() const { return whole->seen(); }
};

// The operations in these messages, from the first one on.
inline std::vector<const told*> operations(const std::vector<told>& in, std::size_t first) {
  std::vector<const told*> out;
  for (std::size_t i = first; i < in.size(); ++i)
    if (has_id(in[i].what) && is_of_a_table(in[i].what)) out.push_back(&in[i]);
  return out;
}
// Whether who went on from a state was told exactly what had come behind it.
inline bool tells_the_rest(const replica& whole, const known_state& from, const replica& rest,
                           trial& t) {
  const auto expected = operations(whole.messages, from.messages);
  const auto seen = operations(rest.messages, 0);
  for (const told& m : rest.messages)
    if (!t.expect(m.what != change::snapshot_started && m.what != change::rows,
                  concat("no snapshot behind the checkpoint ", from.id), name_of(m.what)))
      return false;
  for (std::size_t i = 0; i < std::max(expected.size(), seen.size()); ++i) {
    const std::string wanted =
        i < expected.size() ? shown_message(*expected[i]) : std::string("the end");
    const std::string found = i < seen.size() ? shown_message(*seen[i]) : std::string("the end");
    if (!t.expect(wanted == found, concat("behind the checkpoint ", from.id, ": ", wanted), found))
      return false;
  }
  return true;
}

// A new process: nothing is left of the follower before but a checkpoint, and the tables as they were there.
class resumed : public follower {
public:
  resumed(bench& b, const changing_table& table, const known_state* at, const std::string& state)
      : follower(b, table.alone(), at ? std::optional(checkpoint{at->id, state}) : std::nullopt) {
    if (at) begin_with(at->tables);
  }
};

inline bool resumes_at(bench& b, told_history& past, const known_state& at, trial& t) {
  resumed f(b, past.table, &at, past.state);
  return f.to_end(t) && tells_the_rest(past.seen(), at, f.seen(), t) &&
         f.holds(past.table.rows(), 0, concat("the table, resumed behind ", at.id), t);
}

inline void resume_state(bench& b, trial& t) {
  const auto id = table_to_follow(b, t);
  if (!id) return;
  const auto before = b.connection().serialize_state();
  if (!t.ok(before, "serialize_state()")) return;
  follower f(b, {{*id, {}}});
  if (!f.to_end(t)) return;
  const connector_ptr another = b.connection().another();
  for (connector_under_test* c : {&b.connection(), &f.connection(), another.get()}) {
    const auto again = c->serialize_state();
    if (!t.ok(again, "serialize_state()") ||
        !t.expect(*again == *before, concat("the state ", quoted(*before, 80), " again"),
                  quoted(*again, 80)))
      return;
  }
}

inline void resume_at_snapshot(bench& b, trial& t) {
  told_history past;
  if (past.make(b, t)) resumes_at(b, past, past.seen().states.front(), t);
}

inline void resume_at_commits(bench& b, trial& t) {
  told_history past;
  if (!past.make(b, t)) return;
  for (std::size_t i = 1; i < past.seen().states.size(); ++i)
    if (!resumes_at(b, past, past.seen().states[i], t)) return;
}

inline void resume_anywhere(bench& b, trial& t) {
  told_history past;
  if (!past.make(b, t)) return;
  const replica& seen = past.seen();
  const known_state& done = seen.states.front();
  for (std::size_t stop = 0; stop <= seen.messages.size(); ++stop) {
    const bool in_snapshot = stop < done.messages;  // there is no checkpoint, and a new one begins
    std::optional<known_state> last;
    {
      resumed f(b, past.table, in_snapshot ? nullptr : &done, past.state);
      if (!f.open(t)) return;
      for (std::size_t i = in_snapshot ? 0 : done.messages; i < stop; ++i)
        if (!f.step(t)) return;
      if (!in_snapshot) last = f.seen().states.empty() ? done : f.seen().states.back();
    }
    resumed again(b, past.table, last ? &*last : nullptr, past.state);
    if (!again.to_end(t) ||
        !again.holds(past.table.rows(), 0,
                     concat("the table, by a follower that was stopped behind message ", stop,
                            last ? concat(" and resumed behind ", last->id) : ""),
                     t))
      return;
  }
}

inline void resume_unacknowledged(bench& b, trial& t) {
  told_history past;
  if (!past.make(b, t)) return;
  const known_state& safe = past.seen().states[1];
  if (!t.ok(past.whole->stream().acknowledge(safe.id), concat("acknowledge() of ", safe.id)) ||
      !t.ok(past.whole->stream().acknowledge(safe.id), "acknowledge() of the same again"))
    return;
  {
    follower later(b, past.table.alone());  // reads everything, and acknowledges nothing
    if (!later.to_end(t)) return;
  }
  resumes_at(b, past, safe, t);
}

// Some sources learn only from the first message that they cannot go on.
inline bool cannot_resume(bench& b, const changing_table& table, const checkpoint& from,
                          std::string_view what, trial& t) {
  follower f(b, table.alone(), from);
  if (!f.opened()) return t.refused(f.opened(), {errc::closed}, what);
  change next = f.stream().next();
  if (next == change::idle) next = f.stream().next();
  return t.expect(next == change::end, concat(what, " to fail with closed"), name_of(next)) &&
         t.refused_by(f.stream().status(), {errc::closed}, what);
}

inline void resume_other_source(bench& b, trial& t) {
  told_history past;
  if (!past.make(b, t)) return;
  cannot_resume(b, past.table,
                {past.seen().states.back().id, "ferrule kit: the state of another source"},
                "follow() from a checkpoint of another source", t);
}

inline void resume_beyond_end(bench& b, trial& t) {
  told_history past;
  if (!past.make(b, t)) return;
  op_id beyond = past.seen().states.back().id;
  beyond.sequence += 1'000'000;
  cannot_resume(b, past.table, {beyond, past.state},
                "follow() from a checkpoint beyond everything that has happened", t);
}

}  // namespace detail

inline constexpr std::array resuming_checks{
    check{"resumable.state-is-stable", capability::resumable,
          "serialize_state() says the same of a source, whatever was followed, on each connection",
          detail::resume_state},
    check{"resumable.at-snapshot", capability::resumable,
          "resumed where the snapshot was done, a follower is told exactly what came behind it",
          detail::resume_at_snapshot},
    check{"resumable.at-each-commit", capability::resumable,
          "resumed behind a commit, a follower is told exactly what came behind it",
          detail::resume_at_commits},
    check{"resumable.stop-anywhere", capability::resumable,
          "stopped behind any message and resumed behind the last commit, a follower has it all",
          detail::resume_anywhere},
    check{"resumable.unacknowledged-is-kept", capability::resumable,
          "what no receiver has acknowledged is not forgotten, though it was told",
          detail::resume_unacknowledged},
    check{"resumable.other-source-refused", capability::resumable,
          "a checkpoint of another source is closed, with a reason", detail::resume_other_source},
    check{"resumable.beyond-the-end-refused", capability::resumable,
          "a checkpoint beyond the end of the source is closed, with a reason",
          detail::resume_beyond_end},
};

}  // namespace ferrule::conformance
