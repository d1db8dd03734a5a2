// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/query.ipp - what query.hpp declares.
#pragma once
#include <ferrule/connectors/sqlite/bind.hpp>
#include <ferrule/connectors/sqlite/connector.ipp>
#include <ferrule/connectors/sqlite/query.hpp>
#include <ferrule/core/separate.hpp>

namespace ferrule::sqlite {

FERRULE_INLINE statement_stream& statement_stream::operator=(statement_stream&& other) noexcept {
  if (this != &other) {
    statement_ = std::move(other.statement_);  // before the connection it belongs to
    db_ = std::move(other.db_);
    row_ = std::move(other.row_);
    text_ = std::move(other.text_);
    options_ = other.options_;
    left_ = other.left_;
    cancels_ = other.cancels_;
    at_ = other.at_;
    truncated_ = other.truncated_;
  }
  return *this;
}

FERRULE_INLINE bool statement_stream::next() {
  if (at_ == place::ahead) at_ = place::on_row;
  else if (at_ == place::end || !step()) return false;
  ++row_.rows;
  return true;
}

FERRULE_INLINE bool statement_stream::more() {
  if (at_ == place::ahead) return true;
  if (at_ == place::end || !step()) return false;
  at_ = place::ahead;
  return true;
}

FERRULE_INLINE statement_stream::statement_stream(std::shared_ptr<detail::connection> db,
                                                  detail::statement_handle prepared,
                                                  const statement& what,
                                                  const query_options& options,
                                                  std::chrono::nanoseconds left)
    : db_(std::move(db)),
      statement_(std::move(prepared)),
      options_(options),
      left_(left),
      cancels_(db_->cancels()) {
  if (options.log_errors) text_ = what.text;
}

FERRULE_INLINE bool statement_stream::step() {
  int code = SQLITE_INTERRUPT;
  if (row_.state.failed()) code = SQLITE_DONE;
  else if (at_ != place::before || cancels_ == db_->cancels())
    code = options_.time_limit
               ? db_->within(left_, [this] { return sqlite3_step(statement_.get()); })
               : sqlite3_step(statement_.get());
  if (code == SQLITE_ROW && options_.max_rows && row_.rows >= *options_.max_rows) {
    truncated_ = true;
    code = SQLITE_DONE;
  }
  if (code == SQLITE_ROW) {
    at_ = place::on_row;
    return true;
  }
  if (code != SQLITE_DONE) {
    error why = db_->last_error(code);
    if (row_.rows != 0) why.message += concat(" (behind row ", row_.rows, " of the result)");
    row_.state.fail(std::move(why));
  }
  if (row_.state.failed() && options_.log_errors)
    options_.log.write(options_.log.context, text_, row_.state.status());
  at_ = place::end;
  sqlite3_reset(statement_.get());
  return false;
}

}  // namespace ferrule::sqlite

