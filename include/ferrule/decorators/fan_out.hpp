// SPDX-License-Identifier: BSL-1.0
// decorators/fan_out.hpp - several connectors as one; each table has the name of its connector in front.
//
//     using both = ferrule::fan_out<ferrule::named<"old", ferrule::sqlite::connector>, ferrule::memory::connector>;
//     both source({.members = {{.path = "old.db"}, {.store = "books"}}});
//     ferrule::rows<trade>(source, {"old", "trades"})       // a table of SQLite
//     ferrule::rows<trade>(source, {"memory", "trades"})    // one of memory
//
// In a settings file: `old: {path: old.db}`, `memory: {store: books}`. A member's own schema stands behind its name: {"old.sales",
// "trades"}. Types are called after their member too: "INTEGER@old".
//
// It has the capabilities that all members have, except three. It is not Queryable, because a statement is in the language of one member, and
// neither Writable nor Migratable, because one transaction cannot be kept over several sources: use `member<I>()`, also for what puts the
// capture of changes into a source. Changes of several members are one stream: fan_out/changes.hpp.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/connector/basics.hpp>
#include <ferrule/decorators/fan_out/changes.hpp>
#include <ferrule/decorators/fan_out/members.hpp>
#include <ferrule/decorators/fan_out/stream.hpp>

namespace ferrule {

/// The tables of all members. What concerns one table asks one member; what concerns the connection asks all, and fails where one
/// does. Errors: those of the members, with the member's name in front; `not_found` for a table of no member.
///
/// Rows delivered to a sink come straight from the member; pulled with `next`, they are chosen once a row. Fields of structs are read typed
/// where all members do. Rules of threads: those of the strictest member.
template<class... Ms>
class fan_out {
  static_assert(sizeof...(Ms) > 0, "[ferrule] a fan_out needs at least one connector");
  static_assert((detail::is_member<Ms>() && ...));
  static_assert(
      [] {
        std::array<std::string_view, sizeof...(Ms)> names{Ms::name...};
        std::sort(names.begin(), names.end());
        return std::adjacent_find(names.begin(), names.end()) == names.end();
      }(),
      "[ferrule] two members of this fan_out have the same name; give each its own: named<\"old\", C>");

  using tuple = std::tuple<detail::connector_of<Ms>...>;
  template<std::size_t I>
  using member_type = std::tuple_element_t<I, tuple>;
  template<std::size_t I>
  static constexpr std::string_view member_name =
      std::array<std::string_view, sizeof...(Ms)>{Ms::name...}[I];
  static constexpr bool have(capability c) {
    return (has_capability<detail::connector_of<Ms>>(c) && ...);
  }
  static constexpr bool introspectable = have(capability::introspectable);
  static constexpr bool filterable = have(capability::filterable);
  static constexpr bool partitioned = have(capability::partitioned);
  static constexpr bool followable = have(capability::followable);
  static constexpr bool resumable = have(capability::resumable);

public:
  static constexpr std::string_view name = "fan_out";
  static constexpr capability_set capabilities =
      capability_set{capability::introspectable, capability::filterable, capability::partitioned,
                     capability::followable, capability::resumable} &
      (detail::connector_of<Ms>::capabilities & ...);
  static constexpr auto types_mapping = detail::fan_out_types<Ms...>();
  static const type_mapping<int, int>* resolve(std::string_view external) {
    const std::size_t at = external.rfind('@');
    if (at == external.npos) return nullptr;
    const type_mapping<int, int>* found = nullptr;
    std::size_t first = 0;
    const auto look = [&]<class M>() {
      if (M::name == external.substr(at + 1))
        if (const auto i = detail::find_type<detail::connector_of<M>>(external.substr(0, at)))
          found = &types_mapping[first + *i];
      first += detail::connector_of<M>::types_mapping.size();
    };
    (look.template operator()<Ms>(), ...);
    return found;
  }
  using config = fan_out_config<Ms...>;

  explicit fan_out(config settings)
      : settings_(std::move(settings)),
        members_(std::apply(
            [](const auto&... each) { return std::make_shared<tuple>(connector_from(each)...); },
            settings_.members.each)) {}

