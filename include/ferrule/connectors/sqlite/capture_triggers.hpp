// SPDX-License-Identifier: BSL-1.0
// connectors/sqlite/capture_triggers.hpp - the triggers that write the changes of a table into a log, as SQL.
//
// Triggers see what every program writes, and their rows are in the writer's transaction. Three things they do not see, or not in
// order, and so each is looked for:
//
// - REPLACE takes rows away without a trigger, unless the writer has recursive_triggers on. So a trigger before the change notes the rows
//   that have a key of the new row ("conflicts"). Those of them that are gone after it were taken away. What is noted stays true until
//   then, because the triggers keep it so; what a change that did not happen (INSERT OR IGNORE) has noted does no harm.
// - Of two triggers on one event, SQLite says nothing about the order. Where another trigger has changed the row already, its change
//   is in the log before this one. Then the row in the table is not the row that was written, and the log says `anew`.
// - A table without primary key has no names for its rows: what is not an insert is `anew`, too.
//
// `anew` is an order to read the tables again. Inside triggers, conflict clauses are those of the statement that fires them, so none
// of these statements relies on one.
#pragma once
#include <ferrule/connectors/sqlite/capture_keys.hpp>

namespace ferrule::sqlite::detail {

/// What a row of the log says.
enum class logged : std::uint8_t { insert = 1, update, remove, anew };

/// Writes the triggers of one table. `number` is what the log calls it. The cells of a row are in the columns n0, n1, ... of the log,
/// those of the row before in o0, o1, ..., in the order of the table's columns.
template<class = void>
class capture_triggers {
public:
  capture_triggers(const table_shape& shape, const std::vector<unique_key>& keys,
                   std::int64_t number)
      : shape_(shape),
        keys_(keys),
        number_(std::to_string(number)),
        table_(quoted_name(shape.id.name)),
        rowid_(shape.without_rowid  ? ""
               : shape.rowid_column ? quoted_name(shape.columns[*shape.rowid_column].name)
                                    : shape.rowid),
        has_key_(!shape.key().empty()) {
    for (std::size_t i = 0; i < shape.columns.size(); ++i) {
      const std::string name = quoted_name(shape.columns[i].name);
      const std::string comma = i == 0 ? "" : ", ";
      new_names_ += concat(comma, "n", i);
      old_names_ += concat(comma, "o", i);
      new_cells_ += comma + "NEW." + name;
      old_cells_ += comma + "OLD." + name;
      row_cells_ += comma + "f." + name;
      kept_cells_ += concat(comma, "c.o", i);
      assigned_ += concat(comma, "o", i, " = NEW.", name);
      if (shape.columns[i].generated) continue;
      const std::string between = plain_row_.empty() ? "" : ", ";
      plain_row_ += between + "f." + name + " COLLATE BINARY";
      plain_new_ += between + "NEW." + name;
    }
  }

  const std::string& number() const noexcept { return number_; }
  const std::string& table_name() const noexcept { return shape_.id.name; }
  /// "a = a" of a column that can be written.
  std::string assigns_itself() const {
    for (const column_shape& c : shape_.columns)
      if (!c.generated) return concat(quoted_name(c.name), " = ", quoted_name(c.name));
    return {};
  }

  /// How many there are of one table.
  static constexpr std::size_t count = 6;
  std::string name(std::size_t i) const {
    constexpr std::string_view what[] = {"before_insert", "insert",        "before_update",
                                         "update",        "before_delete", "delete"};
    return concat(capture_prefix, number_, "_", what[i]);
  }
  /// As sqlite_schema has it, to the letter.
  std::string text(std::size_t i) const {
    constexpr std::string_view when[] = {"BEFORE INSERT", "AFTER INSERT",  "BEFORE UPDATE",
                                         "AFTER UPDATE",  "BEFORE DELETE", "AFTER DELETE"};
    std::string condition, body;
    if (i == 0) body = forget_oldest() + settle() + note_conflicts(false);
    else if (i == 1) body = log_replaced(false) + log_insert() + doubt_new();
    else if (i == 2) {
      condition = keys_changed();
      body = settle() + leave() + note_conflicts(true);
    } else if (i == 3) body = log_replaced(true) + keep_true() + log_update() + doubt_new();
    else if (i == 4) body = leave();
    else body = log_delete() + doubt_old();
    return concat("CREATE TRIGGER ", quoted_name(name(i)), " ", when[i], " ON ", table_, condition,
                  " BEGIN ", body, "END");
  }

private:
  // Whether two of f (a row of the table), c (one noted), NEW and OLD are the same row.
  std::string same(std::string_view a, std::string_view b) const {
    const auto cell = [&](std::string_view of, std::size_t column) {
      return of == "c" ? concat("c.o", column)
                       : concat(of, ".", quoted_name(shape_.columns[column].name));
    };
    if (!shape_.without_rowid)
      return concat(a, ".", a == "c" ? "row" : rowid_, " = ", b, ".", b == "c" ? "row" : rowid_);
    const std::vector<std::size_t> key = shape_.key();
    const std::vector<std::string>* collations = nullptr;
    for (const unique_key& k : keys_)
      if (k.primary) collations = &k.collations;
    std::string out;
    for (std::size_t i = 0; i < key.size(); ++i)
      out += concat(i == 0 ? "" : " AND ", cell(a, key[i]), " COLLATE ",
                    collations != nullptr && i < collations->size() ? (*collations)[i] : "BINARY",
                    " = ", cell(b, key[i]));
    return "(" + out + ")";
  }

