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
  value() = default;
  value(std::nullptr_t) {}
  /// Owns a copy of whatever the view borrows.
  value(const value_view& from) : scalar_(from) { keep(); }
  template<class T>
    requires(std::constructible_from<value_view, T> &&
             !std::same_as<std::remove_cvref_t<T>, value> &&
             !std::same_as<std::remove_cvref_t<T>, value_view> &&
             !std::convertible_to<T, std::string_view>)
  value(T&& v) : value(value_view(std::forward<T>(v))) {}
  /// Text; `text_kind` is string, text or json.
  value(std::string v, ferrule::kind text_kind = ferrule::kind::text)
      : scalar_(std::string_view(), text_kind), text_(std::move(v)) {}
  value(std::string_view v, ferrule::kind text_kind = ferrule::kind::text)
      : value(std::string(v), text_kind) {}
  value(const char* v) : value(std::string(v)) {}
  /// A list of owned elements.
  explicit value(std::vector<value> elements)
      : scalar_(list_view()), elements_(std::move(elements)) {
    index_elements();
  }

  value(const value& other)
      : scalar_(other.scalar_), text_(other.text_), elements_(other.elements_) {
    index_elements();
  }
  value& operator=(const value& other) { return *this = value(other); }
  // A moved vector keeps its buffer, so what `views_` points to stays where it is.
  value(value&&) noexcept = default;
  value& operator=(value&&) noexcept = default;

  bool is_null() const noexcept { return scalar_.is_null(); }
  /// Precondition: not null.
  ferrule::kind kind() const noexcept { return scalar_.kind(); }

  /// The value, borrowed. Valid until: this object is changed, moved or destroyed. Threads may share a const value.
  /// Complexity: O(1).
  value_view view() const {
    if (scalar_.is_null()) return {};
    switch (scalar_.kind()) {
      case ferrule::kind::string:
      case ferrule::kind::text:
      case ferrule::kind::json: return {std::string_view(text_), scalar_.kind()};
      case ferrule::kind::binary:
        return bytes_view(reinterpret_cast<const std::byte*>(text_.data()), text_.size());
      case ferrule::kind::list: return list_view(views_);
      default: return scalar_;
    }
  }
  operator value_view() const { return view(); }

  friend bool operator==(const value& a, const value& b) { return a.view() == b.view(); }

private:
  void keep() {
    if (scalar_.holds<std::string_view>()) text_.assign(scalar_.as<std::string_view>());
    else if (scalar_.holds<bytes_view>()) {
      const auto bytes = scalar_.as<bytes_view>();
      text_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    } else if (scalar_.holds<list_view>())
      for (const value_view& element : scalar_.as<list_view>()) elements_.emplace_back(element);
    index_elements();
  }
  void index_elements() {
    views_.reserve(elements_.size());
    for (const value& element : elements_) views_.push_back(element.view());
  }

  value_view scalar_{};  // text, bytes and elements live below, not behind it
  std::string text_;
  std::vector<value> elements_;
  std::vector<value_view> views_;  // of elements_; made at once, so that `view` changes nothing
};

/// A row kept by value: one cell per column, in column order.
using row_values = std::vector<value>;

}  // namespace ferrule