  const config& settings() const noexcept { return settings_; }
  /// One of the connectors; what it has and the whole has not is there.
  template<std::size_t I>
  auto& member() noexcept {
    return std::get<I>(*members_);
  }
  auto cancel_handle() {
    return std::apply([](auto&... each) { return fan_out_cancel_handle(each.cancel_handle()...); },
                      *members_);
  }

  /// All members are asked; the error is of the first that failed and tells of all.
  result<void> validate_connection() {
    result<void> out;
    for_each([&]<std::size_t I>(auto& c) {
      auto valid = c.validate_connection();
      if (valid) return;
      error why = detail::error_of_member(member_name<I>, std::move(valid.error()));
      if (out) out = fail(std::move(why));
      else out.error().message += "; " + why.message;
    });
    return out;
  }
  result<std::vector<table_id>> list_tables() {
    return gathered<table_id>(
        [](auto& c) { return c.list_tables(); },
        [](std::string_view member, const table_id& id) { return detail::outer_id(member, id); });
  }
  result<std::vector<table_problem>> validate_tables(std::span<const table_id> tables) {
    std::vector<table_problem> out;
    for (const table_id& outer : tables) {
      auto found =
          at<std::vector<table_problem>>(outer, [&]<std::size_t I>(auto& c, const table_id& inner) {
            return c.validate_tables(std::span(&inner, 1));
          });
      if (!found && !has_member(outer)) out.push_back({outer, std::move(found.error())});
      else if (!found) return fail(std::move(found.error()));
      else
        for (table_problem& p : *found)
          out.push_back(
              {outer, detail::error_of_member(detail::inner_id(outer)->member, std::move(p.why))});
    }
    return out;
  }
  result<std::vector<result<table_info>>> list_columns(std::span<const table_id> tables) {
    return for_each_table<table_info>(
        tables, [](const table_id& t) -> const table_id& { return t; },
        [](auto& c, const table_id&, const table_id& inner) {
          return c.list_columns(std::span(&inner, 1));
        },
        [](std::string_view, const table_id& outer, table_info& info) { info.id = outer; });
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    return for_each_table<source_schema>(
        tables, [](const table_info& t) -> const table_id& { return t.id; },
        [](auto& c, const table_info& t, const table_id& inner) {
          const table_info asked{inner, t.columns};
          return c.get_schemas(std::span(&asked, 1));
        },
        [](std::string_view member, const table_info& outer, source_schema& s) {
          s.table = outer.id;
          detail::name_types(member, s.schema);
        });
  }
  auto open(const table_info& table) {
    return opened<fan_out_stream<stream_of<detail::connector_of<Ms>>...>>(
        table.id,
        [&](auto& c, const table_id& inner) { return c.open(table_info{inner, table.columns}); });
  }

  // --- Filterable, Partitioned -------------------------------------------------------------------

  auto open(const table_info& table, const request& wanted)
    requires filterable
  {
    const auto ask = [&](auto& c, const table_id& inner) {
      return c.open(table_info{inner, table.columns}, wanted);
    };
    return opened<fan_out_stream<opened_by<decltype(ask), Ms>...>>(table.id, ask);
  }
  auto plan(const table_info& table, std::size_t parts)
    requires partitioned
  {
    const auto ask = [&](auto& c, const table_id& inner) {
      return c.plan(table_info{inner, table.columns}, parts);
    };
    using made = fan_out_plan<opened_by<decltype(ask), Ms>...>;
    return at<made>(table.id, [&]<std::size_t I>(auto& c, const table_id& inner) -> result<made> {
      auto planned = ask(c, inner);
      if (!planned) return fail(std::move(planned.error()));
      return made(std::in_place_index<I>, name, member_name<I>, std::move(*planned));
    });
  }
  auto open(const partition& part)
    requires partitioned
  {
    const auto ask = [&]<class C>(C& c, const table_id& inner) {
      partition own = part;
      own.connector = C::name;
      own.table.id = inner;
      return c.open(own);
    };
    using made = fan_out_stream<opened_by<decltype(ask), Ms>...>;
    if (part.connector != name)
      return result<made>(
          fail(errc::unsupported,
               concat("fan_out cannot open a partition of connector ", quoted(part.connector))));
    return opened<made>(part.table.id, ask);
  }

