// Links as they are typed.
#include "host/bench/link_shape.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::bench {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

TEST(link_shape, rates_are_bits_and_loss_is_a_share) {
  const auto link = parse_link("1Gbps,40ms,0.1%");
  ASSERT_TRUE(link);
  EXPECT_DOUBLE_EQ(link->bytes_per_second, 125e6);
  EXPECT_EQ(link->rtt, 40ms);
  EXPECT_DOUBLE_EQ(link->loss, 0.001);
  EXPECT_EQ(link->name, "1Gbps,40ms,0.1%");
  EXPECT_EQ(describe(*link), "1 Gbit/s, 40 ms, 0.1 % lost");
}

TEST(link_shape, loss_may_be_left_out_and_zero_needs_no_unit) {
  EXPECT_EQ(parse_link("64kbps,0")->rtt, 0ms);
  EXPECT_EQ(parse_link("20Mbps,0.5ms,0")->rtt, 500us);
  EXPECT_EQ(parse_link("20Mbps,250us")->loss, 0);
}

TEST(link_shape, nothing_is_a_link_too) {
  const auto none = parse_link("none");
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->is_shaped());
}

TEST(link_shape, every_preset_is_a_link_of_its_name) {
  for (const LinkPreset& preset : link_presets()) {
    const auto link = parse_link(preset.name);
    ASSERT_TRUE(link) << preset.name;
    EXPECT_EQ(link->name, preset.name);
    EXPECT_TRUE(link->is_shaped());
  }
}

struct Refused {
  const char* text;
  const char* why;
};

TEST(link_shape, what_is_no_link_is_refused_with_cause_and_cure) {
  for (const auto& [text, why] : {Refused{"", "two or three values"}, Refused{"1Gbps", "two or three values"},
                                  Refused{"1Gbps,1ms,0,0", "two or three values"}, Refused{"fast,1ms", "`fast` is no rate"},
                                  Refused{"1GB/s,1ms", "is no rate"}, Refused{"63kbps,1ms", "from 64kbps"},
                                  Refused{"1001Gbps,1ms", "to 1000Gbps"}, Refused{"1Gbps,-1ms", "no round-trip"},
                                  Refused{"1Gbps,40", "no round-trip"}, Refused{"1Gbps,10.1s", "at most 10s"},
                                  Refused{"1Gbps,40ms,0.1", "no loss in %"}, Refused{"1Gbps,40ms,20.1%", "at most 20%"},
                                  Refused{"1Gbps,0,0.1%", "loss needs a round-trip"}}) {
    const auto link = parse_link(text);
    ASSERT_FALSE(link) << text;
    EXPECT_EQ(link.error().kind, ErrorKind::invalid);
    EXPECT_THAT(link.error().message, HasSubstr(why)) << text;
    EXPECT_THAT(link.error().message, HasSubstr("1Gbps,40ms,0.1%"));
  }
}

}  // namespace
}  // namespace ingot::bench
