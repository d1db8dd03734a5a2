// SPDX-License-Identifier: BSL-1.0
// connectors/memory/table.hpp - a named table: versions for readers, rows for a writer.
#pragma once
#include <ferrule/connectors/memory/value_rows.hpp>
#include <ferrule/core/concat.hpp>
#include <span>

namespace ferrule::memory::detail {

/// Shared by connections and threads. Readers take a version and are never in anybody's way.
///
/// A transaction claims each table it writes to, until it ends; who else writes to a claimed table
/// is refused at once, with a transient error. Until the commit the others read the rows as they
/// were when the table was claimed.
class table {
public:
  /// A table of structs: rows are there, or come by `add_chunk`.
  explicit table(std::shared_ptr<const shape> of, bool of_values) : shape_(std::move(of)) {
    if (of_values) rows_.emplace(shape_);
    else {
      auto empty = std::make_shared<version>();
      empty->table = shape_;
      published_ = std::move(empty);
    }
  }

  const shape& description() const noexcept { return *shape_; }
  const std::shared_ptr<const shape>& shared_description() const noexcept { return shape_; }
  bool of_values() const noexcept { return rows_.has_value(); }

  /// The rows as `reader` (a transaction, or null) sees them.
  std::shared_ptr<const version> read(const void* reader) {
    const std::lock_guard lock(guard_);
    if (owner_ != nullptr && owner_ != reader) return before_claim_;
    if (published_ == nullptr) published_ = rows_->freeze();
    return published_;
  }

  /// Adds rows to a table of structs. The rows of earlier versions are shared, not copied.
  void add_chunk(std::shared_ptr<const void> owner, const std::byte* rows, std::size_t count) {
    const std::lock_guard lock(guard_);
    auto next = std::make_shared<version>(*published_);
    next->add({std::move(owner), rows, count, 0, std::make_shared<side_columns>()});
    published_ = std::move(next);
  }

  /// Calls `change(rows)` as the only writer, for a transaction or (null) for itself.
  template<class F>
  result<void> write(const void* writer, F&& change) {
    const std::lock_guard lock(guard_);
    if (auto ok = claim(writer); !ok) return ok;
    if (retired_)
      return fail(errc::closed,
                  concat("memory table ", quoted(to_text(shape_->described.table)),
                         " was replaced, changed or dropped since it was opened for writing; open "
                         "a writer again"));
    result<void> done = change(*rows_);
    if (done) published_.reset();
    return done;
  }

  /// Another table takes its place: writers that are open would write to nobody. Of a transaction, until that is rolled back.
  result<void> retire(const void* writer) {
    const std::lock_guard lock(guard_);
    if (!of_values()) return {};
    if (auto ok = claim(writer); !ok) return ok;
    retired_ = true;
    return {};
  }

  /// Ends the claim: what was written becomes everybody's, or is forgotten.
  void release(const void* writer, bool keep) {
    const std::lock_guard lock(guard_);
    if (owner_ != writer) return;
    if (!keep) {
      rows_->go_back(std::move(go_back_to_));
      published_ = before_claim_;
      retired_ = false;
    }
    before_claim_.reset();
    go_back_to_.clear();
    owner_ = nullptr;
  }

private:
  result<void> claim(const void* writer) {
    if (owner_ == writer) return {};
    if (owner_ != nullptr) return claimed();
    before_claim_ = published_ ? published_ : rows_->freeze();
    go_back_to_ = rows_->remember();
    owner_ = writer;
    return {};
  }
  tl::unexpected<error> claimed() const {
    return fail(error{
        errc::timeout, true,
        concat(
            "memory table ", quoted(to_text(shape_->described.table)),
            " is being written in a transaction of another connection; try again when that has ended")});
  }

  std::mutex guard_;
  std::shared_ptr<const shape> shape_;
  std::shared_ptr<const version> published_;  // null: rows_ has changed since anybody looked
  std::optional<value_rows> rows_;            // tables of values
  const void* owner_ = nullptr;
  std::shared_ptr<const version> before_claim_;
  std::vector<value_rows::part> go_back_to_;
  bool retired_ = false;
};

}  // namespace ferrule::memory::detail
