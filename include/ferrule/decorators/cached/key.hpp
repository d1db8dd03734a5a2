// SPDX-License-Identifier: BSL-1.0
// decorators/cached/key.hpp - what was asked for, as text that is the same only for the same question.
#pragma once
#include <ferrule/predicate.hpp>
#include <ferrule/schema/table.hpp>
#include <ferrule/schema/value_text.hpp>
#include <string>
#include <string_view>

namespace ferrule::detail {

/// Each part with its length in front, so that no two lists of parts read the same. Not for people: `to_text` cuts and rounds off
/// what a message does not need, and two conditions that differ there would share an answer.
class cache_key {
public:
  explicit cache_key(char of) : text_(1, of) {}

  cache_key& add(const table_id& id) {
    text(id.schema ? "s" : "-");
    if (id.schema) text(*id.schema);
    return text(id.name);
  }
  cache_key& add(const table_info& info) {
    add(info.id).number(info.columns.size());
    for (const std::string& column : info.columns) text(column);
    return *this;
  }
  cache_key& add(const request& wanted) {
    add(wanted.where).number(wanted.order_by.size());
    for (const order_key& by : wanted.order_by) text(by.descending ? "d" : "a").text(by.column);
    return text(wanted.limit ? std::to_string(*wanted.limit) : "all").number(wanted.offset);
  }

  std::string take() { return std::move(text_); }

private:
  cache_key& text(std::string_view part) {
    number(part.size());
    text_ += part;
    return *this;
  }
  cache_key& number(std::uint64_t n) {
    text_ += std::to_string(n);
    text_ += ':';
    return *this;
  }
  cache_key& add(const value_view& v) {
    if (v.is_null()) return text("null");
    text(name_of(v.kind()));
    if (v.kind() == kind::timestamp)
      text(v.as<timestamp>().zoned ? "zoned" : "civil")
          .number(static_cast<std::uint64_t>(v.as<timestamp>().unit));
    if (v.kind() != kind::list) return text(to_text(v));
    number(v.as<list_view>().size());
    for (const value_view& element : v.as<list_view>()) add(element);
    return *this;
  }
  cache_key& add(const predicate& p) {
    number(static_cast<std::uint64_t>(p.op)).text(p.column);
    number(p.values.size()).number(p.children.size());
    for (const value& v : p.values) add(v.view());
    for (const predicate& child : p.children) add(child);
    return *this;
  }

  std::string text_;
};

}  // namespace ferrule::detail
