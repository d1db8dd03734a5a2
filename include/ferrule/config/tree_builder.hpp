// SPDX-License-Identifier: BSL-1.0
// config/tree_builder.hpp - a tree of settings out of the events of a parser, within limits.
//
// What every reader of a format owes its user is here once: a limited depth and number of nodes,
// and a repeated key refused with both of its places.
#pragma once
#include <algorithm>
#include <ferrule/config/problems.hpp>
#include <ferrule/config/settings.hpp>
#include <ferrule/core/concat.hpp>
#include <memory>
#include <numeric>

namespace ferrule {

/// What a settings file may take, whoever wrote it. Beyond is an error of kind errc::limit.
struct read_limits {
  std::size_t bytes = 16u << 20;  ///< of a file, and again of the text that YAML aliases repeat
  std::size_t nodes =
      100'000;  ///< scalars, lists and maps; with YAML after its aliases are resolved
};

namespace detail {

/// `what` at a place of a file: "app.json:3:7: ...".
inline error error_at(errc kind, const source_position& where, std::string_view what) {
  return {kind, false, concat(where, ": ", what)};
}

/// Takes open/key/scalar/close in the order of the document. Each answers whether to go on: false
/// after an error, which `finish` then returns. Repeated keys do not stop it: all are reported.
class tree_builder {
public:
  tree_builder(std::string origin, const read_limits& limits)
      : file_(std::make_shared<const std::string>(std::move(origin))), limits_(limits) {}

  source_position at(std::uint32_t line, std::uint32_t column) const {
    return {file_, line, column};
  }
  /// Whether what comes next is a key.
  bool wants_key() const noexcept {
    return !open_.empty() && open_.back().is_map && !open_.back().has_key;
  }
  /// Where the key was written whose value comes next; null in a list.
  const source_position* key_place() const noexcept {
    return !open_.empty() && open_.back().has_key ? &open_.back().key_where : nullptr;
  }

  bool open_map(source_position where) { return open(true, std::move(where)); }
  bool open_list(source_position where) { return open(false, std::move(where)); }
  bool key(std::string text, source_position where) {
    level& top = open_.back();
    top.key = std::move(text);
    top.key_where = std::move(where);
    top.has_key = true;
    return !failed_;
  }
  /// A scalar, or a subtree that was built before; `nodes` is how many it is.
  bool value(settings node, std::size_t nodes = 1) {
    if (!count(nodes, node.where)) return false;
    if (open_.empty()) root_ = std::move(node);
    else if (level& top = open_.back(); top.is_map) {
      top.members.push_back({std::move(top.key), std::move(node), std::move(top.key_where)});
      top.has_key = false;
    } else top.items.push_back(std::move(node));
    return true;
  }
  /// Ends the innermost list or map and returns it; `value` puts it into its place.
  settings close() {
    level top = std::move(open_.back());
    if (top.is_map) drop_repeated(top.members);
    open_.pop_back();
    auto made = top.is_map ? settings::make_map(std::move(top.members))
                           : settings::make_list(std::move(top.items));
    // Depth and keys were checked on the way.
    settings node = made ? *std::move(made) : settings();
    node.where = std::move(top.where);
    return node;
  }

  bool fail_with(error why) {
    if (!failed_) failed_ = std::move(why);
    return false;
  }
  /// Charges `nodes` that are kept elsewhere.
  bool count(std::size_t nodes, const source_position& where) {
    if (failed_) return false;
    used_ += std::min(nodes, limits_.nodes + 1);
    if (used_ <= limits_.nodes) return true;
    return fail_with(error_at(errc::limit, where,
                              concat("there are more than ", limits_.nodes,
                                     " values, which is the limit for settings.")));
  }
  const error& failed() const noexcept { return failed_; }
  const read_limits& limits() const noexcept { return limits_; }

  /// The tree; or the error; or the repeated keys.
  result<settings> finish() {
    if (failed_) return fail(std::move(failed_));
    if (!repeated_.empty()) return fail(error_of(repeated_));
    return std::move(root_);
  }

private:
  struct level {
    bool is_map = false;
    bool has_key = false;
    source_position where;
    std::vector<settings> items = {};
    std::vector<settings::member> members = {};
    std::string key = {};
    source_position key_where = {};
  };

  bool open(bool is_map, source_position where) {
    if (failed_) return false;
    if (open_.size() == settings::max_depth)
      return fail_with(error_at(
          errc::limit, where,
          concat("the settings are nested deeper than ", settings::max_depth, " levels.")));
    open_.push_back({is_map, false, std::move(where)});
    return true;
  }

  // The path of the map that is being closed.
  std::string path() const {
    std::string path;
    for (const level& l : std::span(open_).first(open_.size() - 1)) {
      if (l.is_map) append_key(path, l.key);
      else append_index(path, l.items.size());
    }
    return path;
  }

  // Keeps the first of each key; sorted, because a file with many keys must not take forever.
  void drop_repeated(std::vector<settings::member>& members) {
    constexpr std::size_t most_told = 20;
    std::vector<std::size_t> order(members.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) {
      return std::pair<std::string_view, std::size_t>(members[i].key, i);
    });
    std::vector<bool> drop(members.size());
    bool any = false;
    for (std::size_t i = 1, first = 0; i < order.size(); ++i) {
      const settings::member &one = members[order[first]], &other = members[order[i]];
      if (one.key != other.key) {
        first = i;
        continue;
      }
      any = drop[order[i]] = true;
      if (repeated_.size() >= most_told) continue;
      std::string where = path();
      append_key(where, other.key);
      repeated_.push_back({std::move(where),
                           other.where,
                           {},
                           {},
                           concat("this key is there twice; the first one is at ", one.where)});
    }
    if (!any) return;
    std::size_t index = 0;
    std::erase_if(members, [&](const settings::member&) { return drop[index++]; });
  }

  std::shared_ptr<const std::string> file_;
  read_limits limits_;
  std::vector<level> open_;
  settings root_;
  std::size_t used_ = 0;
  error failed_;
  std::vector<setting_problem> repeated_;
};

}  // namespace detail
}  // namespace ferrule
