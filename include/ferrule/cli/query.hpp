// SPDX-License-Identifier: BSL-1.0
// cli/query.hpp - `query`: one statement in the source's own language, with parameters and limits.
#pragma once
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/output.hpp>
#include <ferrule/cli/value_text.hpp>
#include <ferrule/config/units.hpp>

namespace ferrule::cli {

/// Reads `name=value`, `name:text=value` (text, whatever it looks like), or `value` for the next positional parameter.
inline parameter parse_parameter(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == text.npos) return {{}, parse_value(text)};
  std::string_view name = text.substr(0, equals);
  const std::string_view given = text.substr(equals + 1);
  if (name.ends_with(":text")) {
    name.remove_suffix(5);
    return {std::string(name), std::string(given)};
  }
  return {std::string(name), parse_value(given)};
}

/// Reads a duration such as "500ms". Errors: `config`.
inline result<std::chrono::milliseconds> parse_timeout(std::string_view text) {
  const auto [nanoseconds, wrong] =
      ferrule::detail::parse_quantity(text, ferrule::detail::duration_units);
  const auto made = wrong == ferrule::detail::quantity_error::none
                        ? ferrule::detail::duration_of<std::chrono::milliseconds>(nanoseconds)
                        : std::optional<std::chrono::milliseconds>();
  if (!made)
    return fail(errc::config, concat(quoted(text), " is no time limit; write 500ms, 2s, 1min"));
  return *made;
}

/// Runs one statement and prints its rows, and whether there were more.
template<class Registry>
exit_code query(context& with, const query_options_text& asked) {
  statement what(asked.statement);
  for (const std::string& text : asked.parameters) what.parameters.push_back(parse_parameter(text));
  query_options limits;
  limits.page_size = asked.page_size;
  limits.max_rows = asked.max_rows;
  if (!asked.timeout.empty()) {
    const auto limit = parse_timeout(asked.timeout);
    if (!limit) {
      with.io.complain(concat("--timeout: ", limit.error().message));
      return exit_code::usage;
    }
    limits.time_limit = *limit;
  }
  limits.log_errors = asked.log_errors;
  limits.log = {[](void* io, const std::string& text, const error& why) {
                  static_cast<const console*>(io)->complain(concat(why, "\n  in: ", text));
                },
                &with.io};
  auto from = with.connect(asked.source);
  if (!from) return with.io.complain(from.error());
  const bool json = asked.format == row_format::json;
  auto to = row_output::open(with, asked.output, asked.format);
  if (!to) return with.io.complain(to.error());
  if (json) to->put("{");
  const auto done = to->rows(asked.page_size, "rows",
                             [&](row_sink& sink) { return (*from)->execute(what, limits, sink); });
  if (!done) {
    if (asked.output.empty() && !json) (void)with.io.finish();
    return asked.log_errors ? exit_code_of(done.error()) : with.io.complain(done.error());
  }
  if (json)
    to->put(concat(", \"row_count\": ", done->rows,
                   ", \"truncated\": ", done->truncated ? "true" : "false", "}\n"));
  else if (to->is_bare()) {
    if (done->truncated) with.io.complain("truncated: the source has more rows");
  } else
    to->put(concat("(", done->rows, done->rows == 1 ? " row" : " rows",
                   done->truncated ? "; truncated, the source has more" : "", ")\n"));
  if (auto ok = to->finish(); !ok) return with.io.complain(ok.error());
  return exit_code::ok;
}

}  // namespace ferrule::cli
