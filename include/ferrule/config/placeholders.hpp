// SPDX-License-Identifier: BSL-1.0
// config/placeholders.hpp - ${NAME} in settings, filled in from the environment.
#pragma once
#include <concepts>
#include <cstdlib>
#include <ferrule/config/problems.hpp>
#include <ferrule/core/concat.hpp>
#include <optional>

namespace ferrule {

/// Answers what a variable holds, or nothing where there is no such variable.
template<class E>
concept Environment = requires(const E& environment, const std::string& name) {
  { environment(name) } -> std::convertible_to<std::optional<std::string>>;
};

/// The environment of this process. Like `std::getenv`, not to be used while another thread changes it.
struct process_environment {
  std::optional<std::string> operator()(const std::string& name) const {
    const char* const value = std::getenv(name.c_str());
    return value ? std::optional<std::string>(value) : std::nullopt;
  }
};

struct placeholder_options {
  bool double_braces =
      true;  ///< {{NAME}} too, as Dozer's files write it; switch off for texts with such braces
};

namespace detail {

/// The variable's name at the front of `text`, which may be empty.
inline std::string_view variable_name(std::string_view text) {
  std::size_t end = 0;
  const auto letter = [](char c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  while (end < text.size() &&
         (letter(text[end]) || (end != 0 && text[end] >= '0' && text[end] <= '9')))
    ++end;
  return text.substr(0, end);
}

/// A placeholder at the front of `text`: its name, the default if it has one, and its length, 0 if there is none.
struct placeholder {
  std::string_view name;
  std::optional<std::string_view> otherwise = std::nullopt;
  std::size_t length = 0;
};

inline placeholder dollar_placeholder(std::string_view text) {  // behind "${"
  const std::string_view name = variable_name(text), rest = text.substr(name.size());
  if (name.empty()) return {};
  if (rest.starts_with('}')) return {name, std::nullopt, name.size() + 3};
  const std::size_t end = rest.find('}');
  if (!rest.starts_with(":-") || end == rest.npos) return {};
  return {name, rest.substr(2, end - 2), name.size() + end + 3};
}

inline placeholder braced_placeholder(std::string_view text) {  // behind "{{"
  const auto spaces = [](std::string_view t) {
    return std::min(t.find_first_not_of(' '), t.size());
  };
  const std::size_t before = spaces(text);
  const std::string_view name = variable_name(text.substr(before));
  const std::string_view rest = text.substr(before + name.size());
  const std::size_t after = spaces(rest);
  if (name.empty() || !rest.substr(after).starts_with("}}")) return {};
  return {name, std::nullopt, before + name.size() + after + 4};
}

template<Environment E>
class placeholder_filler {
public:
  placeholder_filler(const E& environment, const placeholder_options& options,
                     std::vector<setting_problem>& problems)
      : environment_(&environment), options_(options), problems_(&problems) {}

  settings filled(const settings& node, const std::string& path) {
    settings made;
    if (node.is_map()) {
      std::vector<settings::member> members;
      members.reserve(node.members().size());
      for (const settings::member& m : node.members()) {
        std::string below = path;
        append_key(below, m.key);
        members.push_back({m.key, filled(m.value, below), m.where});
      }
      made = *settings::make_map(std::move(members));
    } else if (node.is_list()) {
      std::vector<settings> items;
      items.reserve(node.items().size());
      for (const settings& item : node.items()) {
        std::string below = path;
        append_index(below, items.size());
        items.push_back(filled(item, below));
      }
      made = *settings::make_list(std::move(items));
    } else if (node.as_text()) made = filled_text(node, path);
    else return node;
    made.where = node.where;
    return made;
  }

private:
  settings filled_text(const settings& node, const std::string& path) {
    const std::string& text = *node.as_text();
    std::string out;
    bool found_any = false;
    for (std::size_t i = 0; i < text.size();) {
      const std::string_view rest = std::string_view(text).substr(i);
      placeholder found;
      if (rest.starts_with("$$")) {
        out += '$';
        i += 2;
        continue;
      }
      if (rest.starts_with("${")) {
        found = dollar_placeholder(rest.substr(2));
        if (found.length == 0) {
          // The text may be a secret: none of it is told.
          problems_->push_back({path,
                                node.where,
                                {},
                                {},
                                "a placeholder is ${NAME} or ${NAME:-default}; where ${ is meant "
                                "literally, write $${"});
          return node;
        }
      } else if (options_.double_braces && rest.starts_with("{{"))
        found = braced_placeholder(rest.substr(2));
      if (found.length == 0) {
        out += text[i++];
        continue;
      }
      found_any = true;
      i += found.length;
      append_value(out, found, node, path);
    }
    // What the environment gives has no type, whether the placeholder stood in quotes or not.
    return found_any || node.is_plain() ? settings::plain(std::move(out))
                                        : settings(std::move(out));
  }

  void append_value(std::string& out, const placeholder& found, const settings& node,
                    const std::string& path) {
    const std::optional<std::string> value = (*environment_)(std::string(found.name));
    if (value && !(found.otherwise && value->empty())) out += *value;
    else if (found.otherwise) out += *found.otherwise;
    else
      problems_->push_back(
          {path,
           node.where,
           {},
           {},
           concat("the environment variable ", quoted(found.name),
                  " is not set; set it, or give a default: ${", found.name, ":-default}")});
  }

  const E* environment_;
  placeholder_options options_;
  std::vector<setting_problem>* problems_;
};

}  // namespace detail

/// The same tree with every placeholder in a value replaced: `${NAME}` by what `environment` has,
/// `${NAME:-default}` by the default where that is nothing or empty, `$$` by `$`; `{{NAME}}` is
/// `${NAME}`. Any other `$` stays. Keys are left alone. A value with a placeholder becomes
/// `settings::plain`, so that "${PORT}" can be a number; what is put in is not looked at again.
///
/// Fails with errc::config, one line for every variable that is missing and every malformed
/// placeholder; no value is part of a message. Complexity: linear.
template<Environment E>
result<settings> fill_placeholders(const settings& tree, const E& environment,
                                   const placeholder_options& options = {}) {
  std::vector<setting_problem> problems;
  settings filled = detail::placeholder_filler<E>(environment, options, problems).filled(tree, {});
  if (!problems.empty()) return fail(error_of(problems));
  return filled;
}

}  // namespace ferrule
