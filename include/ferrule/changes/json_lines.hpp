// SPDX-License-Identifier: BSL-1.0
// changes/json_lines.hpp - changes as JSON lines (https://jsonlines.org): a file that says what happened, in order.
//
//   {"op": "snapshot_started", "tables": [{"table": "trades", "columns": [{"name": "id", "type": "int64", "nullable": false}], "key": ["id"]}]}
//   {"op": "row", "table": "trades", "row": {"id": 1, "note": null}}
//   {"op": "snapshot_done", "id": 17, "position": "0/16B3748"}
//   {"op": "insert", "table": "trades", "id": 18, "row": {"id": 2, "note": "new"}}
//   {"op": "update", "table": "trades", "id": 19, "old_row": {"id": 2}, "row": {"id": 2, "note": "newer"}}
//   {"op": "remove", "table": "trades", "id": 20, "old_row": {"id": 1}}
//   {"op": "truncate", "table": "trades", "id": 21}
//   {"op": "schema_changed", "table": "trades", "id": 22, "columns": [...], "key": [...]}
//   {"op": "commit", "id": 23, "position": "0/16B3790", "time": "2001-05-08T16:00:00.000000Z"}
//
// "schema" stands before "table" where the source has name spaces, "position" where the id has one, "time" where the source knows it.
// Rows are written as `into_json_lines` writes them; an old row that is its key alone has the key's columns alone.
#pragma once
#include <charconv>
#include <ferrule/changes/checkpoint_file.hpp>
#include <ferrule/changes/durable_file.hpp>
#include <ferrule/changes/ingestor.hpp>
#include <ferrule/changes/kept_tables.hpp>
#include <ferrule/core/checksum.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/json_object.hpp>
#include <optional>
#include <vector>

namespace ferrule {

struct change_lines_options {
  std::string
      checkpoint{};     ///< where the checkpoint is kept; empty: the file's name and ".checkpoint"
  std::string state{};  ///< what the source's `serialize_state` said; kept with the checkpoint
  bool positions = true;  ///< write the positions of ids, which only their source can read
  std::size_t rows_per_transaction =
      10'000;  ///< after so many rows the next commit of the source is made durable
  std::chrono::milliseconds delay{1000};  ///< and after that time
};

/// An ingestor that appends a line for each row and message to a file, and keeps a checkpoint beside it that says how much of the
/// file is on the disk and what that stands for. What is behind it - a transaction that was not finished when the process ended, half
/// a line - is cut off when the next run begins, so that the file is what an uninterrupted run would have written. Lines are
/// brought to the disk, then the checkpoint, and then they are acknowledged. A reader that looks on meanwhile may see lines that are cut
/// off later: those behind the last commit, and those of the last `delay`.
///
/// The file only grows. A snapshot that was not finished is cut off; one that follows upon earlier changes is written behind them, and
/// its first line says that what stands before is void.
///
/// For one run: the next run has one of its own, and begins at its `resume_point`. Errors, after which nothing is written or
/// acknowledged: `resource` where the disk is full; `corrupt` where the file is not what the checkpoint was made of; `constraint`
/// where two columns have one name, or the source begins before the checkpoint; `closed` where another process writes the file;
/// `permission`, `io`. POSIX.
class change_lines {
public:
  explicit change_lines(std::string path, change_lines_options options = {})
      : path_(std::move(path)),
        options_(std::move(options)),
        kept_(options_.checkpoint.empty() ? path_ + ".checkpoint" : options_.checkpoint) {}
  change_lines(change_lines&&) = delete;
  ~change_lines() {
    // For whoever reads the file before the next run does the same.
    if (!status_ && file_.is_open() && written_ > durable_size_) (void)file_.cut(durable_size_);
  }

  /// Where an earlier run ended with these tables; nothing where there was none, or none that finished its snapshot. Cuts off what that
  /// run did not finish. Errors: `closed` where that run did not have all of the tables.
  result<std::optional<checkpoint>> resume_point(std::span<const table_info> tables) {
    if (!open()) return fail(status_);
    if (resumed_)
      if (auto all = detail::covers(resumed_names_, tables); !all)
        return fail(std::move(all.error()));
    return resumed_;
  }

