// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/split.hpp - where to cut a table's rowids so that the parts have about as many rows each.
//
// SQLite keeps no count of the rows between two rowids. The range is halved again and again at its widest piece, and each half is
// drawn together to the rowids that are there, so that gaps fall out after a few steps; how dense a piece is, its
// first rows tell. A few hundred look-ups, whatever the size of the table.
#pragma once
#include <ferrule/connectors/sqlite/connection.hpp>

namespace ferrule::sqlite::detail {

struct rowid_span {
  std::int64_t first;
  std::int64_t last;
  double rows = 0;  ///< estimated

  std::uint64_t width() const noexcept {
    return static_cast<std::uint64_t>(last) - static_cast<std::uint64_t>(first);
  }
};

/// Looks rowids up: one prepared statement each for the neighbours and for the density.
class rowid_probe {
public:
  result<void> prepare(connection& db, const std::string& from, const std::string& rowid) {
    db_ = &db;
    const std::string within = concat(" FROM ", from, " WHERE ", rowid, " BETWEEN ?1 AND ?2");
    auto least = db.prepare(concat("SELECT min(", rowid, ")", within));
    auto greatest = db.prepare(concat("SELECT max(", rowid, ")", within));
    auto next = db.prepare(
        concat("SELECT ", rowid, within, " ORDER BY ", rowid, " LIMIT 1 OFFSET ", sample));
    for (auto* prepared : {&least, &greatest, &next})
      if (!*prepared) return fail(std::move(prepared->error()));
    least_ = std::move(*least);
    greatest_ = std::move(*greatest);
    next_ = std::move(*next);
    return {};
  }
  /// The smallest and greatest rowid within the bounds, if there are any rows.
  result<std::optional<rowid_span>> tighten(std::int64_t first, std::int64_t last) {
    auto least = ask(least_.get(), first, last);
    if (!least) return fail(std::move(least.error()));
    if (!*least) return std::optional<rowid_span>();
    auto greatest = ask(greatest_.get(), first, last);
    if (!greatest) return fail(std::move(greatest.error()));
    return std::optional(rowid_span{**least, **greatest});
  }
  /// Estimates the rows of a span from the distance that its first `sample` rows cover.
  result<void> estimate(rowid_span& span) {
    auto later = ask(next_.get(), span.first, span.last);
    if (!later) return fail(std::move(later.error()));
    const double most = static_cast<double>(span.width()) + 1;
    if (!*later) span.rows = std::min<double>(sample, most);
    else
      span.rows = std::min(
          most, most * sample / static_cast<double>(rowid_span{span.first, **later}.width()));
    return {};
  }

private:
  static constexpr int sample = 16;

  result<std::optional<std::int64_t>> ask(sqlite3_stmt* prepared, std::int64_t first,
                                          std::int64_t last) {
    sqlite3_bind_int64(prepared, 1, first);
    sqlite3_bind_int64(prepared, 2, last);
    std::optional<std::int64_t> out;
    auto ok = db_->for_each(prepared, [&](sqlite3_stmt* s) {
      if (sqlite3_column_type(s, 0) != SQLITE_NULL) out = sqlite3_column_int64(s, 0);
    });
    sqlite3_reset(prepared);
    if (!ok) return fail(std::move(ok.error()));
    return out;
  }

  connection* db_ = nullptr;
  statement_handle least_, greatest_, next_;
};

/// The first rowids of the second and every later part, rising: at most parts - 1, fewer where rows are few.
inline result<std::vector<std::int64_t>> split_rowids(connection& db, const std::string& from,
                                                      const std::string& rowid, std::size_t parts) {
  rowid_probe probe;
  if (auto ok = probe.prepare(db, from, rowid); !ok) return fail(std::move(ok.error()));
  auto all = probe.tighten(INT64_MIN, INT64_MAX);
  if (!all) return fail(std::move(all.error()));
  std::vector<rowid_span> spans;
  if (*all) spans.push_back(**all);
  const std::size_t wanted =
      parts == 1 ? 0 : std::min<std::size_t>(256, std::max<std::size_t>(64, parts * 4));
  while (!spans.empty() && spans.size() < wanted) {
    const auto widest = std::max_element(
        spans.begin(), spans.end(),
        [](const rowid_span& a, const rowid_span& b) { return a.width() < b.width(); });
    if (widest->width() == 0) break;
    const auto middle =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(widest->first) + widest->width() / 2);
    // Both halves have a row: the span begins and ends with one.
    auto low = probe.tighten(widest->first, middle);
    auto high = probe.tighten(middle + 1, widest->last);
    if (!low || !high) return fail(std::move(!low ? low.error() : high.error()));
    if (!*low || !*high)
      return fail(errc::corrupt,
                  concat(db.where(), ": rowids come and go while they are looked up"));
    *widest = **low;
    spans.push_back(**high);
  }
  std::sort(spans.begin(), spans.end(),
            [](const rowid_span& a, const rowid_span& b) { return a.first < b.first; });
  double total = 0;
  for (rowid_span& span : spans) {
    if (auto ok = probe.estimate(span); !ok) return fail(std::move(ok.error()));
    total += span.rows;
  }
  std::vector<std::int64_t> cuts;
  double before = 0;
  for (const rowid_span& span : spans) {
    while (cuts.size() + 1 < parts) {
      const double target =
          total * static_cast<double>(cuts.size() + 1) / static_cast<double>(parts);
      if (target >= before + span.rows) break;
      const double share = std::max(0.0, (target - before) / span.rows);
      const auto offset =
          std::min(span.width(),
                   static_cast<std::uint64_t>(share * (static_cast<double>(span.width() / 2) * 2)));
      const auto cut = static_cast<std::int64_t>(static_cast<std::uint64_t>(span.first) + offset);
      if (cut > spans.front().first && (cuts.empty() || cut > cuts.back())) cuts.push_back(cut);
      else --parts;  // more parts than rows here
    }
    before += span.rows;
  }
  return cuts;
}

}  // namespace ferrule::sqlite::detail
