// SPDX-License-Identifier: BSL-1.0
// conformance/checks_queries.hpp - Queryable: statements with parameters, under limits.
#pragma once
#include <array>
#include <chrono>
#include <ferrule/conformance/bench.hpp>

namespace ferrule::conformance {
namespace detail {

inline std::optional<statement_texts> statements(bench& b, trial& t) {
  auto out = b.of.statements();
  if (!out) t.skip("the fixture has no statements()");
  return out;
}

// The rows of a statement, each cell as text; nothing where it failed.
inline std::optional<std::vector<row_values>> rows_of(bench& b, const statement& s,
                                                      const query_options& options, trial& t) {
  const stream_ptr stream =
      b.opened(b.connection().execute(s, options), concat("execute() of ", quoted(s.text, 200)), t);
  return stream ? b.read(*stream, concat("reading the rows of ", quoted(s.text, 200)), t)
                : std::nullopt;
}

inline bool is_row(const std::optional<std::vector<row_values>>& rows, const row_values& expected,
                   trial& t) {
  if (!rows) return false;
  if (!t.expect(rows->size() == 1 && rows->front().size() == expected.size(), shown_row(expected),
                concat(rows->size(), " rows")))
    return false;
  const row_values& seen = rows->front();
  return t.expect(
      std::equal(seen.begin(), seen.end(), expected.begin(),
                 [](const value& x, const value& y) { return alike(x.view(), y.view()); }),
      shown_row(expected), shown_row(seen));
}

inline row_values row_of(value a, value b) {
  row_values out;
  out.push_back(std::move(a));
  out.push_back(std::move(b));
  return out;
}

inline void query_rows(bench& b, trial& t) {
  const auto texts = statements(b, t);
  const auto rows = texts ? rows_of(b, texts->ten_rows, {}, t) : std::nullopt;
  if (!rows || !t.expect(rows->size() == 10, "ten rows", concat(rows->size()))) return;
  for (std::size_t i = 0; i < 10; ++i)
    if (!t.expect((*rows)[i].size() == 1 && alike((*rows)[i].front().view(),
                                                  value_view(static_cast<std::int64_t>(i + 1))),
                  concat(i + 1), shown_row((*rows)[i])))
      return;
}

inline void query_positional(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  is_row(rows_of(b, statement(texts->positional).bind("it's; --").bind(std::int64_t{42}), {}, t),
         row_of("it's; --", std::int64_t{42}), t) &&
      is_row(rows_of(b, statement(texts->positional).bind(std::int64_t{INT64_MIN}).bind(nullptr),
                     {}, t),
             row_of(std::int64_t{INT64_MIN}, nullptr), t);
}

inline void query_named(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  // Bound in the other order than they stand in the statement.
  is_row(rows_of(b, statement(texts->named).bind("y", std::int64_t{2}).bind("x", "one"), {}, t),
         row_of("one", std::int64_t{2}), t);
}

inline void query_parameters_missing(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  const std::initializer_list<errc> kinds{errc::config, errc::not_found, errc::unsupported,
                                          errc::type_mismatch, errc::value_out_of_range};
  const auto named = b.connection().execute(statement(texts->named).bind("x", "one"), {});
  if (!t.refused(named, kinds, "a statement whose parameter y is not bound") ||
      !t.expect(named.error().message.find('y') != std::string::npos, "a message that names y",
                to_text(named.error())))
    return;
  t.refused(b.connection().execute(statement(texts->positional).bind(std::int64_t{1}), {}), kinds,
            "a statement with one of two positional parameters") &&
      t.refused(b.connection().execute(statement(texts->positional)
                                           .bind(std::int64_t{1})
                                           .bind(std::int64_t{2})
                                           .bind(std::int64_t{3}),
                                       {}),
                kinds, "a statement with a positional parameter too many") &&
      t.refused(
          b.connection().execute(
              statement(texts->named).bind("x", "1").bind("y", "2").bind("ferrule_kit_z", "3"), {}),
          kinds, "a statement with a named parameter too many");
}

inline void query_limited(bench& b, std::uint64_t limit, bool truncated, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  query_options options;
  options.max_rows = limit;
  for (const bool pumped : {false, true}) {
    const stream_ptr stream =
        b.opened(b.connection().execute(texts->ten_rows, options), "execute()", t);
    if (!stream) return;
    std::vector<row_values> rows;
    if (pumped) stream->pump_into(rows, 100);
    else rows = read_all(*stream);
    if (!t.healthy(stream->status(), "reading limited rows") ||
        !t.expect(rows.size() == std::min<std::uint64_t>(limit, 10),
                  concat(std::min<std::uint64_t>(limit, 10), " rows"), concat(rows.size())) ||
        !t.expect(stream->truncated() == truncated, truncated ? "truncated()" : "not truncated()",
                  concat("otherwise, with max_rows ", limit, " of 10 rows")))
      return;
  }
}
inline void query_exact(bench& b, trial& t) { query_limited(b, 10, false, t); }
inline void query_one_more(bench& b, trial& t) { query_limited(b, 9, true, t); }

inline void query_time_limit(bench& b, trial& t) {
  using clock = std::chrono::steady_clock;
  const auto texts = statements(b, t);
  if (!texts) return;
  query_options options;
  options.time_limit = std::chrono::milliseconds(50);
  const auto begin = clock::now();
  auto opened = b.connection().execute(texts->endless, options);
  if (opened) {
    (void)read_all(**opened);
    if (!t.refused_by((*opened)->status(), {errc::timeout},
                      "a statement that takes longer than its time limit"))
      return;
  } else if (!t.refused(opened, {errc::timeout},
                        "a statement that takes longer than its time limit"))
    return;
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock::now() - begin).count();
  if (!t.expect(took < 3000, "an interrupt soon after 50 ms", concat(took, " ms"))) return;
  const auto rows = rows_of(b, texts->ten_rows, {}, t);
  if (rows)
    t.expect(rows->size() == 10, "a connection that works on after a timeout",
             concat(rows->size(), " rows"));
}

inline void query_wrong(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  for (const std::string& wrong : {texts->wrong, std::string()})
    if (!t.refused(b.connection().execute(wrong, {}), {errc::syntax, errc::config, errc::not_found},
                   concat("the wrong statement ", quoted(wrong))))
      return;
}

inline void query_same_names(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  const stream_ptr stream = b.opened(b.connection().execute(texts->same_names, {}), "execute()", t);
  if (!stream || !t.expect(stream->columns().fields.size() == 2,
                           "two columns, though both are called a", to_text(stream->columns())))
    return;
  for (const field& f : stream->columns().fields)
    if (!t.expect(f.name == "a", "two columns called a", to_text(stream->columns()))) return;
  is_row(b.read(*stream, "reading two columns of one name", t),
         row_of(std::int64_t{1}, std::int64_t{2}), t);
}

inline void query_page_size(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  query_options options;
  options.page_size = 7;
  const stream_ptr stream =
      b.opened(b.connection().execute(texts->ten_rows, options), "execute()", t);
  if (stream)
    t.expect(stream->page_size() == 7, "the page size asked for, 7", concat(stream->page_size()));
}

inline void query_logged(bench& b, trial& t) {
  const auto texts = statements(b, t);
  if (!texts) return;
  std::vector<std::string> told;
  query_options options;
  options.log.context = &told;
  options.log.write = [](void* context, const std::string& text, const error& why) {
    static_cast<std::vector<std::string>*>(context)->push_back(text + "|" + to_text(why));
  };
  (void)b.connection().execute(texts->wrong, options);
  if (!t.expect(told.empty(), "nothing logged where it was not asked for",
                told.empty() ? "" : told.front()))
    return;
  options.log_errors = true;
  const auto refused = b.connection().execute(texts->wrong, options);
  if (!t.refused(refused, {errc::syntax, errc::config, errc::not_found}, "a wrong statement"))
    return;
  t.expect(told.size() == 1 && told.front() == texts->wrong + "|" + to_text(refused.error()),
           "the statement and its error logged once, and returned all the same",
           told.empty() ? "nothing" : told.front());
}

}  // namespace detail