  template<class S>
  offered take(change what, S& from, offer_deadline) {
    if (status_ || !open()) return offered::gone;
    return put(what, from) ? offered::taken : offered::gone;
  }
  std::optional<op_id> acknowledged_up_to() const { return acknowledged_; }
  const error& status() const noexcept { return status_; }

private:
  static constexpr std::size_t block = 1 << 16;
  static constexpr std::uint64_t longest_tail = 4096;
  static constexpr std::string_view format = "json lines 1 ";

  // --- Messages ----------------------------------------------------------------------------------

  template<class S>
  bool put(change what, S& from) {
    if (names_.empty()) names_ = detail::kept_names(from.schemas());
    if (has_id(what) && !follows(what, from.id())) return false;
    switch (what) {
      case change::snapshot_started: return begin_snapshot(from);
      case change::rows: return put_rows(from);
      case change::idle: return make_durable();
      case change::end: return make_durable() && cut(whole_size_);
      case change::schema_changed:
        if (from.table() < tables_.size()) tables_[from.table()].reset();
        break;
      default: break;
    }
    line_.clear();
    if (!begin_line(what, from)) return false;
    if (what == change::update || what == change::remove) put_old_row(from);
    if (what == change::insert || what == change::update) {
      auto row = from.row();
      line_ += ", \"row\": ";
      table_of(from)->append(line_, row);
    }
    // Why a cell could not be read, the source says itself: its next message is the end.
    if (from.status()) return true;
    if (what == change::schema_changed) put_columns(from.schemas()[from.table()]);
    if (what == change::commit)
      if (const auto at = from.committed_at()) {
        line_ += ", \"time\": ";
        append_json(line_, timestamp{at->time_since_epoch().count(), time_unit::microsecond, true});
      }
    line_ += "}\n";
    if (!end_line()) return false;
    if (what != change::commit && what != change::snapshot_done) return true;
    whole_size_ = size();
    whole_ = from.id();
    const bool due = what == change::snapshot_done || rows_ >= options_.rows_per_transaction ||
                     std::chrono::steady_clock::now() - began_ >= options_.delay;
    return !due || make_durable();
  }

  // An operation that is in the file already would be doubled.
  bool follows(change what, const op_id& id) {
    if (last_ && what != change::snapshot_done && id <= *last_)
      return fails(
          {errc::constraint, false,
           concat("the file ", quoted(path_, 300), " has all up to operation ", last_->sequence,
                  ", and the source gives ", id.sequence, "; begin at the resume_point")});
    last_ = op_id{id.sequence, {}};
    return true;
  }

  template<class S>
  bool begin_snapshot(S& from) {
    if (!make_durable() || !cut(whole_size_)) return false;
    last_.reset();
    tables_.clear();
    line_ = "{\"op\": \"snapshot_started\", \"tables\": [";
    for (std::size_t i = 0; i < from.schemas().size(); ++i) {
      line_ += i == 0 ? "{" : ", {";
      put_name(from.schemas()[i].table);
      put_columns(from.schemas()[i]);
      line_ += '}';
    }
    line_ += "]}\n";
    return end_line();
  }
  template<class S>
  bool put_rows(S& from) {
    line_.clear();
    if (!begin_line(change::rows, from)) return false;
    line_ += ", \"row\": ";
    const std::size_t head = line_.size();
    const json_object& as = *table_of(from);
    const error& failed = pump(from.rows(), [&](auto& row) {
      line_.resize(head);
      as.append(line_, row);
      if (row.failed()) return flow::stop;
      line_ += "}\n";
      return end_line() ? flow::more : flow::stop;
    });
    return failed || !status_;  // the source's error is told by the source
  }
  template<class S>
  void put_old_row(S& from) {
    const source_schema& of = from.schemas()[from.table()];
    auto row = from.old_row();
    line_ += ", \"old_row\": ";
    if (of.cdc != cdc_kind::only_primary_key) return table_of(from)->append(line_, row);
    cells_.resize(of.schema.fields.size());
    for (value_view& cell : cells_) row.read(cell);
    table_of(from)->append(line_, cells_, of.schema.primary_key);
  }

