// SPDX-License-Identifier: BSL-1.0
// conformance/check_table.hpp - the one table of checks: ids, capabilities, sentences.
#pragma once
#include <ferrule/conformance/checks_changes.hpp>
#include <ferrule/conformance/checks_connection.hpp>
#include <ferrule/conformance/checks_filters.hpp>
#include <ferrule/conformance/checks_following.hpp>
#include <ferrule/conformance/checks_introspection.hpp>
#include <ferrule/conformance/checks_migrating.hpp>
#include <ferrule/conformance/checks_pages.hpp>
#include <ferrule/conformance/checks_partitions.hpp>
#include <ferrule/conformance/checks_queries.hpp>
#include <ferrule/conformance/checks_resuming.hpp>
#include <ferrule/conformance/checks_schemas.hpp>
#include <ferrule/conformance/checks_settings.hpp>
#include <ferrule/conformance/checks_streams.hpp>
#include <ferrule/conformance/checks_structs.hpp>
#include <ferrule/conformance/checks_tables.hpp>
#include <ferrule/conformance/checks_transactions.hpp>
#include <ferrule/conformance/checks_types.hpp>
#include <ferrule/conformance/checks_writing.hpp>

namespace ferrule::conformance {
namespace detail {

template<std::size_t... N>
constexpr auto joined(const std::array<check, N>&... rooms) {
  std::array<check, (N + ...)> out{};
  std::size_t at = 0;
  (([&] {
     for (const check& one : rooms) out[at++] = one;
   }()),
   ...);
  return out;
}

template<std::size_t N>
consteval bool has_distinct_check_ids(const std::array<check, N>& all) {
  for (std::size_t i = 0; i < N; ++i)
    for (std::size_t j = i + 1; j < N; ++j)
      if (all[i].id == all[j].id) return false;
  return true;
}

}  // namespace detail

/// Every check, in the order they run and are reported. Ids never change their meaning; new checks
/// get new ids.
inline constexpr auto checks =
    detail::joined(setting_checks, type_checks, connection_checks, table_checks, schema_checks,
                   stream_checks, struct_checks, introspection_checks, query_checks, filter_checks,
                   page_checks, partition_checks, writing_checks, transaction_checks,
                   migrating_checks, change_checks, following_checks, resuming_checks);
static_assert(detail::has_distinct_check_ids(checks));

/// The check of that id, or null.
constexpr const check* find_check(std::string_view id) {
  for (const check& one : checks)
    if (one.id == id) return &one;
  return nullptr;
}

}  // namespace ferrule::conformance
