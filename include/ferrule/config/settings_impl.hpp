// SPDX-License-Identifier: BSL-1.0
// config/settings_impl.hpp - the bodies of class settings. Included by config/settings.hpp.
#pragma once
#include <algorithm>
#include <ferrule/config/settings.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule {

// All of these need `member` to be complete, so none can stand in the class.
inline settings::settings() = default;
inline settings::settings(std::nullptr_t) {}
template<std::integral I>
  requires(!std::same_as<I, bool> && !std::same_as<I, char>)
settings::settings(I value) {
  if (std::in_range<std::int64_t>(value)) value_ = static_cast<std::int64_t>(value);
  else value_ = static_cast<std::uint64_t>(value);
}
inline settings::settings(double value) : value_(value) {}
inline settings::settings(std::string value) : value_(std::move(value)) {}
inline settings::settings(std::string_view value) : value_(std::string(value)) {}
inline settings::settings(const char* value) : value_(std::string(value)) {}
inline settings::settings(const settings&) = default;
inline settings::settings(settings&&) noexcept = default;
inline settings& settings::operator=(const settings& from) {
  return *this = settings(from);
}  // may be a child
inline settings& settings::operator=(settings&&) noexcept = default;
inline settings::~settings() = default;

inline bool operator==(const settings& a, const settings& b) {
  return a.plain_ == b.plain_ && a.value_ == b.value_;
}

inline settings settings::plain(std::string text) {
  settings node(std::move(text));
  node.plain_ = true;
  return node;
}

inline settings settings::list(std::initializer_list<settings> items) {
  settings node;
  node.value_.emplace<std::vector<settings>>();
  node.depth_ = 1;
  for (const settings& item : items)
    if (auto added = node.append(item); !added) raise(std::move(added.error()));
  return node;
}

inline settings settings::map(std::initializer_list<member> members) {
  settings node;
  node.value_.emplace<std::vector<member>>();
  node.depth_ = 1;
  for (const member& m : members)
    if (auto added = node.insert(m.key, m.value, m.where); !added) raise(std::move(added.error()));
  return node;
}

inline settings_kind settings::kind() const noexcept {
  using enum settings_kind;
  constexpr settings_kind kinds[] = {null, boolean, integer, integer, number, text, list, map};
  return kinds[value_.index()];
}

inline std::optional<bool> settings::as_bool() const noexcept {
  const bool* value = std::get_if<bool>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}
inline std::optional<std::int64_t> settings::as_int64() const noexcept {
  const auto* value = std::get_if<std::int64_t>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}
inline std::optional<std::uint64_t> settings::as_uint64() const noexcept {
  if (const auto* value = std::get_if<std::uint64_t>(&value_)) return *value;
  const auto* value = std::get_if<std::int64_t>(&value_);
  return value && *value >= 0 ? std::optional(static_cast<std::uint64_t>(*value)) : std::nullopt;
}
inline std::optional<double> settings::as_double() const noexcept {
  const double* value = std::get_if<double>(&value_);
  return value ? std::optional(*value) : std::nullopt;
}
inline std::span<const settings> settings::items() const noexcept {
  const auto* items = std::get_if<std::vector<settings>>(&value_);
  return items ? std::span<const settings>(*items) : std::span<const settings>();
}
inline std::span<const settings::member> settings::members() const noexcept {
  const auto* members = std::get_if<std::vector<member>>(&value_);
  return members ? std::span<const member>(*members) : std::span<const member>();
}

inline const settings* settings::find(std::string_view key) const noexcept {
  for (const member& m : members())
    if (m.key == key) return &m.value;
  return nullptr;
}
inline settings* settings::find_mutable(std::string_view key) noexcept {
  auto* members = std::get_if<std::vector<member>>(&value_);
  if (!members) return nullptr;
  const auto found = std::ranges::find(*members, key, &member::key);
  return found == members->end() ? nullptr : &found->value;
}

inline const settings* settings::find_path(std::string_view path) const {
  const auto steps = parse_setting_path(path);
  if (!steps) return nullptr;
  const settings* node = this;
  for (const setting_step& step : *steps) {
    if (!step.index) node = node->find(step.key);
    else node = *step.index < node->items().size() ? &node->items()[*step.index] : nullptr;
    if (!node) return nullptr;
  }
  return node;
}

inline void settings::measure_depth() noexcept {
  std::uint16_t below = 0;
  for (const settings& item : items()) below = std::max(below, item.depth_);
  for (const member& m : members()) below = std::max(below, m.value.depth_);
  depth_ = is_list() || is_map() ? static_cast<std::uint16_t>(below + 1) : std::uint16_t{0};
}

namespace detail {
inline tl::unexpected<error> too_deep() {
  return fail(errc::limit,
              fmt::format("The settings are nested deeper than {} levels.", settings::max_depth));
}
}  // namespace detail

