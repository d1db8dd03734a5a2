// SPDX-License-Identifier: BSL-1.0
// conformance/changes_reader.hpp - a connector's changes as the kit sees them.
//
// Apart from connector_adaptor.hpp, which needs the declarations only, because of the time it takes to compile: see
// cli/kit_subject.hpp.
#pragma once
#include <ferrule/conformance/connector_adaptor.hpp>

namespace ferrule::conformance {
namespace detail {

template<ChangeStream S>
class changes_adaptor final : public changes_under_test {
public:
  explicit changes_adaptor(S stream) : stream_(std::move(stream)) {}

  change next() override { return stream_.next(); }
  std::size_t table() const override { return stream_.table(); }
  bool next_row(std::vector<value_view>& cells) override {
    auto& rows = stream_.rows();
    if (!rows.next()) return false;
    read(rows.row(), rows.schema(), cells);
    return true;
  }
  const error& rows_status() override { return stream_.rows().status(); }
  const ferrule::schema& rows_columns() override { return stream_.rows().schema(); }
  void row(std::vector<value_view>& cells) override { read(stream_.row(), of_table(), cells); }
  void old_row(std::vector<value_view>& cells) override {
    read(stream_.old_row(), of_table(), cells);
  }
  const op_id& id() const override { return stream_.id(); }
  std::optional<source_time> committed_at() const override { return stream_.committed_at(); }
  std::span<const source_schema> schemas() const override { return stream_.schemas(); }
  result<void> acknowledge(const op_id& id) override { return stream_.acknowledge(id); }
  const error& status() const override { return stream_.status(); }

private:
  const ferrule::schema& of_table() const { return stream_.schemas()[stream_.table()].schema; }
  template<class R>
  static void read(R row, const ferrule::schema& columns, std::vector<value_view>& cells) {
    cells.assign(columns.fields.size(), value_view());
    for (value_view& cell : cells) row.read(cell);
  }
  S stream_;
};

}  // namespace detail

template<class C>
result<changes_ptr> changes_reader<C>::follow(
    [[maybe_unused]] C& connector, [[maybe_unused]] std::span<const table_info> tables,
    [[maybe_unused]] const std::optional<checkpoint>& from,
    [[maybe_unused]] const follow_options& options) {
  if constexpr (has_capability<C>(capability::followable))
    return detail::adapted<detail::changes_adaptor, changes_under_test>(
        connector.follow(tables, from, options));
  else return detail::not_declared();
}

}  // namespace ferrule::conformance
