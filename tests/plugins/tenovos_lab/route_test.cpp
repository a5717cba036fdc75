// Look-ups, rights, and what is refused before a desk sees it.
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

class TenovosRoutes : public TenovosLab {};

TEST_F(TenovosRoutes, list_templates_with_everything_a_validator_needs) {
  const Json list = call("GET", "/metadata/template");
  ASSERT_EQ(list.size(), 2U);
  const Json& one = list[0]["template"];
  EXPECT_EQ(text(one["templateId"]), kTemplate);
  const Json& attributes = one["metadataGroups"][0]["metadataAttributes"];
  ASSERT_EQ(attributes.size(), 7U);
  EXPECT_EQ(text(attributes[0]["name"]), "Title");
  EXPECT_EQ(text(attributes[0]["type"]), "text");
  EXPECT_EQ(*attributes[0]["length"].integer(), 80);
  EXPECT_FALSE(*attributes[0]["required"].truth());
  EXPECT_EQ(text(attributes[2]["type"]), "controlledVocabulary");
  EXPECT_TRUE(*attributes[3]["isMultipleSelect"].truth());
  EXPECT_EQ(text(attributes[4]["dateFormat"]), "MM/dd/yyyy");
  EXPECT_TRUE(*attributes[5]["readonly"].truth());
  EXPECT_EQ(attributes[6]["metadataAttributes"].size(), 3U);
  const Json strict = call("GET", "/metadata/template/" + std::string(kStrict))["template"];
  EXPECT_TRUE(*strict["metadataGroups"][0]["metadataAttributes"][0]["required"].truth());
  EXPECT_EQ(outcome(send("GET", "/metadata/template/x")), "400 Metadata Template not found");
}

TEST_F(TenovosRoutes, list_vocabularies_and_the_security_templates_of_the_user) {
  const Json list = call("GET", "/metadata/vocabulary");
  ASSERT_EQ(list.size(), 4U);
  const std::string id = text(list[0]["metadataDefinitionId"]);
  const Json one = call("GET", "/metadata/vocabulary/" + id);
  EXPECT_EQ(one.dump(), list[0].dump());
  EXPECT_EQ(text(one["metadata"]["values"][0]["valueName"]), "Photo");
  EXPECT_EQ(outcome(send("GET", "/metadata/vocabulary/x")), "404 Controlled vocabulary not found");
  const Json security = call("GET", "/security/template");
  ASSERT_EQ(security.size(), 2U) << "those the user may assign";
  EXPECT_EQ(text(security[0]["templateId"]), kEveryone);
}

TEST_F(TenovosRoutes, keep_template_listings_for_administrators) {
  TenovosOptions with;
  with.rights = tenovos::Rights::kUploader;
  restart(with);
  for (const std::string path :
       {"/metadata/template", "/metadata/template/x", "/security/template"}) {
    EXPECT_EQ(outcome(send("GET", path)), "403 Forbidden") << path;
  }
  EXPECT_EQ(send("GET", "/metadata/vocabulary").status, 200);
  EXPECT_EQ(send("POST", "/asset", order("a")).status, 200);
}

TEST_F(TenovosRoutes, answer_unknown_ones_as_the_vendors_gateway_does) {
  const auto at = [&](const std::string& method, const std::string& target) {
    return outcome(
        test::ask(*faulty, {.method = method, .target = target, .headers = usual_headers()}));
  };
  for (const char* target : {"/v1/nothing", "/asset/x", "/v2/asset/x", "/v1/asset/%zz", "/"}) {
    EXPECT_EQ(at("GET", target), "403 Missing Authentication Token") << target;
  }
  EXPECT_EQ(at("PUT", "/v1/asset"), "403 Missing Authentication Token");
  EXPECT_EQ(tenovos->audit().requests("GET (unknown)", 403), 5U);
}

TEST_F(TenovosRoutes, live_below_any_base_path) {
  for (const char* base : {"", "/content-store-v1"}) {
    TenovosOptions with;
    with.base_path = base;
    restart(with);
    EXPECT_EQ(test::ask(*faulty, {.method = "GET",
                                  .target = std::string(base) + "/metadata/vocabulary",
                                  .headers = usual_headers()})
                  .status,
              200);
  }
}

TEST_F(TenovosRoutes, want_json_of_a_known_length) {
  const auto post = [&](const char* type, std::optional<std::uint64_t> length) {
    MemoryBody body("{}");
    Request request{.method = "POST",
                    .target = "/v1/asset",
                    .headers = usual_headers(),
                    .content_length = length,
                    .body = body};
    request.headers.add("Content-Type", type);
    return faulty->handle(request).status;
  };
  EXPECT_EQ(post("text/plain", 2), 415);
  EXPECT_EQ(post("application/json", std::nullopt), 411);
  EXPECT_EQ(post("application/json", (10U << 20) + 1), 413);
  EXPECT_EQ(post("application/json; charset=utf-8", 2), 403) << "read, and found wanting";
}

TEST_F(TenovosRoutes, give_the_same_ids_for_the_same_seed) {
  const std::string first = text(create(order("a"))["objectId"]);
  restart(options);
  EXPECT_EQ(text(create(order("a"))["objectId"]), first);
  TenovosOptions other;
  other.seed = 2;
  restart(other);
  EXPECT_NE(text(create(order("a"))["objectId"]), first);
}

}  // namespace
}  // namespace ingot::lab
