// SPDX-License-Identifier: BSL-1.0
// Changes as JSON lines: wherever a run ends, the next makes the file what it would have been without that.
#include <ferrule/changes.hpp>
#include <ferrule/changes/json_lines.hpp>
#include <ferrule/connectors/memory.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <support/history.hpp>
#include <support/stopping.hpp>
#include <support/temporary_folder.hpp>
#include <sys/syscall.h>

namespace {
bool disk_fails = false;
}
// In the place of the library's: a disk that does not take what it was given.
extern "C" int fsync(int file) {
  if (disk_fails) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_fsync, file));
}

namespace {

using namespace ferrule;
using history::fresh_name;
using history::source;
using history::tables;
using support::temporary_folder;

const follow_options until_now{.until_now = true};

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}
void put(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}
/// Removes the file and what is kept beside it, or copies all of it.
const char* const beside[] = {"", ".checkpoint", ".checkpoint.previous", ".checkpoint.next"};
void remove(const std::string& path) {
  for (const char* ending : beside) std::filesystem::remove(path + ending);
}
void copy(const std::string& from, const std::string& to) {
  remove(to);
  for (const char* ending : beside)
    if (std::filesystem::exists(from + ending))
      std::filesystem::copy_file(from + ending, to + ending);
}

change_lines_options options_for(source& of, std::size_t rows) {
  return {.state = *of.connector.serialize_state(), .rows_per_transaction = rows};
}
constexpr auto all_messages = ~std::uint64_t{0};
/// Delivers until a message. `messages`: how many there were. Every run is checked by the validator.
result<finish> deliver(memory::connector& from, change_lines& into,
                       const std::optional<checkpoint>& at = {}, std::uint64_t stop = all_messages,
                       bool after = false, std::uint64_t* messages = nullptr,
                       std::span<const table_info> wanted = tables) {
  protocol_validator checked(into);
  support::until_message<decltype(checked)> stopping{&checked, stop, after};
  auto done = start(from, stopping, wanted, at, {}, until_now);
  if (messages != nullptr) *messages = checked.messages();
  return done;
}
/// Everything from where the last run ended; how many messages that were.
std::uint64_t catch_up(source& from, const std::string& path, std::size_t rows = 10'000) {
  change_lines into(path, options_for(from, rows));
  auto at = into.resume_point(tables);
  EXPECT_TRUE(at) << to_text(at.error());
  std::uint64_t messages = 0;
  auto done = deliver(from.connector, into, *at, all_messages, false, &messages);
  EXPECT_TRUE(done) << to_text(done.error());
  EXPECT_TRUE(!done || *done == finish::exhausted);
  return messages;
}

struct book {
  std::int64_t id = 0;
  std::string title;
  std::optional<decimal> price;
};

struct shelf {
  std::chrono::sys_time<std::chrono::microseconds> shelf;
};

