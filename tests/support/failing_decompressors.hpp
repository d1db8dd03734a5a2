// SPDX-License-Identifier: BSL-1.0
// support/failing_decompressors.hpp - zlib and zstd when their own memory runs out: see fault_injection.hpp.
//
// Both take an allocator with each stream. What a program calls to get a stream without one is replaced by this.
#pragma once
#include <dlfcn.h>
#include <support/fault_injection.hpp>
#include <zlib.h>
#define ZSTD_STATIC_LINKING_ONLY  // ZSTD_createDCtx_advanced
#include <zstd.h>

namespace faults {

inline seam decompressor_allocations;

namespace detail {

inline void* give(std::size_t size) noexcept {
  if (decompressor_allocations.fails()) return nullptr;
  ++live_allocations;
  return std::malloc(size);
}
inline void* give_to_zlib(void*, unsigned count, unsigned size) {
  return give(std::size_t{count} * size);
}
inline void* give_to_zstd(void*, std::size_t size) { return give(size); }
inline void take_back(void*, void* at) { release(at); }

}  // namespace detail
}  // namespace faults

extern "C" {
int inflateInit2_(z_streamp stream, int bits, const char* version, int size) {
  static const auto its =
      reinterpret_cast<decltype(&inflateInit2_)>(::dlsym(RTLD_NEXT, "inflateInit2_"));
  stream->zalloc = faults::detail::give_to_zlib;
  stream->zfree = faults::detail::take_back;
  return its(stream, bits, version, size);
}
ZSTD_DStream* ZSTD_createDStream() {
  return ZSTD_createDCtx_advanced(
      {faults::detail::give_to_zstd, faults::detail::take_back, nullptr});
}
}
