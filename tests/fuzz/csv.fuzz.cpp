// SPDX-License-Identifier: BSL-1.0
// One file read in every way there is: byte by byte, by each of the wide paths, in blocks of every size, and in parts. All of them
// must give the same rows, or the same kind of error. The first bytes choose the dialect.
#include <cstdlib>
#include <ferrule/connectors/csv.hpp>
#include <string>
#include <sys/mman.h>

namespace {

using namespace ferrule;
using namespace ferrule::csv::detail;

void require(bool condition) {
  if (!condition) std::abort();
}

// A source that gives what it has in pieces.
class pieces final : public byte_source {
public:
  pieces(std::string_view bytes, std::size_t piece) : left_(bytes), piece_(piece) {}

protected:
  result<std::size_t> pull(char* to, std::size_t room) override {
    const std::size_t count = std::min({room, piece_, left_.size()});
    std::memcpy(to, left_.data(), count);
    left_.remove_prefix(count);
    return count;
  }

private:
  std::string_view left_;
  std::size_t piece_;
};

// Rows as text, fields in brackets, with their lines; an error as its kind.
std::string rows_of(std::string_view text, const marks& m, scan_path path, std::size_t piece,
                    std::size_t room) {
  block_reader blocks(std::make_unique<pieces>(text, piece), m, text.size() + 64, path, room);
  std::string out;
  csv::detail::row_state where;
  for (;;) {
    auto more = blocks.next();
    if (!more) return out + "error";
    if (!*more) return out;
    row_index& index = blocks.index();
    where.base = blocks.base();
    where.index = &index;
    where.first = blocks.first_byte();
    where.lines_before = blocks.lines_before();
    for (std::uint32_t i = 0; i < index.row_count(); ++i) {
      std::uint32_t* const ends = index.ends() + index.rows()[static_cast<std::int64_t>(i) - 1];
      const std::uint32_t count = index.rows()[i] - index.rows()[static_cast<std::int64_t>(i) - 1];
      const char* const begin = where.base + static_cast<std::uint32_t>(ends[-1] + 1);
      if (begin[-1] == '\r' && *begin == '\n') ++ends[-1];
      if (is_no_row(m, where.base, ends, count)) continue;
      where.ends = ends;
      where.row_in_block = i;
      out += std::to_string(where.line());
      for (std::uint32_t k = 0; k < count; ++k)
        out += "[" +
               unquoted(m, where.base + static_cast<std::uint32_t>((ends + k)[-1] + 1),
                        where.base + ends[k]) +
               "]";
      out += "\n";
    }
  }
}

// What a connector reads from a file, whole or in parts; "error" where any of it fails.
std::string read_file(csv::connector& source, std::size_t parts) {
  std::string out;
  const auto add = [&](auto& stream) {
    if (!stream) return false;
    while (stream->next()) {
      auto row = stream->row();
      for (std::size_t i = 0; i < stream->schema().fields.size(); ++i) {
        value_view cell;
        row.read(cell);
        out += cell.is_null() ? "<null>" : "[" + to_text(cell) + "]";
      }
      if (row.failed()) break;
      out += "\n";
    }
    return stream->status().kind == errc::none;
  };
  if (parts == 0) {
    auto stream = source.open(table_info{"t", {}});
    return add(stream) ? out : "error";
  }
  const auto plan = source.plan({"t", {}}, parts);
  if (!plan) return "error";
  for (const partition& part : plan->partitions()) {
    auto stream = source.open(part);
    if (!add(stream)) return "error";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::uint8_t choice = data[0], pieces_of = data[1];
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  marks m;
  m.has_quote = (choice & 1) == 0;
  m.has_escape = (choice & 2) != 0;
  m.has_comment = (choice & 4) != 0;
  if ((choice & 8) != 0) m.delimiter = ';';

  const std::string expected =
      rows_of(text, m, scan_path::bytes, text.size() + 1, text.size() + 64);
  std::vector<scan_path> paths{scan_path::bytes, scan_path::portable};
#if FERRULE_CSV_X86
  paths.push_back(scan_path::sse2);
  if (best_path() >= scan_path::avx2) paths.push_back(scan_path::avx2);
  if (best_path() >= scan_path::avx512) paths.push_back(scan_path::avx512);
#endif
  for (const scan_path path : paths)
    for (const std::size_t room : {std::size_t{1} + pieces_of, std::size_t{64}, text.size() + 64})
      require(rows_of(text, m, path, 1 + pieces_of % 97, room) == expected);

  // Whole and in parts, through a file without a disk. Slower, so not for every input.
  if ((choice & 0x60) == 0) return 0;
  static const int file = ::memfd_create("t", 0);
  require(::ftruncate(file, 0) == 0 &&
          ::pwrite(file, text.data(), text.size(), 0) == static_cast<::ssize_t>(text.size()));
  csv::config settings;
  settings.path = "/proc/self/fd/" + std::to_string(file);
  settings.table = "t";
  settings.delimiter = m.delimiter;
  settings.quote = m.has_quote ? "\"" : "";
  settings.escape = m.has_escape ? "\\" : "";
  settings.comment = m.has_comment ? "#" : "";
  settings.header = (choice & 16) != 0 ? csv::header_policy::yes : csv::header_policy::no;
  settings.ragged = csv::ragged_policy::collect;
  settings.encoding = csv::encoding_policy::replace;
  settings.sample = {0};
  csv::connector source(settings);
  const std::string whole = read_file(source, 0);
  for (const std::size_t parts : {1u, 2u, 5u}) {
    // Quotes that RFC 4180 does not allow may make a plan fail, and must not make it wrong.
    const std::string in_parts = read_file(source, parts);
    require(in_parts == whole || in_parts == "error");
    require(parts != 1 || in_parts == whole);
  }
  if ((choice & 0x40) == 0) return 0;
  settings.sample = {1 << 20};
  settings.header = csv::header_policy::detect;
  settings.delimiter.clear();
  csv::connector detecting(settings);
  (void)read_file(detecting, 0);
  return 0;
}
