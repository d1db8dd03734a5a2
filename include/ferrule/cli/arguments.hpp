// SPDX-License-Identifier: BSL-1.0
// cli/arguments.hpp - the command line: which commands there are, their options, and the help that teaches them by example.
#pragma once
#include <CLI/CLI.hpp>
#include <ferrule/cli/commands.hpp>
#include <ferrule/cli/completion.hpp>
#include <ferrule/core/text.hpp>

namespace ferrule::cli {
namespace detail {

/// The commands as CLI11 keeps them, and the options they fill.
class argument_reader {
public:
  argument_reader(const std::string& program, std::vector<std::string_view> connectors)
      : program_(program),
        connectors_(std::move(connectors)),
        app_("Lists, checks, queries and copies tables of any source.", program) {
    app_.fallthrough();
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Help for every command");
    app_.add_option(
            "--config-file", request_.common.config_files,
            "Settings with named connections: .json, .yaml; later files go over earlier ones")
        ->allow_extra_args(false);
    app_.add_option("--set", request_.common.overrides, "PATH=VALUE over what the files say")
        ->allow_extra_args(false);
    app_.add_option("--environment", request_.common.environment,
                    "Which of the files' environments");
    std::string known, codes;
    for (const std::string_view name : connectors_)
      known += concat(known.empty() ? "" : ", ", name);
    for (const exit_code_text& e : exit_codes)
      codes += concat("  ", static_cast<int>(e.code),
                      static_cast<int>(e.code) < 10    ? "    "
                      : static_cast<int>(e.code) < 100 ? "   "
                                                       : "  ",
                      e.meaning, "\n");
    app_.footer(concat("A SOURCE is a file (", program_,
                       " finds out what it is), a connector with settings\n",
                       "(CONNECTOR:key=value,key=\"a, b\"), or a connection of a settings file.\n",
                       "Connectors of this program: ", known, ".\n\nExit status:\n", codes,
                       "\nBegin with: ", program_, " connector ls FILE"));
    add_connector_commands();
    add_checks();
    add_rows();
    add_tools();
  }

  request read(const std::vector<std::string>& arguments) {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
      app_.parse(std::move(reversed));
    } catch (const CLI::CallForHelp&) {
      return print(app_.help());
    } catch (const CLI::CallForAllHelp&) {
      return print(app_.help("", CLI::AppFormatMode::All));
    } catch (const CLI::Error& wrong) {
      if (!arguments.empty() && !arguments[0].starts_with('-') && app_.get_subcommands().empty())
        return unknown_command(arguments[0]);
      return {{},
              text_to_print{concat(wrong.what(), "; ", command_line_of(app_), " --help shows how"),
                            true}};
    }
    if (completion_->parsed()) return print(bash_completion(program_, completed()));
    return std::move(request_);
  }

private:
  static request print(std::string text) { return {{}, text_to_print{std::move(text), false}}; }

  request unknown_command(const std::string& word) const {
    std::vector<std::string> known;
    for (const CLI::App* below : app_.get_subcommands({})) known.push_back(below->get_name());
    const auto near = nearest_name(word, known);
    return {{},
            text_to_print{concat("there is no command ", quoted(word),
                                 near ? concat("; did you mean ", quoted(*near), "? ") : "; ",
                                 program_, " --help lists them"),
                          true}};
  }
  // The program and the commands that were understood.
  static std::string command_line_of(const CLI::App& from) {
    std::string out = from.get_name();
    for (const CLI::App* below : from.get_subcommands()) out += " " + command_line_of(*below);
    return out;
  }

  /// A command that fills `Options` in `request_`; `fill` adds its options.
  template<class Options, class F>
  CLI::App* add(CLI::App& to, const std::string& name, const std::string& about,
                const std::string& examples, F&& fill) {
    CLI::App* const command = to.add_subcommand(name, about);
    const auto asked = std::make_shared<Options>();
    fill(*command, *asked);
    command->callback([this, asked] { request_.command = *asked; });
    if (!examples.empty()) command->footer("Examples:\n" + with_program(examples));
    return command;
  }
  // Each line of the examples begins with the program's name.
  std::string with_program(const std::string& examples) const {
    std::string out = "  " + program_ + " ";
    for (const char c : examples) {
      out += c;
      if (c == '\n') out += "  " + program_ + " ";
    }
    return out;
  }
  static void source_and_tables(CLI::App& a, std::string& source,
                                std::vector<std::string>& tables) {
    a.add_option("SOURCE", source, "What to read")->required();
    a.add_option("TABLE", tables, "Only these tables");
  }
  static void json_flag(CLI::App& a, bool& json) {
    a.add_flag("--json", json, "Print JSON, for programs");
  }