TEST(changes_json_lines, say_what_happened) {
  const temporary_folder folder;
  const std::string name = fresh_name();
  memory::connector books({.store = name});
  const std::vector<table_info> wanted{{"books", {}}};
  ASSERT_TRUE(create_table_for<book>(books, "books", {"id"}));
  const auto write = [&](book b, write_mode mode) {
    const auto done = write_rows(books, "books", std::vector{std::move(b)}, mode);
    ASSERT_TRUE(done && done->front());
  };
  write({1, "A \"B\"", parse_decimal("1.50").value()}, write_mode::insert);
  memory::store::named(name)->keep_changes();
  const auto run = [&] {
    change_lines into(folder / "lines", {.state = name});
    const auto at = into.resume_point(wanted);
    ASSERT_TRUE(at) << to_text(at.error());
    ASSERT_EQ(deliver(books, into, *at, all_messages, false, nullptr, wanted), finish::exhausted);
    ASSERT_TRUE(into.acknowledged_up_to() || *at);
  };
  run();
  const std::string columns =
      R"("columns": [{"name": "id", "type": "int64", "nullable": false}, )"
      R"({"name": "title", "type": "text", "nullable": false}, )"
      R"({"name": "price", "type": "decimal", "nullable": true}], "key": ["id"])";
  std::string expected =
      "{\"op\": \"snapshot_started\", \"tables\": [{\"table\": \"books\", " + columns + "}]}\n" +
      R"({"op": "row", "table": "books", "row": {"id": 1, "title": "A \"B\"", "price": "1.50"}}
)" + R"({"op": "snapshot_done", "id": 0}
)";
  const std::string snapshot = bytes_of(folder / "lines");
  const auto plain = [](std::string text) {  // ids and times are the store's own
    for (const char* key : {"\"id\": ", "\"time\": \""})
      for (std::size_t at = text.find(key); at != text.npos; at = text.find(key, at + 1)) {
        const std::size_t begin = at + std::strlen(key);
        if (text.substr(0, at).ends_with("row\": {")) continue;
        if (text[begin] == '{' || text[begin] == '"') continue;
        const std::size_t end = text.find_first_of(key[1] == 't' ? "\"" : ",}", begin);
        text.replace(begin, end - begin, key[1] == 't' ? "now" : "0");
      }
    return text;
  };
  EXPECT_EQ(plain(snapshot), expected);
  run();
  EXPECT_EQ(bytes_of(folder / "lines"), snapshot);  // nothing happened

  ASSERT_TRUE(books.begin());
  write({2, "new", std::nullopt}, write_mode::insert);
  write({2, "newer", std::nullopt}, write_mode::update);
  auto gone = books.open_writer({"books", {}}, write_mode::remove);
  ASSERT_TRUE(gone);
  const value_view key[] = {std::int64_t{1}};
  ASSERT_TRUE(gone->write(key));
  ASSERT_TRUE(books.commit());
  run();
  expected +=
      R"({"op": "insert", "table": "books", "id": 0, "row": {"id": 2, "title": "new", "price": null}}
{"op": "update", "table": "books", "id": 0, "old_row": {"id": 2, "title": "new", "price": null}, "row": {"id": 2, "title": "newer", "price": null}}
{"op": "remove", "table": "books", "id": 0, "old_row": {"id": 1, "title": "A \"B\"", "price": "1.50"}}
{"op": "commit", "id": 0, "time": "now"}
)";
  EXPECT_EQ(plain(bytes_of(folder / "lines")), expected);

  ASSERT_TRUE(create_table_for<shelf>(books, "books", {"shelf"}, if_exists::replace));
  run();
  expected += R"x({"op": "truncate", "table": "books", "id": 0}
{"op": "schema_changed", "table": "books", "id": 0, "columns": [{"name": "shelf", "type": "timestamp(microsecond, utc)", "nullable": false}], "key": ["shelf"]}
{"op": "commit", "id": 0, "time": "now"}
)x";
  EXPECT_EQ(plain(bytes_of(folder / "lines")), expected);
}

TEST(changes_json_lines, ending_at_every_message_by_sigkill_too_loses_and_doubles_no_line) {
  const temporary_folder folder;
  const std::string begun = folder / "begun", whole = folder / "whole", path = folder / "stopped";
  for (const std::size_t rows : {std::size_t{1}, std::size_t{15}}) {
    source from(7, 10);
    remove(begun);
    catch_up(from, begun);
    from.more(8);
    for (const bool with_snapshot : {false, true}) {
      with_snapshot ? remove(whole) : copy(begun, whole);
      const std::uint64_t messages = catch_up(from, whole, rows);
      for (std::uint64_t stop = 0; stop <= messages; ++stop)
        for (const bool after : {false, true})
          for (const bool killed : {false, true}) {
            with_snapshot ? remove(path) : copy(begun, path);
            std::optional<op_id> told;
            support::stops_or_is_killed(killed, [&] {
              change_lines into(path, options_for(from, rows));
              const auto at = into.resume_point(tables);
              ASSERT_TRUE(at) << to_text(at.error());
              ASSERT_TRUE(deliver(from.connector, into, *at, stop, after));
              told = into.acknowledged_up_to();
            });
            {  // what was acknowledged is there
              change_lines next(path, options_for(from, rows));
              const auto at = next.resume_point(tables);
              ASSERT_TRUE(at);
              ASSERT_TRUE(!told || (*at && !((*at)->last < *told)));
            }
            catch_up(from, path, rows);
            ASSERT_EQ(bytes_of(path), bytes_of(whole)) << "message " << stop << ", rows " << rows;
          }
    }
  }
}

