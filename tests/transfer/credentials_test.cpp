#include "host/transfer/credentials.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

using namespace std::chrono_literals;
using Readiness = Credentials::Readiness;

TEST(credentials, a_name_nobody_declared_needs_no_login) {
  Credentials credentials;
  EXPECT_EQ(credentials.readiness("", 0s), Readiness::ready);
}

TEST(credentials, is_logged_in_once_for_all) {
  Credentials credentials;
  credentials.declare("account");
  EXPECT_EQ(credentials.readiness("account", 0s), Readiness::needs_login);
  credentials.began("account");
  EXPECT_EQ(credentials.readiness("account", 0s), Readiness::logging_in);
  credentials.granted("account", 3600s, 0s);
  EXPECT_EQ(credentials.readiness("account", 1s), Readiness::ready);
  EXPECT_EQ(credentials.generation("account"), 1u);
}

TEST(credentials, is_renewed_at_half_life_while_the_old_token_works) {
  Credentials credentials;
  credentials.declare("account");
  credentials.began("account");
  credentials.granted("account", 3600s, 0s);
  EXPECT_FALSE(credentials.is_ageing("account", 1799s));
  EXPECT_TRUE(credentials.is_ageing("account", 1800s));
  credentials.began("account");
  EXPECT_FALSE(credentials.is_ageing("account", 1801s));
  EXPECT_EQ(credentials.readiness("account", 1801s), Readiness::ready);
  EXPECT_EQ(credentials.readiness("account", 3599s), Readiness::logging_in);
}

TEST(credentials, a_short_life_is_used_nearly_to_its_end) {
  Credentials credentials;
  credentials.declare("account");
  credentials.began("account");
  credentials.granted("account", 10s, 0s);
  EXPECT_EQ(credentials.readiness("account", 7999ms), Readiness::ready);
  EXPECT_EQ(credentials.readiness("account", 8s), Readiness::needs_login);
}

TEST(credentials, several_401_for_one_token_ask_for_one_login) {
  Credentials credentials;
  credentials.declare("account");
  credentials.began("account");
  credentials.granted("account", 0ms, 0s);
  credentials.rejected("account", 1);
  credentials.rejected("account", 1);
  EXPECT_EQ(credentials.readiness("account", 1s), Readiness::needs_login);
  credentials.began("account");
  credentials.granted("account", 0ms, 1s);
  credentials.rejected("account", 1);  // a late complaint about the old token
  EXPECT_EQ(credentials.readiness("account", 2s), Readiness::ready);
}

TEST(credentials, a_refusal_is_final_and_says_why) {
  Credentials credentials;
  credentials.declare("account");
  credentials.began("account");
  credentials.refused("account", Error{ErrorKind::auth, "consent withdrawn"});
  EXPECT_EQ(credentials.readiness("account", 1s), Readiness::failed);
  EXPECT_EQ(credentials.failure("account").message, "consent withdrawn");
}

}  // namespace
}  // namespace ingot::transfer