  // To CLI11, -1 is a very large number where none can be negative.
  static std::string not_negative(const std::string& text) {
    return text.starts_with('-') ? concat(text, " is negative") : "";
  }
  static void row_options(CLI::App& a, row_choice& rows) {
    a.add_option("--where", rows.where,
                 "Only rows of which this is true: COLUMN = VALUE, or != < <= > >= ^= (begins "
                 "with) *= (contains), is null, is not null; given again: and this")
        ->allow_extra_args(false);
    a.add_option("--order-by", rows.order_by, "COLUMN or COLUMN desc; given again: then by this")
        ->allow_extra_args(false);
    a.add_option("--limit", rows.limit, "At most so many rows")->check(not_negative);
    a.add_option("--offset", rows.offset, "Leave out so many before")->check(not_negative);
  }
  static void format_options(CLI::App& a, row_format& format) {
    static const std::map<std::string, row_format> formats{{"text", row_format::text},
                                                           {"json", row_format::json},
                                                           {"csv", row_format::csv},
                                                           {"json-lines", row_format::json_lines}};
    CLI::Option* const named = a.add_option("--format", format, "text, json, csv or json-lines")
                                   ->transform(CLI::CheckedTransformer(formats).description(""));
    a.add_flag_callback(
         "--json", [&format] { format = row_format::json; }, "Print JSON, for programs")
        ->excludes(named);
  }

  void add_connector_commands() {
    CLI::App* const c = app_.add_subcommand("connector", "What connectors and their sources have");
    c->require_subcommand(1);
    add<ls_options>(*c, "ls", "List tables, their columns and types",
                    "connector ls flights.db\nconnector ls flights.db --filter air --json",
                    [](CLI::App& a, ls_options& o) {
                      a.add_option("SOURCE", o.source, "What to read")->required();
                      a.add_option("-f,--filter", o.filter, "Only tables whose name contains this");
                      a.add_flag("--why", o.why,
                                 "Also why: what was detected, and which line decided");
                      json_flag(a, o.json);
                    });
    named_.push_back(add<types_options>(
        *c, "types", "List the types of a connector and what becomes of them",
        "connector types sqlite\nconnector types --json", [](CLI::App& a, types_options& o) {
          a.add_option("NAME", o.connector, "A connector; all where none is given");
          json_flag(a, o.json);
        }));
    named_.push_back(
        add<info_options>(*c, "info", "Show the settings and capabilities of a connector",
                          "connector info sqlite", [](CLI::App& a, info_options& o) {
                            a.add_option("NAME", o.connector, "A connector")->required();
                            json_flag(a, o.json);
                          }));
  }

