// SPDX-License-Identifier: BSL-1.0
// query.hpp - the result of a statement page by page, for programs that show it or send it on.
#pragma once
#include <ferrule/connector/capabilities.hpp>
#include <ferrule/schema/value.hpp>

namespace ferrule {

/// Some rows of a result, owned.
struct page {
  schema columns{};
  std::vector<row_values> rows{};
  bool more =
      false;  ///< rows follow; where a stream cannot look ahead: the page is full, and none may follow
  bool truncated = false;  ///< the result ends here, and the source had more than the row limit
};

/// A stream that can tell whether rows follow: `s.more()` is true where another row does; the current row is gone then, and
/// the next `next()` moves to that one.
template<class S>
concept LooksAhead = requires(S& s) {
  { s.more() } -> returns<bool>;
};

/// The next `stream.page_size()` rows (one where that is 0), copied; none at the end. Errors: the stream's, with the page's rows dropped. Allocates.
template<StatementStream S>
result<page> fetch_page(S& stream) {
  page out{stream.schema(), {}, false, false};
  const std::size_t full = stream.page_size() == 0 ? 1 : stream.page_size();
  while (out.rows.size() < full && stream.next()) {
    auto row = stream.row();
    row_values& cells = out.rows.emplace_back();
    cells.reserve(out.columns.fields.size());
    for (std::size_t i = 0; i < out.columns.fields.size(); ++i) {
      value_view cell;
      row.read(cell);
      cells.emplace_back(cell);
    }
    if (row.failed()) break;
  }
  if (out.rows.size() == full && !stream.status()) {
    if constexpr (LooksAhead<S>) out.more = stream.more();
    else out.more = true;
  }
  if (const error& why = stream.status()) return fail(why);
  out.truncated = stream.truncated();
  return out;
}

}  // namespace ferrule
