// SPDX-License-Identifier: BSL-1.0
#include <ferrule/connectors/memory.hpp>
#include <ferrule/rows.hpp>
#include <ferrule/stream/row_view.hpp>

namespace {

using namespace ferrule;

struct trade {
  int id;
  std::string symbol;
};

static_assert(RowStream<memory::stream> && !Drains<memory::stream>);
static_assert(Lends<memory::stream, trade>);
static_assert(Writer<memory::writer> && PartitionPlan<memory::plan>);
static_assert(CancelHandle<decltype(std::declval<memory::connector>().cancel_handle())>);
static_assert(std::is_nothrow_move_constructible_v<memory::plan> &&
              !std::is_copy_constructible_v<memory::plan>);
static_assert(!std::is_copy_constructible_v<memory::store>);

// Read without going through a value_view: scalars, text and bytes, and optionals of them; nothing
// else.
template<class F>
concept read_alone = ferrule::detail::ReadsTyped<memory::stream, F>;
static_assert(read_alone<bool> && read_alone<std::int8_t> && read_alone<uint128> &&
              read_alone<float> && read_alone<decimal>);
static_assert(read_alone<std::string_view> && read_alone<bytes_view> && read_alone<date> &&
              read_alone<uuid>);
static_assert(read_alone<std::chrono::sys_time<std::chrono::milliseconds>> &&
              read_alone<std::chrono::nanoseconds>);
static_assert(read_alone<std::optional<std::int64_t>> &&
              read_alone<std::optional<std::string_view>>);
static_assert(!read_alone<std::string> && !read_alone<value_view> &&
              !read_alone<std::vector<int>> && !read_alone<point>);

// A temporary that would be gone before the first row cannot be lent.
template<class V>
concept can_be_lent = requires(memory::store& s, V rows) { s.lend("t", std::forward<V>(rows)); };
static_assert(can_be_lent<const std::vector<trade>&> && can_be_lent<std::span<const trade>> &&
              !can_be_lent<std::vector<trade>>);

static_assert(memory::connector::resolve("list")->to->kind == kind::list);
static_assert(memory::connector::resolve("nothing") == nullptr);

// The rows of a request are lent too where it asks for all of them.
static_assert(Lends<rows_stream<memory::connector, request>, trade> &&
              Lends<rows_stream<memory::connector, all_rows>, trade>);

}  // namespace
