// SPDX-License-Identifier: BSL-1.0
// connectors/csv/scan.hpp - where fields and rows end: 64 bytes at a time, and exactly as a machine that takes one byte at a time.
//
// A quote opens only at the beginning of a field, as RFC 4180 and Python's csv module have it; elsewhere in an unquoted field it is
// an ordinary character. The wide path takes every second quote as opening, which is the same thing as long as each of those
// stands where a field begins or behind the quote that it doubles. A block in which one does not, and a block with an
// escape or a comment character, goes through the machine.
#pragma once
#include <bit>
#include <cstdint>
#include <ferrule/connectors/csv/index.hpp>
#include <ferrule/connectors/csv/masks.hpp>

namespace ferrule::csv::detail {

/// The machine: the definition of what a file means. Takes the bytes [from, to) of `text` from state `s`.
[[gnu::noinline]] inline void scan_bytes(const marks& m, scan_state& s, const char* text,
                                         std::uint32_t from, std::uint32_t to, row_index& out) {
  for (std::uint32_t i = from; i < to; ++i) {
    const char c = text[i];
    out.high |= static_cast<unsigned char>(c) & 0x80u;
    const bool ends_line = c == '\n' || c == '\r';
    const bool after_cr = s.after_cr;
    s.after_cr = false;
    switch (s.at) {
      case place::row_start:
        if (after_cr && c == '\n') continue;
        if (m.has_comment && c == m.comment) {
          s.at = place::comment;
          continue;
        }
        [[fallthrough]];
      case place::field_start:
        if (m.has_quote && c == m.quote) {
          s.at = place::quoted;
          out.quotes = true;
          continue;
        }
        break;
      case place::closed:
        if (c == m.quote) {
          s.at = place::quoted;
          continue;
        }
        break;
      case place::plain: break;
      case place::quoted:
        if (c == m.quote) s.at = place::closed;
        else if (m.has_escape && c == m.escape) s.at = place::quoted_escape;
        else out.inner_lines += c == '\n';
        continue;
      case place::quoted_escape:
        s.at = place::quoted;
        out.inner_lines += c == '\n';
        continue;
      case place::plain_escape:
        s.at = place::plain;
        out.inner_lines += c == '\n';
        continue;
      case place::comment:
        if (!ends_line) continue;
        break;
    }
    if (ends_line) {
      out.add_end(i);
      out.add_row();
      s.at = place::row_start;
      s.after_cr = c == '\r';
      out.returns |= s.after_cr;
    } else if (c == m.delimiter && s.at != place::comment) {
      out.add_end(i);
      s.at = place::field_start;
    } else if (m.has_escape && c == m.escape) {
      s.at = place::plain_escape;
      out.quotes = true;
    } else s.at = place::plain;
  }
}

/// The machine's state from what the wide path carries from block to block.
constexpr scan_state carried(std::uint64_t inside, std::uint64_t starts_row, std::uint64_t opens,
                             std::uint64_t after_cr) noexcept {
  return {inside != 0       ? place::quoted
          : starts_row != 0 ? place::row_start
          : opens != 0      ? place::field_start
                            : place::plain,
          after_cr != 0};
}

/// The wide path over whole blocks of 64 bytes. `Isa` finds the marks in a block, `Special` those that only some files have.
template<class Isa, bool Special>
[[gnu::always_inline]] inline void scan_blocks(const marks& m, scan_state& s, const char* text,
                                               std::uint32_t from, std::uint32_t to,
                                               row_index& out) {
  constexpr std::uint64_t all = ~std::uint64_t{0};
  const marks local =
      m;  // characters alias everything: they would be loaded anew behind every store
  std::uint64_t inside = s.at == place::quoted ? all : 0;
  std::uint64_t opens = s.at <= place::closed;  // a quote as the next byte opens, or doubles
  std::uint64_t starts_row = s.at == place::row_start;
  std::uint64_t after_cr = s.after_cr;
  std::uint64_t high = 0, inner_lines = 0, quotes = 0, returns = 0;
  row_index::writer index(out);
  bool exotic = s.at > place::quoted;  // then the state is in `s` and not in the words above
  for (; from < to; from += 64) {
    const block_masks b = Isa::template find<Special>(text + from, local);
    high |= b.high;
    std::uint64_t line = b.lf, skipped = 0;
    if ((b.cr | after_cr) != 0) [[unlikely]] {
      skipped = b.lf & (b.cr << 1 | after_cr);
      line = (b.lf ^ skipped) | b.cr;
      returns |= b.cr;
    }
    std::uint64_t ends = b.delimiter | line;
    std::uint64_t closing = 0, in = 0;
    bool odd = exotic || b.special != 0;
    if ((b.quote | inside) != 0) {
      quotes |= b.quote | inside;
      in = b.quote;
      for (int shift = 1; shift < 64; shift *= 2) in ^= in << shift;
      in ^= inside;
      closing = b.quote & ~in;
      ends &= ~in;
      line &= ~in;
      skipped &= ~in;
      const std::uint64_t may_open = (ends | skipped | closing) << 1 | opens;
      odd = odd || (b.quote & in & ~may_open) != 0;
    }
    if (odd) [[unlikely]] {
      if (!exotic) s = carried(inside, starts_row, opens, after_cr);
      index.flush();
      scan_bytes(m, s, text, from, from + 64, out);
      index.resume();
      exotic = s.at > place::quoted;
      inside = s.at == place::quoted ? all : 0;
      opens = s.at <= place::closed;
      starts_row = s.at == place::row_start;
      after_cr = s.after_cr;
      continue;
    }
    inside = std::uint64_t{0} - (in >> 63);
    if (in != 0) inner_lines += static_cast<std::uint64_t>(std::popcount(b.lf & in));
    opens = (ends | skipped | closing) >> 63;
    starts_row = (line | skipped) >> 63;
    after_cr = (b.cr & ends) >> 63;
    index.add(from, ends, line);
  }
  if (!exotic) s = carried(inside, starts_row, opens, after_cr);
  index.flush();
  out.high |= high;
  out.inner_lines += inner_lines;
  out.returns |= returns;
  out.quotes = out.quotes || quotes != 0;
}

#if FERRULE_CSV_X86
[[gnu::target("avx2,bmi,bmi2,lzcnt,popcnt"), gnu::flatten]] inline void scan_avx2(
    const marks& m, scan_state& s, const char* text, std::uint32_t from, std::uint32_t to,
    row_index& out) {
  if (m.has_special()) scan_blocks<avx2, true>(m, s, text, from, to, out);
  else scan_blocks<avx2, false>(m, s, text, from, to, out);
}
[[gnu::target("avx512f,avx512bw,bmi,bmi2,lzcnt,popcnt"), gnu::flatten]] inline void scan_avx512(
    const marks& m, scan_state& s, const char* text, std::uint32_t from, std::uint32_t to,
    row_index& out) {
  if (m.has_special()) scan_blocks<avx512, true>(m, s, text, from, to, out);
  else scan_blocks<avx512, false>(m, s, text, from, to, out);
}
inline void scan_sse2(const marks& m, scan_state& s, const char* text, std::uint32_t from,
                      std::uint32_t to, row_index& out) {
  if (m.has_special()) scan_blocks<sse2, true>(m, s, text, from, to, out);
  else scan_blocks<sse2, false>(m, s, text, from, to, out);
}
#endif
inline void scan_portable(const marks& m, scan_state& s, const char* text, std::uint32_t from,
                          std::uint32_t to, row_index& out) {
  if (m.has_special()) scan_blocks<portable, true>(m, s, text, from, to, out);
  else scan_blocks<portable, false>(m, s, text, from, to, out);
}

/// Appends the ends of the bytes [from, to) of `text` to the index, which has room for them.
inline void scan(const marks& m, scan_state& s, const char* text, std::uint32_t from,
                 std::uint32_t to, row_index& out, scan_path path) {
  const std::uint32_t blocks = from + (to - from) / 64 * 64;
  switch (path) {
#if FERRULE_CSV_X86
    case scan_path::avx512: scan_avx512(m, s, text, from, blocks, out); break;
    case scan_path::avx2: scan_avx2(m, s, text, from, blocks, out); break;
    case scan_path::sse2: scan_sse2(m, s, text, from, blocks, out); break;
#endif
    case scan_path::bytes: scan_bytes(m, s, text, from, blocks, out); break;
    default: scan_portable(m, s, text, from, blocks, out); break;
  }
  scan_bytes(m, s, text, blocks, to, out);
}

}  // namespace ferrule::csv::detail