  // {"op": "insert", "table": "trades", "id": 18
  template<class S>
  bool begin_line(change what, S& from) {
    line_ += "{\"op\": \"";
    line_ += what == change::rows ? "row" : name_of(what);
    line_ += '"';
    if (is_of_a_table(what)) {
      if (!find_table(from)) return false;
      line_ += ", ";
      put_name(from.schemas()[from.table()].table);
    }
    if (has_id(what)) {
      line_ += ", \"id\": ";
      append_json(line_, from.id().sequence);
      if (options_.positions && !from.id().position.empty()) {
        line_ += ", \"position\": ";
        append_json(line_, std::string_view(from.id().position));
      }
    }
    return true;
  }
  bool end_line() {
    if (rows_++ == 0) began_ = std::chrono::steady_clock::now();
    pending_ += line_;
    return pending_.size() < block || write();
  }
  void put_name(const table_id& id) {
    if (id.schema) {
      append_json_string(line_ += "\"schema\": ", *id.schema);
      line_ += ", ";
    }
    append_json_string(line_ += "\"table\": ", id.name);
  }
  void put_columns(const source_schema& of) {
    line_ += ", \"columns\": [";
    for (std::size_t i = 0; i < of.schema.fields.size(); ++i) {
      const field& f = of.schema.fields[i];
      append_json_string(line_ += i == 0 ? "{\"name\": " : ", {\"name\": ", f.name);
      append_json_string(line_ += ", \"type\": ", to_text(f.type));
      line_ += f.nullable ? ", \"nullable\": true}" : ", \"nullable\": false}";
    }
    line_ += "], \"key\": [";
    for (std::size_t i = 0; i < of.schema.primary_key.size(); ++i)
      append_json_string(line_ += i == 0 ? "" : ", ",
                         of.schema.fields[of.schema.primary_key[i]].name);
    line_ += ']';
  }
  template<class S>
  bool find_table(S& from) {
    if (tables_.size() <= from.table()) tables_.resize(from.schemas().size());
    auto& of = tables_[from.table()];
    if (of) return true;
    auto made = json_object::of(from.schemas()[from.table()].schema);
    if (!made) return fails(std::move(made.error()));
    of = std::move(*made);
    return true;
  }
  template<class S>
  const json_object* table_of(S& from) const {
    return &*tables_[from.table()];
  }

  // --- The file and its checkpoint ---------------------------------------------------------------

  std::uint64_t size() const noexcept { return written_ + pending_.size(); }
  bool write() {
    const std::size_t count = pending_.size();
    if (!ok(file_.append(pending_))) return false;
    pending_.clear();
    written_ += count;
    return true;
  }
  bool cut(std::uint64_t to) {
    if (to >= written_) {
      pending_.resize(static_cast<std::size_t>(to - written_));
      return true;
    }
    pending_.clear();
    if (!ok(file_.cut(to))) return false;
    written_ = to;
    return true;
  }
  // What was committed since the last time.
  bool make_durable() {
    if (!whole_) return true;
    if (!write() || !ok(file_.sync()) || !save(whole_size_, *whole_)) return false;
    acknowledged_ = std::exchange(whole_, std::nullopt);
    rows_ = 0;
    return true;
  }

