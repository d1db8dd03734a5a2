// SPDX-License-Identifier: BSL-1.0
// cli/json.hpp - everything the command line prints as JSON goes through here; cells by the rules of schema/json_text.hpp.
#pragma once
#include <ferrule/schema/json_text.hpp>
#include <string>
#include <string_view>

namespace ferrule::cli {

/// Puts a JSON document together, member by member; commas are its business. One element per line for arrays that ask for it.
class json_writer {
public:
  json_writer& begin_object() { return open('{'); }
  json_writer& end_object() { return close('}'); }
  json_writer& begin_array() { return open('['); }
  json_writer& end_array() { return close(']'); }
  json_writer& key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ": ";
    fresh_ = true;
    return *this;
  }
  json_writer& text(std::string_view value) {
    separate();
    append_json_string(out_, value);
    return *this;
  }
  json_writer& cell(const value_view& value) {
    separate();
    append_json(out_, value);
    return *this;
  }
  /// A string where there is one, else null.
  template<class T>
  json_writer& text(const std::optional<T>& value) {
    return value ? text(std::string_view(*value)) : cell(nullptr);
  }
  /// The next element begins on a line of its own.
  json_writer& line() {
    out_ += fresh_ ? "\n" : ",\n";
    fresh_ = true;
    return *this;
  }
  std::string& str() noexcept { return out_; }
  std::string finish() && { return std::move(out_ += '\n'); }

private:
  json_writer& open(char bracket) {
    separate();
    out_ += bracket;
    fresh_ = true;
    return *this;
  }
  json_writer& close(char bracket) {
    out_ += bracket;
    fresh_ = false;
    return *this;
  }
  void separate() {
    if (!fresh_) out_ += ", ";
    fresh_ = false;
  }
  std::string out_;
  bool fresh_ = true;
};

}  // namespace ferrule::cli
