#include "host/transfer/late_effect.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using net::Delivery;

constexpr std::uint64_t kBody = 1000;

bool may(Delivery delivery, std::uint64_t bytes_sent) {
  net::Answer answer;
  answer.delivery = delivery;
  answer.timing.bytes_sent = bytes_sent;
  return may_take_effect_later(answer, kBody);
}

TEST(late_effect, is_possible_once_all_of_the_body_has_left) {
  for (const Delivery delivery : {Delivery::unknown, Delivery::cancelled}) {
    EXPECT_FALSE(may(delivery, 0));
    EXPECT_FALSE(may(delivery, kBody - 1));
    EXPECT_TRUE(may(delivery, kBody));
    EXPECT_TRUE(may(delivery, kBody + 300));
  }
}

TEST(late_effect, is_over_with_an_answer_and_impossible_for_what_never_left) {
  for (const Delivery delivery :
       {Delivery::response, Delivery::too_large, Delivery::not_sent, Delivery::source_failed})
    EXPECT_FALSE(may(delivery, kBody + 300));
}

}  // namespace
}  // namespace ingot::transfer
