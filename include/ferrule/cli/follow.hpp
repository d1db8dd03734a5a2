// SPDX-License-Identifier: BSL-1.0
// cli/follow.hpp - `run app --follow`: what happens to tables goes into a target, run after run.
#pragma once
#include <ferrule/changes/apply.hpp>
#include <ferrule/changes/metering.hpp>
#include <ferrule/changes/start.hpp>
#include <ferrule/cli/driver.hpp>
#include <ferrule/cli/interruption.hpp>
#include <functional>
#include <span>

namespace ferrule::cli {

/// A connection to write to, as `table_applier` needs it: whichever connector it is of, sources are compiled with it once.
class driver_target {
public:
  /// Rows that were read to their end: the few of a table of checkpoints.
  class rows {
  public:
    rows(std::vector<row_values> read, ferrule::schema columns)
        : rows_(std::move(read)), state_("the table of checkpoints", {{{}, std::move(columns)}}) {}
    bool next() {
      if (state_.failed() || at_ == rows_.size()) return false;
      cells_.assign(rows_[at_].begin(), rows_[at_].end());
      ++at_;
      return true;
    }
    cells_row<change_state> row() noexcept { return {cells_.data(), state_}; }
    const error& status() const noexcept { return state_.status(); }
    const ferrule::schema& schema() const noexcept { return state_.schemas()[0].schema; }

  private:
    std::vector<row_values> rows_;
    std::vector<value_view> cells_;
    change_state state_;
    std::size_t at_ = 0;
  };
  class writer {
  public:
    explicit writer(std::unique_ptr<table_writer> to) : to_(std::move(to)) {}
    bool write(std::span<const value_view> cells) { return to_->write(cells); }
    const error& status() const { return to_->status(); }
    result<void> finish() { return to_->finish(); }

  private:
    std::unique_ptr<table_writer> to_;
  };

  /// Borrows the connection.
  explicit driver_target(driver& to) : to_(&to) {}

  result<void> create_table(const source_schema& table, if_exists existing) {
    return to_->create_table(table, existing);
  }
  result<writer> open_writer(const table_info& table, write_mode mode) {
    auto opened = to_->open_writer(table, mode);
    if (!opened) return fail(std::move(opened.error()));
    return writer(std::move(*opened));
  }
  result<void> begin() { return to_->begin(); }
  result<void> commit() { return to_->commit(); }
  result<void> rollback() { return to_->rollback(); }
  result<void> drop_table(const table_id& table) { return to_->drop_table(table); }
  result<void> add_column(const table_id& table, const field& added) {
    return to_->add_column(table, added);
  }
  result<void> drop_column(const table_id& table, std::string_view column) {
    return to_->drop_column(table, column);
  }
  result<std::vector<result<source_schema>>> get_schemas(std::span<const table_info> tables) {
    return to_->get_schemas(tables);
  }
  result<rows> open(const table_info& table) {
    struct final_rows final : table_writer {
      std::vector<row_values> rows{};
      error none{};
      bool write(std::span<const value_view> cells) override {
        rows.emplace_back(cells.begin(), cells.end());
        return true;
      }
      const error& status() const override { return none; }
      result<void> finish() override { return {}; }
    } kept;
    auto schemas = to_->get_schemas(std::span(&table, 1));
    if (!schemas) return fail(std::move(schemas.error()));
    if (!schemas->front()) return fail(std::move(schemas->front().error()));
    progress unseen(nullptr, {});
    row_sink sink(std::in_place_type<written_rows>, kept, unseen);
    if (auto read = to_->read(table, sink); !read) return fail(std::move(read.error()));
    return rows(std::move(kept.rows), std::move(schemas->front()->schema));
  }

private:
  driver* to_;
};
static_assert(ChangeTarget<driver_target>);

/// What is to be followed, and where it goes.
struct follow_request {
  std::span<const table_info> tables{};
  driver* to = nullptr;  ///< where the tables are kept equal; null: lines go into `file`
  std::string file{};
  std::string name{};  ///< under which the target keeps how far this source has come
  follow_options options{};
  bool anew = false;  ///< with a snapshot, whatever was delivered before
  schema_change_policy schema_changes = schema_change_policy::refuse;  ///< of tables
  std::size_t tolerated = 0;  ///< how many rows tables may refuse
  interruption* signals = nullptr;
  /// Told where it begins, before the first message: behind a checkpoint, or with a snapshot.
  std::function<void(const std::optional<checkpoint>&)> begins{};
  /// Told the numbers once a second and at the end. Does not throw.
  std::function<void(const meter_report&)> seen{};
  /// Where it ended, well or not: the operation of the source up to which everything is in the target.
  std::optional<op_id> safe{};
  std::uint64_t refused =
      0;  ///< how many rows were left out since the last snapshot, over all runs
  std::vector<dead_letter> refused_rows{};  ///< the first of this run
};

namespace detail {

/// Delivers changes of `source` into a receiver that knows how far an earlier run has come.
template<Connector C, class I>
result<finish> follow_into(C& source, I& into, follow_request& asked) {
  std::optional<checkpoint> behind;
  if constexpr (has_capability<C>(capability::resumable)) {
    auto kept = into.resume_point(asked.tables);
    // With a snapshot anew, it does not matter of which tables the last one was.
    if (!kept && !(asked.anew && kept.error().kind == errc::closed))
      return fail(std::move(kept.error()));
    if (!asked.anew) behind = std::move(*kept);
  }
  asked.begins(behind);
  metered counted(into, [&](const meter_report& now) noexcept { asked.seen(now); });
  auto ended = start(source, counted, asked.tables, behind, {}, asked.options);
  asked.safe = into.acknowledged_up_to();
  return ended;
}

}  // namespace detail

}  // namespace ferrule::cli