  void add_checks() {
    add<inspect_options>(
        app_, "inspect",
        "Show views, hidden tables, keys, foreign keys, indices, definitions, counts",
        "inspect flights.db\ninspect flights.db airports --no-count --json",
        [](CLI::App& a, inspect_options& o) {
          source_and_tables(a, o.source, o.tables);
          a.add_flag("!--no-count", o.count, "Do not count rows");
          json_flag(a, o.json);
        });
    add<validate_options>(app_, "validate",
                          "Check the connection and the tables; tell every problem",
                          "validate flights.db", [](CLI::App& a, validate_options& o) {
                            source_and_tables(a, o.source, o.tables);
                            json_flag(a, o.json);
                          });
    add<build_options>(
        app_, "build", "Check a source and write down what its tables look like",
        "build flights.db\nbuild flights.db --locked", [](CLI::App& a, build_options& o) {
          source_and_tables(a, o.source, o.tables);
          a.add_option("--lock", o.lock, "The lock file")->capture_default_str();
          a.add_flag("--locked", o.locked,
                     "Change nothing; fail where the source is not what the lock file says");
        });
    CLI::App* const kept =
        app_.add_subcommand("capture", "What a source keeps of changes, for those who follow it");
    kept->require_subcommand(1);
    add<capture_options>(*kept, "ls", "List the tables whose changes are kept",
                         "capture ls flights.db", [](CLI::App& a, capture_options& o) {
                           a.add_option("SOURCE", o.source, "Where to look")->required();
                           json_flag(a, o.json);
                         });
    add<capture_options>(
        *kept, "enable", "Have the changes of tables kept from now on: this writes into the source",
        "capture enable flights.db airports flights", [](CLI::App& a, capture_options& o) {
          o.enable = true;
          a.add_option("SOURCE", o.source, "What to write into")->required();
          a.add_option("TABLE", o.tables, "Of these tables")->required();
          json_flag(a, o.json);
        });
    add<capture_options>(*kept, "disable", "Keep no changes any more, and forget those kept",
                         "capture disable flights.db", [](CLI::App& a, capture_options& o) {
                           o.disable = true;
                           a.add_option("SOURCE", o.source, "What to write into")->required();
                           a.add_option("TABLE", o.tables, "Of these tables; all if none is named");
                           json_flag(a, o.json);
                         });
    CLI::App* const run = app_.add_subcommand("run", "Deliver data");
    run->require_subcommand(1);
    add<run_options>(
        *run, "app", "Check a source, then deliver its tables, and what changes in them",
        "run app flights.db\nrun app flights.db --to copy.db --lock ferrule.lock\n"
        "run app flights.db --to csv:exported\n"
        "run app flights.db --to copy.db --follow",
        [](CLI::App& a, run_options& o) {
          source_and_tables(a, o.source, o.tables);
          a.add_option("--to", o.to,
                       "text, null, csv:FOLDER, json-lines:FOLDER (with --follow json-lines:FILE), "
                       "or a source that can be written")
              ->capture_default_str();
          a.add_option("--lock", o.lock, "Fail where the source is not what this file says");
          CLI::Option* const follow = a.add_flag(
              "--follow", o.follow,
              "Then deliver what changes, until interrupted; the next run goes on from there");
          a.add_flag("--until-now", o.until_now, "End where all that has happened was delivered")
              ->needs(follow);
          a.add_flag("--anew", o.anew, "Begin with a snapshot, whatever was delivered before")
              ->needs(follow);
          a.add_option("--checkpoint", o.checkpoint,
                       "Under which name the target keeps how far this source has come")
              ->needs(follow)
              ->capture_default_str();
          a.add_option(
               "--schema-changes", o.schema_changes,
               "Where columns change: refuse ends the run, ignore leaves the target's table as it "
               "is, apply adds and drops its columns")
              ->needs(follow)
              ->check(CLI::IsMember({"refuse", "ignore", "apply"}))
              ->capture_default_str();
          a.add_option("--tolerate", o.tolerate,
                       "Leave out as many rows that the target refuses, and keep them in its table "
                       "ferrule_dead_letters")
              ->needs(follow)
              ->check(not_negative)
              ->capture_default_str();
        });
  }

