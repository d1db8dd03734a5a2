// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/log_portion.hpp - some operations of the log, copied out of the read transaction they were read in.
#pragma once
#include <ferrule/connectors/sqlite/followed_log.hpp>
#include <ferrule/stream/batch.hpp>

namespace ferrule::sqlite::detail {

struct logged_operation {
  std::int64_t id = 0;
  logged what = logged::insert;
  std::size_t table = 0, row = 0, old_row = 0;  ///< where their cells begin
  std::optional<std::int64_t> at{};             ///< milliseconds since 1970
};

template<class = void>
class log_portion {
public:
  const std::vector<logged_operation>& operations() const noexcept { return operations_; }
  const value_view* cells(std::size_t first) const noexcept { return cells_.data() + first; }
  /// Why what stands behind these operations cannot be read, or of kind `none`.
  const error& unreadable() const noexcept { return unreadable_; }

  /// Whether there is room for another.
  bool has_room() const noexcept {
    return operations_.size() < most_operations && bytes_ < most_bytes && !unreadable_;
  }
  void clear() noexcept {
    operations_.clear();
    cells_.clear();
    memory_.clear();
    bytes_ = 0;
  }
  /// Copies the row that a statement of `followed_log::select` stands at.
  void add(sqlite3_stmt* s, const std::vector<followed_table>& tables,
           const change_state& described, const decode_rules& rules) {
    logged_operation made;
    made.id = sqlite3_column_int64(s, 0);
    const std::int64_t number = sqlite3_column_int64(s, 1);
    made.what = static_cast<logged>(sqlite3_column_int(s, 2));
    if (sqlite3_column_type(s, 3) != SQLITE_NULL) made.at = sqlite3_column_int64(s, 3);
    while (made.table < tables.size() && tables[made.table].as.number != number) ++made.table;
    if (made.table == tables.size() || made.what == logged::anew) return;
    const followed_table& of = tables[made.table];
    const ferrule::schema& columns = described.schemas()[made.table].schema;
    made.row = cells_.size();
    if (made.what != logged::remove) copy(s, 4, of, columns, made.id, rules);
    made.old_row = cells_.size();
    if (made.what != logged::insert) copy(s, 5, of, columns, made.id, rules);
    if (!unreadable_) operations_.push_back(made);
  }

private:
  // How many there are at most; a single row may have more bytes.
  static constexpr std::size_t most_operations = 1024, most_bytes = std::size_t{1} << 20;

  void copy(sqlite3_stmt* s, int first, const followed_table& of, const ferrule::schema& columns,
            std::int64_t id, const decode_rules& rules) {
    for (std::size_t i = 0; i < of.columns.size(); ++i) {
      sqlite3_value* const v = sqlite3_column_value(s, first + 2 * static_cast<int>(of.columns[i]));
      // As a row of the table is read.
      value_view& cell = cells_.emplace_back();
      const bool readable =
          decode(v, of.codecs[i], rules, cell) || in_place_of(v, of.codecs[i], rules, text_, cell);
      if (!readable && !unreadable_)
        unreadable_ = {
            is_beyond(v, of.codecs[i]) ? errc::value_out_of_range : errc::type_mismatch, false,
            concat(of.as.shape.where(), ", column ", quoted(columns.fields[i].name), ", operation ",
                   2 * id, " ", explain_mismatch(v, of.codecs[i], columns.fields[i].type))};
      ferrule::detail::own_cell(memory_, cell);
      const int stored_as = sqlite3_value_type(v);
      bytes_ += sizeof(value_view);
      if (stored_as == SQLITE_TEXT || stored_as == SQLITE_BLOB)
        bytes_ += static_cast<std::size_t>(sqlite3_value_bytes(v));
    }
  }
  std::vector<logged_operation> operations_;
  std::vector<value_view> cells_;
  arena memory_;
  std::size_t bytes_ = 0;
  std::string text_;
  error unreadable_;
};

}  // namespace ferrule::sqlite::detail