TEST(changes_json_lines, killing_the_process_at_any_moment_loses_and_doubles_no_line) {
  const temporary_folder folder;
  const std::string begun = folder / "begun", whole = folder / "whole", path = folder / "killed";
  source from(3, 20);
  catch_up(from, begun);
  from.more(100);
  copy(begun, whole);
  catch_up(from, whole, 20);
  std::mt19937_64 random(5);
  int killed = 0;
  constexpr int together = 5;  // so many runs are killed before one comes to its end
  for (int round = 0; round < support::kills(50) / together; ++round) {
    const bool with_snapshot = round % 4 == 0;
    with_snapshot ? remove(path) : copy(begun, path);
    for (int i = 0; i < together; ++i)
      killed += support::killed_after(std::chrono::microseconds(random() % 5000), [&] {
        change_lines into(path, options_for(from, 20));
        if (const auto at = into.resume_point(tables)) (void)deliver(from.connector, into, *at);
      });
    catch_up(from, path, 20);
    const std::string lines = bytes_of(path);
    if (!with_snapshot) { ASSERT_EQ(lines, bytes_of(whole)) << "round " << round; }
    ASSERT_TRUE(lines.starts_with("{\"op\": \"snapshot_started\"") && lines.ends_with("}\n"));
    ASSERT_EQ(lines.rfind("snapshot_started"), lines.find("snapshot_started"));
  }
  EXPECT_GT(killed, 0);
}

TEST(changes_json_lines, a_snapshot_that_was_not_finished_leaves_no_line) {
  const temporary_folder folder;
  const std::string path = folder / "lines";
  source from(9, 20);
  const auto begin_again = [&](std::uint64_t messages) {
    change_lines into(path, options_for(from, 1));
    ASSERT_TRUE(deliver(from.connector, into, {}, messages, true));
  };
  begin_again(2);  // snapshot_started, the rows of a table
  EXPECT_EQ(bytes_of(path), "");
  {
    change_lines next(path, options_for(from, 1));
    const auto at = next.resume_point(tables);
    ASSERT_TRUE(at);
    EXPECT_FALSE(*at);
  }
  catch_up(from, path);
  const std::string first = bytes_of(path);
  begin_again(2);
  EXPECT_EQ(bytes_of(path), first);
  begin_again(10);  // and one that is finished is behind what was there
  EXPECT_EQ(bytes_of(path), first + first);
  // Two of them in one run, the first without its end.
  change_lines into(path, options_for(from, 1));
  ASSERT_TRUE(deliver(from.connector, into, {}, 2, true));
  ASSERT_EQ(deliver(from.connector, into), finish::exhausted);
  EXPECT_EQ(bytes_of(path), first + first + first);
}

TEST(changes_json_lines, a_file_that_is_not_what_the_checkpoint_says_is_left_alone) {
  const temporary_folder folder;
  const std::string path = folder / "lines";
  source from(1, 10);
  catch_up(from, path);
  const std::string lines = bytes_of(path), kept = bytes_of(path + ".checkpoint");
  const auto refused = [&](errc kind, std::string_view says) {
    change_lines into(path, options_for(from, 1));
    const std::string before = bytes_of(path);
    const auto at = into.resume_point(tables);
    ASSERT_FALSE(at);
    EXPECT_EQ(at.error().kind, kind) << to_text(at.error());
    EXPECT_NE(at.error().message.find(says), std::string::npos) << to_text(at.error());
    EXPECT_NE(at.error().message.find("lines"), std::string::npos);
    EXPECT_EQ(deliver(from.connector, into).error().kind, kind);
    EXPECT_FALSE(into.acknowledged_up_to());
    EXPECT_EQ(bytes_of(path), before);
  };
  put(path, lines.substr(0, lines.size() - 1));
  refused(errc::corrupt, "and its checkpoint says that it has");
  std::string other = lines;
  other[other.size() - 3] ^= 1;
  put(path, other);
  refused(errc::corrupt, "other bytes");
  std::filesystem::remove(path);
  refused(errc::corrupt, "is not there");
  EXPECT_FALSE(std::filesystem::exists(path));
  put(path, lines);
  ASSERT_TRUE(checkpoint_file(path + ".checkpoint").save({{3, {}}, "of somebody else"}));
  refused(errc::corrupt, "no checkpoint of JSON lines");
  for (const char* ending : {".checkpoint", ".checkpoint.previous"})
    std::filesystem::remove(path + ending);
  refused(errc::corrupt, "no checkpoint says what they are");
  put(path + ".checkpoint", "{}");
  refused(errc::corrupt, "is no checkpoint");
  put(path + ".checkpoint", kept);
  {
    change_lines first(path, options_for(from, 1));
    ASSERT_TRUE(first.resume_point(tables));
    refused(errc::closed, "by another process");
  }
  remove(path);
  std::filesystem::create_directory(path);
  change_lines folder_of_that_name(path);
  EXPECT_EQ(folder_of_that_name.resume_point(tables).error().kind, errc::io);
  std::filesystem::remove(path);
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  change_lines pipe(path);
  EXPECT_EQ(pipe.resume_point(tables).error().kind, errc::unsupported);
}

