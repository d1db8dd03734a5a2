// SPDX-License-Identifier: BSL-1.0
// Positions of followed CSV files, made of arbitrary bytes: refused, or what is read from them is written and read the same again.
#include <cstdlib>
#include <ferrule/connectors/csv/position.hpp>

namespace {

using namespace ferrule::csv::detail;

void require(bool holds) {
  if (!holds) std::abort();
}
std::string written(const std::vector<remembered_table>& tables) {
  std::string out(position_begin);
  for (const remembered_table& t : tables) (out += head_of_position(t)) += t.files.text();
  return out += position_end;
}

void check(std::string_view text) {
  auto read = parse_position(text);
  if (!read) return;
  const std::string once = written(*read);
  const auto again = parse_position(once);
  require(again && again->size() == read->size());
  require(written(*again) == once);
  // Without its end it is none, wherever it was cut.
  for (std::size_t i = 0; i < once.size(); i += 1 + once.size() / 16)
    require(!parse_position(std::string_view(once).substr(0, i)));
  for (remembered_table& t : *read)
    while (t.files.size() > 1) {
      const std::string first = t.files.first();
      const std::size_t size = t.files.size();
      require(t.files.find(first) != nullptr && !t.files.add(first, 1));
      require(t.files.forget_one([](const std::string&) { return true; }));
      require(t.files.find(first) == nullptr && t.files.size() == size - 1);
    }
  require(parse_position(written(*read)).has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(std::string(position_begin) + std::string(text) + std::string(position_end));
  return 0;
}
