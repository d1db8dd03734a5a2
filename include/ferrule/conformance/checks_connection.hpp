// SPDX-License-Identifier: BSL-1.0
// conformance/checks_connection.hpp - constructing, reaching the source, second connections,
// errors, cancelling.
#pragma once
#include <array>
#include <chrono>
#include <ferrule/conformance/bench.hpp>
#include <thread>

namespace ferrule::conformance {
namespace detail {

inline constexpr std::initializer_list<errc> out_of_reach{
    errc::connect, errc::authenticate, errc::permission, errc::not_found, errc::timeout,
    errc::config,  errc::io,           errc::corrupt,    errc::closed,    errc::resource};

inline void no_io_in_constructor(bench& b, trial& t) {
  const auto count = b.of.unreachable_count();
  for (std::size_t i = 0; i < count.value_or(0); ++i)
    (void)b.of.unreachable(i);  // what it throws fails the check
  const auto touched = b.of.touches_when_constructed();
  if (touched)
    t.expect(!*touched, "a constructor that leaves the source alone",
             "it has left its trace before any method was called");
  else if (count.value_or(0) == 0)
    t.skip("the fixture has neither unreachable_configs() nor untouched_config() and touched()");
}

inline void validate_good(bench& b, trial& t) {
  t.ok(b.connection().validate_connection(), "validate_connection()") &&
      t.ok(b.connection().validate_connection(), "a second validate_connection()");
}

inline bool needs_unreachable(bench& b, trial& t) {
  return b.of.unreachable_count().value_or(0) != 0 ||
         t.skip("the fixture has no unreachable_configs()");
}

inline void unreachable_is_typed(bench& b, trial& t) {
  if (!needs_unreachable(b, t)) return;
  for (std::size_t i = 0; i < *b.of.unreachable_count(); ++i)
    if (!t.refused(b.of.unreachable(i)->validate_connection(), out_of_reach,
                   concat("validate_connection() with unreachable_configs()[", i, "]")))
      return;
}

inline void unreachable_is_outer(bench& b, trial& t) {
  if (!needs_unreachable(b, t)) return;
  const table_id tables[] = {{"ferrule_kit_rows"}};
  const table_info infos[] = {{tables[0], {}}};
  for (std::size_t i = 0; i < *b.of.unreachable_count(); ++i) {
    const connector_ptr c = b.of.unreachable(i);
    const std::string with = concat(" with unreachable_configs()[", i, "], as its outer error,");
    if (!t.refused(c->list_tables(), out_of_reach, "list_tables()" + with) ||
        !t.refused(c->list_columns(tables), out_of_reach, "list_columns()" + with) ||
        !t.refused(c->get_schemas(infos), out_of_reach, "get_schemas()" + with) ||
        !t.refused(c->validate_tables(tables), out_of_reach, "validate_tables()" + with) ||
        !t.refused(c->open(infos[0]), out_of_reach, "open()" + with))
      return;
  }
}

inline void second_connection(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const stream_ptr held = b.open({sample->id, {}}, t);  // the first one is in use meanwhile
  if (!held) return;
  const connector_ptr second = b.connection().another();
  if (!t.expect(second->described() == b.connection().described(), b.connection().described(),
                second->described()))
    return;
  trial theirs;
  std::thread([&] {
    reads_rows(*second, *sample, "a connector made from settings(), on another thread", theirs);
  }).join();
  t.adopt(std::move(theirs));
}

inline void moved_connector(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  connector_ptr first = b.of.connect();
  if (!t.ok(first->list_tables(), "list_tables()"))
    return;  // so that there is a connection to be moved
  const std::string before = first->described();
  const connector_ptr second = first->moved();
  first.reset();
  t.expect(second->described() == before, before, second->described()) &&
      reads_rows(*second, *sample, "a moved connector", t);
}

inline void connection_survives_errors(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  connector_under_test& c = b.connection();
  for (int i = 0; i < 20; ++i) {
    const table_id unknown[] = {b.of.unknown_table()};
    (void)c.open({unknown[0], {}});
    (void)c.open({sample->id, {"ferrule_kit_no_such_column"}});
    (void)c.list_columns(unknown);
    (void)c.validate_tables(unknown);
  }
  reads_rows(c, *sample, "a connection after calls that were refused", t);
}

inline void message_names_table(bench& b, trial& t) {
  const table_id unknown = b.of.unknown_table();
  const auto opened = b.connection().open({unknown, {}});
  if (!t.refused(opened, {errc::not_found}, concat("open() of table ", to_text(unknown)))) return;
  t.expect(opened.error().message.find(unknown.name) != std::string::npos,
           concat("a message that names ", quoted(unknown.name)), to_text(opened.error()));
}

inline void kind_survives_registry(bench& b, trial& t) {
  const table_id unknown = b.of.unknown_table();
  const auto direct = b.connection().open({unknown, {}});
  if (!t.refused(direct, {errc::not_found}, concat("open() of table ", to_text(unknown)))) return;
  const error through = b.of.open_through_registry(b.of.name(), unknown);
  if (!t.expect(through == direct.error(), to_text(direct.error()),
                concat("through a registry: ", to_text(through))))
    return;
  t.refused_by(b.of.open_through_registry("ferrule_kit_no_such_connector", unknown),
               {errc::not_found}, "a registry asked for a connector it does not have");
}

inline void cancel_other_thread(bench& b, trial& t) {
  using clock = std::chrono::steady_clock;
  const auto table = b.large(t);
  if (!table) return;
  const stream_ptr stream = b.open({*table, {}}, t);
  if (!stream) return;
  if (!t.expect(stream->next(), "a first row of the large table", "none") ||
      !t.healthy(stream->status(), "reading the large table"))
    return;
  std::thread([cancel = b.connection().cancel_handle()] { cancel(); }).join();
  const auto begin = clock::now();
  std::size_t rows = 1;
  while (clock::now() - begin < std::chrono::seconds(10) && stream->next()) ++rows;
  if (!t.refused_by(stream->status(), {errc::cancelled},
                    concat("a stream cancelled behind its first row (it delivered ", rows, ")")))
    return;
  if (!t.expect(clock::now() - begin < std::chrono::seconds(2), "the end within two seconds",
                "it took longer"))
    return;
  if (!t.expect(!stream->next() && stream->status().kind == errc::cancelled,
                "a cancelled stream to stay cancelled", "another row"))
    return;
  const auto again = b.connection().open({*table, {}});
  if (!t.ok(again, "open() after cancelling")) return;
  t.expect((*again)->next(), "rows of a stream that was opened after cancelling",
           to_text((*again)->status()));
}

inline void cancel_before_use(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  const connector_ptr c = b.of.connect();
  const auto cancel = c->cancel_handle();
  cancel();
  cancel();
  reads_rows(*c, *sample, "a connection that was cancelled while nothing was running", t);
}

inline void cancel_after_end(bench& b, trial& t) {
  const known_table* const sample = b.sample(t);
  if (!sample) return;
  std::function<void()> cancel;
  {
    const connector_ptr c = b.of.connect();
    if (!t.ok(c->list_tables(), "list_tables()")) return;
    cancel = c->cancel_handle();
  }
  const stream_ptr open = b.open({sample->id, {}}, t);
  if (!open) return;
  const auto copy = cancel;
  std::thread([&] { cancel(); }).join();
  copy();
  const auto rows = b.read(*open, "reading through a connection that nobody cancelled", t);
  if (rows)
    t.expect(rows->size() == sample->rows.size(), concat(sample->rows.size(), " rows"),
             concat(rows->size()));
}

}  // namespace detail

inline constexpr std::array connection_checks{
    check{"connect.no-io-in-constructor",
          {},
          "constructing neither throws nor touches the source",
          detail::no_io_in_constructor},
    check{"connect.validate-good",
          {},
          "validate_connection() succeeds where the source is there, and again",
          detail::validate_good},
    check{"connect.unreachable-is-typed",
          {},
          "validate_connection() says why a source cannot be reached",
          detail::unreachable_is_typed},
    check{"connect.unreachable-is-outer",
          {},
          "a source that cannot be reached is the outer error of every method",
          detail::unreachable_is_outer},
    check{"second-connection.from-settings",
          {},
          "a copy of settings() makes a second connection, usable on another thread",
          detail::second_connection},
    check{"moved-connector", {}, "a connector can be moved between uses", detail::moved_connector},
    check{"errors.connection-survives",
          {},
          "a connection works on after calls that were refused",
          detail::connection_survives_errors},
    check{"errors.message-names-table",
          {},
          "an unknown table is not_found, and the message names it",
          detail::message_names_table},
    check{"errors.kind-survives-registry",
          {},
          "an error is the same through a registry",
          detail::kind_survives_registry},
    check{
        "cancel.other-thread",
        {},
        "cancelling from another thread ends a stream with cancelled, soon, and only what was open",
        detail::cancel_other_thread},
    check{"cancel.before-use",
          {},
          "cancelling while nothing runs stops nothing that comes later",
          detail::cancel_before_use},
    check{"cancel.after-end",
          {},
          "a cancel handle outlives its connector, and stops no other",
          detail::cancel_after_end},
};

}  // namespace ferrule::conformance