namespace ferrule::sqlite::detail {

// Behind the end of a statement: nothing but white space, semicolons and comments.
FERRULE_INLINE bool is_blank_sql(std::string_view text) {
  while (!text.empty()) {
    if (std::string_view(" \t\r\n\f;").find(text.front()) != text.npos) text.remove_prefix(1);
    else if (text.starts_with("--")) text.remove_prefix(std::min(text.find('\n'), text.size()));
    else if (text.starts_with("/*")) {
      const std::size_t end = text.find("*/", 2);
      text.remove_prefix(end == text.npos ? text.size() : end + 2);
    } else return false;
  }
  return true;
}

FERRULE_INLINE std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

// Which parameters of the statement the given value is for: all of that name, or the next positional one.
FERRULE_INLINE std::vector<int> places_of(sqlite3_stmt* prepared, const parameter& given,
                                          int& last_positional) {
  std::vector<int> out;
  const int count = sqlite3_bind_parameter_count(prepared);
  if (given.name.empty()) {
    for (int i = last_positional + 1; i <= count && out.empty(); ++i)
      if (const char* const name = sqlite3_bind_parameter_name(prepared, i);
          name == nullptr || *name == '?')
        out.push_back(last_positional = i);
    return out;
  }
  for (int i = 1; i <= count; ++i)
    if (const char* const name = sqlite3_bind_parameter_name(prepared, i);
        name != nullptr && *name != '?' && given.name == name + 1)
      out.push_back(i);
  return out;
}

/// Binds every parameter. Errors: `not_found` names all that have no value, and all values that have no parameter; a value SQLite
/// cannot hold exactly is refused.
FERRULE_INLINE result<void> bind_parameters(connection& db, sqlite3_stmt* prepared,
                                            const std::vector<parameter>& given) {
  const int count = sqlite3_bind_parameter_count(prepared);
  std::vector<bool> bound(static_cast<std::size_t>(count) + 1);
  std::vector<std::string> superfluous, twice, missing;
  int last_positional = 0;
  std::size_t positional = 0;
  for (const parameter& p : given) {
    const std::string shown_name =
        p.name.empty() ? concat("positional value ", ++positional) : quoted(p.name);
    const std::vector<int> places = places_of(prepared, p, last_positional);
    if (places.empty()) superfluous.push_back(shown_name);
    for (const int at : places) {
      if (bound[static_cast<std::size_t>(at)]) {
        twice.push_back(shown_name);
        break;
      }
      bound[static_cast<std::size_t>(at)] = true;
      const value_view v = p.value.view();
      const int code = is_nan(v) ? SQLITE_MISMATCH : bind_value(prepared, at, v);
      if (code == SQLITE_TOOBIG)
        return fail(errc::limit, concat(db.where(), ": the value of parameter ", shown_name,
                                        " is longer than SQLite allows"));
      if (code == SQLITE_NOMEM) return fail(db.last_error(code));
      if (code != SQLITE_OK)
        return fail(
            code == SQLITE_RANGE ? errc::value_out_of_range : errc::unsupported,
            concat(db.where(), ": parameter ", shown_name, " is ", shown(v), " (",
                   name_of(v.kind()),
                   "), which SQLite cannot hold exactly; give it as text or as another kind"));
    }
  }
  for (int i = 1; i <= count; ++i)
    if (!bound[static_cast<std::size_t>(i)]) {
      const char* const name = sqlite3_bind_parameter_name(prepared, i);
      missing.push_back(name != nullptr ? name : concat("?", i));
    }
  std::string problems;
  const auto tell = [&](const std::vector<std::string>& which, std::string_view what) {
    if (!which.empty()) problems += concat(problems.empty() ? "" : "; ", what, listed(which));
  };
  tell(missing, "no value was given for ");
  tell(superfluous, "the statement has no parameter for ");
  tell(twice, "given twice: ");
  if (!problems.empty()) return fail(errc::not_found, concat(db.where(), ": ", problems));
  return {};
}

/// Reads what SQLite says about the columns of the result into `row`.
FERRULE_INLINE void describe_result(sqlite3_stmt* prepared, const config& settings,
                                    const std::string& where, row_state& row) {
  ferrule::schema columns;
  const int count = sqlite3_column_count(prepared);
  for (int i = 0; i < count; ++i) {
    const char* const name = sqlite3_column_name(prepared, i);
    const char* const declared_as = sqlite3_column_decltype(prepared, i);
    std::string declaration = declared_as == nullptr ? "" : declared_as;
    if (declaration.ends_with("GENERATED ALWAYS"))
      declaration.resize(std::min(declaration.size() - 16,
                                  declaration.find_last_not_of(' ', declaration.size() - 17) + 1));
    const type_row* type = resolve(declaration);
    if (!type->to)
      type = row_of(
          declared::
              untyped);  // unsupported in tables, where it can be left out; here it comes as it is stored
    row.codecs.push_back(type->codec);
    columns.fields.push_back({name == nullptr ? "" : name,
                              type_for(*type, declaration),
                              true,
                              type->typing,
                              std::move(declaration),
                              {}});
  }
  row.rules = {settings.mismatched_cells, settings.integer_times};
  row.state = stream_state(concat(where, ", statement"), std::move(columns));
}

}  // namespace ferrule::sqlite::detail

namespace ferrule::sqlite {

FERRULE_INLINE result<statement_stream> connector::execute(const statement& what,
                                                           const query_options& options) {
  bool logged = false;  // by the stream, which logs what happens later too
  auto out = with_connection([&](detail::connection& db) -> result<statement_stream> {
    if (what.text.size() > 1'000'000'000)
      return fail(errc::limit, concat(db.where(), ": a statement of ", what.text.size(),
                                      " bytes; SQLite takes at most 1000000000"));
    const char* rest = nullptr;
    std::chrono::nanoseconds left = options.time_limit.value_or(std::chrono::milliseconds());
    auto prepared = db.prepare_foreign(what.text, rest, options.time_limit ? &left : nullptr);
    if (!prepared) return fail(std::move(prepared.error()));
    const std::string_view behind =
        std::string_view(what.text).substr(static_cast<std::size_t>(rest - what.text.data()));
    if (*prepared == nullptr)
      return fail(errc::syntax,
                  concat(db.where(), detail::is_blank_sql(what.text)
                                         ? ": the statement is empty"
                                         : ": there is no statement before a zero byte"));
    if (!detail::is_blank_sql(behind))
      return fail(
          errc::syntax,
          concat(
              db.where(),
              ": more than one statement, and only one is run at a time; the second begins with ",
              quoted(behind, 40)));
    if (auto ok = detail::bind_parameters(db, prepared->get(), what.parameters); !ok)
      return fail(std::move(ok.error()));
    const bool writes = sqlite3_stmt_readonly(prepared->get()) == 0;
    const bool acts = writes || db.prepared_pragma() || sqlite3_column_count(prepared->get()) == 0;
    if (writes)
      if (auto ok = db.may_write(); !ok) return fail(std::move(ok.error()));
    statement_stream stream(db_, std::move(*prepared), what, options, left);
    detail::describe_result(stream.statement_.get(), settings_, db.where(), stream.row_);
    if (acts) (void)stream.more();
    logged = static_cast<bool>(stream.status());
    if (logged) return fail(stream.status());
    return stream;
  });
  if (!out && options.log_errors && !logged)
    options.log.write(options.log.context, what.text, out.error());
  return out;
}

}  // namespace ferrule::sqlite
