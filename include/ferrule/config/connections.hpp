// SPDX-License-Identifier: BSL-1.0
// config/connections.hpp - the connections of a settings file: which connector, its settings, which tables.
//
//     connections:                        "database": {                  or, in both cases, inside of
//       - name: trades                      "name": "sqlite",            "environments": [{"name": "dev",
//         connector: sqlite                 "database_config": {                            ...}]
//         config: {path: trades.db}           "path": "trades.db"
//     sources:                              }
//       - name: trades                    }
//         table_name: trades
//         connection: trades
//
// The left one is Dozer's, which says `config: !Sqlite {...}` for `connector` and `config`, and in
// older files `db_type` and `authentication`; the right one is Weaviate's. What else these
// programs keep in the same file is left alone.
#pragma once
#include <ferrule/config.hpp>
#include <ferrule/config/environments.hpp>
#include <ferrule/core/concat.hpp>

namespace ferrule {

/// A table that is read through a connection.
struct source_entry {
  std::string name;                   ///< what the program calls it
  std::string table;                  ///< what the source calls it
  std::optional<std::string> schema;  ///< the schema the table is in, if it is named
  std::vector<std::string> columns;   ///< in this order; none: all
  std::string connection;
  source_position where;
};

/// A connector with its settings, before they are typed, and the tables read through it.
struct connection_entry {
  std::string name;
  std::string connector;  ///< as a registry knows it: a tag `!MySQL` is "mysql"
  settings config;        ///< what `from_settings<C::config>` reads
  std::vector<source_entry> sources;
  source_position where;
};

/// All connections of one environment, in the order written.
struct connections {
  std::vector<connection_entry> entries;
  /// The one of that name, or null. Points into this object.
  const connection_entry* find(std::string_view name) const noexcept {
    const auto found = std::ranges::find(entries, name, &connection_entry::name);
    return found == entries.end() ? nullptr : &*found;
  }
};

namespace detail {

// The entries as files have them. Fields that are not used are there to be known keys.
struct written_connection {
  required<std::string> name;
  std::optional<std::string> connector;
  settings config;
  std::optional<std::string> db_type;
  settings authentication;
  settings id, app_id;
};
struct written_source {
  required<std::string> name, table_name;
  std::optional<std::vector<std::string>> columns;
  settings connection;
  std::optional<std::string> schema;
  settings id, app_id, refresh_config, history_type, replication_mode;
};
struct written_database {
  required<std::string> name;
  std::optional<settings> database_config;
};

inline std::string lower(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lowered;
}

/// What `!Tag value` was read as: the only member of its map.
inline const settings::member* tagged_member(const settings& node) {
  return node.members().size() == 1 ? &node.members()[0] : nullptr;
}

class connections_reader {
public:
  /// Reads from `root`, which may be null, with problems going to `here`.
  void read(const settings& root, const setting_reader& here) {
    const settings *list = root.find("connections"), *database = root.find("database"),
                   *sources = root.find("sources");
    if (list) each(*list, here.at_key("connections"), &connections_reader::read_connection);
    if (database) read_database(*database, here.at_key("database"));
    if (!list && !database)
      here.refuse(root.where, "'connections' or 'database'", "nothing", did_you_mean_either(root));
    if (sources) each(*sources, here.at_key("sources"), &connections_reader::read_source);
  }
  connections found;

private:
  using read_one = void (connections_reader::*)(const settings&, const setting_reader&);

  static std::string did_you_mean_either(const settings& root) {
    constexpr std::string_view known[] = {"connections", "database"};
    for (const settings::member& m : root.members())
      if (const auto near = nearest_name(std::string_view(m.key).substr(0, 100), known))
        return concat("did you mean ", quoted(*near), " where ", quoted(m.key), " is written?");
    return {};
  }

  void each(const settings& list, const setting_reader& here, read_one read) {
    if (list.is_null()) return;
    if (!list.is_list()) return (void)here.refuse(list, "a list", {}, false);
    for (std::size_t i = 0; i < list.items().size(); ++i)
      (this->*read)(list.items()[i], here.at_index(i));
  }

  void add(connection_entry entry, const setting_reader& here) {
    const connection_entry* const other = found.find(entry.name);
    if (entry.name.empty()) here.refuse(entry.where, "the name of a connection", "''", {});
    else if (!other) found.entries.push_back(std::move(entry));
    else
      here.refuse(entry.where, {}, {},
                  concat("the connection ", quoted(entry.name),
                         " is there twice; the first one is at ", other->where));
  }

  void read_connection(const settings& node, const setting_reader& here) {
    written_connection written;
    if (!node.is_map()) return (void)here.refuse(node, "a map", {}, false);
    const bool good = setting_as<written_connection>::read(written, node, here);
    connection_entry entry{written.name.value, {}, {}, {}, node.where};
    const bool choice = choose_connector(written, node, here, entry);
    // An entry with a name is kept even so: what refers to it must not be a problem too.
    if ((good && choice) || !entry.name.empty()) add(std::move(entry), here);
  }