TEST(changes_json_lines, what_is_in_the_file_is_not_taken_again) {
  const temporary_folder folder;
  const std::string path = folder / "lines";
  source from(4, 5);
  catch_up(from, path);
  const checkpoint begin = **change_lines(path, options_for(from, 1)).resume_point(tables);
  from.more(10);
  catch_up(from, path);
  const std::string lines = bytes_of(path);
  change_lines into(path, options_for(from, 1));
  const auto done = deliver(from.connector, into, begin);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, errc::constraint);
  EXPECT_NE(done.error().message.find("begin at the resume_point"), std::string::npos);
  EXPECT_EQ(bytes_of(path), lines);
}

TEST(changes_json_lines, a_disk_that_is_full_or_fails_acknowledges_nothing) {
  const temporary_folder folder;
  const std::string path = folder / "lines", whole = folder / "whole";
  source from(2, 20);
  catch_up(from, path);
  from.more(200);
  copy(path, whole);
  catch_up(from, whole, 50);
  const auto size = std::filesystem::file_size(path);
  std::optional<op_id> last;
  for (const std::uintmax_t room : {size + 1, size + 3000, size + 25'000}) {
    change_lines into(path, options_for(from, 50));
    const auto at = into.resume_point(tables);
    ASSERT_TRUE(at) << to_text(at.error());
    ASSERT_FALSE((*at)->last < last.value_or(op_id{}));
    const support::small_files limit(room);
    const auto done = deliver(from.connector, into, *at);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, errc::resource) << to_text(done.error());
    EXPECT_NE(done.error().message.find("cannot be written"), std::string::npos);
    EXPECT_FALSE(deliver(from.connector, into, *at));  // it takes no more
    last = into.acknowledged_up_to();
    EXPECT_EQ(last.has_value(), room > size + 20'000);
  }
  {
    change_lines into(path, options_for(from, 50));
    const auto at = into.resume_point(tables);
    ASSERT_TRUE(at);
    EXPECT_FALSE((*at)->last < *last);
    disk_fails = true;
    const auto done = deliver(from.connector, into, *at);
    disk_fails = false;
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, errc::io) << to_text(done.error());
    EXPECT_NE(done.error().message.find("brought to the disk"), std::string::npos);
    EXPECT_FALSE(into.acknowledged_up_to());
    // Later calls do not pretend that it went well.
    EXPECT_FALSE(deliver(from.connector, into, *at));
    EXPECT_FALSE(into.acknowledged_up_to());
  }
  catch_up(from, path, 50);
  EXPECT_EQ(bytes_of(path), bytes_of(whole));
}

TEST(changes_json_lines, a_table_that_was_not_there_before_does_not_begin_in_the_middle) {
  const temporary_folder folder;
  source from(1, 5);
  const std::string path = folder / "other_tables.jsonl";
  const std::span<const table_info> one(tables.data(), 1);
  {
    change_lines into(path, options_for(from, 1));
    ASSERT_TRUE(deliver(from.connector, into, {}, all_messages, false, nullptr, one));
  }
  change_lines fewer(path, options_for(from, 1));
  EXPECT_TRUE(fewer.resume_point(one)->has_value());
  const auto more = fewer.resume_point(tables);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().kind, errc::closed);
  EXPECT_NE(more.error().message.find(quoted(to_text(tables[1].id))), std::string::npos);
}

}  // namespace
