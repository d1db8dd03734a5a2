// SPDX-License-Identifier: BSL-1.0
// reflect/row_struct.ipp - what row_struct.hpp declares.
#pragma once
#include <ferrule/core/separate.hpp>
#include <ferrule/reflect/row_struct.hpp>

namespace ferrule::detail {

FERRULE_INLINE void add_fields(std::vector<row_field>& out, field_list of, const std::string& path,
                               const std::string& prefix) {
  for (const field_facts& f : of) {
    const std::string name(f.name);
    const std::string column(f.column);
    if (f.nested.count != 0)
      add_fields(out, f.nested, path + name + ".", prefix + (f.renamed ? column : name + "_"));
    else
      out.push_back({prefix + (column.empty() ? name : column), path + name, f.cpp_type, f.wants,
                     f.nullable, f.any, f.enumeration});
  }
}

FERRULE_INLINE std::vector<row_field> describe_fields(field_list of) {
  std::vector<row_field> out;
  add_fields(out, of, "", "");
  return out;
}

}  // namespace ferrule::detail