  // Which of the shapes this is.
  static bool choose_connector(const written_connection& written, const settings& node,
                               const setting_reader& here, connection_entry& entry) {
    const bool old = written.db_type || node.find("authentication");
    if (written.connector && !old) {
      entry.connector = *written.connector;
      return plain_config(written.config, here.at_key("config"), entry);
    }
    if (written.connector && old)
      return here.refuse(node.where, {}, {},
                         "'connector' does not go with 'db_type' and 'authentication'");
    const std::string_view key = old ? "authentication" : "config";
    const settings* tagged = node.find(key);
    if (!tagged) {
      if (!old)
        return here.refuse(node.where, "'connector', or 'config' with a tag", "nothing",
                           "write connector: NAME, or config: !Name");
      entry.connector = lower(*written.db_type);
      entry.config = settings::map();
      return true;
    }
    const settings::member* choice = tagged_member(*tagged);
    // `config: Grpc` is how a tag without a value is written in JSON.
    if (!choice && tagged->as_text() && !old) {
      entry.connector = lower(*tagged->as_text());
      entry.config = settings::map();
      return true;
    }
    if (!choice)
      return here.at_key(key).refuse(
          *tagged, "one key, the connector's name, or a tag like !Sqlite",
          written.connector || old ? "" : "or add connector: NAME", false);
    entry.connector = lower(written.db_type ? *written.db_type : choice->key);
    return plain_config(choice->value, here.at_key(key).at_key(choice->key), entry);
  }

  static bool plain_config(const settings& config, const setting_reader& here,
                           connection_entry& entry) {
    if (!config.is_map() && !config.is_null()) return here.refuse(config, "a map", {}, false);
    entry.config = config.is_null() ? settings::map() : config;
    if (config.is_null()) entry.config.where = entry.where;
    return true;
  }

  void read_database(const settings& node, const setting_reader& here) {
    written_database written;
    const bool good = setting_as<written_database>::read(written, node, here);
    connection_entry entry{"database", written.name.value, {}, {}, node.where};
    if (good && entry.connector.empty())
      here.at_key("name").refuse(node.where, "the name of a connector", "''", {});
    plain_config(written.database_config.value_or(settings()), here.at_key("database_config"),
                 entry);
    add(std::move(entry), here);
  }

  void read_source(const settings& node, const setting_reader& here) {
    written_source written;
    if (!node.is_map()) return (void)here.refuse(node, "a map", {}, false);
    const bool good = setting_as<written_source>::read(written, node, here);
    connection_entry* through = connection_of(written.connection, node, here.at_key("connection"));
    if (!good || !through) return;
    source_entry source{written.name.value,
                        written.table_name.value,
                        std::move(written.schema),
                        written.columns.value_or(std::vector<std::string>()),
                        through->name,
                        node.where};
    for (const connection_entry& c : found.entries)
      for (const source_entry& other : c.sources)
        if (other.name == source.name)
          return (void)here.refuse(source.where, {}, {},
                                   concat("the source ", quoted(source.name),
                                          " is there twice; the first one is at ", other.where));
    through->sources.push_back(std::move(source));
  }

  connection_entry* connection_of(const settings& written, const settings& node,
                                  const setting_reader& here) {
    const settings* name = &written;
    // `!Ref trades`, as older files have it.
    if (const settings::member* ref = tagged_member(written); ref && ref->key == "Ref")
      name = &ref->value;
    if (name->is_null() && found.entries.size() == 1) return &found.entries[0];
    if (name->is_null()) {
      here.refuse(node.where, "the name of a connection", "nothing", {});
      return nullptr;
    }
    std::vector<std::string_view> names;
    for (connection_entry& c : found.entries) {
      if (name->as_text() && c.name == *name->as_text()) return &c;
      names.push_back(c.name);
    }
    here.refuse(*name, names.empty() ? "the name of a connection" : one_of(names),
                name->as_text() ? did_you_mean(*name->as_text(), names) : "");
    return nullptr;
  }
};

}  // namespace detail

/// Fills `into` from a tree of settings in any of the shapes above, and returns every problem: an
/// unknown or missing key of an entry, a repeated name, a source of no connection. A source without
/// `connection` is of the only one there is. Weaviate's connection is called "database".
///
/// Whether there is such a connector, and what its settings mean, is for the registry to say. No
/// value of a `config` is part of a problem. Complexity: linear in the tree, quadratic in the number
/// of connections and of sources.
inline std::vector<setting_problem> fill_connections(connections& into, const settings& tree) {
  std::vector<setting_problem> problems;
  const setting_reader here(problems);
  detail::connections_reader reader;
  if (!tree.is_map() && !tree.is_null()) here.refuse(tree, "a map", {}, false);
  else reader.read(tree, here);
  into = std::move(reader.found);
  return problems;
}

/// The connections in the settings of one environment (`choose_environment`, `fill_connections`); or
/// one error of kind errc::config, with a line for every problem.
inline result<connections> read_connections(const settings& tree,
                                            std::string_view environment = {}) {
  const auto chosen = choose_environment(tree, environment);
  if (!chosen) return fail(chosen.error());
  connections made;
  if (const auto problems = fill_connections(made, *chosen); !problems.empty())
    return fail(error_of(problems));
  return made;
}

}  // namespace ferrule