inline constexpr std::array query_checks{
    check{"queryable.rows", capability::queryable, "a statement's rows come in order",
          detail::query_rows},
    check{"queryable.positional-parameters", capability::queryable,
          "positional parameters are bound in order, as values", detail::query_positional},
    check{"queryable.named-parameters", capability::queryable, "named parameters are bound by name",
          detail::query_named},
    check{"queryable.missing-parameter", capability::queryable,
          "parameters that are missing or too many are refused, not null",
          detail::query_parameters_missing},
    check{"queryable.max-rows-exact", capability::queryable,
          "as many rows as max_rows are not truncated", detail::query_exact},
    check{"queryable.max-rows-one-more", capability::queryable,
          "one row more than max_rows is truncated, and says so", detail::query_one_more},
    check{"queryable.time-limit", capability::queryable,
          "a time limit interrupts, and the connection works on", detail::query_time_limit},
    check{"queryable.wrong-statement", capability::queryable, "a wrong statement is a typed error",
          detail::query_wrong},
    check{"queryable.same-names", capability::queryable, "two columns of one name are two columns",
          detail::query_same_names},
    check{"queryable.page-size", capability::queryable, "a stream knows its page size",
          detail::query_page_size},
    check{"queryable.errors-logged", capability::queryable,
          "errors are logged where asked for, and returned all the same", detail::query_logged},
};

}  // namespace ferrule::conformance
