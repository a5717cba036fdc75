#include "host/plugin/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::plugin {
namespace {

Version version(std::string_view text) {
  auto parsed = Version::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Version{};
}

TEST(Version, reads_semantic_versions_and_nothing_else) {
  EXPECT_EQ(version("1.20.300").to_string(), "1.20.300");
  EXPECT_EQ(version("1.0.0-rc.1+build.5").to_string(), "1.0.0-rc.1");
  for (const char* text :
       {"", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.03", "1.2.x", "1.2.3-", "1.2.3-a..b",
        "1.2.3+", " 1.2.3", "1.2.3 ", "-1.2.3", "1.2.4294967296", "1.2.3-é"}) {
    EXPECT_FALSE(Version::parse(text)) << text;
  }
}

TEST(Version, orders_as_semver_says) {
  const char* const ascending[] = {"1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
                                   "1.0.0-beta",  "1.0.0-beta.2",  "1.0.0-beta.11",
                                   "1.0.0-rc.1",  "1.0.0",         "1.0.1",
                                   "1.2.0",       "1.10.0",        "2.0.0"};
  for (std::size_t i = 0; i + 1 < std::size(ascending); ++i) {
    EXPECT_LT(version(ascending[i]), version(ascending[i + 1])) << ascending[i];
  }
  EXPECT_EQ(version("1.0.0+a"), version("1.0.0+b"));
}

struct Case {
  const char* constraint;
  std::vector<const char*> allowed, refused;
};

TEST(VersionConstraint, allows_exactly_its_range) {
  const Case cases[] = {
      {"", {"0.0.0", "9.9.9", "1.0.0-rc.1"}, {}},
      {"1.2.0", {"1.2.0"}, {"1.2.1", "1.1.9", "1.2.0-rc.1"}},
      {"= 1.2", {"1.2.0", "1.2.9"}, {"1.1.9", "1.3.0"}},
      {"1", {"1.0.0", "1.9.9"}, {"0.9.9", "2.0.0"}},
      {"~> 1.2", {"1.2.0", "1.99.0"}, {"1.1.9", "2.0.0"}},
      {"~> 1.2.3", {"1.2.3", "1.2.99"}, {"1.2.2", "1.3.0"}},
      {"~>1", {"1.0.0", "1.9.0"}, {"2.0.0", "0.9.0"}},
      {">= 1.0", {"1.0.0", "7.0.0"}, {"0.9.9", "1.0.0-rc.1"}},
      {"> 1.2", {"1.3.0"}, {"1.2.0", "1.2.9"}},
      {"> 1.2.0", {"1.2.1"}, {"1.2.0"}},
      {"<= 1.2", {"1.2.9", "0.1.0"}, {"1.3.0"}},
      {"<= 1.2.0", {"1.2.0"}, {"1.2.1"}},
      {"< 2", {"1.9.9"}, {"2.0.0"}},
      {">= 1.2, < 1.5", {"1.2.0", "1.4.9"}, {"1.1.9", "1.5.0"}},
      {">= 1.0.0-rc.1", {"1.0.0-rc.1", "1.0.0-rc.2", "1.0.0"}, {"1.0.0-beta"}},
  };
  for (const auto& one : cases) {
    const auto constraint = VersionConstraint::parse(one.constraint);
    ASSERT_TRUE(constraint) << one.constraint;
    for (const char* text : one.allowed)
      EXPECT_TRUE(constraint->allows(version(text))) << one.constraint << " " << text;
    for (const char* text : one.refused)
      EXPECT_FALSE(constraint->allows(version(text))) << one.constraint << " " << text;
  }
}

TEST(VersionConstraint, explains_what_it_cannot_read) {
  for (const char* text :
       {"~ 1.2", "^1.2", "1.x", ">=", "1.2,", ", 1", "=> 1", "latest", "1.2-rc"}) {
    const auto constraint = VersionConstraint::parse(text);
    ASSERT_FALSE(constraint) << text;
    EXPECT_THAT(constraint.error().message, ::testing::HasSubstr("is none of"));
  }
}

}  // namespace
}  // namespace ingot::plugin
