// SPDX-License-Identifier: BSL-1.0
// support/memory_fixture.hpp - what the conformance kit reads and writes of memory.
#pragma once
#include <ferrule/conformance.hpp>
#include <ferrule/connectors/memory.hpp>
#include <gtest/gtest.h>

namespace support {

using namespace ferrule;

// A row of a table of structs, which the store lends. The columns are the fields.
struct sold {
  std::string name;
  std::int64_t id = 0;
  std::optional<double> price;
  std::string area;
};

struct memory_fixture {
  using sample_struct = sold;
  std::shared_ptr<memory::store> store = memory::store::named("conformance");

  memory_fixture() { store->keep_changes(1000); }

  memory::config good_config() { return {"conformance"}; }
  table_id sample_table() { return {"shop", "sold"}; }
  std::vector<row_values> sample_rows() {
    std::vector<row_values> out;
    for (const sold& s : rows()) {
      row_values& row = out.emplace_back();
      row.emplace_back(s.name);
      row.emplace_back(s.id);
      row.push_back(s.price ? value(*s.price) : value());
      row.emplace_back(s.area);
    }
    return out;
  }
  table_id all_types_table() { return {"every_kind"}; }
  void reset() {
    for (const table_id& t : store->list()) ASSERT_TRUE(store->remove(t));
    ASSERT_TRUE(store->add(sample_table(), rows(), {"area", "id"}));
    put_every_kind();
  }

private:
  static std::vector<sold> rows() {
    return {{"one", 1, 1.0, "a"},
            {"two", 2, {}, "a"},
            {"", -3, -2.5, "b"},
            {"Grüße", 1, 0.1, "c"},
            {"two", INT64_MAX, {}, "b"}};
  }
  // A column of each kind, a row of ordinary values and one of nulls.
  void put_every_kind() {
    source_schema made{all_types_table(), {}, cdc_kind::nothing};
    row_values ordinary;
    for (const auto& row : memory::types) {
      made.schema.fields.push_back({std::string(row.name), *row.to, true, row.typing, {}, {}});
      ordinary.push_back(conformance::boundary_values(*row.to)[1].cell);
    }
    memory::connector c(good_config());
    ASSERT_TRUE(c.create_table(made, if_exists::replace));
    auto writer = c.open_writer({all_types_table(), {}}, write_mode::insert);
    ASSERT_TRUE(writer);
    for (const row_values& row : {ordinary, row_values(ordinary.size())})
      ASSERT_TRUE(writer->write(std::vector<value_view>(row.begin(), row.end())))
          << to_text(writer->status());
  }
};

}  // namespace support
