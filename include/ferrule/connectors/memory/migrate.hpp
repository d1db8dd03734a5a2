// SPDX-License-Identifier: BSL-1.0
// connectors/memory/migrate.hpp - tables changed with their rows.
#pragma once
#include <ferrule/connectors/memory/transaction.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule::memory::detail {

/// What `Migratable` asks of memory. A changed table is another one, in the transaction that is open or in one of its own: its rows are copied,
/// and who reads the old one goes on. Complexity of changing columns and of renaming: linear in the rows.
///
/// Those who follow the table see other columns; one that is renamed they see with all rows anew, because by its name it is another. A table
/// that is dropped or renamed ends who follow it.
class migration {
public:
  explicit migration(transaction& in) : in_(&in) {}

  result<void> add_column(const table_id& name, const field& added) {
    return alter(
        name, told::columns, [&](source_schema& to, const version& rows) -> result<sources> {
          if (!added.nullable && rows.rows != 0)
            return fail(
                errc::constraint,
                concat(where(name), ": column ", quoted(added.name),
                       " is not null, and the rows that are there have no cell for it; add it "
                       "as nullable, or remove the rows first"));
          sources from = all(to);
          to.schema.fields.push_back(added);
          from.push_back(std::nullopt);
          return from;
        });
  }
  result<void> drop_column(const table_id& name, std::string_view column) {
    return alter(name, told::columns, [&](source_schema& to, const version&) -> result<sources> {
      auto at = position(to, column);
      if (!at) return fail(std::move(at.error()));
      auto& key = to.schema.primary_key;
      if (std::find(key.begin(), key.end(), *at) != key.end())
        return fail(errc::constraint, concat(where(name), ": column ", quoted(column),
                                             " is of the primary key; make another table"));
      sources from = all(to);
      from.erase(from.begin() + static_cast<std::ptrdiff_t>(*at));
      to.schema.fields.erase(to.schema.fields.begin() + static_cast<std::ptrdiff_t>(*at));
      for (std::size_t& k : key) k -= k > *at ? 1 : 0;
      return from;
    });
  }
  result<void> rename_column(const table_id& name, std::string_view column, std::string_view to) {
    return alter(name, told::rows, [&](source_schema& of, const version&) -> result<sources> {
      auto at = position(of, column);
      if (!at) return fail(std::move(at.error()));
      if (of.schema.find(to))
        return fail(errc::constraint,
                    concat(where(name), " has a column ", quoted(to), " already"));
      of.schema.fields[*at].name = to;
      return all(of);
    });
  }
  result<void> rename_table(const table_id& name, std::string_view to) {
    table_id renamed = name;
    renamed.name = to;
    return alter(name, told::gone, [&](source_schema& of, const version&) -> result<sources> {
      if (in_->look(renamed) != nullptr) return in_->is_there(renamed);
      of.table = renamed;
      return all(of);
    });
  }
  /// Of structs too.
  result<void> drop_table(const table_id& name) {
    return in_transaction([&]() -> result<void> {
      auto there = in_->find(name);
      if (!there) return fail(std::move(there.error()));
      if (auto ok = in_->retire(*there); !ok) return ok;
      log_gone(**there);
      in_->put(name, std::move(*there), nullptr);
      return {};
    });
  }

private:
  /// Where the cells of each column come from; nothing: they are null.
  using sources = std::vector<std::optional<std::size_t>>;
  /// What those who follow the table are told: that it has other columns; these, and all of its rows; that it is there no more.
  enum class told : std::uint8_t { columns, rows, gone };

  static std::string where(const table_id& name) {
    return concat("memory table ", quoted(to_text(name)));
  }
  static sources all(const source_schema& of) {
    sources out(of.schema.fields.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
    return out;
  }
  static result<std::size_t> position(const source_schema& of, std::string_view column) {
    return positions_of("memory", of, {of.table, {std::string(column)}}).map([](const auto& found) {
      return found[0];
    });
  }

  template<class F>
  result<void> in_transaction(F&& change) {
    if (in_->is_open()) return change();
    if (auto ok = in_->begin(); !ok) return ok;
    result<void> done = change();
    if (done) return in_->commit();
    (void)in_->rollback();
    return done;
  }
  template<class F>
  result<void> alter(const table_id& name, told how, F&& edit) {
    return in_transaction([&]() -> result<void> {
      auto there = in_->find(name);
      if (!there) return fail(std::move(there.error()));
      if (!(*there)->of_values())
        return fail(errc::unsupported,
                    concat(where(name), " holds structs '", (*there)->description().row_type_name,
                           "' of the program, whose fields are its columns; add another with "
                           "store::add, or copy it into a table made by create_table"));
      if (auto ok = in_->claim(*there); !ok) return ok;
      const auto rows = (*there)->read(in_->id());
      source_schema wanted = (*there)->description().described;
      auto from = edit(wanted, *rows);
      if (!from) return fail(std::move(from.error()));
      const table_id now = wanted.table;
      auto of = shape_of(std::move(wanted));
      if (!of) return fail(std::move(of.error()));
      if (auto ok = in_->retire(*there); !ok) return ok;
      auto made = std::make_shared<table>(std::move(*of), true);
      if (how == told::gone) log_gone(**there);
      else log(how == told::rows, made->shared_description());
      const bool tells_rows = how == told::rows && in_->is_logged();
      std::vector<ferrule::value_view> cells(from->size());
      auto copied = made->write(nullptr, [&](value_rows& into) -> result<void> {
        each(*rows, [&](const ferrule::value_view* row) {
          for (std::size_t i = 0; i < cells.size(); ++i)
            cells[i] = (*from)[i] ? row[*(*from)[i]] : ferrule::value_view();
          into.append(cells);
          if (tells_rows)
            in_->log(
                {change::insert, made->shared_description(), {cells.begin(), cells.end()}, {}});
        });
        return {};
      });
      if (!copied) return copied;
      in_->put(name, *there, nullptr);
      in_->put(now, now == name ? *there : nullptr, std::move(made));
      return {};
    });
  }
  template<class F>
  static void each(const version& of, F&& see) {
    for (const chunk& part : of.chunks)
      for (std::size_t i = 0; i < part.count; ++i)
        see(reinterpret_cast<const ferrule::value_view*>(part.rows + i * of.table->stride));
  }

  void log(bool with_rows, const std::shared_ptr<const shape>& now) {
    if (!in_->is_logged()) return;
    if (with_rows) in_->log({change::truncate, now, {}, {}});
    in_->log({change::schema_changed, now, {}, {}});
  }
  void log_gone(const table& which) {
    if (in_->is_logged() && which.of_values())
      in_->log({change::end, which.shared_description(), {}, {}});
  }

  transaction* in_;
};

}  // namespace ferrule::memory::detail