  // --- Followable, Resumable ---------------------------------------------------------------------

  /// The changes of the tables' members as one stream; see `fan_out_changes`. Members without a table here are not followed.
  auto follow(std::span<const table_info> tables, const std::optional<checkpoint>& from = {},
              const follow_options& options = {})
    requires followable
  {
    using made = result<fan_out_changes<Ms...>>;
    if (auto ok = each_once(name, tables); !ok) return made(fail(std::move(ok.error())));
    for (const table_info& t : tables)
      if (!has_member(t.id)) return made(no_member(t.id));
    if (!resumable && from)
      return made(fail(errc::unsupported,
                       concat("fan_out cannot go on from operation ", from->last,
                              ", because not all of its members declare Resumable; start without "
                              "a checkpoint to have all rows again")));
    return fan_out_changes<Ms...>::open(members_, tables, from, options);
  }
  /// That of each member. A member that has none, because nothing is set up there to be followed, is left out: its tables cannot be
  /// resumed with this.
  result<std::string> serialize_state()
    requires resumable
  {
    result<std::string> out;
    for_each([&]<std::size_t I>(auto& c) {
      if (!out) return;
      auto state = c.serialize_state();
      if (state) detail::append_mark(*out, {member_name<I>, {}, *state});
      else if (state.error().kind == errc::unsupported)
        detail::append_mark(*out, {member_name<I>, {}, {}});
      else out = fail(detail::error_of_member(member_name<I>, std::move(state.error())));
    });
    return out;
  }

  // --- Introspectable ----------------------------------------------------------------------------

  result<std::vector<std::string>> table_names()
    requires introspectable
  {
    return gathered<std::string>([](auto& c) { return c.table_names(); }, prefixed);
  }
  result<std::vector<std::string>> hidden_table_names()
    requires introspectable
  {
    return gathered<std::string>([](auto& c) { return c.hidden_table_names(); }, prefixed);
  }
  result<std::vector<std::string>> view_names()
    requires introspectable
  {
    return gathered<std::string>([](auto& c) { return c.view_names(); }, prefixed);
  }
  result<std::uint64_t> table_count(const table_id& t)
    requires introspectable
  {
    return at<std::uint64_t>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.table_count(inner); });
  }
  result<std::vector<column_description>> describe_table(const table_id& t)
    requires introspectable
  {
    return at<std::vector<column_description>>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.describe_table(inner); });
  }
  result<std::vector<foreign_key>> foreign_keys(const table_id& t)
    requires introspectable
  {
    return at<std::vector<foreign_key>>(t, []<std::size_t I>(auto& c, const table_id& inner) {
      auto keys = c.foreign_keys(inner);
      if (keys)
        for (foreign_key& key : *keys) key.table = prefixed(member_name<I>, key.table);
      return keys;
    });
  }
  result<bool> table_exists(const table_id& t)
    requires introspectable
  {
    if (!has_member(t)) return false;
    return at<bool>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.table_exists(inner); });
  }
  result<std::string> table_definition(object_kind what, const table_id& t)
    requires introspectable
  {
    return at<std::string>(t, [&]<std::size_t>(auto& c, const table_id& inner) {
      return c.table_definition(what, inner);
    });
  }
  result<std::vector<std::string>> indices_definition(const table_id& t)
    requires introspectable
  {
    return at<std::vector<std::string>>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.indices_definition(inner); });
  }
  result<std::vector<std::string>> primary_keys(const table_id& t)
    requires introspectable
  {
    return at<std::vector<std::string>>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.primary_keys(inner); });
  }
  result<std::optional<std::string>> detect_fts(const table_id& t)
    requires introspectable
  {
    return at<std::optional<std::string>>(
        t, []<std::size_t>(auto& c, const table_id& inner) { return c.detect_fts(inner); });
  }
  /// Whether one of the members is.
  result<bool> detect_spatialite()
    requires introspectable
  {
    result<bool> out = false;
    for_each([&]<std::size_t I>(auto& c) {
      if (!out) return;
      auto one = c.detect_spatialite();
      if (!one) out = fail(detail::error_of_member(member_name<I>, std::move(one.error())));
      else *out = *out || *one;
    });
    return out;
  }