  // The checkpoint's state is: the format, the durable size, a checksum of what ends there; on lines of their own the tables; and
  // behind an empty line the source's.
  bool save(std::uint64_t size, const op_id& id) {
    auto tail = file_.read(size - std::min(size, longest_tail), size);
    if (!tail) return fails(std::move(tail.error()));
    if (!ok(kept_.save(
            {id, concat(format, size, " ", checksum(*tail), "\n", names_, "\n", options_.state)})))
      return false;
    durable_size_ = size;
    return true;
  }
  bool open() {
    if (file_.is_open()) return true;
    if (status_) return false;
    auto before = kept_.load();
    if (!before) return fails(std::move(before.error()));
    return *before ? reopen(**before) : create();
  }
  bool create() {
    auto file = durable_file::open(path_, true);
    if (!file) return fails(std::move(file.error()));
    auto size = file->size();
    if (!size) return fails(std::move(size.error()));
    if (*size != 0)
      return fails(
          {errc::corrupt, false,
           concat("the file ", quoted(path_, 300), " has ", *size,
                  " bytes, and no checkpoint says what they are; move it away, or write to "
                  "another")});
    file_ = std::move(*file);
    // From now on what is in the file is known to be of this ingestor.
    return save(0, {}) || close();
  }
  bool reopen(const checkpoint& before) {
    const auto not_ours = [&](std::string_view why) {
      return fails({errc::corrupt, false,
                    concat("the file ", quoted(path_, 300), " ", why,
                           "; put it back, or remove its checkpoint and write to another file")});
    };
    std::string_view text = before.state;
    std::uint64_t size = 0, sum = 0;
    const std::size_t line = text.find('\n');
    const std::size_t names = text.find("\n\n", line);  // no name holds a line break
    if (!text.starts_with(format) || line == text.npos || names == text.npos)
      return not_ours("has no checkpoint of JSON lines");
    const std::string_view numbers = text.substr(format.size(), line - format.size());
    const char* const end = numbers.data() + numbers.size();
    const auto first = std::from_chars(numbers.data(), end, size);
    if (first.ec != std::errc() || first.ptr == end ||
        std::from_chars(first.ptr + 1, end, sum).ptr != end)
      return not_ours("has no checkpoint of JSON lines");
    auto file = durable_file::open(path_, false);
    if (!file && file.error().kind == errc::not_found)
      return not_ours(concat("is not there, and its checkpoint says that it has ", size, " bytes"));
    if (!file) return fails(std::move(file.error()));
    auto there = file->size();
    if (!there) return fails(std::move(there.error()));
    if (*there < size)
      return not_ours(concat("has ", *there, " bytes, and its checkpoint says that it has ", size));
    auto tail = file->read(size - std::min(size, longest_tail), size);
    if (!tail) return fails(std::move(tail.error()));
    if (checksum(*tail) != sum)
      return not_ours("is not the one its checkpoint was made of: other bytes are in it");
    if (!ok(file->cut(size))) return false;
    file_ = std::move(*file);
    written_ = whole_size_ = durable_size_ = size;
    if (size != 0) {
      resumed_names_ = text.substr(line + 1, names - line);
      resumed_ = checkpoint{before.last, std::string(text.substr(names + 2))};
      last_ = op_id{before.last.sequence, {}};
    }
    return true;
  }
  bool close() {
    file_ = durable_file();
    return false;
  }

  bool ok(result<void> done) { return done.has_value() || fails(std::move(done.error())); }
  bool fails(error why) {
    if (!status_) status_ = std::move(why);
    return false;
  }

  std::string path_;
  change_lines_options options_;
  checkpoint_file kept_;
  durable_file file_;
  error status_;
  std::optional<checkpoint> resumed_;
  std::string names_, resumed_names_;  // of the tables of this run, and of the one that it resumes

  std::string line_;                // the line at hand
  std::string pending_;             // whole lines that are not in the file
  std::uint64_t written_ = 0;       // bytes of the file
  std::uint64_t whole_size_ = 0;    // to the end of the last commit
  std::uint64_t durable_size_ = 0;  // what the checkpoint says
  std::optional<op_id> whole_;      // the last commit, where it is not durable
  std::optional<op_id> acknowledged_;
  std::optional<op_id> last_;  // the last operation in the file
  std::size_t rows_ = 0;       // lines since the file was made durable
  std::chrono::steady_clock::time_point began_{};
  std::vector<std::optional<json_object>> tables_;
  std::vector<value_view> cells_;
};

}  // namespace ferrule
