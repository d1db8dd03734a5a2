// SPDX-License-Identifier: BSL-1.0
// schema/value.hpp - one cell of any kind, owned: for parameters, predicates, writes and rows that are kept.
#pragma once
#include <ferrule/schema/value_view.hpp>
#include <string>
#include <vector>

namespace ferrule {

/// An owning counterpart of `value_view`. Copying copies text, bytes and list elements.
class value {
public:
  value();
  value(std::nullptr_t) : value() {}
  /// Owns a copy of whatever the view borrows.
  value(const value_view& from);
  template<class T>
    requires(!std::same_as<std::remove_cvref_t<T>, value> &&
             !std::same_as<std::remove_cvref_t<T>, value_view> &&
             !std::convertible_to<T, std::string_view> && std::constructible_from<value_view, T>)
  value(T&& v) : value(value_view(std::forward<T>(v))) {}
  /// Text; `text_kind` is string, text or json.
  value(std::string v, ferrule::kind text_kind = ferrule::kind::text);
  value(std::string_view v, ferrule::kind text_kind = ferrule::kind::text)
      : value(std::string(v), text_kind) {}
  value(const char* v) : value(std::string(v)) {}
  /// A list of owned elements.
  explicit value(std::vector<value> elements);

  value(const value& other);
  value& operator=(const value& other);
  // A moved vector keeps its buffer, so what `views_` points to stays where it is.
  value(value&&) noexcept;
  value& operator=(value&&) noexcept;
  ~value();

  bool is_null() const noexcept { return scalar_.is_null(); }
  /// Precondition: not null.
  ferrule::kind kind() const noexcept { return scalar_.kind(); }

  /// The value, borrowed. Valid until: this object is changed, moved or destroyed. Threads may share a const value.
  /// Complexity: O(1).
  value_view view() const;
  operator value_view() const { return view(); }

  friend bool operator==(const value& a, const value& b) { return a.view() == b.view(); }

private:
  void index_elements();

  value_view scalar_{};  // text, bytes and elements live below, not behind it
  std::string text_;
  std::vector<value> elements_;
  std::vector<value_view> views_;  // of elements_; made at once, so that `view` changes nothing
};

/// A row kept by value: one cell per column, in column order.
using row_values = std::vector<value>;

}  // namespace ferrule

#ifndef FERRULE_SEPARATE_COMPILATION
#include <ferrule/schema/value.ipp>
#endif
