// SPDX-License-Identifier: BSL-1.0
// cli/target.hpp - where `copy` and `run app` write tables.
#pragma once
#include <ferrule/cli/context.hpp>

namespace ferrule::cli {

/// A connection to write to. A file that is not there yet is made aside and put into place by `finish`.
class copy_target {
public:
  static result<copy_target> open(context& with, const source_text& text) {
    auto found = with.sources.find(text, true);
    if (!found) return fail(std::move(found.error()));
    if (!found->entry->facts().capabilities.has(capability::writable))
      return fail(errc::unsupported,
                  concat("connector '", found->entry->name,
                         "' does not declare Writable: nothing can be copied to ", quoted(text)));
    copy_target out;
    std::error_code ignored;
    if (!found->file.empty() && !std::filesystem::exists(found->file, ignored)) {
      auto beside = aside::beside(found->file, with.signals);
      if (!beside) return fail(std::move(beside.error()));
      out.aside_ = std::make_unique<aside>(std::move(*beside));
      found = with.sources.find(out.aside_->path().string(), true);
      if (!found) return fail(std::move(found.error()));
    }
    auto made = with.connect(*found);
    if (!made) return fail(std::move(made.error()));
    out.driver_ = std::move(*made);
    return out;
  }

  driver& operator*() const noexcept { return *driver_; }

  /// Ends the connection and puts a new file into place.
  result<void> finish() {
    driver_.reset();
    std::error_code ignored;  // a connector that was given no table may have made no file
    if (!aside_ || !std::filesystem::exists(aside_->path(), ignored)) return {};
    return aside_->put_into_place();
  }

private:
  std::unique_ptr<aside> aside_;  // goes after the connection to what is in it
  std::unique_ptr<driver> driver_;
};

/// Copies one table in a transaction: it is there with all its rows, or as it was before.
inline result<std::uint64_t> copy_table(context& with, driver& from, driver& to,
                                        const source_schema& table, if_exists existing) {
  if (with.signals.requested()) return fail(with.interrupted());
  std::optional<std::uint64_t> total;
  const bool show = with.io.is_watched();
  if (show && from.capabilities().has(capability::introspectable))
    if (const auto counted = from.count(table.table)) total = *counted;
  progress seen(show ? with.io.err() : nullptr, to_text(table.table), total);
  table_info columns{table.table, {}};
  for (const field& f : table.schema.fields) columns.columns.push_back(f.name);

  if (auto ok = to.begin(); !ok) return fail(std::move(ok.error()));
  const auto write = [&]() -> result<std::uint64_t> {
    if (auto ok = to.create_table(table, existing); !ok) return fail(std::move(ok.error()));
    auto writer = to.open_writer(columns, write_mode::insert);
    if (!writer) return fail(std::move(writer.error()));
    row_sink sink(std::in_place_type<written_rows>, **writer, seen);
    return from.read(columns, sink);
  };
  auto rows = write();
  if (rows && with.signals.requested()) rows = fail(with.interrupted());
  if (rows) {
    if (auto ok = to.commit(); ok) return rows;
    else rows = fail(std::move(ok.error()));
  }
  (void)to.rollback();
  return rows;
}

}  // namespace ferrule::cli
