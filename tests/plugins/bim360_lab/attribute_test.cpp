// The values of custom attributes: each data type by its form, and what a category inherits.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Attributes : public Bim360Lab {
 protected:
  // The status of creating a fan with one more attribute than the required ca1.
  int with(const std::string& name, const std::string& value) {
    return create(fan("f", R"({"ca1":"s",")" + name + "\":" + value + "}")).status;
  }
};

TEST_F(Bim360Attributes, takes_each_type_in_its_documented_form_only) {
  struct Case {
    const char* name;
    std::vector<std::string> good, bad;
  };
  const auto quoted = [](const std::string& text) { return "\"" + text + "\""; };
  const std::string v41 = quoted(value_id("41")), v51 = quoted(value_id("51"));
  const std::string v52 = quoted(value_id("52"));
  const Case cases[] = {
      {"ca9", {R"("")", R"("x")", R"("2020-04-10")"}, {"1", "true", R"(["x"])", R"({"a":"b"})"}},
      {"ca3",
       {R"("2020-04-10")", R"("2024-02-29")", R"("0001-01-01")"},
       {R"("2020-4-10")", R"("2023-02-29")", R"("2020-04-10T00:00:00Z")", R"("10.04.2020")",
        R"("2020-13-01")", R"("")", "20200410"}},
      {"ca4",
       {v41},
       {R"("Northwind")", v51, quoted(value_id("43")), "[" + v41 + "]", R"("")", "1"}},
      {"ca5",
       {"[]", "[" + v51 + "]", "[" + v51 + "," + v52 + "]"},
       {v51, "[" + v41 + "]", "[" + v51 + "," + v51 + "]", "[1]", "true"}},
      {"ca6", {"true", "false"}, {R"("true")", "1", "[]"}},
      {"ca2",
       {R"("6.5")", R"("-110")", R"("1e3")", R"("0")"},
       {"6.5", "7", R"("6,5")", R"("1.000,5")", R"("6.5 kg")", R"(" 6")", R"("")", R"("inf")",
        R"("nan")", R"("0x10")", "true"}}};
  for (const Case& one : cases) {
    for (const std::string& value : one.good) EXPECT_EQ(with(one.name, value), 201) << value;
    for (const std::string& value : one.bad) {
      EXPECT_EQ(with(one.name, value), 400) << one.name << " " << value;
    }
  }
}

TEST_F(Bim360Attributes, may_take_numbers_as_the_seeds_sample_shows) {
  Bim360Options either;
  either.numeric_values = NumericValues::kEither;
  restart(either);
  EXPECT_EQ(with("ca2", "6.5"), 201);
  EXPECT_EQ(with("ca2", "7"), 201);
  EXPECT_EQ(with("ca2", R"("6.5")"), 201);
  EXPECT_EQ(with("ca2", "true"), 400);
}

TEST_F(Bim360Attributes, hold_the_length_of_texts_to_the_character) {
  EXPECT_EQ(with("ca9", "\"" + std::string(250, 'x') + "\""), 201);
  EXPECT_EQ(with("ca9", "\"" + std::string(251, 'x') + "\""), 400);
  const auto circuit = [&](std::size_t length) {
    return create(R"({"clientAssetId":"e","categoryId":"20","statusId":")" + status_id("11") +
                  R"(","customAttributes":{"ca7":")" + std::string(length, 'x') + "\"}}")
        .status;
  };
  EXPECT_EQ(circuit(20), 201) << "maxLengthOnIngress of ca7";
  EXPECT_EQ(circuit(21), 400);
}

TEST_F(Bim360Attributes, are_keyed_by_name_and_belong_to_the_category) {
  EXPECT_EQ(with("Weight", R"("1")"), 400) << "a display name";
  EXPECT_EQ(with("ca7", R"("C1")"), 400) << "another branch's attribute";
  EXPECT_EQ(with("ca99", R"("x")"), 400);
  EXPECT_EQ(with("ca9", R"("x")"), 201) << "assigned to the root, inherited by all";
}

TEST_F(Bim360Attributes, required_ones_must_be_there_and_not_empty) {
  for (const char* values : {"{}", R"({"ca1":""})", R"({"ca1":null})"}) {
    const Reply reply = create(fan("f", values));
    EXPECT_EQ(reply.status, 400) << values;
    EXPECT_EQ(text(json_of(reply)["errors"][0]["errorCode"]), "CUSTOM_ATTRIBUTE_REQUIRED");
    EXPECT_EQ(text(json_of(reply)["errors"][0]["field"]), "customAttributes.ca1");
  }
  EXPECT_EQ(create(fan("f", R"({"ca1":"s"})")).status, 201);
}

TEST_F(Bim360Attributes, a_null_sets_nothing) {
  const Json made = json_of(create(fan("f", R"({"ca1":"s","ca2":null})")))["results"][0];
  EXPECT_EQ(made["customAttributes"].dump(), R"({"ca1":"s"})");
}

TEST_F(Bim360Attributes, the_nearest_ancestors_status_set_counts) {
  const auto status = [&](const char* category, const char* number) {
    return create(R"({"clientAssetId":"x","categoryId":")" + std::string(category) +
                  R"(","statusId":")" + status_id(number) + R"(","customAttributes":{)" +
                  (category[0] == '1' && category[1] != '\0' ? R"("ca1":"s")" : "") + "}}")
        .status;
  };
  EXPECT_EQ(status("1", "11"), 201) << "the default set";
  EXPECT_EQ(status("20", "13"), 201) << "the default set, inherited";
  EXPECT_EQ(status("13", "22"), 201) << "Mechanical's own";
  EXPECT_EQ(status("13", "13"), 400) << "Installed of another set";
  EXPECT_EQ(status("21", "32"), 201) << "its own instead of the default";
  EXPECT_EQ(status("21", "11"), 400);
}

}  // namespace
}  // namespace ingot::lab
