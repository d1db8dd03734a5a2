// SPDX-License-Identifier: BSL-1.0
// changes/dead_letters.hpp - rows that a destination refuses because of what is in them: listed, kept, and tolerated up to a number.
#pragma once
#include <algorithm>
#include <ferrule/changes/kept_rows.hpp>
#include <ferrule/connector.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/core/utf8.hpp>
#include <ferrule/schema/value_text.hpp>
#include <ferrule/writer/transaction.hpp>
#include <vector>

namespace ferrule {

/// How many rows a destination may refuse before the run ends.
struct tolerance {
  std::size_t rows =
      0;  ///< since the last snapshot, over all runs; one more is an error of kind `limit`
  std::size_t listed = 10;  ///< how many of this run's are kept in memory; `table` has them all
  std::string table = "ferrule_dead_letters";
};

/// A row that was refused.
struct dead_letter {
  std::uint64_t number = 0;  ///< from 1, over all runs since the last snapshot
  table_id table{};
  change what = change::insert;  ///< `rows`: of a snapshot
  op_id operation{};             ///< of the source; none for rows of a snapshot
  error why{};
  std::string cells{};  ///< "id = 1, name = 'x'", long ones cut
};

/// "table 'trades', operation 7 (insert) of id = 1, name = 'x': constraint: ...".
inline std::string to_text(const dead_letter& l) {
  return concat("table ", quoted(to_text(l.table)), ", ",
                l.what == change::rows
                    ? std::string("a row of the snapshot")
                    : concat("operation ", l.operation, " (", name_of(l.what), ")"),
                ": ", l.cells, ": ", l.why);
}

namespace detail {

/// Text that any destination takes: what is not UTF-8 becomes \xNN, and so do zero bytes.
inline std::string readable(std::string_view text) {
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length != 0 && text[0] != '\0') out += text.substr(0, length);
    else {
      const auto byte = static_cast<unsigned char>(text[0]);
      out += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

}  // namespace detail

/// The dead letters of one source in a table of the destination, written in the transaction that leaves their rows out: what is
/// skipped and what is told of it are committed together, and a run that is killed and resumed goes on counting.
template<class To>
class dead_letters {
public:
  dead_letters(To& to, std::string source, tolerance options)
      : to_(&to), source_(std::move(source)), options_(std::move(options)) {}

  /// Whether a writer's error is about the row, so that the next one may fare better.
  bool tolerates(const error& why) const noexcept {
    return options_.rows != 0 && !why.transient &&
           (why.kind == errc::type_mismatch || why.kind == errc::value_out_of_range ||
            why.kind == errc::constraint || why.kind == errc::limit);
  }
  /// Whether a row of this table may be missing at the destination because it was refused.
  bool has(const table_id& table) const {
    return std::find(tables_.begin(), tables_.end(), table) != tables_.end();
  }
  std::uint64_t count() const noexcept { return count_; }
  std::span<const dead_letter> listed() const noexcept { return listed_; }

  /// Finds out what earlier runs have refused. Does nothing where nothing is tolerated, and the second time. Errors: the destination's.
  result<void> load() {
    if (options_.rows == 0 || loaded_) return {};
    if (auto made = to_->create_table(letters_table(), if_exists::keep); !made) return made;
    std::string source, of_table;
    std::optional<std::string> of_schema;
    auto read = detail::each_kept_row(
        *to_, {{options_.table}, {"source", "of_schema", "of_table"}},
        [&](auto take) {
          take(source);
          take(of_schema);
          take(of_table);
        },
        [&] {
          if (source != source_) return;
          ++count_;
          table_id of = of_schema ? table_id(*of_schema, of_table) : table_id(of_table);
          if (!has(of)) tables_.push_back(std::move(of));
        });
    loaded_ = read.has_value();
    return read;
  }
  /// Keeps a letter. Errors: `limit` where there are too many; the destination's.
  result<void> add(dead_letter letter) {
    if (auto loaded = load(); !loaded) return loaded;
    letter.number = count_ + 1;
    letter.cells = detail::readable(letter.cells);
    letter.why.message = detail::readable(letter.why.message);
    if (listed_.size() < options_.listed) listed_.push_back(letter);
    if (count_ >= options_.rows) return too_many(letter);
    auto opened = to_->open_writer({{options_.table}, {}}, write_mode::insert);
    if (!opened) return fail(std::move(opened.error()));
    const value_view of_schema =
        letter.table.schema ? value_view(std::string_view(*letter.table.schema)) : value_view();
    const value_view cells[] = {std::string_view(source_),
                                letter.number,
                                of_schema,
                                std::string_view(letter.table.name),
                                name_of(letter.what),
                                letter.operation.sequence,
                                std::string_view(letter.operation.position),
                                name_of(letter.why.kind),
                                std::string_view(letter.why.message),
                                std::string_view(letter.cells)};
    if (!opened->write(cells)) return fail(opened->status());
    if (auto done = opened->finish(); !done) return done;
    ++count_;
    if (!has(letter.table)) tables_.push_back(std::move(letter.table));
    return {};
  }
  /// Forgets them all, in the transaction in which a new snapshot begins. Errors: the destination's.
  result<void> clear() {
    if (auto loaded = load(); !loaded) return loaded;
    if (count_ != 0) {
      auto opened = to_->open_writer({{options_.table}, {"source", "number"}}, write_mode::remove);
      if (!opened) return fail(std::move(opened.error()));
      for (; count_ != 0; --count_) {
        const value_view key[] = {std::string_view(source_), count_};
        if (!opened->write(key)) return fail(opened->status());
      }
      if (auto done = opened->finish(); !done) return done;
    }
    listed_.clear();
    tables_.clear();
    return {};
  }

private:
  source_schema letters_table() const {
    const auto column = [](const char* name, kind k) {
      return field{name, {.kind = k}, false, typing::declared, {}, {}};
    };
    source_schema out{{options_.table},
                      {{column("source", kind::text), column("number", kind::uint64),
                        column("of_schema", kind::text), column("of_table", kind::text),
                        column("what", kind::text), column("sequence", kind::uint64),
                        column("position", kind::text), column("kind", kind::text),
                        column("reason", kind::text), column("cells", kind::text)},
                       {0, 1}},
                      cdc_kind::nothing};
    out.schema.fields[2].nullable = true;
    return out;
  }
  result<void> too_many(const dead_letter& last) const {
    std::string message = concat("the destination has refused ", last.number, " rows, and ",
                                 options_.rows, " are tolerated; ");
    if (last.number > listed_.size())
      message += concat("those that were left out are in its table ", quoted(options_.table), "; ");
    message += "the first of this run: ";
    constexpr std::size_t told = 3;
    for (std::size_t i = 0; i < std::min(told, listed_.size()); ++i)
      message += concat(i == 0 ? "" : "; ", listed_[i]);
    if (listed_.empty()) message += to_text(last);
    return fail(errc::limit, std::move(message));
  }

  To* to_;
  std::string source_;
  tolerance options_;
  bool loaded_ = false;
  std::uint64_t count_ = 0;
  std::vector<table_id> tables_;
  std::vector<dead_letter> listed_;
};

}  // namespace ferrule

template<>
struct fmt::formatter<ferrule::dead_letter> : ferrule::printable<ferrule::dead_letter> {};
