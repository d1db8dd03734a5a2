// SPDX-License-Identifier: BSL-1.0
// config/scalars.hpp - how one value in settings becomes a number, text, an enum, a duration, ...
#pragma once
#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <ferrule/config/problems.hpp>
#include <ferrule/config/setting_description.hpp>
#include <ferrule/config/value_types.hpp>
#include <ferrule/reflect/enum_names.hpp>
#include <filesystem>
#include <limits>

namespace ferrule {

/// How a C++ type is read from, written to and described in settings. For a type of your own:
///
///     template<> struct ferrule::setting_as<colour> : ferrule::scalar_setting<colour> {
///       static std::string type() { return "a colour such as '#ff8800'"; }   // after "expected"
///       static constexpr auto shape = ferrule::setting_shape::text;
///       static std::optional<colour> parse(const ferrule::settings&, std::string& hint);
///       static ferrule::settings write(const colour&);
///     };
///
/// A type that holds a secret adds `static constexpr bool holds_secret = true`: then no value
/// that is found in its place is printed either.
template<class T>
struct setting_as;

namespace detail {

template<class T>
consteval bool holds_secret() {
  if constexpr (std::same_as<T, other_settings>) return true;
  else if constexpr (requires { setting_as<T>::holds_secret; }) return setting_as<T>::holds_secret;
  else return false;
}

template<class T>
concept setting_integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                          !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                          !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

/// The number that plain text spells, completely.
template<class Number>
std::optional<Number> number_in(const settings& from) {
  if (!from.is_plain()) return std::nullopt;
  const std::string& text = *from.as_text();
  Number value{};
  const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// A whole number of more digits than any integer has: plain text, or, from JSON, already a double.
inline bool is_beyond_integers(const settings& from) {
  if (const auto real = from.as_double()) return std::abs(*real) >= 0x1p63;
  if (!from.is_plain()) return false;
  std::string_view digits = *from.as_text();
  if (digits.starts_with('-')) digits.remove_prefix(1);
  return !digits.empty() && digits.find_first_not_of("0123456789") == digits.npos;
}

/// "one of 'a', 'b'", or "" for nothing.
template<class Names>
std::string one_of(const Names& names) {
  std::string all;
  for (const auto& name : names)
    all += fmt::format("{}{}", all.empty() ? "one of " : ", ", ferrule::quoted(name));
  return all;
}

template<class Names>
std::string did_you_mean(std::string_view wanted, const Names& known) {
  const auto near = nearest_name(wanted.substr(0, 100), known);
  return near ? fmt::format("did you mean {}?", ferrule::quoted(*near)) : std::string();
}

inline std::string quantity_hint(quantity_error wrong, std::span<const unit> units) {
  switch (wrong) {
    case quantity_error::no_unit: return "add a unit: " + unit_names(units);
    case quantity_error::unknown_unit: return "the units are " + unit_names(units);
    case quantity_error::too_large: return "that is too large";
    case quantity_error::too_fine: return "that is too fine";
    default: return {};
  }
}

}  // namespace detail

/// The parts of `setting_as<T>` that follow from `parse`, `type` and `shape`.
template<class T>
struct scalar_setting {
  /// Reads `from` into `into`, or reports a problem, leaves `into` alone and returns false.
  static bool read(T& into, const settings& from, const setting_reader& here) {
    std::string hint;
    std::optional<T> value = setting_as<T>::parse(from, hint);
    if (!value)
      return here.refuse(from, setting_as<T>::type(), std::move(hint), !detail::holds_secret<T>());
    into = *std::move(value);
    return true;
  }
  /// Completes the row of this setting.
  static void describe(const T&, setting_description& self, std::vector<setting_description>&) {
    self.type = setting_as<T>::type();
    self.shape = setting_as<T>::shape;
    self.secret = detail::holds_secret<T>();
  }
};

template<>
struct setting_as<bool> : scalar_setting<bool> {
  static std::string type() { return "true or false"; }
  static constexpr auto shape = setting_shape::boolean;
  static std::optional<bool> parse(const settings& from, std::string&) {
    if (!from.is_plain()) return from.as_bool();
    if (*from.as_text() == "true") return true;
    return *from.as_text() == "false" ? std::optional(false) : std::nullopt;
  }
  static settings write(bool value) { return value; }
};

template<detail::setting_integer T>
struct setting_as<T> : scalar_setting<T> {
  static std::string type() {
    constexpr bool narrow = sizeof(T) < sizeof(std::int64_t);
    constexpr T lowest = std::numeric_limits<T>::min(), highest = std::numeric_limits<T>::max();
    if (narrow) return fmt::format("a whole number from {} to {}", +lowest, +highest);
    return std::unsigned_integral<T> ? "a whole number from 0" : "a whole number";
  }
  static constexpr auto shape = setting_shape::integer;
  static std::optional<T> parse(const settings& from, std::string& hint) {
    std::optional<T> value = detail::number_in<T>(from);
    if (const auto any = from.as_int64(); any && std::in_range<T>(*any))
      value = static_cast<T>(*any);
    if (const auto any = from.as_uint64(); any && std::in_range<T>(*any))
      value = static_cast<T>(*any);
    if (!value && (from.kind() == settings_kind::integer || detail::is_beyond_integers(from)))
      hint = "the number does not fit";
    return value;
  }
  static settings write(T value) { return value; }
  static void describe(T value, setting_description& self,
                       std::vector<setting_description>& below) {
    scalar_setting<T>::describe(value, self, below);
    self.lowest = std::numeric_limits<T>::min();
    self.highest = std::numeric_limits<T>::max();
  }
};

template<class T>
  requires(std::same_as<T, double> || std::same_as<T, float>)
struct setting_as<T> : scalar_setting<T> {
  static std::string type() { return "a number"; }
  static constexpr auto shape = setting_shape::number;
  static std::optional<T> parse(const settings& from, std::string& hint) {
    std::optional<double> value = detail::number_in<double>(from);
    if (from.as_uint64()) value = static_cast<double>(*from.as_uint64());
    else if (from.as_int64()) value = static_cast<double>(*from.as_int64());
    else if (from.as_double()) value = *from.as_double();
    if (!value) return std::nullopt;
    if (std::abs(*value) <= static_cast<double>(std::numeric_limits<T>::max()))
      return static_cast<T>(*value);
    hint = "it must be finite and fit";
    return std::nullopt;
  }
  static settings write(T value) { return static_cast<double>(value); }
};

template<>
struct setting_as<std::string> : scalar_setting<std::string> {
  static std::string type() { return "text"; }
  static constexpr auto shape = setting_shape::text;
  static std::optional<std::string> parse(const settings& from, std::string& hint) {
    if (from.as_text()) return *from.as_text();
    if (!from.is_null() && !from.is_list() && !from.is_map()) hint = "put it in quotes";
    return std::nullopt;
  }
  static settings write(const std::string& value) { return value; }
};

template<>
struct setting_as<std::filesystem::path> : scalar_setting<std::filesystem::path> {
  static std::string type() { return "the path of a file"; }
  static constexpr auto shape = setting_shape::text;
  static std::optional<std::filesystem::path> parse(const settings& from, std::string& hint) {
    auto text = setting_as<std::string>::parse(from, hint);
    return text ? std::optional<std::filesystem::path>(*std::move(text)) : std::nullopt;
  }
  static settings write(const std::filesystem::path& value) { return value.string(); }
};

template<>
struct setting_as<secret> : scalar_setting<secret> {
  static std::string type() { return "text"; }
  static constexpr auto shape = setting_shape::text;
  static constexpr bool holds_secret = true;
  static std::optional<secret> parse(const settings& from, std::string& hint) {
    auto text = setting_as<std::string>::parse(from, hint);
    return text ? std::optional<secret>(*std::move(text)) : std::nullopt;
  }
  static settings write(const secret&) { return settings::plain(std::string(masked)); }
};

template<class E>
  requires std::is_enum_v<E>
struct setting_as<E> : scalar_setting<E> {
  static std::string type() { return detail::one_of(enum_names<E>); }
  static constexpr auto shape = setting_shape::text;
  static std::optional<E> parse(const settings& from, std::string& hint) {
    static_assert(
        !enum_names<E>.empty(),
        "[ferrule] this enum in a config struct has no enumerator that can be named; see enum_range");
    if (from.is_null()) return enum_value<E>("null");  // as YAML reads the word without quotes
    if (!from.as_text()) return std::nullopt;
    const std::optional<E> value = enum_value<E>(*from.as_text());
    if (!value) hint = detail::did_you_mean(*from.as_text(), enum_names<E>);
    return value;
  }
  static settings write(E value) { return settings::plain(std::string(enum_name(value))); }
  static void describe(E value, setting_description& self,
                       std::vector<setting_description>& below) {
    scalar_setting<E>::describe(value, self, below);
    self.allowed.assign(enum_names<E>.begin(), enum_names<E>.end());
  }
};

template<class Rep, class Period>
struct setting_as<std::chrono::duration<Rep, Period>>
    : scalar_setting<std::chrono::duration<Rep, Period>> {
  using duration = std::chrono::duration<Rep, Period>;
  static std::string type() { return "a duration such as '500ms' or '1.5h'"; }
  static constexpr auto shape = setting_shape::duration;
  static std::optional<duration> parse(const settings& from, std::string& hint) {
    if (from.as_int64() == 0) return duration::zero();
    if (from.as_int64() || from.as_double())
      hint = "add a unit: " + detail::unit_names(detail::duration_units);
    if (!from.as_text()) return std::nullopt;
    const auto [nanoseconds, wrong] =
        detail::parse_quantity(*from.as_text(), detail::duration_units);
    hint = detail::quantity_hint(wrong, detail::duration_units);
    if (wrong != detail::quantity_error::none) return std::nullopt;
    const auto value = detail::duration_of<duration>(nanoseconds);
    if (!value)
      hint = fmt::format("it must be a multiple of {} and fit", detail::duration_text(duration(1)));
    return value;
  }
  static settings write(const duration& value) {
    return settings::plain(detail::duration_text(value));
  }
};

template<>
struct setting_as<byte_size> : scalar_setting<byte_size> {
  static std::string type() { return "a size such as '64KiB' or a number of bytes"; }
  static constexpr auto shape = setting_shape::size;
  static std::optional<byte_size> parse(const settings& from, std::string& hint) {
    if (const auto bytes = from.as_uint64()) return byte_size{*bytes};
    if (const auto bytes = detail::number_in<std::uint64_t>(from)) return byte_size{*bytes};
    if (!from.as_text()) return std::nullopt;
    const auto [bytes, wrong] = detail::parse_quantity(*from.as_text(), detail::byte_units);
    hint = detail::quantity_hint(wrong, detail::byte_units);
    return wrong == detail::quantity_error::none ? std::optional(byte_size{bytes}) : std::nullopt;
  }
  static settings write(const byte_size& value) {
    return settings::plain(fmt::format("{}", value));
  }
};

}  // namespace ferrule