  void add_rows() {
    add<query_options_text>(
        app_, "query", "Run one statement in the source's own language",
        "query flights.db 'SELECT * FROM airports WHERE iata = :code' --param code=JFK\n"
        "query flights.db 'SELECT ?1 + ?2' --param 1 --param 2\n"
        "query flights.db 'SELECT :zip' --param zip:text=01234\n"
        "query flights.db 'SELECT * FROM flights' --max-rows 10 --timeout 500ms --json",
        [](CLI::App& a, query_options_text& o) {
          a.add_option("SOURCE", o.source, "What to read")->required();
          a.add_option("SQL", o.statement, "The statement")->required();
          a.add_option("--param", o.parameters,
                       "NAME=VALUE, NAME:text=VALUE, or VALUE for the next positional parameter")
              ->allow_extra_args(false);
          a.add_option("--page-size", o.page_size, "Rows gathered before the first is printed")
              ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000000}))
              ->capture_default_str();
          a.add_option("--max-rows", o.max_rows, "Stop behind so many rows")->check(not_negative);
          a.add_option("--timeout", o.timeout, "Stop the statement after this time: 500ms, 2s");
          a.add_flag("--log-sql-errors", o.log_errors, "Print a failing statement with its error");
          format_options(a, o.format);
          a.add_option("-o,--output", o.output, "Write to this file instead");
        });
    add<cat_options>(app_, "cat", "Print the rows of tables",
                     "cat flights.db airports\ncat flights.csv.gz\n"
                     "cat flights.db flights --where 'delay > 60' --where origin=JFK "
                     "--order-by 'delay desc' --limit 10\n"
                     "cat flights.db flights --columns id,delay --format csv -o flights.csv",
                     [](CLI::App& a, cat_options& o) {
                       source_and_tables(a, o.source, o.tables);
                       a.add_option("--columns", o.columns, "Only these, in this order: a,b,c");
                       row_options(a, o.rows);
                       format_options(a, o.format);
                       a.add_option("-o,--output", o.output, "Write to this file instead");
                     });
    add<copy_options_text>(
        app_, "copy", "Copy tables into another source",
        "copy flights.db new.db\ncopy flights.db archive.db --table airports --replace",
        [](CLI::App& a, copy_options_text& o) {
          a.add_option("FROM", o.from, "What to read")->required();
          a.add_option("TO", o.to, "What to write; a file is made")->required();
          a.add_option("-t,--table", o.tables, "Only this table; may be given again")
              ->allow_extra_args(false);
          CLI::Option* const replace =
              a.add_flag("--replace", o.replace, "Replace tables that are there");
          a.add_flag("--append", o.append, "Add rows to tables that are there")->excludes(replace);
        });
  }

  void add_tools() {
    add<bench_options>(app_, "bench", "Measure how fast a table is read",
                       "bench flights.db flights", [](CLI::App& a, bench_options& o) {
                         a.add_option("SOURCE", o.source, "What to read")->required();
                         a.add_option("TABLE", o.table, "The table")->required();
                         a.add_option("--times", o.times, "Readings; the fastest counts")
                             ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1000}))
                             ->capture_default_str();
                         json_flag(a, o.json);
                       });
    add<kit_options>(
        app_, "kit", "Run the conformance kit on a source (on a copy, where it is a file)",
        "kit flights.db", [](CLI::App& a, kit_options& o) {
          a.add_option("SOURCE", o.source, "What to test")->required();
          a.add_flag("--may-write", o.may_write, "The kit may make tables in the source");
          json_flag(a, o.json);
        });
    add<new_connector_options>(
        app_, "new-connector", "Write a project with a connector of your own, which compiles",
        "new-connector duck", [](CLI::App& a, new_connector_options& o) {
          a.add_option("NAME", o.name, "What it is called: a lower-case word")->required();
          a.add_option("--folder", o.folder, "Where; a folder that is not there yet");
          a.add_option("--ferrule", o.ferrule,
                       "Where ferrule is: its sources, or where it is installed");
        });
    completion_ =
        app_.add_subcommand("completion", "Print a script that completes commands in bash");
    completion_->footer("Example:\n  source <(" + program_ + " completion)");
    std::string shell;
    completion_->add_option("SHELL", "bash")->check(CLI::IsMember({"bash"}));
  }

  std::vector<completed_command> completed() const {
    std::vector<completed_command> out;
    complete(app_, {}, out);
    return out;
  }
  void complete(const CLI::App& from, const std::string& path,
                std::vector<completed_command>& out) const {
    completed_command here{path, {}};
    const auto word = [&](std::string_view text) {
      here.words += concat(here.words.empty() ? "" : " ", text);
    };
    for (const CLI::App* below : from.get_subcommands({})) word(below->get_name());
    for (const CLI::Option* option : from.get_options())
      for (const std::string& name : option->get_lnames()) word("--" + name);
    if (std::find(named_.begin(), named_.end(), &from) != named_.end())
      for (const std::string_view name : connectors_) word(name);
    out.push_back(std::move(here));
    for (const CLI::App* below : from.get_subcommands({}))
      complete(*below, concat(path, path.empty() ? "" : " ", below->get_name()), out);
  }

  std::string program_;
  std::vector<std::string_view> connectors_;
  CLI::App app_;
  CLI::App* completion_ = nullptr;
  std::vector<const CLI::App*> named_;  // commands that take the name of a connector
  request request_;
};

}  // namespace detail

template<class Registry>
request read_arguments(const std::string& program, const std::vector<std::string>& arguments,
                       const std::vector<std::string_view>& connectors) {
  return detail::argument_reader(program, connectors).read(arguments);
}

}  // namespace ferrule::cli
