// SPDX-License-Identifier: BSL-1.0
// Field names and types at compile time: compiling this file is the test.
#include <any>
#include <array>
#include <chrono>
#include <cstddef>
#include <ferrule/reflect/field_names.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace shop {

struct address {
  std::string street;
  int zip;
};
enum class color { red };
struct basic {
  int id;
  double price;
  std::string name;
};
struct rich {
  std::optional<std::string> nickname;
  std::optional<double> score;
  std::string_view view;
  std::vector<std::byte> blob;
  std::array<char, 16> code;
  address home;
  std::optional<address> work;
  std::chrono::system_clock::time_point at;
  std::variant<int, std::string> either;
  color shade;
  bool active;
  const char* raw;
};
struct with_const {
  const int id;
  const std::string name;
};
struct with_defaults {
  int id = 7;
  std::string name = "x";
};
struct move_only {
  std::unique_ptr<int> owned;
  int n;
};
template<class T>
struct templated {
  T first_value;
  std::vector<T> other_values;
};
struct takes_everything_first {
  std::any whatever;
  std::function<void()> then;
};
struct lists_first {
  std::vector<std::string> names;
  std::map<std::string, int> counts;
};
struct array_only {
  std::array<int, 3> triple;
};
struct nothing {};
struct only_by_number {
  explicit only_by_number(int);
};
struct without_defaults {
  only_by_number first;
  int second;
  only_by_number third;
};
struct movable_list {
  std::unique_ptr<int> one;
  std::vector<std::unique_ptr<int>> many;
};
struct default_lists {
  std::vector<std::string> names = {"kept"};
  std::map<std::string, int> counts = {{"a", 1}};
};
struct inside_itself {
  int id;
  std::vector<inside_itself> children;
};

}  // namespace shop

namespace {

struct unnamed_space {
  int alpha;
  std::string beta;
};

using ferrule::field_count;
using ferrule::field_name;
using ferrule::field_names;
using ferrule::field_type_t;
using ferrule::is_readable_aggregate;

static_assert(is_readable_aggregate<shop::basic>());
static_assert(field_names<shop::basic> == std::array<std::string_view, 3>{"id", "price", "name"});
static_assert(field_names<const shop::basic> == field_names<shop::basic>);
static_assert(field_name<shop::basic, 1> == "price");
static_assert(field_count<shop::basic> == 3);
static_assert(std::is_same_v<field_type_t<shop::basic, 2>, std::string>);

static_assert(is_readable_aggregate<shop::rich>() && field_count<shop::rich> == 12);
static_assert(field_names<shop::rich>.front() == "nickname" &&
              field_names<shop::rich>.back() == "raw");
static_assert(std::is_same_v<field_type_t<shop::rich, 4>, std::array<char, 16>>);
static_assert(std::is_same_v<field_type_t<shop::rich, 5>, shop::address>);

static_assert(field_names<shop::with_const>[1] == "name");
static_assert(std::is_same_v<field_type_t<shop::with_const, 0>, int>);
static_assert(field_names<shop::with_defaults>[0] == "id");
static_assert(field_names<shop::move_only>[0] == "owned");
static_assert(field_names<shop::templated<std::map<int, std::string>>>[1] == "other_values");
static_assert(field_names<unnamed_space>[1] == "beta");

static_assert(is_readable_aggregate<shop::takes_everything_first>());
static_assert(field_names<shop::takes_everything_first>[0] == "whatever");
static_assert(is_readable_aggregate<shop::lists_first>() &&
              field_names<shop::lists_first>[1] == "counts");
static_assert(is_readable_aggregate<shop::array_only>() && field_count<shop::array_only> == 1);
static_assert(field_names<shop::without_defaults>.size() == 3);
static_assert(field_names<shop::movable_list>[1] == "many");
static_assert(field_names<shop::default_lists>[1] == "counts");
static_assert(field_names<shop::inside_itself>[1] == "children");
static_assert(is_readable_aggregate<shop::nothing>() && field_count<shop::nothing> == 0);
static_assert(field_names<shop::nothing>.empty());

constexpr int second_of_constant_object() {
  struct pair {
    int left;
    int right;
  };
  constexpr pair both{1, 2};
  static_assert(field_name<pair, 1> == "right");
  return ferrule::get_field<1>(both);
}
static_assert(second_of_constant_object() == 2);

}  // namespace
