// SPDX-License-Identifier: BSL-1.0
#include <ferrule/schema/op_id.hpp>
#include <gtest/gtest.h>

namespace {

using ferrule::op_id;

TEST(op_id, is_ordered_by_its_sequence_alone) {
  EXPECT_LT(op_id{}, (op_id{1, "z"}));
  EXPECT_LT((op_id{9, "z"}), (op_id{10, "a"}));
  EXPECT_EQ((op_id{7, "0/16B3748"}), (op_id{7, "0/16B3749"}));
}

TEST(op_id, prints_both) {
  EXPECT_EQ(fmt::format("{}", op_id{42, {}}), "42");
  EXPECT_EQ(fmt::format("{:>20}", op_id{42, "0/16B3748"}), "   42 at '0/16B3748'");
}

}  // namespace
