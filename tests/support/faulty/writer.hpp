// SPDX-License-Identifier: BSL-1.0
// support/faulty/writer.hpp - writers and plans.
#pragma once
#include <ferrule/connectors/memory.hpp>
#include <support/faulty/config.hpp>

namespace faulty {

class writer {
public:
  writer(memory::writer to, schema columns, write_mode mode)
      : to_(std::move(to)), columns_(std::move(columns)), mode_(mode) {}

  bool write(std::span<const value_view> cells) {
    if (broken("writable.batch-results-same-length-and-order") && own_.kind != errc::none)
      return false;
    std::vector<value_view> as(cells.begin(), cells.end());
    for (std::size_t i = 0; i < std::min(as.size(), columns_.fields.size()); ++i)
      spoil(columns_.fields[i], as[i]);
    if (broken("writable.update-only-what-is-given") && mode_ == write_mode::update)
      as.emplace_back();
    if (to_.write(as)) return true;
    own_ = to_.status();
    if (broken("writable.duplicate-key-is-constraint") && own_.message.ends_with("already"))
      own_.kind = errc::internal;
    if (own_.kind == errc::not_found) {
      if (broken("writable.update-missing-is-not-found") && mode_ == write_mode::update)
        return true;
      if (broken("writable.remove") && mode_ == write_mode::remove) return true;
    }
    return broken("writable.upsert-both-branches") && mode_ == write_mode::upsert &&
           own_.kind == errc::constraint;
  }
  const error& status() const { return own_; }
  result<void> finish() { return to_.finish(); }

private:
  static void spoil(const field& f, value_view& cell) {
    if (cell.is_null()) {
      if (broken("writable.null-where-not-null") && f.type.kind == kind::int64)
        cell = std::int64_t{0};
    } else if (broken("writable.refuses-what-does-not-fit") && is_integer(f.type.kind) &&
               cell.holds<double>())
      cell = static_cast<std::int64_t>(cell.as<double>());
    else if (broken("writable.round-trip-every-kind") && cell.holds<std::string_view>())
      cell = value_view(cell.as<std::string_view>().substr(0, 255), cell.kind());
  }

  memory::writer to_;
  schema columns_;
  write_mode mode_;
  error own_;
};

class plan {
public:
  plan(memory::plan of, std::vector<partition> parts)
      : of_(std::move(of)), parts_(std::move(parts)) {}
  std::span<const partition> partitions() const { return parts_; }

private:
  memory::plan of_;
  std::vector<partition> parts_;
};

}  // namespace faulty
