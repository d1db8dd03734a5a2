// SPDX-License-Identifier: BSL-1.0
// connectors/memory/value_rows.hpp - the rows of a table of values, as its writer sees them.
//
// Rows lie in chunks. Appending fills a chunk behind the rows that readers know of, so they need
// not notice. A row that a reader may see is never changed: the first change of its chunk after a
// `freeze` copies that chunk and no other.
#pragma once
#include <ferrule/connectors/memory/version.hpp>
#include <ferrule/stream/batch.hpp>
#include <functional>
#include <unordered_map>

namespace ferrule::memory::detail {

/// Equal cells of one column have equal hashes.
inline std::uint64_t hash_of(const ferrule::value_view& cell) {
  const auto mix = [](std::uint64_t h, std::uint64_t v) {
    return (h ^ v) * 0x9e3779b97f4a7c15u ^ (h >> 29);
  };
  const auto bytes = [](const void* at, std::size_t n) {
    return std::hash<std::string_view>{}(
        std::string_view(n == 0 ? "" : static_cast<const char*>(at), n));
  };
  const auto wide = [&](ferrule::uint128 v) {
    return mix(static_cast<std::uint64_t>(v), static_cast<std::uint64_t>(v >> 64));
  };
  const auto real = [](double v) { return std::hash<double>{}(v); };  // the same for 0 and -0
  return cell.visit([&]<class V>(const V& v) -> std::uint64_t {
    if constexpr (std::is_same_v<V, std::nullptr_t>) return 0;
    else if constexpr (std::is_same_v<V, std::string_view> ||
                       std::is_same_v<V, ferrule::bytes_view>)
      return bytes(v.data(), v.size());
    else if constexpr (std::is_floating_point_v<V>) return real(static_cast<double>(v));
    else if constexpr (std::is_same_v<V, ferrule::decimal>) return std::hash<ferrule::decimal>{}(v);
    else if constexpr (std::is_same_v<V, ferrule::date>)
      return static_cast<std::uint64_t>(v.time_since_epoch().count());
    else if constexpr (std::is_same_v<V, ferrule::interval>)
      return mix(static_cast<std::uint64_t>(v.months) << 32 ^ static_cast<std::uint32_t>(v.days),
                 static_cast<std::uint64_t>(v.nanoseconds));
    else if constexpr (std::is_same_v<V, ferrule::uuid>)
      return bytes(v.bytes.data(), v.bytes.size());
    else if constexpr (std::is_same_v<V, ferrule::point>) return mix(real(v.x), real(v.y));
    else if constexpr (std::is_same_v<V, list_view>) {
      std::uint64_t h = v.size();
      for (const ferrule::value_view& element : v) h = mix(h, hash_of(element));
      return h;
    } else if constexpr (requires { v.unit; })
      return wide(static_cast<ferrule::uint128>(ferrule::detail::in_nanoseconds(v.count, v.unit)));
    else return wide(static_cast<ferrule::uint128>(v));
  });
}

struct value_chunk {
  std::unique_ptr<ferrule::value_view[]> cells;
  std::size_t capacity = 0;
  std::size_t replaced = 0;        // rows whose old text is still in `memory`
  std::vector<std::uint64_t> ids;  // only the writer looks at these
  arena memory;
};

class value_rows {
public:
  explicit value_rows(std::shared_ptr<const shape> table)
      : table_(std::move(table)), width_(table_->columns.size()) {}

  /// One chunk and how much of it is there.
  struct part {
    std::shared_ptr<value_chunk> chunk;
    std::size_t rows = 0;
    bool frozen = false;  // a reader may see these rows
    bool closed = false;  // a reader may see what lies behind these rows
  };

  std::size_t size() const noexcept { return rows_; }

  /// Adds a row; the cells have the columns' types. Copies text and bytes. Complexity: O(1),
  /// amortized.
  void append(std::span<const ferrule::value_view> cells) {
    if (parts_.empty() || parts_.back().closed ||
        parts_.back().rows == parts_.back().chunk->capacity) {
      const std::size_t last = parts_.empty() ? 0 : parts_.back().chunk->capacity;
      parts_.push_back(
          {make_chunk(std::clamp(last * 4, smallest_chunk, largest_chunk)), 0, false, false});
    }
    part& tail = parts_.back();
    put(*tail.chunk, tail.rows, next_id_, cells.data());
    ++tail.rows;
    ++rows_;
    if (indexed_) ids_.emplace(key_hash_of(cells.data()), next_id_);
    ++next_id_;
  }

  /// The id of the row with these key cells (in key order), if there is one. Complexity: O(log
  /// rows), and O(rows) the first time and after `go_back`.
  std::optional<std::uint64_t> find(std::span<const ferrule::value_view> key_cells) {
    if (!indexed_) index_all();
    std::uint64_t h = 0;
    for (const ferrule::value_view& cell : key_cells) h = h * 31 + hash_of(cell);
    for (auto [at, end] = ids_.equal_range(h); at != end; ++at) {
      const place p = place_of(at->second);
      const ferrule::value_view* const row = cells_of(p);
      bool same = true;
      for (std::size_t i = 0; i < key().size(); ++i) same = same && row[key()[i]] == key_cells[i];
      if (same) return at->second;
    }
    return std::nullopt;
  }

  /// The cells of a row, until the next change.
  std::span<const ferrule::value_view> row(std::uint64_t id) const {
    return {cells_of(place_of(id)), width_};
  }

