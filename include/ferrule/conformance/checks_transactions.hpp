// SPDX-License-Identifier: BSL-1.0
// conformance/checks_transactions.hpp - Writable: what a transaction keeps, forgets, and shows to
// others.
#pragma once
#include <array>
#include <ferrule/conformance/checks_writing.hpp>

namespace ferrule::conformance {
namespace detail {

inline void write_rollback(bench& b, trial& t) {
  if (!write_kit_table(b, t) || !t.ok(b.connection().begin(), "begin()")) return;
  {
    const writer_ptr writer = kit_writer(b, write_mode::upsert, t);
    if (!writer || !writes(*writer, kit_cells(500, "gone", 1.0, 5), t) ||
        !writes(*writer, kit_cells(2, "gone too", 1.0, 1), t) ||
        !t.ok(writer->finish(), "finish()"))
      return;
  }
  if (t.ok(b.connection().rollback(), "rollback()"))
    holds_rows(b, kit_rows(), "the rows as they were before begin()", t);
}

inline void write_commit(bench& b, trial& t) {
  if (!write_kit_table(b, t) || !t.ok(b.connection().begin(), "begin()")) return;
  const row_values added = kit_cells(600, "stays", 1.0, 6);
  {
    const writer_ptr writer = kit_writer(b, write_mode::insert, t);
    if (!writer || !writes(*writer, added, t) || !t.ok(writer->finish(), "finish()")) return;
  }
  auto expected = kit_rows();
  const known_table before{written_schema().table, expected};
  expected.push_back(added);
  const known_table after{written_schema().table, expected};
  if (!holds_rows(b, expected, "one's own rows inside the transaction", t)) return;
  const connector_ptr other = b.connection().another();
  // A source may make readers wait instead; then it says timeout.
  const auto waiting = other->open({before.id, {}});
  if (waiting ? !reads_rows(*other, before, "another connection before the commit", t)
              : !t.refused(waiting, {errc::timeout},
                           "reading while another connection writes, if at all,"))
    return;
  if (!t.ok(b.connection().commit(), "commit()")) return;
  reads_rows(*other, after, "another connection after the commit", t) &&
      reads_rows(*b.of.connect(), after, "a new connection after the commit", t);
}

inline void write_without_transaction(bench& b, trial& t) {
  connector_under_test& c = b.connection();
  if (!t.refused(c.commit(), {errc::closed, errc::unsupported, errc::config},
                 "commit() without begin()") ||
      !t.refused(c.rollback(), {errc::closed, errc::unsupported, errc::config},
                 "rollback() without begin()"))
    return;
  if (!t.ok(c.begin(), "begin()")) return;
  t.refused(c.begin(), {errc::unsupported, errc::closed, errc::config},
            "begin() inside a transaction") &&
      t.ok(c.rollback(), "rollback()") && t.ok(c.begin(), "begin() after rollback()") &&
      t.ok(c.commit(), "commit()");
}

}  // namespace detail

inline constexpr std::array transaction_checks{
    check{"writable.rollback", capability::writable, "rollback() forgets everything since begin()",
          detail::write_rollback},
    check{"writable.commit", capability::writable,
          "others see what is written after commit(), and not before", detail::write_commit},
    check{"writable.transactions-in-order", capability::writable,
          "commit and rollback without begin, and begin twice, are refused",
          detail::write_without_transaction},
};

}  // namespace ferrule::conformance
