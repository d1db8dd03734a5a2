// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/capture_keys.hpp - what no two rows of a table have alike: by which row REPLACE finds the rows it takes away.
#pragma once
#include <ferrule/connectors/sqlite/shape.hpp>
#include <ferrule/connectors/sqlite/virtual_table.hpp>

namespace ferrule::sqlite::detail {

/// A unique index, as a condition between a row of the table, called `f`, and the row NEW of a trigger.
struct unique_key {
  std::string matches{};  ///< whether `f` and NEW have it alike
  std::string
      columns{};  ///< of NEW and OLD, whether it has changed: empty where that depends on more
  std::vector<std::string> collations{};  ///< of its parts; the primary key's are needed alone
  bool primary = false;
};

/// A template, as all of the capture is: a program that only reads does not compile it.
template<class = void>
struct capture_keys {
  /// The expressions and the condition of a CREATE INDEX statement, as they are written there.
  struct index_text {
    std::vector<std::string> parts{};
    std::string where{};
  };
  static index_text parts_of(std::string_view sql) {
    index_text out;
    sql_words words(sql);
    std::string_view token = words.next();
    while (!token.empty() && token != "(") token = words.next();
    const char *first = nullptr, *last = nullptr;
    const auto take = [&] {
      if (first != nullptr) out.parts.emplace_back(first, last);
      first = nullptr;
    };
    for (int depth = 1; depth != 0 && !token.empty();) {
      token = words.next();
      depth += token == "(" ? 1 : token == ")" ? -1 : 0;
      if (depth == 0 || (depth == 1 && token == ",")) take();
      else if (depth > 1 || (!same_name(token, "ASC") && !same_name(token, "DESC"))) {
        if (first == nullptr) first = token.data();
        last = token.data() + token.size();
      }
    }
    if (same_name(words.next(), "WHERE")) {
      token = words.next();
      out.where.assign(token.data(), sql.data() + sql.size());
    }
    return out;
  }

  /// All unique indexes of a table, in SQLite's order.
  static result<std::vector<unique_key>> read(connection& db, const table_shape& shape) {
    struct index {
      std::string name, origin;
      bool partial;
    };
    std::vector<index> indexes;
    if (auto ok = db.for_each(pragma(shape.id, "index_list"),
                              [&](sqlite3_stmt* s) {
                                if (sqlite3_column_int(s, 2) != 0)
                                  indexes.push_back({text_column(s, 1), text_column(s, 3),
                                                     sqlite3_column_int(s, 4) != 0});
                              });
        !ok)
      return fail(std::move(ok.error()));
    std::vector<unique_key> out;
    for (const index& i : indexes) {
      auto key = read_one(db, shape, i.name, i.partial);
      if (!key) return fail(std::move(key.error()));
      key->primary = i.origin == "pk";
      out.push_back(std::move(*key));
    }
    return out;
  }

private:
  static result<unique_key> read_one(connection& db, const table_shape& shape,
                                     const std::string& name, bool partial) {
    index_text text;
    auto found = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1");
    if (!found) return fail(std::move(found.error()));
    sqlite3_bind_text(found->get(), 1, name.data(), static_cast<int>(name.size()), SQLITE_STATIC);
    if (auto ok =
            db.for_each(found->get(), [&](sqlite3_stmt* s) { text = parts_of(text_column(s, 0)); });
        !ok)
      return fail(std::move(ok.error()));

    unique_key out;
    bool plain = !partial;
    std::size_t part = 0;
    auto ok = db.for_each(pragma(table_id(name), "index_xinfo"), [&](sqlite3_stmt* s) {
      if (sqlite3_column_int(s, 5) == 0) return;  // not of the key
      const int column = sqlite3_column_int(s, 1);
      out.collations.push_back(quoted_name(text_column(s, 4)));
      const std::string collate = " COLLATE " + out.collations.back();
      out.matches += out.matches.empty() ? "" : " AND ";
      if (column >= 0) {
        const column_shape& c = shape.columns[static_cast<std::size_t>(column)];
        const std::string column_name = quoted_name(c.name);
        // Where OR REPLACE meets a null in a column that is not null, it takes the default.
        const bool defaults = c.not_null && c.default_value && !c.generated;
        out.matches +=
            concat("f.", column_name, collate, " = ", defaults ? "coalesce(" : "", "NEW.",
                   column_name, defaults ? concat(", (", *c.default_value, "))") : "");
        out.columns += concat(out.columns.empty() ? "" : " OR ", "NEW.", column_name,
                              " IS NOT OLD.", column_name);
      } else {
        plain = false;
        const std::string expression =
            part < text.parts.size() ? concat("(", text.parts[part], "\n)") : "NULL";
        out.matches += concat(expression, collate, " = (SELECT ", expression, " FROM (SELECT ",
                              new_row(shape), "))");
      }
      ++part;
    });
    if (!ok) return fail(std::move(ok.error()));
    if (!text.where.empty()) out.matches += concat(" AND (", text.where, "\n)");
    if (!plain) out.columns.clear();
    return out;
  }
  // NEW under the names of the table, for an expression that is written with them.
  static std::string new_row(const table_shape& shape) {
    std::string out;
    for (const column_shape& c : shape.columns)
      out +=
          concat(out.empty() ? "" : ", ", "NEW.", quoted_name(c.name), " AS ", quoted_name(c.name));
    return out;
  }
};

}  // namespace ferrule::sqlite::detail
