// SPDX-License-Identifier: BSL-1.0
// schema/value.ipp - what value.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/schema/value.hpp>

namespace ferrule {

FERRULE_INLINE value::value() = default;
FERRULE_INLINE value::value(const value_view& from) : scalar_(from) {
  if (scalar_.holds<std::string_view>()) text_.assign(scalar_.as<std::string_view>());
  else if (scalar_.holds<bytes_view>()) {
    const auto bytes = scalar_.as<bytes_view>();
    text_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } else if (scalar_.holds<list_view>())
    for (const value_view& element : scalar_.as<list_view>()) elements_.emplace_back(element);
  index_elements();
}
FERRULE_INLINE value::value(std::string v, ferrule::kind text_kind)
    : scalar_(std::string_view(), text_kind), text_(std::move(v)) {}
FERRULE_INLINE value::value(std::vector<value> elements)
    : scalar_(list_view()), elements_(std::move(elements)) {
  index_elements();
}

FERRULE_INLINE value::value(const value& other)
    : scalar_(other.scalar_), text_(other.text_), elements_(other.elements_) {
  index_elements();
}
FERRULE_INLINE value& value::operator=(const value& other) { return *this = value(other); }
FERRULE_INLINE value::value(value&&) noexcept = default;
FERRULE_INLINE value& value::operator=(value&&) noexcept = default;
FERRULE_INLINE value::~value() = default;

FERRULE_INLINE value_view value::view() const {
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

FERRULE_INLINE void value::index_elements() {
  views_.reserve(elements_.size());
  for (const value& element : elements_) views_.push_back(element.view());
}

}  // namespace ferrule
