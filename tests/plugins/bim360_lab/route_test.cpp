// Paths, methods and project ids: who is let in to what.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

using Bim360Routes = Bim360Lab;

TEST_F(Bim360Routes, both_services_take_the_project_with_and_without_its_prefix) {
  for (const char* service : {"bim360", "construction"}) {
    for (const char* prefix : {"", "b."}) {
      const std::string target = "/" + std::string(service) + "/assets/v2/projects/" + prefix +
                                 kProject + "/assets:batch-create";
      EXPECT_EQ(send("POST", target, "[" + asset("a") + "]").status, 201) << target;
    }
  }
  EXPECT_EQ(send("GET", "/forma/assets/v2/projects/" + kProject + "/assets").status, 404);
}

TEST_F(Bim360Routes, each_api_has_its_own_rule_for_the_project) {
  const std::string other = "b1b36000-0000-4000-8000-000000000002";
  EXPECT_EQ(send("GET", "/bim360/assets/v2/projects/" + other + "/assets").status, 404);
  EXPECT_EQ(send("GET", "/bim360/assets/v2/projects/lab/assets").status, 400);
  EXPECT_EQ(send("POST", "/data/v1/projects/" + kProject + "/storage", storage_body("a")).status,
            400);
  EXPECT_EQ(send("POST", "/data/v1/projects/b." + other + "/storage", storage_body("a")).status,
            404);
  const std::string relations = "/bim360/relationship/v2/containers/";
  EXPECT_EQ(send("GET", relations + "b." + kProject + "/relationships:search").status, 400);
  EXPECT_EQ(send("GET", relations + other + "/relationships:search").status, 404);
  EXPECT_EQ(send("GET", relations + kProject + "/relationships:search").status, 200);
}

TEST_F(Bim360Routes, refuses_in_each_services_words) {
  const Reply assets = send("GET", "/bim360/assets/v2/projects/lab/assets");
  EXPECT_EQ(text(json_of(assets)["errorCode"]), "MALFORMED_REQUEST");
  const Reply data = send("POST", kData + "/items", "{}");
  EXPECT_EQ(data.headers.find("Content-Type"), "application/vnd.api+json");
  EXPECT_EQ(text(json_of(data)["errors"][0]["status"]), "400");
  const Reply storage = send("GET", "/oss/v2/buckets/wip.dm.prod/objects/none/signeds3upload");
  EXPECT_EQ(storage.status, 404);
  EXPECT_FALSE(text(json_of(storage)["reason"]).empty());
  const Reply relation = send("PUT", kRelations, "{}");
  EXPECT_FALSE(text(json_of(relation)["detail"]).empty());
}

TEST_F(Bim360Routes, unknown_paths_methods_and_types) {
  EXPECT_EQ(send("GET", "/nothing").status, 404);
  const Reply wrong = send("GET", kV2 + "/assets:batch-create");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.find("Allow"), "POST");
  token = "none";
  EXPECT_EQ(send("GET", "/nothing").status, 401) << "who asks comes first";
  token = "lab-token";
  const Headers plain{{"Authorization", "Bearer lab-token"}, {"Content-Type", "text/plain"}};
  const auto typed = [&](const char* method, const std::string& target) {
    return test::ask(*faulty, {.method = method, .target = target, .headers = plain, .body = "{}"})
        .status;
  };
  EXPECT_EQ(typed("POST", kV2 + "/assets:batch-create"), 400);
  EXPECT_EQ(typed("POST", kData + "/storage"), 415);
  EXPECT_EQ(typed("PUT", kRelations), 415);
  EXPECT_EQ(send("GET", "/__nothing").status, 404);
}

TEST_F(Bim360Routes, a_reset_forgets_everything_but_tokens) {
  const std::string id = made(asset("a"));
  document("d.pdf", "x");
  place("open.pdf");
  send("GET", kV2 + "/assets?cursorState=x");
  EXPECT_EQ(send("POST", "/__reset").status, 204);
  const Json audit = call("GET", "/__audit");
  EXPECT_TRUE(*audit["clean"].truth()) << audit.dump();
  EXPECT_EQ(*audit["counts"]["objects"].integer(), 0);
  EXPECT_EQ(call("POST", kV2 + "/assets:batch-get", R"({"ids":[")" + id + "\"]}")["results"].size(),
            0U);
  EXPECT_EQ(create(asset("a")).status, 201);
}

TEST_F(Bim360Routes, the_audit_counts_by_route) {
  create(asset("a"));
  create(asset(""));
  const std::string route = "POST /{service}/assets/v2/projects/{project}/assets:batch-create";
  EXPECT_EQ(bim360->audit().requests(route, 201), 1U);
  EXPECT_EQ(bim360->audit().requests(route, 400), 1U);
}

}  // namespace
}  // namespace ingot::lab
