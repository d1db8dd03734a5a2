// SPDX-License-Identifier: BSL-1.0
// connectors/memory/plan.hpp - a table scan in parts: ranges of rows of one version.
#pragma once
#include <ferrule/connector/partition.hpp>
#include <ferrule/connectors/memory/version.hpp>
#include <map>
#include <random>

namespace ferrule::memory {
namespace detail {

/// The versions that plans of this process keep, by a name that no other process has.
class planned_versions {
public:
  static planned_versions& all() {
    static planned_versions only;
    return only;
  }
  std::string add(const std::shared_ptr<const version>& kept) {
    const std::lock_guard lock(guard_);
    std::string name = std::to_string(process_) + "-" + std::to_string(++last_);
    versions_.emplace(name, kept);
    return name;
  }
  void remove(const std::string& name) {
    const std::lock_guard lock(guard_);
    versions_.erase(name);
  }
  std::shared_ptr<const version> find(const std::string& name) {
    const std::lock_guard lock(guard_);
    const auto at = versions_.find(name);
    return at == versions_.end() ? nullptr : at->second;
  }

private:
  planned_versions() {
    std::random_device seed;
    process_ = std::uint64_t{seed()} << 32 | seed();
  }
  std::mutex guard_;
  std::uint64_t process_ = 0;
  std::uint64_t last_ = 0;
  std::map<std::string, std::shared_ptr<const version>> versions_;
};

}  // namespace detail

/// Keeps one version of a table, and says how to read it in parts. Its partitions can be opened by
/// any connection of this process for as long as the plan is there.
class plan {
public:
  plan(std::shared_ptr<const detail::version> of, table_info table, std::size_t parts)
      : name_(detail::planned_versions::all().add(of)) {
    const std::size_t rows = of->rows,
                      count = std::clamp<std::size_t>(parts, 1, std::max<std::size_t>(rows, 1));
    for (std::size_t i = 0; i < count; ++i) {
      // Rows i * rows / count and on, without the product, which might not fit.
      const auto begin = [&](std::size_t part) {
        return part * (rows / count) + std::min(part, rows % count);
      };
      partitions_.push_back({i, count, "memory", table, static_cast<std::int64_t>(begin(i)),
                             static_cast<std::int64_t>(begin(i + 1)) - 1, name_});
    }
  }
  plan(plan&& other) noexcept
      : name_(std::exchange(other.name_, {})), partitions_(std::move(other.partitions_)) {}
  plan& operator=(plan&& other) noexcept {
    std::swap(name_, other.name_);
    std::swap(partitions_, other.partitions_);
    return *this;
  }
  ~plan() {
    if (!name_.empty()) detail::planned_versions::all().remove(name_);
  }

  std::span<const partition> partitions() const noexcept { return partitions_; }

private:
  std::string name_;
  std::vector<partition> partitions_;
};

}  // namespace ferrule::memory
