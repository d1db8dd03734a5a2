// SPDX-License-Identifier: BSL-1.0
// The commands over a connector that records: which calls it gets, in which order, and the exit status of every error.
#include <ferrule/cli/arguments.hpp>
#include <ferrule/cli/bench.hpp>
#include <ferrule/cli/build.hpp>
#include <ferrule/cli/capture.hpp>
#include <ferrule/cli/cat.hpp>
#include <ferrule/cli/chosen_rows.hpp>
#include <ferrule/cli/copy.hpp>
#include <ferrule/cli/driver_of.hpp>
#include <ferrule/cli/following.hpp>
#include <ferrule/cli/following_lines.hpp>
#include <ferrule/cli/following_tables.hpp>
#include <ferrule/cli/info.hpp>
#include <ferrule/cli/inspect.hpp>
#include <ferrule/cli/ls.hpp>
#include <ferrule/cli/main.hpp>
#include <ferrule/cli/query.hpp>
#include <ferrule/cli/run.hpp>
#include <ferrule/cli/table_reading.hpp>
#include <ferrule/cli/use_connections.hpp>
#include <ferrule/cli/validate.hpp>
#include <ferrule/connectors/memory.hpp>
#include <gtest/gtest.h>
#include <support/recording_connector.hpp>

namespace {
using sources = ferrule::registry<recording::connector, ferrule::memory::connector>;
}

// The commands that are tested elsewhere need not be compiled once more.
namespace ferrule::cli {
template<>
exit_code kit<sources>(context&, const kit_options&) {
  return exit_code::internal;
}
template<>
exit_code new_connector<sources>(context&, const new_connector_options&) {
  return exit_code::internal;
}
template<class C>
result<std::shared_ptr<conformance::subject>> kit_subject_of(const settings&) {
  return fail(errc::unimplemented, "not here");
}
}  // namespace ferrule::cli

