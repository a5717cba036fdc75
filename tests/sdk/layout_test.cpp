// The ABI does not move: sizes, offsets and numbers of plugin.h, and a plugin in plain C that lives
// by them.
#include <gtest/gtest.h>

#include <ingot/plugin.h>
#include <ingot/testkit/fake_host.hpp>

extern "C" const ingot_plugin* plain_c_plugin(void);

namespace {

TEST(Layout, keeps_every_size_and_offset) {
#define SIZE(type, bytes) EXPECT_EQ(sizeof(type), std::size_t{bytes}) << #type;
#define AT(type, member, offset) \
  EXPECT_EQ(offsetof(type, member), std::size_t{offset}) << #type "." #member;
#define VALUE(name, number)
#include "tests/sdk/frozen_layout.inc"
#undef SIZE
#undef AT
#undef VALUE
}

TEST(Layout, keeps_every_number) {
#define SIZE(type, bytes)
#define AT(type, member, offset)
#define VALUE(name, number) EXPECT_EQ(static_cast<long>(name), long{number}) << #name;
#include "tests/sdk/frozen_layout.inc"
#undef SIZE
#undef AT
#undef VALUE
}

TEST(Layout, keeps_arrays_8_aligned_element_by_element) {
  EXPECT_EQ(sizeof(ingot_item) % 8, 0u);
  EXPECT_EQ(sizeof(ingot_seg) % 8, 0u);
  EXPECT_EQ(sizeof(ingot_header) % 8, 0u);
  EXPECT_EQ(sizeof(ingot_capture) % 8, 0u);
}

TEST(Layout, lets_a_plugin_in_plain_c_end_a_batch) {
  ingot::test::FakeHost host(*plain_c_plugin());
  ASSERT_EQ(host.open(), INGOT_OK);
  ingot::test::Begin begin;
  begin.items = {ingot::test::make_item("a", 1), ingot::test::make_item("b", 2)};
  ASSERT_EQ(host.begin(begin), INGOT_OK);
  ASSERT_EQ(host.ends().size(), 2u);
  EXPECT_EQ(host.ends()[1].result, std::uint32_t{INGOT_IT_SKIPPED});
  EXPECT_TRUE(host.violations().empty());
}

}  // namespace
