// SPDX-License-Identifier: BSL-1.0
// core/copy_text.hpp - copies text and says, in the same pass, whether it holds one of a few characters.
#pragma once
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace ferrule {

/// Up to four characters to look for.
class wanted_characters {
public:
  wanted_characters() = default;
  explicit wanted_characters(const std::array<char, 4>& which) : which_(which) {
    for (const char c : which) is_[static_cast<unsigned char>(c)] = true;
  }
  bool has(char c) const noexcept { return is_[static_cast<unsigned char>(c)]; }

  /// Copies `text` to `to`, which has room for it and does not overlap it. Answers whether one of the characters is in it. Reads and
  /// writes nothing beyond the text.
  bool copy(char* to, std::string_view text) const noexcept {
    const char* const from = text.data();
    const std::size_t size = text.size();
#ifdef __SSE2__  // every x86-64 has it
    if (size >= 16) {
      __m128i seen = _mm_setzero_si128();
      std::size_t at = 0;
      for (; at + 16 < size; at += 16) seen = _mm_or_si128(seen, copy_16(to + at, from + at));
      // The last block ends where the text ends; what it has in common with the one before is looked at twice.
      seen = _mm_or_si128(seen, copy_16(to + size - 16, from + size - 16));
      return _mm_movemask_epi8(seen) != 0;
    }
    if (size >= 8)
      return _mm_movemask_epi8(
                 _mm_or_si128(copy_8(to, from), copy_8(to + size - 8, from + size - 8))) != 0;
#endif
    bool found = false;
    for (std::size_t i = 0; i < size; ++i) {
      found |= has(from[i]);
      to[i] = from[i];
    }
    return found;
  }

private:
#ifdef __SSE2__
  __m128i equal(__m128i block) const noexcept {
    const auto each = [&](char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); };
    return _mm_or_si128(_mm_or_si128(each(which_[0]), each(which_[1])),
                        _mm_or_si128(each(which_[2]), each(which_[3])));
  }
  __m128i copy_16(char* to, const char* from) const noexcept {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
    return equal(block);
  }
  // The upper half is filled with the lower, so that nothing is found there that is not in the text.
  __m128i copy_8(char* to, const char* from) const noexcept {
    const __m128i block = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), block);
    return equal(_mm_unpacklo_epi64(block, block));
  }
#endif

  std::array<char, 4> which_{};
  std::array<bool, 256> is_{};
};

}  // namespace ferrule
