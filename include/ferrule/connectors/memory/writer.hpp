// SPDX-License-Identifier: BSL-1.0
// connectors/memory/writer.hpp - rows into a table of values.
#pragma once
#include <ferrule/connectors/memory/transaction.hpp>
#include <ferrule/core/concat.hpp>
#include <ferrule/stream/state.hpp>

namespace ferrule::memory {

/// Writes rows into one table of values. Belongs to the connection that opened it, which must
/// outlive it. Inside a transaction its rows are seen by this connection at once and by others
/// after the commit; outside of one, each row is seen by everybody at once.
class writer {
public:
  writer(std::shared_ptr<detail::table> into, detail::transaction& under, write_mode mode,
         std::vector<std::size_t> columns)
      : table_(std::move(into)), under_(&under), mode_(mode), columns_(std::move(columns)) {
    const schema& s = table_->description().described.schema;
    for (const std::size_t key : s.primary_key)
      key_.push_back(static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), key) -
                                              columns_.begin()));
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (std::find(s.primary_key.begin(), s.primary_key.end(), columns_[i]) ==
          s.primary_key.end()) {
        others_.push_back(columns_[i]);
        others_from_.push_back(i);
      }
  }

  bool write(std::span<const value_view> cells) {
    if (cells.size() != columns_.size())
      return refuse(errc::type_mismatch, concat(name(), ": a row of ", cells.size(), " cells for ",
                                                columns_.size(), " columns"));
    cells_.assign(cells.begin(), cells.end());
    lists_.clear();
    for (std::size_t i = 0; i < cells_.size(); ++i)
      if (!fit(i)) return false;
    under_->claims(table_);
    const auto written = under_->logging();
    if (auto done =
            table_->write(under_->id(), [&](detail::value_rows& rows) { return put(rows); });
        !done) {
      status_ = std::move(done.error());
      return false;
    }
    return true;
  }
  const error& status() const noexcept { return status_; }
  result<void> finish() { return {}; }

private:
  std::string name() const {
    return "memory table " + quoted(to_text(table_->description().described.table));
  }
  const field& column(std::size_t i) const {
    return table_->description().described.schema.fields[columns_[i]];
  }

  [[gnu::cold]] bool refuse(errc kind, std::string message) {
    status_ = error{kind, false, std::move(message)};
    return false;
  }

  // Makes the cell what its column holds.
  bool fit(std::size_t i) {
    const field& f = column(i);
    const value_view given = cells_[i];
    if (given.is_null()) {
      if (f.nullable) return true;
      return refuse(errc::constraint, concat(name(), ", column ", quoted(f.name),
                                             ": null in a column that is not null"));
    }
    if (f.typing == typing::open) return true;
    const conversion c = fit_any(f.type, cells_[i]);
    return c == conversion::ok ||
           refuse(kind_of(c), concat(name(), ", column ", quoted(f.name), ": the row ",
                                     explain(c, given, to_text(f.type))));
  }
  conversion fit_any(const field_type& type, value_view& cell) {
    if (type.kind != kind::list) return fit_cell(type, cell);
    if (cell.kind() != kind::list) return conversion::mismatch;
    std::vector<value_view>& elements = lists_.add();
    for (value_view element : cell.as<list_view>()) {
      if (!element.is_null())
        if (const conversion c = fit_any(element_of(type), element); c != conversion::ok) return c;
      elements.push_back(element);
    }
    cell = list_view(elements);
    return conversion::ok;
  }

  result<void> put(detail::value_rows& rows) {
    std::optional<std::uint64_t> there;
    if (!key_.empty()) {
      wanted_.clear();
      for (const std::size_t i : key_) wanted_.push_back(cells_[i]);
      there = rows.find(wanted_);
    }
    if (there && mode_ == write_mode::insert)
      return fail(errc::constraint, concat(name(), " has a row with ", key_text(), " already"));
    if (!there && (mode_ == write_mode::update || mode_ == write_mode::remove))
      return fail(errc::not_found, concat(name(), " has no row with ", key_text()));
    if (mode_ == write_mode::remove) {
      if (under_->is_logged())
        under_->log({change::remove, table_->shared_description(), {}, kept(rows.row(*there))});
      rows.remove(*there);
    } else if (there) {
      wanted_.clear();
      for (const std::size_t i : others_from_) wanted_.push_back(cells_[i]);
      if (others_.empty()) return {};
      row_values before;
      if (under_->is_logged()) before = kept(rows.row(*there));
      rows.replace(*there, others_, wanted_);
      if (under_->is_logged())
        under_->log({change::update, table_->shared_description(), kept(rows.row(*there)),
                     std::move(before)});
    } else {
      wanted_.assign(table_->description().columns.size(), value_view());
      for (std::size_t i = 0; i < columns_.size(); ++i) wanted_[columns_[i]] = cells_[i];
      rows.append(wanted_);
      if (under_->is_logged())
        under_->log({change::insert, table_->shared_description(), kept(wanted_), {}});
    }
    return {};
  }
  static row_values kept(std::span<const value_view> cells) { return {cells.begin(), cells.end()}; }
  std::string key_text() const {
    std::string out;
    for (const std::size_t i : key_)
      out += concat(out.empty() ? "" : ", ", column(i).name, " = ", shown(cells_[i]));
    return out;
  }

  std::shared_ptr<detail::table> table_;
  detail::transaction* under_;
  write_mode mode_;
  std::vector<std::size_t> columns_;  // of the table, in the order of the cells
  std::vector<std::size_t> key_;      // where in a row of cells the key is
  std::vector<std::size_t> others_,
      others_from_;  // columns that are not key, and where their cells are
  std::vector<value_view> cells_, wanted_;
  cell_lists lists_;
  error status_;
};
static_assert(Writer<writer>);

