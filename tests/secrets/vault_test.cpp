// Where secrets may go, and that refusals never show them.
#include "host/secrets/vault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "host/base/task_group.hpp"

namespace ingot::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kValue[] = "tok-0123456789abcdef";

Vault& filled(Vault& vault, Rule rule) {
  EXPECT_TRUE(vault.put("access_token", Secret(std::string(kValue)), std::move(rule)).ok());
  return vault;
}

struct Case {
  Rule rule;
  std::string place, host;
};

TEST(Vault, reveals_where_the_rule_allows) {
  const std::vector<Case> good = {
      {{{"api.dash.app"}, {"header:Authorization"}}, "header:authorization", "api.dash.app"},
      {{{"API.dash.app"}, {"header:authorization"}}, "header:Authorization", "api.DASH.app:443"},
      {{{"api.dash.app:8443"}, {"header:*"}}, "header:x-key", "api.dash.app:8443"},
      {{{"a", "b"}, {"url", "body"}}, "body", "b"},
      {{{"127.0.0.1"}, {"url"}}, "url", "127.0.0.1:8090"},
      {{{"[::1]:80"}, {"url"}}, "url", "[::1]:80"},
      {{{"::1"}, {"url"}}, "url", "[::1]:8080"},
  };
  for (const Case& each : good) {
    Vault vault;
    const auto value = filled(vault, each.rule).reveal_for("access_token", each.place, each.host);
    ASSERT_TRUE(value) << each.host << " " << each.place << ": " << value.error().message;
    EXPECT_EQ(*value, kValue);
  }
}

TEST(Vault, refuses_near_misses_without_showing_the_value) {
  const std::vector<Case> bad = {
      {{{"api.dash.app"}, {"body"}}, "body", "evil.api.dash.app"},
      {{{"api.dash.app"}, {"body"}}, "body", "api.dash.app.evil.com"},
      {{{"api.dash.app"}, {"body"}}, "body", "xapi.dash.app"},
      {{{"api.dash.app"}, {"body"}}, "body", ""},
      {{{"api.dash.app:8443"}, {"body"}}, "body", "api.dash.app"},
      {{{"api.dash.app:8443"}, {"body"}}, "body", "api.dash.app:84430"},
      {{{"api.dash.app"}, {"header:authorization"}}, "header:authorization2", "api.dash.app"},
      {{{"api.dash.app"}, {"header:authorization"}}, "url", "api.dash.app"},
      {{{"api.dash.app"}, {"header:*"}}, "body", "api.dash.app"},
      {{{"api.dash.app"}, {}}, "body", "api.dash.app"},
      {{{}, {"body"}}, "body", "api.dash.app"},
      {{{""}, {"body"}}, "body", ""},
  };
  for (const Case& each : bad) {
    Vault vault;
    const auto value = filled(vault, each.rule).reveal_for("access_token", each.place, each.host);
    ASSERT_FALSE(value) << each.host << " " << each.place;
    EXPECT_EQ(value.error().kind, ErrorKind::refused);
    EXPECT_THAT(value.error().message, HasSubstr("access_token"));
    EXPECT_THAT(value.error().message, Not(HasSubstr(kValue)));
  }
}

TEST(Vault, names_the_rule_it_refuses_by) {
  Vault vault;
  filled(vault, {{"api.dash.app"}, {"body"}});
  EXPECT_THAT(vault.reveal_for("access_token", "body", "evil.com").error().message,
              HasSubstr("may not go to evil.com; its rule allows the hosts: api.dash.app"));
  EXPECT_THAT(vault.reveal_for("access_token", "url", "api.dash.app").error().message,
              HasSubstr("may not be put into url; its rule allows the places: body"));
}

TEST(Vault, does_not_know_a_secret_that_was_never_put) {
  const Vault vault;
  EXPECT_EQ(vault.reveal_for("nobody", "body", "a").error().kind, ErrorKind::not_found);
  EXPECT_FALSE(vault.has("nobody"));
}

TEST(Vault, refuses_an_empty_secret_or_name) {
  Vault vault;
  EXPECT_EQ(vault.put("a", Secret(), {}).error().kind, ErrorKind::refused);
  EXPECT_EQ(vault.put("", Secret(std::string("value")), {}).error().kind, ErrorKind::refused);
  EXPECT_FALSE(vault.has("a"));
}

TEST(Vault, replaces_the_value_and_keeps_the_rule) {
  Vault vault;
  filled(vault, {{"a"}, {"body"}});
  ASSERT_TRUE(vault.replace("access_token", Secret(std::string("fresh-token-value"))).ok());
  EXPECT_EQ(*vault.reveal_for("access_token", "body", "a"), "fresh-token-value");
  EXPECT_FALSE(vault.reveal_for("access_token", "body", "b"));
  EXPECT_EQ(vault.replace("other", Secret(std::string("fresh"))).error().kind,
            ErrorKind::not_found);
  EXPECT_EQ(vault.replace("access_token", Secret()).error().kind, ErrorKind::refused);
}

TEST(Vault, scrubs_old_and_new_values_even_after_it_is_gone) {
  std::shared_ptr<const Scrubber> scrubber;
  {
    Vault vault;
    filled(vault, {{"a"}, {"body"}});
    ASSERT_TRUE(vault.replace("access_token", Secret(std::string("fresh-token-value"))).ok());
    scrubber = vault.scrubber();
  }
  EXPECT_EQ(scrubber->scrub(std::string("old ") + kValue + " new fresh-token-value."),
            "old *** new ***.");
}

TEST(Vault, serves_many_threads_while_tokens_are_replaced) {
  Vault vault;
  filled(vault, {{"a"}, {"body"}});
  TaskGroup group;
  for (int thread = 0; thread < 3; ++thread) {
    group.spawn("reader", [&](const std::stop_token&) -> Status {
      for (int i = 0; i < 200; ++i) {
        INGOT_TRY(const std::string value, vault.reveal_for("access_token", "body", "a"));
        if (vault.scrubber()->scrub("x " + value) != "x ***")
          return Error{ErrorKind::internal, "seen in clear"};
      }
      return {};
    });
  }
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(vault.replace("access_token", Secret("generation-" + std::to_string(i))).ok());
  }
  const Status joined = group.join();
  EXPECT_TRUE(joined.ok()) << joined.error().message;
}

}  // namespace
}  // namespace ingot::secrets
