// How a plugin takes its config, or refuses it.
#include <ingot/kit/config_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::kit {
namespace {

TEST(KitConfigReader, keeps_the_first_problem) {
  ConfigReader reader(*Json::parse(R"({"parts":99,"mode":"fast","name":"n"})"));
  EXPECT_EQ(reader.text("name", ""), "n");
  EXPECT_EQ(reader.problem(), "");
  reader.number("parts", 1, 98, 5);
  reader.choice("mode", {"slow", "slower"});
  EXPECT_THAT(reader.problem(), testing::HasSubstr("parts"));
}

TEST(KitConfigReader, a_constructor_gets_the_config_or_the_problem_as_an_exception) {
  EXPECT_EQ(config_or_throw(Parsed<std::string>("config")), "config");
  try {
    config_or_throw(Parsed<std::string>::failed("parts: too many"));
    FAIL() << "nothing was thrown";
  } catch (const std::invalid_argument& refused) {
    EXPECT_STREQ(refused.what(), "parts: too many");
  }
}

}  // namespace
}  // namespace ingot::kit