private:
  template<class F, class M>
  using opened_by = typename std::remove_cvref_t<
      std::invoke_result_t<F&, detail::connector_of<M>&, const table_id&>>::value_type;

  // A connector that is made where it stays: its constructor is explicit.
  template<class Config>
  struct connector_from {
    const Config& settings;
    explicit connector_from(const Config& of) : settings(of) {}
    template<class C>
    operator C() const {
      return C(settings);
    }
  };
  static std::string prefixed(std::string_view member, const std::string& table) {
    return concat(member, ".", table);
  }

  template<class F>
  void for_each(F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f.template operator()<I>(std::get<I>(*members_)), ...);
    }(std::index_sequence_for<Ms...>{});
  }
  static bool has_member(const table_id& outer) {
    const auto parts = detail::inner_id(outer);
    return parts && ((parts->member == Ms::name) || ...);
  }
  // Asks the member whose table it is; its error has its name in front.
  template<class T, class F>
  result<T> at(const table_id& outer, F&& f) {
    const auto parts = detail::inner_id(outer);
    std::optional<result<T>> out;
    if (parts)
      for_each([&]<std::size_t I>(auto& c) {
        if (member_name<I> != parts->member) return;
        out.emplace(f.template operator()<I>(c, parts->inner));
        if (!*out) out->error() = detail::error_of_member(member_name<I>, std::move(out->error()));
      });
    if (out) return std::move(*out);
    return no_member(outer);
  }
  static tl::unexpected<error> no_member(const table_id& outer) {
    const auto parts = detail::inner_id(outer);
    const std::vector<std::string_view> names{Ms::name...};
    std::string known;
    for (const std::string_view one : names) known += concat(known.empty() ? "" : ", ", one);
    return fail(errc::not_found,
                concat("fan_out table ", quoted(to_text(outer)),
                       ": the name of a table begins with that of its connector, one of ", known,
                       suggestion(parts ? parts->member : std::string_view(outer.name), names)));
  }
  template<class Made, class F>
  result<Made> opened(const table_id& outer, F&& ask) {
    return at<Made>(outer, [&]<std::size_t I>(auto& c, const table_id& inner) -> result<Made> {
      auto stream = ask(c, inner);
      if (!stream) return fail(std::move(stream.error()));
      return Made(std::in_place_index<I>, member_name<I>, outer, std::move(*stream));
    });
  }
  // What all members list, one after the other.
  template<class T, class F, class G>
  result<std::vector<T>> gathered(F&& list, G&& outer) {
    result<std::vector<T>> out;
    for_each([&]<std::size_t I>(auto& c) {
      if (!out) return;
      auto listed = list(c);
      if (!listed) {
        out = fail(detail::error_of_member(member_name<I>, std::move(listed.error())));
        return;
      }
      for (const T& one : *listed) out->push_back(outer(member_name<I>, one));
    });
    return out;
  }
  // One answer for each table, from the member whose it is.
  template<class T, class Input, class Id, class F, class G>
  result<std::vector<result<T>>> for_each_table(std::span<const Input> inputs, Id&& id, F&& ask,
                                                G&& rename) {
    std::vector<result<T>> out;
    for (const Input& input : inputs) {
      auto answer =
          at<std::vector<result<T>>>(id(input), [&]<std::size_t I>(auto& c, const table_id& inner) {
            auto told = ask(c, input, inner);
            if (!told) return told;
            for (result<T>& one : *told) {
              if (one) rename(member_name<I>, input, *one);
              else one.error() = detail::error_of_member(member_name<I>, std::move(one.error()));
            }
            return told;
          });
      if (answer) out.push_back(std::move(answer->front()));
      else if (!has_member(id(input))) out.push_back(fail(std::move(answer.error())));
      else return fail(std::move(answer.error()));
    }
    return out;
  }

  config settings_;
  std::shared_ptr<tuple> members_;  // with the changes that are followed
};

}  // namespace ferrule
