// SPDX-License-Identifier: BSL-1.0
// changes/batch.hpp - messages of a change stream, copied into memory of their own.
#pragma once
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/stream/batch.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace ferrule {

/// Messages with their rows, in one arena that is used again. What crosses a thread is one of these, not a row.
class change_batch {
public:
  struct message {
    change what = change::idle;
    std::uint32_t table = 0;
    std::uint32_t width = 0;           ///< cells of one row
    std::uint32_t rows = 0;            ///< of `change::rows`
    std::size_t row = 0, old_row = 0;  ///< where their cells begin
    std::uint64_t sequence = 0;
    std::string_view position{};
    std::optional<source_time> committed_at{};
    std::shared_ptr<const std::vector<source_schema>>
        schemas{};  ///< of `schema_changed` that table's, of `snapshot_started` all
  };

  std::span<const message> messages() const noexcept { return messages_; }
  const value_view* cells(std::size_t at) const noexcept { return cells_.data() + at; }
  std::size_t rows() const noexcept { return rows_; }
  bool empty() const noexcept { return messages_.empty(); }
  void clear() noexcept {
    messages_.clear();
    used_ = 0;
    memory_.clear();
    rows_ = 0;
  }

  /// Copies a message that is not `rows`. False where a cell could not be read: the stream has latched why.
  template<class S>
  bool push(change what, S& from) {
    message m;
    m.what = what;
    if (is_of_a_table(what)) {
      m.table = static_cast<std::uint32_t>(from.table());
      m.width = width_of(from);
    }
    if (has_id(what)) {
      const op_id& id = from.id();
      m.sequence = id.sequence;
      m.position = {memory_.keep(id.position.data(), id.position.size()), id.position.size()};
    }
    if (what == change::commit) m.committed_at = from.committed_at();
    if (what == change::schema_changed || what == change::snapshot_started) {
      const auto all = from.schemas();
      const auto shown = what == change::snapshot_started ? all : all.subspan(from.table(), 1);
      m.schemas = std::make_shared<const std::vector<source_schema>>(shown.begin(), shown.end());
    }
    if (what == change::insert || what == change::update) {
      m.row = used_;
      if (!keep(from.row(), m.width)) return false;
    }
    if (what == change::update || what == change::remove) {
      m.old_row = used_;
      if (!keep(from.old_row(), m.width)) return false;
    }
    rows_ += what >= change::insert && what <= change::remove;
    messages_.push_back(std::move(m));
    return true;
  }
  /// Copies rows of a snapshot, at most `most`; those of one table that follow one another are one message.
  /// False at the end of the rows, and where one could not be read.
  template<class S>
  bool push_rows(S& from, std::size_t most) {
    const auto table = static_cast<std::uint32_t>(from.table());
    auto& rows = from.rows();
    message* into = nullptr;
    for (std::size_t i = 0; i < most; ++i) {
      if (!rows.next()) return false;
      if (into == nullptr) {
        message m;
        m.what = change::rows;
        m.table = table;
        m.width = width_of(from);
        m.row = used_;
        into = &messages_.emplace_back(std::move(m));
      }
      if (!keep(rows.row(), into->width)) return false;
      ++into->rows;
      ++rows_;
    }
    return true;
  }

private:
  template<class S>
  static std::uint32_t width_of(const S& from) {
    return static_cast<std::uint32_t>(from.schemas()[from.table()].schema.fields.size());
  }
  template<class R>
  bool keep(R row, std::uint32_t width) {
    // Cells of rows before are written over: making new ones for each row costs as much as filling them.
    if (cells_.size() - used_ < width) cells_.resize(std::max(cells_.size() * 2, used_ + width));
    value_view* const cells = cells_.data() + used_;
    for (std::uint32_t i = 0; i < width; ++i) {
      row.read(cells[i]);
      detail::own_cell(memory_, cells[i]);
    }
    if (row.failed()) return false;
    used_ += width;
    return true;
  }

  arena memory_;
  std::vector<message> messages_;
  std::vector<value_view> cells_;  // those behind `used_` are of rows before
  std::size_t used_ = 0, rows_ = 0;
};

}  // namespace ferrule
