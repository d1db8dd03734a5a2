// SPDX-License-Identifier: BSL-1.0
// support/faulty/migration.hpp - tables of a memory store changed with their rows, by making them anew.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <support/faulty/config.hpp>

namespace faulty {

using rows_type = std::vector<row_values>;

inline rows_type rows_in(result<memory::stream> from) {
  rows_type out;
  if (!from) return out;
  while (from->next()) {
    auto row = from->row();
    row_values& kept = out.emplace_back();
    for (std::size_t i = 0; i < from->schema().fields.size(); ++i) {
      value_view cell;
      row.read(cell);
      kept.emplace_back(cell);
    }
  }
  return out;
}

/// Others see at once what a transaction does here, and no longer where it is rolled back. Nothing is changed that the transaction has
/// written rows to.
class migration {
public:
  explicit migration(const std::string& store)
      : store_(memory::store::named(store)), in_(memory::config{store}) {}

  void begin() {
    open_ = true;
    before_.clear();
  }
  void end(bool keep) {
    open_ = false;
    for (auto one = before_.rbegin(); !keep && one != before_.rend(); ++one)
      (void)(one->was ? put(*one->was) : store_->remove(one->id));
    before_.clear();
  }

  result<void> rename_table(const table_id& id, std::string_view to) {
    auto of = take(id);
    if (!of) return fail(of.error());
    table_id renamed = id;
    renamed.name = to;
    if (*in_.table_exists(renamed)) return fail(errc::constraint, "faulty: the name is taken");
    remember(id, *of);
    remember(renamed, std::nullopt);
    if (!broken("migratable.rename-and-drop-table"))
      if (auto ok = store_->remove(id); !ok) return ok;
    of->columns.table = renamed;
    return put(*of);
  }
  result<void> drop_table(const table_id& id) {
    auto of = take(id);
    if (!of) return fail(of.error());
    remember(id, *of);
    return store_->remove(id);
  }
  result<void> add_column(const table_id& id, const field& added) {
    auto of = take(id);
    if (!of) return fail(of.error());
    auto& fields = of->columns.schema.fields;
    if (of->columns.schema.find(added.name))
      return fail(errc::constraint, "faulty: the name is taken");
    const bool filled = broken("migratable.add-not-null") && !added.nullable;
    if (!added.nullable && !of->rows.empty() && !filled)
      return fail(errc::constraint, "faulty: there are rows");
    remember(id, *of);
    fields.push_back(added);
    for (row_values& row : of->rows)
      row.push_back(filled || broken("migratable.add-column") ? value("") : value());
    return put(*of);
  }
  result<void> drop_column(const table_id& id, std::string_view name) {
    auto of = take(id);
    if (!of) return fail(of.error());
    auto& [fields, key] = of->columns.schema;
    const auto at = of->columns.schema.find(name);
    if (!at) return fail(errc::not_found, "faulty: no such column");
    if (std::count(key.begin(), key.end(), *at) != 0)
      return fail(errc::unsupported, "faulty: it is of the key");
    if (broken("migratable.drop-column")) return {};
    remember(id, *of);
    fields.erase(fields.begin() + static_cast<std::ptrdiff_t>(*at));
    for (std::size_t& k : key) k -= k > *at ? 1 : 0;
    for (row_values& row : of->rows) row.erase(row.begin() + static_cast<std::ptrdiff_t>(*at));
    return put(*of);
  }
  result<void> rename_column(const table_id& id, std::string_view from, std::string_view to) {
    auto of = take(id);
    if (!of) return fail(of.error());
    const auto at = of->columns.schema.find(from);
    if (!at) return fail(errc::not_found, "faulty: no such column");
    if (of->columns.schema.find(to)) return fail(errc::constraint, "faulty: the name is taken");
    remember(id, *of);
    of->columns.schema.fields[*at].name = to;
    if (broken("migratable.rename-column"))
      for (row_values& row : of->rows) row[*at] = value();
    return put(*of);
  }

private:
  struct contents {
    source_schema columns;
    rows_type rows;
  };
  struct kept {
    table_id id;
    std::optional<contents> was;
  };

  result<contents> take(const table_id& id) {
    const table_info wanted{id, {}};
    auto columns = in_.get_schemas({&wanted, 1})->front();
    if (!columns) return fail(columns.error());
    return contents{std::move(*columns), rows_in(in_.open(wanted))};
  }
  result<void> put(const contents& made) {
    if (auto ok = in_.create_table(made.columns, if_exists::replace); !ok) return ok;
    auto to = in_.open_writer({made.columns.table, {}}, write_mode::insert);
    if (!to) return fail(to.error());
    for (const row_values& row : made.rows)
      if (!to->write(std::vector<value_view>(row.begin(), row.end()))) return fail(to->status());
    return to->finish();
  }
  void remember(const table_id& id, std::optional<contents> was) {
    if (open_ && !broken("migratable.transactions")) before_.push_back({id, std::move(was)});
  }

  std::shared_ptr<memory::store> store_;
  memory::connector in_;  // beside the transaction
  std::vector<kept> before_;
  bool open_ = false;
};

}  // namespace faulty
