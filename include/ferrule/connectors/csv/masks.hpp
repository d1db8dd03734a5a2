// SPDX-License-Identifier: BSL-1.0
// connectors/csv/masks.hpp - 64 bytes compared with a few characters: one bit per byte.
//
// Compiled for the processor's baseline and for AVX2 and AVX-512, chosen while running, so that a program built with plain -O2 has all.
#pragma once
#include <bit>
#include <cstdint>
#include <cstring>
#include <ferrule/connectors/csv/index.hpp>

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define FERRULE_CSV_X86 1
#include <immintrin.h>
#else
#define FERRULE_CSV_X86 0
#endif

namespace ferrule::csv::detail {

/// Which bytes of a block are which mark; the first byte is the lowest bit.
struct block_masks {
  std::uint64_t delimiter, lf, cr, quote, special, high;
};

/// How the scanner goes over bytes. All give the same index.
enum class scan_path : std::uint8_t { bytes, portable, sse2, avx2, avx512 };

/// Eight bytes at a time, in any C++.
struct portable {
  static std::uint64_t equal(const std::uint64_t (&words)[8], char c) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101u, low = ones * 0x7f;
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t x = words[i] ^ (ones * static_cast<unsigned char>(c));
      // The highest bit of each byte that is zero; exact, unlike the shorter formula that borrows.
      const std::uint64_t zero = ~(((x & low) + low) | x | low);
      out |= gather(zero) << 8 * i;
    }
    return out;
  }
  static std::uint64_t gather(std::uint64_t high_bits) noexcept {
    return (high_bits >> 7) * 0x0102040810204080u >> 56;
  }
  template<bool Special>
  static block_masks find(const char* p, const marks& m) noexcept {
    std::uint64_t words[8];
    std::memcpy(words, p, 64);
    std::uint64_t high = 0;
    for (std::uint64_t& w : words) {
      if constexpr (std::endian::native == std::endian::big) w = __builtin_bswap64(w);
      high |= w & 0x8080808080808080u;
    }
    block_masks out{equal(words, m.delimiter), equal(words, '\n'), equal(words, '\r'), 0, 0, high};
    if (m.has_quote) out.quote = equal(words, m.quote);
    if constexpr (Special) {
      if (m.has_escape) out.special = equal(words, m.escape);
      if (m.has_comment) out.special |= equal(words, m.comment);
    }
    return out;
  }
};

#if FERRULE_CSV_X86

/// What every x86-64 has.
struct sse2 {
  static std::uint64_t equal(const __m128i (&v)[4], char c) noexcept {
    const __m128i wanted = _mm_set1_epi8(c);
    std::uint64_t out = 0;
    for (int i = 0; i < 4; ++i)
      out |= static_cast<std::uint64_t>(
                 static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(v[i], wanted))))
             << 16 * i;
    return out;
  }
  template<bool Special>
  static block_masks find(const char* p, const marks& m) noexcept {
    __m128i v[4];
    for (int i = 0; i < 4; ++i) v[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
    const int high =
        _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(v[0], v[1]), _mm_or_si128(v[2], v[3])));
    block_masks out{equal(v, m.delimiter),
                    equal(v, '\n'),
                    equal(v, '\r'),
                    0,
                    0,
                    static_cast<std::uint64_t>(static_cast<unsigned>(high))};
    if (m.has_quote) out.quote = equal(v, m.quote);
    if constexpr (Special) {
      if (m.has_escape) out.special = equal(v, m.escape);
      if (m.has_comment) out.special |= equal(v, m.comment);
    }
    return out;
  }
};

#define FERRULE_CSV_AVX2 [[gnu::target("avx2,bmi,bmi2,lzcnt,popcnt")]]
struct avx2 {
  FERRULE_CSV_AVX2 static std::uint64_t equal(__m256i low, __m256i high, char c) noexcept {
    const __m256i wanted = _mm256_set1_epi8(c);
    const auto a = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, wanted)));
    const auto b = static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, wanted)));
    return a | std::uint64_t{b} << 32;
  }
  template<bool Special>
  FERRULE_CSV_AVX2 static block_masks find(const char* p, const marks& m) noexcept {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p) + 1);
    block_masks out{equal(low, high, m.delimiter),
                    equal(low, high, '\n'),
                    equal(low, high, '\r'),
                    0,
                    0,
                    static_cast<unsigned>(_mm256_movemask_epi8(_mm256_or_si256(low, high)))};
    if (m.has_quote) out.quote = equal(low, high, m.quote);
    if constexpr (Special) {
      if (m.has_escape) out.special = equal(low, high, m.escape);
      if (m.has_comment) out.special |= equal(low, high, m.comment);
    }
    return out;
  }
};
#undef FERRULE_CSV_AVX2

#define FERRULE_CSV_AVX512 [[gnu::target("avx512f,avx512bw,bmi,bmi2,lzcnt,popcnt")]]
struct avx512 {
  FERRULE_CSV_AVX512 static std::uint64_t equal(__m512i bytes, char c) noexcept {
    return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
  }
  template<bool Special>
  FERRULE_CSV_AVX512 static block_masks find(const char* p, const marks& m) noexcept {
    const __m512i bytes = _mm512_loadu_si512(p);
    block_masks out{equal(bytes, m.delimiter), equal(bytes, '\n'), equal(bytes, '\r'), 0, 0,
                    _mm512_movepi8_mask(bytes)};
    if (m.has_quote) out.quote = equal(bytes, m.quote);
    if constexpr (Special) {
      if (m.has_escape) out.special = equal(bytes, m.escape);
      if (m.has_comment) out.special |= equal(bytes, m.comment);
    }
    return out;
  }
};
#undef FERRULE_CSV_AVX512

#endif

/// The fastest path that this processor has.
inline scan_path best_path() noexcept {
#if FERRULE_CSV_X86
  static const scan_path best = [] {
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
                      __builtin_cpu_supports("popcnt");
    if (avx2 && __builtin_cpu_supports("avx512bw")) return scan_path::avx512;
    return avx2 ? scan_path::avx2 : scan_path::sse2;
  }();
  return best;
#else
  return scan_path::portable;
#endif
}

}  // namespace ferrule::csv::detail
