// SPDX-License-Identifier: BSL-1.0
// connector/basics.hpp - what most connectors need: cancelling, unknown names, projection.
#pragma once
#include <atomic>
#include <cstdint>
#include <ferrule/connector/atoms.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/text.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ferrule {

/// Makes cancel handles and tells streams that one of them was used. A connector holds one, returns
/// `handle()` from `cancel_handle()` and gives `watch()` to each stream it opens. Cancelling stops
/// what is open at that moment, not what is opened later.
class cancel_source {
public:
  /// Given away; any thread may use it, also after the connector is gone.
  class handle_type {
  public:
    explicit handle_type(std::shared_ptr<std::atomic<std::uint64_t>> times)
        : times_(std::move(times)) {}
    void cancel() const noexcept { times_->fetch_add(1, std::memory_order_relaxed); }

  private:
    std::shared_ptr<std::atomic<std::uint64_t>> times_;
  };
  /// Held by a stream: whether a handle was used since the stream was opened.
  class watch_type {
  public:
    watch_type() = default;
    explicit watch_type(std::shared_ptr<const std::atomic<std::uint64_t>> times)
        : times_(std::move(times)), before_(times_->load(std::memory_order_relaxed)) {}
    bool cancelled() const noexcept {
      return times_ != nullptr && times_->load(std::memory_order_relaxed) != before_;
    }

  private:
    std::shared_ptr<const std::atomic<std::uint64_t>> times_;
    std::uint64_t before_ = 0;
  };

  handle_type handle() const { return handle_type(times_); }
  watch_type watch() const { return watch_type(times_); }

private:
  std::shared_ptr<std::atomic<std::uint64_t>> times_ =
      std::make_shared<std::atomic<std::uint64_t>>(0);
};

/// "; did you mean 'trades'?", or nothing where no name is near.
template<class Names>
std::string suggestion(std::string_view wanted, const Names& known) {
  const auto near = nearest_name(wanted, known);
  return near ? "; did you mean " + quoted(*near) + "?" : std::string();
}

/// The error for a table that is not there, with the nearest of those that are: "memory has no
/// table 'trade'; did you ...".
inline tl::unexpected<error> no_such_table(std::string_view connector, const table_id& wanted,
                                           std::span<const table_id> known) {
  std::vector<std::string> names;
  for (const table_id& t : known) names.push_back(to_text(t));
  return fail(errc::not_found, concat(connector, " has no table ", quoted(to_text(wanted)),
                                      known.empty() ? "; it has no tables at all"
                                                    : suggestion(to_text(wanted), names)));
}

/// The names of a schema's columns, in order: what `list_columns` answers.
inline std::vector<std::string> column_names(const schema& columns) {
  std::vector<std::string> out;
  for (const field& f : columns.fields) out.push_back(f.name);
  return out;
}

/// Where each column asked for is in `full` (all, where none are named; one may be asked for
/// twice). Errors: one `not_found` that names every column that is not there, each with the
/// nearest.
inline result<std::vector<std::size_t>> positions_of(std::string_view connector,
                                                     const source_schema& full,
                                                     const table_info& wanted) {
  std::vector<std::size_t> out;
  if (wanted.columns.empty())
    for (std::size_t i = 0; i < full.schema.fields.size(); ++i) out.push_back(i);
  std::string missing;
  std::vector<std::string> names;
  for (const std::string& name : wanted.columns) {
    if (const auto at = full.schema.find(name)) {
      out.push_back(*at);
      continue;
    }
    if (names.empty()) names = column_names(full.schema);
    missing +=
        concat(missing.empty() ? "" : "; ", "no column ", quoted(name), suggestion(name, names));
  }
  if (!missing.empty())
    return fail(errc::not_found,
                concat(connector, " table ", quoted(to_text(wanted.id)), " has ", missing));
  return out;
}

/// A schema of only these columns, in this order. The primary key refers to the new positions;
/// without all of it there is none.
inline source_schema project(const source_schema& full, std::span<const std::size_t> positions) {
  source_schema out{full.table, {}, full.cdc};
  for (const std::size_t at : positions) out.schema.fields.push_back(full.schema.fields[at]);
  for (const std::size_t key : full.schema.primary_key) {
    const auto at = std::find(positions.begin(), positions.end(), key);
    if (at == positions.end()) {
      out.schema.primary_key.clear();
      break;
    }
    out.schema.primary_key.push_back(static_cast<std::size_t>(at - positions.begin()));
  }
  return out;
}

/// The columns asked for, described: what `get_schemas` answers for one table. Errors: those of
/// `positions_of`.
inline result<source_schema> project(std::string_view connector, const source_schema& full,
                                     const table_info& wanted) {
  const auto positions = positions_of(connector, full, wanted);
  if (!positions) return fail(positions.error());
  return project(full, *positions);
}

/// One answer per input, in order: what `list_columns` and `get_schemas` return. `answer(input)`
/// gives a `result<T>`.
template<class Input, class F>
auto answer_each(std::span<const Input> inputs, F&& answer) {
  std::vector<std::invoke_result_t<F&, const Input&>> out;
  out.reserve(inputs.size());
  for (const Input& input : inputs) out.push_back(answer(input));
  return out;
}

}  // namespace ferrule
