// SPDX-License-Identifier: BSL-1.0
// decorators/fan_out/members.hpp - the connectors of a fan_out: their names, settings, and types.
#pragma once
#include <array>
#include <ferrule/config/structs.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <optional>
#include <string>
#include <tuple>

namespace ferrule {

/// A member of a fan_out under a name of its own: `fan_out<named<"old", sqlite::connector>, named<"new", sqlite::connector>>`.
template<text Name, class C>
struct named {
  static constexpr std::string_view name = Name.view();
  using connector = C;
};

namespace detail {

template<class M>
struct fan_out_member {
  using connector = M;
};
template<text Name, class C>
struct fan_out_member<named<Name, C>> {
  using connector = C;
};
template<class M>
using connector_of = typename fan_out_member<M>::connector;

// The separators of schemas and types must not be in a name.
template<class M>
consteval bool is_member() {
  static_assert(is_connector<connector_of<M>>());
  static_assert(!M::name.empty() && M::name.find_first_of(".@") == M::name.npos,
                "[ferrule] the name of a member of a fan_out is not empty and has neither . nor @");
  return true;
}

/// The inner name of a table as the fan_out has it, "old.trades": the member's name is a schema, or stands before the member's own.
inline table_id outer_id(std::string_view member, const table_id& inner) {
  return {inner.schema ? concat(member, ".", *inner.schema) : std::string(member), inner.name};
}
/// Which member it is of, and what that calls it.
struct split_id {
  std::string_view member;
  table_id inner;
};
inline std::optional<split_id> inner_id(const table_id& outer) {
  if (!outer.schema) return std::nullopt;
  const std::size_t dot = std::min(outer.schema->find('.'), outer.schema->size());
  split_id out{std::string_view(*outer.schema).substr(0, dot), {outer.name}};
  if (dot != outer.schema->size()) out.inner.schema = outer.schema->substr(dot + 1);
  return out;
}

/// A member's error, which says whose it is.
inline error error_of_member(std::string_view member, error why) {
  why.message = concat(member, ": ", why.message);
  return why;
}

// --- Types: those of all members, each with its member behind it: "INTEGER@old" -------------------

template<class M, std::size_t I>
inline constexpr auto type_name_text = [] {
  constexpr std::string_view type = connector_of<M>::types_mapping[I].name;
  std::array<char, type.size() + 1 + M::name.size()> out{};
  auto at = std::copy(type.begin(), type.end(), out.begin());
  *at++ = '@';
  std::copy(M::name.begin(), M::name.end(), at);
  return out;
}();

template<class... Ms>
constexpr auto fan_out_types() {
  std::array<type_mapping<int, int>,
             (std::size_t{0} + ... + connector_of<Ms>::types_mapping.size())>
      out{};
  std::size_t at = 0;
  const auto add = [&]<class M, std::size_t... I>(std::index_sequence<I...>) {
    ((out[at] = {static_cast<int>(at),
                 std::string_view(type_name_text<M, I>.data(), type_name_text<M, I>.size()),
                 connector_of<M>::types_mapping[I].to, 0, connector_of<M>::types_mapping[I].typing,
                 connector_of<M>::types_mapping[I].note},
      ++at),
     ...);
  };
  (add.template operator()<Ms>(std::make_index_sequence<connector_of<Ms>::types_mapping.size()>{}),
   ...);
  return out;
}

/// Where in the types of `C` the row of an external type is; nothing where there is none.
template<class C>
std::optional<std::size_t> find_type(std::string_view external) {
  const auto* const found = C::resolve(external);
  if (found == nullptr) return std::nullopt;
  for (std::size_t i = 0; i < C::types_mapping.size(); ++i)
    if (C::types_mapping[i].id == found->id && C::types_mapping[i].name == found->name) return i;
  return std::nullopt;
}

inline void name_types(std::string_view member, schema& columns) {
  for (field& f : columns.fields) f.external_type = concat(f.external_type, "@", member);
}

}  // namespace detail

/// The settings of each member, in order.
template<class... Ms>
class member_settings {
public:
  using tuple = std::tuple<typename detail::connector_of<Ms>::config...>;
  tuple each{};

  member_settings() = default;
  member_settings(typename detail::connector_of<Ms>::config... of)
    requires(sizeof...(Ms) > 1)
      : each(std::move(of)...) {}
};

/// `{.members = {{.path = "old.db"}, {.path = "new.db"}}}`; in a settings file a key for each member, with its settings below it.
template<class... Ms>
struct fan_out_config {
  member_settings<Ms...> members{};
};

template<class... Ms>
struct setting_as<member_settings<Ms...>> {
  using all = member_settings<Ms...>;
  static constexpr bool holds_secret =
      (detail::holds_secret<typename detail::connector_of<Ms>::config>() || ...);
  static std::string type() { return "a map"; }
  static bool read(all& into, const settings& from, const setting_reader& here) {
    if (!from.is_map() && !from.is_null()) return here.refuse(from, type(), {}, !holds_secret);
    const std::size_t before = here.problem_count();
    for_each(into.each, [&]<class M>(auto& config) {
      settings nothing = settings::map();
      nothing.where = from.where;
      const settings* const given = from.find(M::name);
      of<M>::read(config, given != nullptr ? *given : nothing, here.at_key(M::name));
    });
    const std::string_view names[] = {Ms::name...};
    detail::read_unknown_keys(from, names, nullptr, here);
    return here.problem_count() == before;
  }
  static settings write(const all& value) {
    settings out = settings::map();
    for_each(value.each, [&]<class M>(const auto& config) {
      detail::keep(out.insert(std::string(M::name), of<M>::write(config)));
    });
    return out;
  }
  static void describe(const all& defaults, setting_description& self,
                       std::vector<setting_description>& below) {
    self.type = type();
    self.shape = setting_shape::map;
    for_each(defaults.each, [&]<class M>(const auto& config) {
      setting_description one;
      std::vector<setting_description> rows;
      one.path = self.path;
      append_key(one.path, M::name);
      of<M>::describe(config, one, rows);
      below.push_back(std::move(one));
      below.insert(below.end(), std::move_iterator(rows.begin()), std::move_iterator(rows.end()));
    });
  }

private:
  template<class M>
  using of = setting_as<typename detail::connector_of<M>::config>;
  template<class T, class F>
  static void for_each(T& each, F&& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (f.template operator()<Ms>(std::get<I>(each)), ...);
    }(std::index_sequence_for<Ms...>{});
  }
};

/// The keys of the members are those of the whole.
template<class... Ms>
struct setting_as<fan_out_config<Ms...>> {
  using members = setting_as<member_settings<Ms...>>;
  static constexpr bool takes_fields_apart = true;
  static constexpr bool holds_secret = members::holds_secret;
  static std::string type() { return members::type(); }
  static bool read(fan_out_config<Ms...>& into, const settings& from, const setting_reader& here) {
    return members::read(into.members, from, here);
  }
  static settings write(const fan_out_config<Ms...>& value) {
    return members::write(value.members);
  }
  static void describe(const fan_out_config<Ms...>& defaults, setting_description& self,
                       std::vector<setting_description>& below) {
    members::describe(defaults.members, self, below);
  }
};

}  // namespace ferrule
