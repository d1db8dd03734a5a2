// SPDX-License-Identifier: BSL-1.0
// rows/open.hpp - a struct asks a table for exactly its columns; everything that does not match is told at once.
#pragma once
#include <ferrule/connector.hpp>
#include <ferrule/stream/each.hpp>
#include <ferrule/stream/filtered.hpp>

namespace ferrule {

/// Opens a table for a request: pushed down by a `Filterable` connector, evaluated while streaming for the others.
template<Connector C>
auto open_request(C& connector, const table_info& table, const request& wanted) {
  if constexpr (has_capability<C>(capability::filterable)) return connector.open(table, wanted);
  else return open_filtered(connector, table, wanted);
}

/// Asks for whole tables. Its own type, and not an empty `request`, so that programs without conditions do not compile what
/// conditions need, and so that lent rows stay lent.
struct all_rows {};

namespace detail {

table_info columns_for(const table_id& table, field_list fields);

/// A connector that is asked what its table has, once, for a message: by pointers, so that the question is compiled once.
struct asked_connector {
  void* connector;
  std::string_view name;
  result<std::vector<result<table_info>>> (*list_columns)(void*, std::span<const table_id>);
  result<std::vector<result<source_schema>>> (*get_schemas)(void*, std::span<const table_info>);

  template<Connector C>
  static asked_connector of(C& c) {
    return {&c, C::name,
            [](void* self, std::span<const table_id> tables) {
              return static_cast<C*>(self)->list_columns(tables);
            },
            [](void* self, std::span<const table_info> tables) {
              return static_cast<C*>(self)->get_schemas(tables);
            }};
  }
};

// Opening finds out whether all is well; what the table has is asked for only where it is not. `why` becomes one error with all that
// does not match, where there is such.
void explain_refusal(error& why, const asked_connector& from, const table_id& table, field_list of,
                     const binding_options& allowed, std::string_view row_name);

// `match_fields`, of a table.
error bind_table(binding& how, field_list of, const schema& columns, const binding_options& allowed,
                 std::string_view row_name, std::string_view connector, const table_id& table);

template<Connector C>
auto open_wanted(C& connector, const table_info& table, const all_rows&) {
  return connector.open(table);
}
template<Connector C>
auto open_wanted(C& connector, const table_info& table, const request& wanted) {
  return open_request(connector, table, wanted);
}

}  // namespace detail

/// The stream that rows of `C` come from, for a request or for all rows.
template<class C, class Wanted>
using rows_stream = typename decltype(detail::open_wanted(
    std::declval<C&>(), table_info{}, std::declval<const Wanted&>()))::value_type;

/// A stream over exactly the cells of `T`, and in `how` what binds it to them. Errors: one `type_mismatch` that lists every missing
/// column, type, nullability, narrowing and rounding problem with its fix; or what the connector says.
template<class T, Connector C, class Wanted>
result<rows_stream<C, Wanted>> open_bound(C& connector, const table_id& table, const Wanted& wanted,
                                          const binding_options& allowed, binding& how) {
  static_assert(is_row<T>());
  constexpr detail::field_list fields = detail::fields_of<T>;
  auto stream = detail::open_wanted(connector, detail::columns_for(table, fields), wanted);
  if (!stream) {
    detail::explain_refusal(stream.error(), detail::asked_connector::of(connector), table, fields,
                            allowed, type_name<T>);
    return stream;
  }
  if (error why =
          detail::bind_table(how, fields, stream->schema(), allowed, type_name<T>, C::name, table))
    return fail(std::move(why));
  how.exact = how.exact && detail::reads_exactly<T>(*stream);
  return stream;
}

namespace detail {

template<class T, Connector C, class F, class Wanted>
result<void> each_wanted(C& connector, const table_id& table, F& f, const Wanted& wanted,
                         const binding_options& allowed) {
  binding how;
  auto opened = open_bound<T>(connector, table, wanted, allowed, how);
  if (!opened) return fail(std::move(opened.error()));
  if (const error& why = each_bound<T>(*opened, how, f)) return fail(why);
  return {};
}

}  // namespace detail

/// Calls `f(const T&)` with each row: opens, binds, pumps. The row, and what it borrows, is valid during the call.
template<class T, Connector C, class F>
result<void> each_row(C& connector, const table_id& table, F&& f,
                      const binding_options& allowed = {}) {
  return detail::each_wanted<T>(connector, table, f, all_rows{}, allowed);
}
/// The same for the rows that a request asks for: `each_row<trade>(source, "trades", f, {.where = col("qty") > 5, .limit = 10})`.
template<class T, Connector C, class F>
result<void> each_row(C& connector, const table_id& table, F&& f, const request& wanted,
                      const binding_options& allowed = {}) {
  return detail::each_wanted<T>(connector, table, f, wanted, allowed);
}

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/rows/open.ipp>
#endif
