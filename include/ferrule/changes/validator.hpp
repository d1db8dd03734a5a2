// SPDX-License-Identifier: BSL-1.0
// changes/validator.hpp - the rules of the protocol, checked on every message on its way to a receiver.
#pragma once
#include <ferrule/changes/observed.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule {

/// An ingestor around an ingestor: passes on what keeps the rules, and stops at the first message that does not, with an error of
/// kind `internal` that says which rule, in which message, and what it saw. The receiver must outlive it.
///
/// The rules (their names are in the messages):
///   order        rows stand between snapshot_started and snapshot_done, changes and commits outside; nothing follows end
///   complete     a source that ends well has finished its snapshot and its transaction
///   ids          ids of operations and commits strictly increase, and a snapshot does not go back
///   table        the table is one of those described
///   type         a cell is of its column's kind, or null where the column may be null
///   key          a table without primary key has inserts only
///   old          an old row is there as `cdc` promises: complete, or the key with nulls; none where that is `nothing`
///   acknowledged the receiver acknowledges nothing that it was not given
template<class I>
class protocol_validator {
public:
  explicit protocol_validator(I& to) : to_(&to) {}

  template<class S>
  offered take(change what, S& stream, offer_deadline until) {
    if (status_) return offered::gone;
    if (!again_) {
      ++messages_;
      check(what, stream);
      if (status_) return offered::gone;
    }
    auto see = [&](std::span<const value_view> cells) {
      ++row_;
      check_cells(what, stream.schemas()[stream.table()], cells, false);
      return !status_;
    };
    observed_changes<S, decltype(see)> shown(stream, see);
    const offered answer = to_->take(what, shown, until);
    if (status_) return offered::gone;  // of a row
    again_ = answer == offered::not_yet;
    if (answer == offered::taken && has_id(what)) given_ = stream.id();
    if (const auto safe = to_->acknowledged_up_to(); safe && given_ < *safe)
      violates("acknowledged", what,
               concat("the receiver acknowledges operation ", *safe,
                      ", and was given no more than ", given_));
    return status_ ? offered::gone : answer;
  }
  std::optional<op_id> acknowledged_up_to() const { return to_->acknowledged_up_to(); }
  const error& status() const noexcept { return status_ ? status_ : to_->status(); }
  /// How many messages were looked at.
  std::uint64_t messages() const noexcept { return messages_; }

private:
  template<class S>
  void check(change what, S& stream) {
    row_ = 0;
    if (ended_) return violates("order", what, "it stands behind end");
    if (what == change::idle) return;
    if (what == change::end) {
      ended_ = true;
      if (!stream.status() && in_snapshot_)
        violates("complete", what, "the snapshot was not finished");
      else if (!stream.status() && in_transaction_)
        violates("complete", what, "the last transaction has no commit");
      return;
    }
    if (is_of_a_table(what) && stream.table() >= stream.schemas().size())
      return violates("table", what,
                      concat("table ", stream.table(), " of ", stream.schemas().size()));
    if (what == change::snapshot_started) {
      if (in_transaction_) return violates("order", what, "a transaction has no commit");
      in_snapshot_ = true;
      return;
    }
    const bool of_snapshot = what == change::rows || what == change::snapshot_done;
    if (of_snapshot != in_snapshot_)
      return violates("order", what,
                      in_snapshot_ ? "it stands inside of a snapshot" : "no snapshot was started");
    if (what == change::snapshot_done) in_snapshot_ = false;
    if (has_id(what)) {
      if (seen_ && (stream.id() < *seen_ || (stream.id() == *seen_ && !of_snapshot)))
        return violates("ids", what, concat("operation ", stream.id(), " stands behind ", *seen_));
      seen_ = stream.id();
    }
    if (!of_snapshot) in_transaction_ = what != change::commit;
    if (what == change::insert || what == change::update || what == change::remove)
      check_operation(what, stream);
  }

  template<class S>
  void check_operation(change what, S& stream) {
    const source_schema& of = stream.schemas()[stream.table()];
    if (what != change::insert && of.schema.primary_key.empty())
      return violates("key", what,
                      concat("table ", quoted(to_text(of.table)), " has no primary key"));
    if (what != change::insert && of.cdc == cdc_kind::nothing)
      return violates("old", what,
                      concat("table ", quoted(to_text(of.table)), " promises inserts only"));
    if (what != change::remove) check_row(what, of, stream.row(), false);
    if (what != change::insert && !status_) check_row(what, of, stream.old_row(), true);
  }
  template<class R>
  void check_row(change what, const source_schema& of, R row, bool old) {
    cells_.resize(of.schema.fields.size());
    for (value_view& cell : cells_) row.read(cell);
    if (!row.failed()) check_cells(what, of, cells_, old);
  }
  void check_cells(change what, const source_schema& of, std::span<const value_view> cells,
                   bool old) {
    const auto& fields = of.schema.fields;
    if (cells.size() != fields.size())
      return violates("type", what,
                      concat("a row of ", cells.size(), " cells for ", fields.size(),
                             " columns of table ", quoted(to_text(of.table))));
    const auto is_key = [&](std::size_t i) {
      return std::find(of.schema.primary_key.begin(), of.schema.primary_key.end(), i) !=
             of.schema.primary_key.end();
    };
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool only_key = old && of.cdc == cdc_kind::only_primary_key;
      const value_view& cell = cells[i];
      if (only_key && !is_key(i)) {
        if (!cell.is_null())
          return cell_violates("old", what, of, i,
                               "is not null in an old row that is its key alone");
      } else if (cell.is_null()) {
        if (!fields[i].nullable) return cell_violates("type", what, of, i, "is null");
      } else if (fields[i].typing != typing::open && cell.kind() != fields[i].type.kind &&
                 !(is_text(cell.kind()) && is_text(fields[i].type.kind)))
        return cell_violates("type", what, of, i,
                             concat("is ", name_of(cell.kind()), ", not ", fields[i].type));
    }
  }

  void cell_violates(std::string_view rule, change what, const source_schema& of,
                     std::size_t column, std::string_view seen) {
    violates(rule, what,
             concat("table ", quoted(to_text(of.table)), ", column ",
                    quoted(of.schema.fields[column].name), " ", seen));
  }
  void violates(std::string_view rule, change what, std::string_view seen) {
    if (status_) return;
    status_ = {
        errc::internal, false,
        concat("the source breaks the rule '", rule, "' of change streams in message ", messages_,
               " (", name_of(what), row_ != 0 ? concat(", row ", row_) : "", "): ", seen)};
  }

  I* to_;
  error status_;
  std::uint64_t messages_ = 0, row_ = 0;
  bool again_ = false, ended_ = false, in_snapshot_ = false, in_transaction_ = false;
  std::optional<op_id> seen_;
  op_id given_{};
  std::vector<value_view> cells_;
};

}  // namespace ferrule
