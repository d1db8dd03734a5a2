// SPDX-License-Identifier: BSL-1.0
// core/copy_text.hpp - copies text and says, in the same pass, whether it holds one of a few characters.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
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
  explicit wanted_characters(const std::array<char, 4>& which) {
    for (std::size_t i = 0; i < which.size(); ++i) {
      is_[static_cast<unsigned char>(which[i])] = true;
      which_[i].fill(which[i]);
    }
  }
  bool has(char c) const noexcept { return is_[static_cast<unsigned char>(c)]; }

  /// Copies `text` to `to`, which has room for it and does not overlap it. Answers whether one of the characters is in it. Reads and
  /// writes nothing beyond the text.
  bool copy(char* to, std::string_view text) const noexcept {
    const char* const from = text.data();
    const std::size_t size = text.size();
#ifdef __SSE2__  // every x86-64 has it
    // The last block ends where the text ends; what it has in common with the one before is looked at twice.
    if (size >= 16) {
      __m128i seen = _mm_setzero_si128();
      std::size_t at = 0;
      for (; at + 16 < size; at += 16) seen = _mm_or_si128(seen, copy_16(to + at, from + at));
      seen = _mm_or_si128(seen, copy_16(to + size - 16, from + size - 16));
      return _mm_movemask_epi8(seen) != 0;
    }
    if (size >= 8) return copy_two<std::uint64_t>(to, from, size);
    if (size >= 4) return copy_two<std::uint32_t>(to, from, size);
    if (size >= 2) return copy_two<std::uint16_t>(to, from, size);
#endif
    return copy_each(to, text);
  }
  /// The same, a character at a time.
  bool copy_each(char* to, std::string_view text) const noexcept {
    bool found = false;
    for (const char c : text) {
      found |= has(c);
      *to++ = c;
    }
    return found;
  }

private:
#ifdef __SSE2__
  __m128i equal(__m128i block) const noexcept {
    const auto each = [&](std::size_t i) {
      return _mm_cmpeq_epi8(block, _mm_load_si128(reinterpret_cast<const __m128i*>(&which_[i])));
    };
    return _mm_or_si128(_mm_or_si128(each(0), each(1)), _mm_or_si128(each(2), each(3)));
  }
  __m128i copy_16(char* to, const char* from) const noexcept {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), block);
    return equal(block);
  }
  bool found_in(__m128i block) const noexcept { return _mm_movemask_epi8(equal(block)) != 0; }
  // The first and the last word, which are the whole text and may overlap. What fills the block up is of the text too, so that nothing is
  // found that is not in it.
  template<class Word>
  bool copy_two(char* to, const char* from, std::size_t size) const noexcept {
    Word first, last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + size - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + size - sizeof(Word), &last, sizeof(Word));
    if constexpr (sizeof(Word) == 8)
      return found_in(_mm_set_epi64x(static_cast<long long>(last), static_cast<long long>(first)));
    else {
      std::uint64_t both = first | std::uint64_t{last} << 8 * sizeof(Word);
      if constexpr (sizeof(Word) == 2) both |= both << 32;
      return found_in(_mm_set1_epi64x(static_cast<long long>(both)));
    }
  }
#endif

  alignas(16) std::array<std::array<char, 16>, 4> which_{};
  std::array<bool, 256> is_{};
};

}  // namespace ferrule
