// SPDX-License-Identifier: BSL-1.0
// Two loops over rows, whose machine code is shown in docs/explanation/row-path.md. docs/assembly.sh takes it from the object file.
#include <ferrule/connectors/memory.hpp>
#include <ferrule/connectors/sqlite.hpp>
#include <ferrule/rows.hpp>

//[loop
struct flight {
  std::int64_t id;
  std::int32_t delay;
};

template<class Stream>
std::int64_t all_delays(Stream& rows, const ferrule::binding& how) {
  std::int64_t sum = 0;
  ferrule::each_bound<flight>(rows, how, [&](const flight& f) { sum += f.delay; });
  return sum;
}
//]

template std::int64_t all_delays(ferrule::memory::stream&, const ferrule::binding&);
template std::int64_t all_delays(ferrule::sqlite::stream&, const ferrule::binding&);