inline result<void> settings::append(settings item) {
  if (!is_null() && !is_list())
    return fail(errc::config, fmt::format("Cannot append to {}.", name_of(kind())));
  if (item.depth_ + 1u > max_depth) return detail::too_deep();
  if (is_null()) value_.emplace<std::vector<settings>>();
  depth_ = std::max<std::uint16_t>(depth_, item.depth_ + 1);
  std::get<std::vector<settings>>(value_).push_back(std::move(item));
  return {};
}

inline result<void> settings::insert(std::string key, settings value,
                                     source_position key_position) {
  if (!is_null() && !is_map())
    return fail(errc::config, fmt::format("Cannot add a key to {}.", name_of(kind())));
  if (value.depth_ + 1u > max_depth) return detail::too_deep();
  if (is_null()) value_.emplace<std::vector<member>>();
  if (find(key))
    return fail(errc::config, fmt::format("The key {} is there twice.", ferrule::quoted(key)));
  depth_ = std::max<std::uint16_t>(depth_, value.depth_ + 1);
  std::get<std::vector<member>>(value_).push_back(
      {std::move(key), std::move(value), std::move(key_position)});
  return {};
}

inline result<settings> settings::make_list(std::vector<settings> items) {
  settings node;
  node.value_ = std::move(items);
  node.measure_depth();
  if (node.depth_ > max_depth) return detail::too_deep();
  return node;
}

inline result<settings> settings::make_map(std::vector<member> members) {
  std::vector<std::string_view> keys;
  keys.reserve(members.size());
  for (const member& m : members) keys.push_back(m.key);
  std::ranges::sort(keys);
  if (const auto twice = std::ranges::adjacent_find(keys); twice != keys.end())
    return fail(errc::config, concat("The key ", ferrule::quoted(*twice), " is there twice."));
  settings node;
  node.value_ = std::move(members);
  node.measure_depth();
  if (node.depth_ > max_depth) return detail::too_deep();
  return node;
}

inline result<settings> settings::grown(steps_left steps, settings value) {
  for (; !steps.empty(); steps = steps.first(steps.size() - 1)) {
    const setting_step& step = steps.back();
    if (step.index && *step.index != 0)
      return fail(errc::config,
                  fmt::format("Item [{}] of a list cannot be set before item [0].", *step.index));
    settings around;
    around.where = value.where;
    auto added =
        step.index ? around.append(std::move(value)) : around.insert(step.key, std::move(value));
    if (!added) return fail(std::move(added.error()));
    value = std::move(around);
  }
  return value;
}

inline result<void> settings::place(steps_left steps, settings value) {
  if (steps.empty() || is_null()) {
    auto made = grown(steps, std::move(value));
    if (!made) return fail(std::move(made.error()));
    *this = *std::move(made);
    return {};
  }
  const setting_step& step = steps.front();
  settings* child = nullptr;
  if (step.index) {
    auto* items = std::get_if<std::vector<settings>>(&value_);
    if (!items)
      return fail(errc::config, fmt::format("[{}] does not fit: there is {}, not a list.",
                                            *step.index, name_of(kind())));
    if (*step.index > items->size())
      return fail(errc::config, fmt::format("Item [{}] of a list of {} cannot be set.", *step.index,
                                            items->size()));
    if (*step.index < items->size()) child = &(*items)[*step.index];
  } else {
    if (!is_map())
      return fail(errc::config, fmt::format("{} does not fit: there is {}, not a map.",
                                            ferrule::quoted(step.key), name_of(kind())));
    child = find_mutable(step.key);
  }
  if (child) {
    if (auto placed = child->place(steps.subspan(1), std::move(value)); !placed) return placed;
    measure_depth();
    return {};
  }
  auto made = grown(steps.subspan(1), std::move(value));
  if (!made) return fail(std::move(made.error()));
  return step.index ? append(*std::move(made)) : insert(step.key, *std::move(made));
}

inline result<void> settings::set(std::string_view path, settings value) {
  const auto steps = parse_setting_path(path);
  if (!steps) return fail(steps.error());
  if (steps->size() + value.depth_ > max_depth) return detail::too_deep();
  auto placed = place(*steps, std::move(value));
  if (!placed)
    placed.error().message =
        fmt::format("The setting {} cannot be set. {}", path, placed.error().message);
  return placed;
}

inline void settings::merge(settings over) {
  if (!is_map() || !over.is_map()) {
    *this = std::move(over);
    return;
  }
  auto& mine = std::get<std::vector<member>>(value_);
  for (member& m : std::get<std::vector<member>>(over.value_)) {
    if (settings* here = find_mutable(m.key)) here->merge(std::move(m.value));
    else mine.push_back(std::move(m));
  }
  measure_depth();
}

}  // namespace ferrule