  /// Gives the row these cells at these columns, none of which is in the key. Complexity: O(log
  /// rows), and once per chunk and `freeze` a copy of the chunk.
  void replace(std::uint64_t id, std::span<const std::size_t> columns,
               std::span<const ferrule::value_view> cells) {
    const place p = place_of(id);
    value_chunk& chunk = own(p.part);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      ferrule::value_view& cell = chunk.cells[p.row * width_ + columns[i]];
      cell = cells[i];
      ferrule::detail::own_cell(chunk.memory, cell);
    }
    ++chunk.replaced;
  }

  /// Complexity: as `replace`.
  void remove(std::uint64_t id) {
    const place p = place_of(id);
    value_chunk& chunk = own(p.part);
    part& in = parts_[p.part];
    if (indexed_) {
      for (auto [at, end] = ids_.equal_range(key_hash_of(cells_of(p))); at != end; ++at)
        if (at->second == id) {
          ids_.erase(at);
          break;
        }
    }
    ferrule::value_view* const first = chunk.cells.get();
    std::copy(first + (p.row + 1) * width_, first + in.rows * width_, first + p.row * width_);
    chunk.ids.erase(chunk.ids.begin() + static_cast<std::ptrdiff_t>(p.row));
    --rows_;
    if (--in.rows == 0) parts_.erase(parts_.begin() + static_cast<std::ptrdiff_t>(p.part));
  }

  /// The rows as they are now, for readers. Complexity: O(chunks).
  std::shared_ptr<const version> freeze() {
    auto out = std::make_shared<version>();
    out->table = table_;
    out->chunks.reserve(parts_.size());
    for (part& p : parts_) {
      p.frozen = true;
      out->add(
          {p.chunk, reinterpret_cast<const std::byte*>(p.chunk->cells.get()), p.rows, 0, nullptr});
    }
    return out;
  }

  /// The rows as they are now, for `go_back`. Complexity: O(chunks).
  std::vector<part> remember() {
    for (part& p : parts_) p.frozen = true;
    return parts_;
  }
  void go_back(std::vector<part> to) {
    parts_ = std::move(to);
    rows_ = 0;
    for (part& p : parts_) {
      p.closed = true;
      rows_ += p.rows;
    }
    ids_.clear();
    indexed_ = false;
  }

private:
  static constexpr std::size_t smallest_chunk = 16, largest_chunk = 1024;
  struct place {
    std::size_t part, row;
  };

  const std::vector<std::size_t>& key() const noexcept {
    return table_->described.schema.primary_key;
  }
  const ferrule::value_view* cells_of(place p) const noexcept {
    return parts_[p.part].chunk->cells.get() + p.row * width_;
  }

  std::shared_ptr<value_chunk> make_chunk(std::size_t capacity) const {
    auto out = std::make_shared<value_chunk>();
    out->cells = std::make_unique<ferrule::value_view[]>(capacity * width_);
    out->capacity = capacity;
    out->ids.reserve(capacity);
    return out;
  }
  void put(value_chunk& chunk, std::size_t row, std::uint64_t id,
           const ferrule::value_view* from) const {
    ferrule::value_view* const to = chunk.cells.get() + row * width_;
    for (std::size_t i = 0; i < width_; ++i) {
      to[i] = from[i];
      ferrule::detail::own_cell(chunk.memory, to[i]);
    }
    chunk.ids.push_back(id);
  }

  place place_of(std::uint64_t id) const {
    const auto behind = std::upper_bound(
        parts_.begin(), parts_.end(), id,
        [](std::uint64_t wanted, const part& p) { return wanted < p.chunk->ids.front(); });
    const auto in = static_cast<std::size_t>(behind - parts_.begin()) - 1;
    const auto& ids = parts_[in].chunk->ids;
    return {in,
            static_cast<std::size_t>(
                std::lower_bound(ids.begin(),
                                 ids.begin() + static_cast<std::ptrdiff_t>(parts_[in].rows), id) -
                ids.begin())};
  }

  // The chunk, for changing what is in it; a copy where a reader may look at it or too much of its
  // memory is waste.
  value_chunk& own(std::size_t at) {
    part& p = parts_[at];
    if (!p.frozen && p.chunk->replaced <= 4 * p.chunk->capacity) return *p.chunk;
    auto copy = make_chunk(p.chunk->capacity);
    for (std::size_t i = 0; i < p.rows; ++i)
      put(*copy, i, p.chunk->ids[i], p.chunk->cells.get() + i * width_);
    p = {std::move(copy), p.rows, false, false};
    return *p.chunk;
  }

  std::uint64_t key_hash_of(const ferrule::value_view* row) const {
    std::uint64_t h = 0;
    for (const std::size_t i : key()) h = h * 31 + hash_of(row[i]);
    return h;
  }
  void index_all() {
    ids_.reserve(rows_);
    for (const part& p : parts_)
      for (std::size_t i = 0; i < p.rows; ++i)
        ids_.emplace(key_hash_of(p.chunk->cells.get() + i * width_), p.chunk->ids[i]);
    indexed_ = true;
  }

  std::shared_ptr<const shape> table_;
  std::size_t width_;
  std::vector<part> parts_;
  std::size_t rows_ = 0;
  std::uint64_t next_id_ = 0;  // ids rise with the position of a row and are never used again
  std::unordered_multimap<std::uint64_t, std::uint64_t> ids_;  // hash of the key -> id
  bool indexed_ = false;
};

}  // namespace ferrule::memory::detail