namespace detail {

/// Opens a writer, or says why these columns of this table cannot be written in this way.
inline result<writer> open_writer(std::shared_ptr<table> into, transaction& under,
                                  const table_info& wanted, write_mode mode) {
  const shape& of = into->description();
  const schema& s = of.described.schema;
  const std::string name = "memory table " + quoted(to_text(of.described.table));
  if (!into->of_values())
    return fail(
        errc::unsupported,
        concat(
            name, " holds structs '", of.row_type_name,
            "' of the program and is not written row by row; use store::append, or a table made by create_table"));
  const bool by_key = mode != write_mode::insert;
  if (by_key && s.primary_key.empty())
    return fail(errc::unsupported,
                concat(name, " has no primary key, which ", name_of(mode), " needs"));
  std::vector<std::size_t> columns;
  if (mode == write_mode::remove && wanted.columns.empty()) columns = s.primary_key;
  else {
    auto found = positions_of("memory", of.described, wanted);
    if (!found) return fail(std::move(found.error()));
    columns = std::move(*found);
  }
  const auto given = [&](std::size_t i) { return std::count(columns.begin(), columns.end(), i); };
  for (std::size_t i = 0; i < s.fields.size(); ++i) {
    const std::string& column = s.fields[i].name;
    const bool is_key =
        std::find(s.primary_key.begin(), s.primary_key.end(), i) != s.primary_key.end();
    if (given(i) > 1)
      return fail(errc::constraint,
                  concat(name, ": column ", quoted(column), " is to be written twice"));
    if (given(i) == 0 && is_key)
      return fail(errc::constraint,
                  concat(name, ": ", name_of(mode), " needs the key column ", quoted(column)));
    if (given(i) == 0 && !s.fields[i].nullable &&
        (mode == write_mode::insert || mode == write_mode::upsert))
      return fail(errc::constraint, concat(name, ": ", name_of(mode), " needs the column ",
                                           quoted(column), ", which is not null"));
    if (given(i) == 1 && !is_key && mode == write_mode::remove)
      return fail(errc::constraint, concat(name, ": remove takes the key's columns, and ",
                                           quoted(column), " is not one"));
  }
  return writer(std::move(into), under, mode, std::move(columns));
}

}  // namespace detail
}  // namespace ferrule::memory