namespace {

using namespace ferrule;
using words = std::vector<std::string>;

struct ran {
  int code = -1;
  std::string out{}, err{};
};

std::string read_all(std::FILE* file) {
  std::string text;
  std::rewind(file);
  for (int c; (c = std::fgetc(file)) != EOF;) text += static_cast<char>(c);
  std::fclose(file);
  return text;
}

ran run(words arguments, cli::settings_loader load = nullptr) {
  recording::calls.clear();
  std::FILE *out = std::tmpfile(), *err = std::tmpfile();
  ran done;
  done.code = static_cast<int>(cli::run<sources>("ferrule", arguments, out, err, load));
  done.out = read_all(out);
  done.err = read_all(err);
  return done;
}

TEST(cli_calls, ls_lists_tables_then_columns_then_schemas) {
  EXPECT_EQ(run({"connector", "ls", "recording"}).code, 0);
  EXPECT_EQ(recording::calls, (words{"list_tables", "list_columns 3", "get_schemas 3"}));
}

TEST(cli_calls, ls_asks_only_about_what_the_filter_leaves) {
  EXPECT_EQ(run({"connector", "ls", "recording", "--filter", "1"}).code, 0);
  EXPECT_EQ(recording::calls, (words{"list_tables", "list_columns 1", "get_schemas 1"}));
}

TEST(cli_calls, build_validates_connection_then_tables_then_asks_for_schemas) {
  EXPECT_EQ(run({"build", "recording", "t0", "t2", "--lock", "calls.lock"}).code, 0);
  EXPECT_EQ(recording::calls, (words{"validate_connection", "validate_tables 2", "get_schemas 2"}));
  std::remove("calls.lock");
}

TEST(cli_calls, build_of_all_tables_lists_them_behind_the_connection) {
  EXPECT_EQ(run({"build", "recording", "--lock", "calls.lock"}).code, 0);
  EXPECT_EQ(recording::calls,
            (words{"validate_connection", "list_tables", "validate_tables 3", "get_schemas 3"}));
  std::remove("calls.lock");
}

TEST(cli_calls, run_app_makes_the_same_checks_and_then_opens) {
  EXPECT_EQ(run({"run", "app", "recording", "t0", "t2", "--to", "null"}).code, 0);
  EXPECT_EQ(recording::calls, (words{"validate_connection", "validate_tables 2", "get_schemas 2",
                                     "open t0", "open t2"}));
}

TEST(cli_calls, validate_asks_for_nothing_but_validation) {
  EXPECT_EQ(run({"validate", "recording", "t1"}).code, 0);
  EXPECT_EQ(recording::calls, (words{"validate_connection", "validate_tables 1"}));
}

TEST(cli_calls, a_connection_that_fails_is_asked_nothing_more) {
  for (const char* command : {"build", "validate"}) {
    EXPECT_EQ(run({command, "recording:fails=connect"}).code, 69);
    EXPECT_EQ(recording::calls, (words{"validate_connection"}));
  }
  EXPECT_EQ(run({"run", "app", "recording:fails=connect"}).code, 69);
  EXPECT_EQ(recording::calls, (words{"validate_connection"}));
}

TEST(cli_calls, one_bad_table_of_a_hundred_leaves_ninety_nine) {
  for (const char* bad : {"no_schema", "torn", "invalid"}) {
    const ran done = run({"run", "app", concat("recording:tables=100,", bad, "=57"), "--to",
                          "memory:store=" + std::string(bad)});
    EXPECT_EQ(done.code, 1) << bad;
    EXPECT_NE(done.err.find("table 't57'"), std::string::npos) << done.err;
    EXPECT_EQ(std::count(done.out.begin(), done.out.end(), '\n'), 99) << bad;
    memory::connector written{{.store = bad}};
    // A table of memory is made at once, also in a transaction; its rows are not.
    EXPECT_EQ(written.table_count({"t57"}).value_or(0), 0u) << bad;
    EXPECT_EQ(written.table_count({"t58"}).value_or(0), 5u) << bad;
  }
}

TEST(cli_calls, only_bad_tables_give_the_code_of_their_error) {
  EXPECT_EQ(run({"run", "app", "recording:torn=1", "t1", "--to", "null"}).code, 65);
  EXPECT_EQ(run({"validate", "recording:invalid=1", "t1"}).code, 77);
  EXPECT_EQ(run({"connector", "ls", "recording:tables=1,no_schema=0"}).code, 76);
}

TEST(cli_calls, settings_files_name_connections_and_their_tables) {
  const cli::settings_loader load = [](const settings_sources&) -> result<settings> {
    return settings::map(
        {{"connections",
          settings::list({settings::map({{"name", "mine"},
                                         {"connector", "recording"},
                                         {"config", settings::map({{"tables", 2}})}})})},
         {"sources", settings::list({settings::map(
                         {{"name", "a"}, {"table_name", "t1"}, {"connection", "mine"}})})}});
  };
  EXPECT_EQ(run({"run", "app", "mine", "--config-file", "x.yaml", "--to", "null"}, load).code, 0);
  EXPECT_EQ(recording::calls,
            (words{"validate_connection", "validate_tables 1", "get_schemas 1", "open t1"}));
  EXPECT_EQ(run({"validate", "mien", "--config-file", "x.yaml"}, load).code, 66);
  EXPECT_NE(
      run({"validate", "mien", "--config-file", "x.yaml"}, load).err.find("did you mean 'mine'?"),
      std::string::npos);
  EXPECT_EQ(run({"validate", "mine", "--config-file", "x.yaml"}).code, 76);
}

TEST(cli_calls, capabilities_that_are_not_declared_are_unsupported) {
  EXPECT_EQ(run({"query", "recording", "SELECT 1"}).code, 76);
  EXPECT_EQ(run({"inspect", "recording"}).code, 76);
  EXPECT_EQ(run({"copy", "memory", "recording"}).code, 76);
  EXPECT_TRUE(recording::calls.empty());
}

// One test for each kind of error.
class cli_exit_code : public testing::TestWithParam<errc> {};

int code_of(errc kind) {
  switch (kind) {
    case errc::config: return 78;
    case errc::syntax: return 64;
    case errc::connect:
    case errc::closed: return 69;
    case errc::authenticate:
    case errc::permission: return 77;
    case errc::not_found: return 66;
    case errc::unsupported:
    case errc::unimplemented: return 76;
    case errc::type_mismatch:
    case errc::value_out_of_range:
    case errc::constraint:
    case errc::corrupt: return 65;
    case errc::limit:
    case errc::resource: return 71;
    case errc::timeout: return 75;
    case errc::cancelled: return 130;
    case errc::io: return 74;
    default: return 70;
  }
}

TEST_P(cli_exit_code, is_that_of_the_error) {
  const std::string kind(name_of(GetParam()));
  const ran done = run({"validate", "recording:fails=" + kind});
  EXPECT_EQ(done.code, code_of(GetParam()));
  EXPECT_NE(done.err.find("ferrule: " + kind + ": as the settings say"), std::string::npos);
}

TEST_P(cli_exit_code, of_a_transient_error_says_that_it_may_work_later) {
  const int code = code_of(GetParam());
  const ran done =
      run({"validate", concat("recording:transient=true,fails=", name_of(GetParam()))});
  EXPECT_EQ(done.code, code == 69 || code == 130 ? code : 75);
}

INSTANTIATE_TEST_SUITE_P(every_kind, cli_exit_code,
                         testing::Values(errc::config, errc::connect, errc::authenticate,
                                         errc::permission, errc::not_found, errc::unsupported,
                                         errc::syntax, errc::unimplemented, errc::type_mismatch,
                                         errc::value_out_of_range, errc::constraint, errc::limit,
                                         errc::resource, errc::timeout, errc::cancelled,
                                         errc::corrupt, errc::closed, errc::io, errc::internal),
                         [](const auto& info) { return std::string(name_of(info.param)); });

TEST(cli_usage, is_64_with_one_line_and_help_is_0) {
  for (const words& wrong : {words{},
                             {"conector"},
                             {"connector"},
                             {"query", "recording"},
                             {"cat", "recording", "--jsn"}}) {
    const ran done = run(wrong);
    EXPECT_EQ(done.code, 64);
    EXPECT_EQ(std::count(done.err.begin(), done.err.end(), '\n'), 1) << done.err;
  }
  EXPECT_NE(run({"conector"}).err.find("did you mean 'connector'?"), std::string::npos);
  EXPECT_EQ(run({"--help"}).code, 0);
  EXPECT_EQ(run({"run", "app", "--help"}).code, 0);
}

}  // namespace