  std::string forget_oldest() const {
    // What a change has noted is needed until its end, and changes can be inside of each other. These are enough for those that are.
    return concat("DELETE FROM ferrule_capture_conflicts WHERE number = ", number_,
                  " AND seq <= (SELECT max(seq) FROM ferrule_capture_conflicts) - 8; ");
  }
  std::string note(const std::string& condition, bool update) const {
    return concat(
        "INSERT INTO ferrule_capture_conflicts(number, row, ", old_names_, ") SELECT ", number_,
        ", ", rowid_.empty() ? "NULL" : "f." + rowid_, ", ", row_cells_, " FROM ", table_,
        " AS f WHERE ", condition, update ? " AND NOT " + same("f", "OLD") : "",
        " AND NOT EXISTS (SELECT 1 FROM ferrule_capture_conflicts AS c WHERE c.number = ", number_,
        " AND ", same("f", "c"), "); ");
  }
  std::string note_conflicts(bool update) const {
    std::string out;
    if (!rowid_.empty()) out += note(same("f", "NEW"), update);
    for (const unique_key& key : keys_) out += note(key.matches, update);
    return out;
  }
  std::string keys_changed() const {
    std::string out = rowid_.empty() ? "" : concat("NEW.", rowid_, " IS NOT OLD.", rowid_);
    for (const unique_key& key : keys_) {
      if (key.columns.empty()) return {};
      out += concat(out.empty() ? "" : " OR ", key.columns);
    }
    return out.empty() ? "" : " WHEN " + out;
  }

  std::string log_replaced(bool update) const {
    const std::string gone =
        concat("c.number = ", number_, " AND c.leaving IS NULL",
               update ? " AND NOT " + same("c", "OLD") : "", " AND (", same("NEW", "c"),
               " OR NOT EXISTS (SELECT 1 FROM ", table_, " AS f WHERE ", same("f", "c"), "))");
    const std::string noted = concat(" FROM ferrule_capture_conflicts AS c WHERE ", gone);
    return concat(has_key_ ? concat("INSERT INTO ferrule_capture_log(number, op, at, ", old_names_,
                                    ") SELECT ", row_of(logged::remove), ", ", kept_cells_, noted,
                                    " ORDER BY c.seq; ")
                           : anew_where(concat("EXISTS (SELECT 1", noted, ")")),
                  "DELETE FROM ferrule_capture_conflicts WHERE seq IN (SELECT c.seq", noted, "); ");
  }
  std::string noted_old() const {
    return concat("seq IN (SELECT c.seq FROM ferrule_capture_conflicts AS c WHERE c.number = ",
                  number_, " AND ", same("c", "OLD"), "); ");
  }
  // Between the two triggers of a change that takes a row away under its own key, that row is not one that was replaced.
  std::string leave() const {
    return "UPDATE ferrule_capture_conflicts SET leaving = 1 WHERE " + noted_old();
  }
  // A row that is there has not left: the change was ignored.
  std::string settle() const {
    return concat(
        "UPDATE ferrule_capture_conflicts SET leaving = NULL WHERE seq IN (SELECT c.seq FROM "
        "ferrule_capture_conflicts AS c WHERE c.number = ",
        number_, " AND c.leaving = 1 AND EXISTS (SELECT 1 FROM ", table_, " AS f WHERE ",
        same("f", "c"), ")); ");
  }
  std::string keep_true() const {
    return concat(
        "UPDATE ferrule_capture_conflicts SET row = ", rowid_.empty() ? "NULL" : "NEW." + rowid_,
        ", ", assigned_, " WHERE ", noted_old());
  }
  std::string log_insert() const {
    return concat("INSERT INTO ferrule_capture_log(number, op, at, ", new_names_, ") VALUES (",
                  row_of(logged::insert), ", ", new_cells_, "); ");
  }
  std::string log_update() const {
    if (!has_key_) return anew_where("1");
    return concat("INSERT INTO ferrule_capture_log(number, op, at, ", new_names_, ", ", old_names_,
                  ") VALUES (", row_of(logged::update), ", ", new_cells_, ", ", old_cells_, "); ");
  }
  std::string log_delete() const {
    const std::string no_conflict = "DELETE FROM ferrule_capture_conflicts WHERE " + noted_old();
    if (!has_key_) return no_conflict + anew_where("1");
    return concat(no_conflict, "INSERT INTO ferrule_capture_log(number, op, at, ", old_names_,
                  ") VALUES (", row_of(logged::remove), ", ", old_cells_, "); ");
  }
  std::string doubt_new() const {
    const std::string same_cells =
        plain_row_.empty() ? "" : concat(" AND (", plain_row_, ") IS (", plain_new_, ")");
    return anew_where(concat("NOT EXISTS (SELECT 1 FROM ", table_, " AS f WHERE ", same("f", "NEW"),
                             same_cells, ")"));
  }
  std::string doubt_old() const {
    return anew_where(
        concat("EXISTS (SELECT 1 FROM ", table_, " AS f WHERE ", same("f", "OLD"), ")"));
  }

  std::string anew_where(const std::string& condition) const {
    return concat("INSERT INTO ferrule_capture_log(number, op, at) SELECT ", row_of(logged::anew),
                  " WHERE ", condition, "; ");
  }
  // Milliseconds since 1970. SQLite counts no finer, and has one "now" per statement.
  std::string row_of(logged what) const {
    return concat(number_, ", ", static_cast<int>(what),
                  ", CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)");
  }

  const table_shape& shape_;
  const std::vector<unique_key>& keys_;
  std::string number_, table_, rowid_;
  bool has_key_;
  std::string new_names_, old_names_, new_cells_, old_cells_, row_cells_, kept_cells_, assigned_,
      plain_row_, plain_new_;
};

}  // namespace ferrule::sqlite::detail
