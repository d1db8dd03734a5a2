// SPDX-License-Identifier: BSL-1.0
// Against Python's csv module: files that it wrote, and files of arbitrary characters that only it and we have to agree on. Skipped where
// there is no python3.
#include <gtest/gtest.h>
#include <support/csv_text.hpp>

namespace {

using namespace ferrule;
using ferrule_test::csv_folder;
using ferrule_test::csv_read;
using ferrule_test::read_csv;
using ferrule_test::text_rows;

// Fields end with 0x1f and rows with 0x1e, neither of which is in a file.
constexpr const char* script = R"(
import csv, random, sys, io
folder, count = sys.argv[1], int(sys.argv[2])
random.seed(int(sys.argv[3]))
for i in range(count):
    delimiter = random.choice(',;\t|')
    if i % 3 == 0:
        words = ['', 'a', 'b c', '"', '""', 'x,y', 'l\nm', 'n\r\no', 'p\rq', 'ä', '🐟', "'", '1.5', delimiter, '\\', ' ']
        out = io.StringIO(newline='')
        writer = csv.writer(out, delimiter=delimiter, lineterminator=random.choice(['\n', '\r\n', '\r']),
                            quoting=random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
        width = random.randint(1, 9)
        for _ in range(random.randint(1, 60)):
            writer.writerow([''.join(random.choices(words, k=random.randint(0, 4))) for _ in range(width)])
        text = out.getvalue()
    else:
        pieces = ['"', '"', delimiter, delimiter, '\n', '\r', '\r\n', 'a', 'bb', 'ccc' * 9, ' ', '""', '","', 'ä']
        text = ''.join(random.choices(pieces, k=random.randint(0, 300)))
        if random.random() < 0.5 and text.count('"') % 2: text += '"'
    rows = []
    unclosed = False
    try:
        reader = csv.reader(io.StringIO(text, newline=''), delimiter=delimiter, strict=False)
        rows = [r for r in reader if r]
    except csv.Error as why:
        rows = None
    # Python ends a field that is never closed at the end of the file, where we refuse it.
    probe = list(csv.reader(io.StringIO(text + '\n@', newline=''), delimiter=delimiter))
    unclosed = not probe or probe[-1] != ['@']
    with open(f'{folder}/{i}.csv', 'w', newline='', encoding='utf-8') as f: f.write(text)
    with open(f'{folder}/{i}.expected', 'w', newline='', encoding='utf-8') as f:
        f.write(delimiter + ('u' if unclosed else 'c' if rows is not None else 'e'))
        for r in rows or []: f.write(''.join(c + '\x1f' for c in r) + '\x1e')
)";

text_rows parsed(std::string_view text) {
  text_rows out;
  std::vector<std::string> row;
  std::string cell;
  for (const char c : text) {
    if (c == '\x1f') row.push_back(std::exchange(cell, {}));
    else if (c == '\x1e') out.push_back(std::exchange(row, {}));
    else cell += c;
  }
  return out;
}

// The rows of a file of any widths, as the scanner has them.
text_rows rows_of(const std::string& path, char delimiter, bool& closed) {
  csv::detail::marks m;
  m.delimiter = delimiter;
  auto text = csv::detail::open_text(path);
  csv::detail::block_reader blocks(std::move(*text), m, 1 << 20);
  text_rows out;
  for (;;) {
    auto more = blocks.next();
    closed = more.has_value();
    if (!more || !*more) return out;
    csv::detail::row_index& index = blocks.index();
    for (std::uint32_t i = 0; i < index.row_count(); ++i) {
      std::uint32_t* const ends = index.ends() + index.rows()[static_cast<std::int64_t>(i) - 1];
      const std::uint32_t count = index.rows()[i] - index.rows()[static_cast<std::int64_t>(i) - 1];
      const char* const begin = blocks.base() + static_cast<std::uint32_t>(ends[-1] + 1);
      if (begin[-1] == '\r' && *begin == '\n') ++ends[-1];
      if (csv::detail::is_no_row(m, blocks.base(), ends, count)) continue;
      auto& row = out.emplace_back();
      for (std::uint32_t k = 0; k < count; ++k)
        row.push_back(
            csv::detail::unquoted(m, blocks.base() + static_cast<std::uint32_t>((ends + k)[-1] + 1),
                                  blocks.base() + ends[k]));
    }
  }
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(csv_python, agrees) {
  if (std::system("python3 -c 'import csv' 2>/dev/null") != 0)
    GTEST_SKIP() << "there is no python3";
  const csv_folder folder;
  const std::string program = folder.write("make.py", script);
  constexpr int count = 3000;
  ASSERT_EQ(
      std::system(("python3 " + program + " " + folder.path() + " " + std::to_string(count) + " 42")
                      .c_str()),
      0);
  int compared = 0;
  for (int i = 0; i < count; ++i) {
    const std::string path = folder.path() + "/" + std::to_string(i) + ".csv";
    const std::string expected = content_of(folder.path() + "/" + std::to_string(i) + ".expected");
    ASSERT_GE(expected.size(), 2u);
    bool closed = false;
    const text_rows rows = rows_of(path, expected[0], closed);
    ASSERT_EQ(closed, expected[1] != 'u') << path << ": " << content_of(path);
    if (expected[1] != 'c') continue;
    ++compared;
    ASSERT_EQ(rows, parsed(std::string_view(expected).substr(2))) << content_of(path);
  }
  EXPECT_GT(compared, count / 2);
}

}  // namespace
