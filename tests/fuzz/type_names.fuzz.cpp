// SPDX-License-Identifier: BSL-1.0
// The names of types as sources and settings write them: each connector finds a row of its own table or none, the same each time, and
// a fan_out finds behind a member's name what the member does.
#include <cstdlib>
#include <ferrule/connectors/csv.hpp>
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/decorators/fan_out.hpp>
#include <string>

namespace {

using namespace ferrule;

void require(bool holds) {
  if (!holds) std::abort();
}

template<class C>
bool has_one_answer(std::string_view name) {
  const auto* const found = C::resolve(name);
  require(C::resolve(std::string(name)) == found);
  return found != nullptr;
}

using both = fan_out<named<"old", sqlite::connector>, named<"new", memory::connector>>;

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool in_sqlite = has_one_answer<sqlite::connector>(text),
             in_memory = has_one_answer<memory::connector>(text);
  (void)has_one_answer<csv::connector>(text);
  (void)has_one_answer<both>(text);
  // What a table of its own maps is found through a fan_out too; SQLite also finds names that it has no row for.
  const std::string of_old = std::string(text) + "@old", of_new = std::string(text) + "@new";
  require(!has_one_answer<both>(of_old) || in_sqlite);
  require(has_one_answer<both>(of_new) == in_memory);
  const auto found = both::resolve(of_new);
  require(found == nullptr || found->to == memory::connector::resolve(text)->to);
  return 0;
}
