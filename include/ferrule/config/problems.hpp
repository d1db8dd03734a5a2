// SPDX-License-Identifier: BSL-1.0
// config/problems.hpp - what is wrong with a setting, and how all of it is told at once.
#pragma once
#include <ferrule/config/settings.hpp>
#include <ferrule/core/error.hpp>
#include <span>
#include <string>
#include <vector>

namespace ferrule {

/// One thing that is wrong with one setting. No text in it contains the value of a secret.
struct setting_problem {
  std::string path;  ///< "pool.size", "tables[2].name"; empty for the whole tree
  source_position
      where;  ///< of the value; of the key for an unknown one; of the map for a missing one
  std::string
      expected;       ///< "a whole number from 1 to 64"; empty where only the hint says something
  std::string found;  ///< "70", "'abc'", "a list", "nothing"
  std::string hint;   ///< what to do: "did you mean 'size'?"; often empty
  friend bool operator==(const setting_problem&, const setting_problem&) = default;
};

}  // namespace ferrule

/// Prints "pool.size (app.yaml:7): expected a whole number from 1 to 64, found 70; hint".
template<>
struct fmt::formatter<ferrule::setting_problem> : fmt::formatter<std::string_view> {
  template<class Context>
  auto format(const ferrule::setting_problem& p, Context& context) const {
    std::string text = p.path.empty() ? "the settings" : p.path;
    if (p.where.is_known()) text += fmt::format(" ({})", p.where);
    text += ": ";
    if (!p.expected.empty()) text += fmt::format("expected {}, found {}", p.expected, p.found);
    if (!p.expected.empty() && !p.hint.empty()) text += "; ";
    return fmt::formatter<std::string_view>::format(text + p.hint, context);
  }
};

namespace ferrule {

/// All problems as one error of kind errc::config, one per line.
inline error error_of(std::span<const setting_problem> problems) {
  error all{errc::config, false, {}};
  for (const setting_problem& problem : problems)
    all.message += fmt::format("{}{}", all.message.empty() ? "" : "\n", problem);
  return all;
}

/// Where a value is being read, and where problems go. Cheap to make one per level.
class setting_reader {
public:
  explicit setting_reader(std::vector<setting_problem>& problems) : problems_(&problems) {}

  /// The reader of a key of this map, of an item of this list.
  setting_reader at_key(std::string_view key) const {
    setting_reader below = *this;
    append_key(below.path_, key);
    return below;
  }
  setting_reader at_index(std::size_t index) const {
    setting_reader below = *this;
    append_index(below.path_, index);
    return below;
  }

  /// Reports that `node` is not what was expected; its value is printed if `show`. Returns false.
  bool refuse(const settings& node, std::string expected, std::string hint = {},
              bool show = true) const {
    return report(
        {path_, node.where, std::move(expected), found_text(node, show), std::move(hint)});
  }
  /// Reports any other problem at this path. Returns false.
  bool refuse(const source_position& where, std::string expected, std::string found,
              std::string hint) const {
    return report({path_, where, std::move(expected), std::move(found), std::move(hint)});
  }
  std::size_t problem_count() const noexcept { return problems_->size(); }

private:
  bool report(setting_problem problem) const {
    problems_->push_back(std::move(problem));
    return false;
  }
  static std::string found_text(const settings& node, bool show) {
    std::string text;
    if (!show || node.is_list() || node.is_map()) return std::string(name_of(node.kind()));
    if (node.as_text()) return ferrule::quoted(*node.as_text());
    detail::append_scalar(text, node);
    return text;
  }

  std::vector<setting_problem>* problems_;
  std::string path_;
};

}  // namespace ferrule
