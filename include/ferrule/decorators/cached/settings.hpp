// SPDX-License-Identifier: BSL-1.0
// decorators/cached/settings.hpp - the settings of a cached connector, and the caches that have a name.
#pragma once
#include <ferrule/config/structs.hpp>
#include <ferrule/decorators/cached/row_cache.hpp>
#include <ferrule/decorators/forwarding/config.hpp>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace ferrule {

/// The cache that a connection has. No setting: it is there in `settings()` of a connector, so that a connection made from a copy of
/// them has the same cache. A program may put one of its own here.
class shared_cache {
public:
  std::shared_ptr<row_cache> cache = nullptr;
  shared_cache() = default;
  static shared_cache with(const cache_options& options) {
    shared_cache out;
    out.cache = std::make_shared<row_cache>(options);
    return out;
  }
};

/// Is neither read nor written.
template<>
struct setting_as<shared_cache> {
  static std::string type() { return "nothing"; }
  static bool read(shared_cache&, const settings&, const setting_reader&) { return true; }
  static settings write(const shared_cache&) { return {}; }
  static void describe(const shared_cache&, setting_description&,
                       std::vector<setting_description>&) {}
};

template<class Inner>
struct cached_config {
  using decorated = Inner;
  Inner inner{};
  cache_options cache{};
  shared_cache shared{};
};

namespace detail {

/// The cache of that name, made when first asked for; it lives as long as the process.
inline std::shared_ptr<row_cache> cache_named(const std::string& name,
                                              const cache_options& options) {
  static std::mutex guard;
  static std::map<std::string, std::shared_ptr<row_cache>> caches;
  const std::lock_guard lock(guard);
  std::shared_ptr<row_cache>& found = caches[name];
  if (found == nullptr) found = std::make_shared<row_cache>(options);
  return found;
}

}  // namespace detail
}  // namespace ferrule
