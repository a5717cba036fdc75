// What a client reads before it sends: the lab project, with and without what is inherited.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Settings : public Bim360Lab {
 protected:
  // The texts of `member` over all results, separated by blanks.
  static std::string all(const Json& body, const char* member) {
    std::string texts;
    for (std::size_t i = 0; i < body["results"].size(); ++i) {
      texts += (i > 0 ? " " : "") + text(body["results"][i][member]);
    }
    return texts;
  }
};

TEST_F(Bim360Settings, categories_come_whole_and_with_deactivated_ones) {
  const Json body = call("GET", kV1 + "/categories");
  EXPECT_EQ(all(body, "id"), "1 10 11 12 13 14 20 21 30");
  EXPECT_EQ(body["pagination"].find("cursorState"), nullptr);
  const Json& root = body["results"][0];
  EXPECT_TRUE(*root["isRoot"].truth());
  EXPECT_TRUE(root["parentId"].is_null());
  EXPECT_EQ(root["subcategoryIds"].dump(), R"(["10","20","30"])");
  const Json& fans = body["results"][3];
  EXPECT_EQ(text(fans["parentId"]), "11");
  EXPECT_TRUE(*fans["isLeaf"].truth());
  EXPECT_EQ(fans.find("uid"), nullptr);
  EXPECT_FALSE(*body["results"][5]["isActive"].truth());
  EXPECT_EQ(text(body["results"][4]["name"]), text(body["results"][7]["name"])) << "Pumps twice";
}

TEST_F(Bim360Settings, categories_filter) {
  const auto ids = [&](const std::string& query) {
    return all(call("GET", kV1 + "/categories?" + query), "id");
  };
  EXPECT_EQ(ids("filter[isActive]=true"), "1 10 11 12 13 20 21 30");
  EXPECT_EQ(ids("filter[isActive]=false"), "14");
  EXPECT_EQ(ids("filter[parentId]=10"), "11 13 14");
  EXPECT_EQ(ids("filter[maxDepth]=1"), "1 10 20 30");
  EXPECT_FALSE(text(call("GET", kV1 + "/categories?includeUid=true")["results"][0]["uid"]).empty());
  for (const char* wrong : {"filter[isActive]=1", "filter[maxDepth]=x", "includeUid=", "limit=5"}) {
    EXPECT_EQ(send("GET", kV1 + "/categories?" + wrong).status, 400) << wrong;
  }
}

TEST_F(Bim360Settings, status_sets_of_categories_with_and_without_inheritance) {
  const std::string target = kV1 + "/category-status-step-sets/status-step-sets:batch-get";
  const std::string ids = R"({"ids":["1","12","21","404"]})";
  const Json explicit_only = call("POST", target, ids);
  ASSERT_EQ(explicit_only["results"].size(), 1U);
  EXPECT_EQ(text(explicit_only["results"][0]["categoryId"]), "21");
  const Json inherited = call("POST", target + "?includeInherited=true", ids);
  EXPECT_EQ(all(inherited, "categoryId"), "1 12 21");
  EXPECT_EQ(all(inherited, "statusStepSetId"),
            uuid_of("5e7", "1") + " " + uuid_of("5e7", "2") + " " + uuid_of("5e7", "3"));
  EXPECT_EQ(send("POST", target, R"({"ids":[]})").status, 400);
  EXPECT_EQ(send("POST", target, R"(["1"])").status, 400);
}

TEST_F(Bim360Settings, status_sets_and_statuses) {
  const Json sets = call("GET", kV1 + "/status-step-sets");
  EXPECT_EQ(all(sets, "name"), "Standard Commissioning Electrical tests");
  EXPECT_TRUE(*sets["results"][0]["isDefault"].truth());
  const Json& disposed = sets["results"][0]["values"][3];
  EXPECT_EQ(text(disposed["label"]), "Disposed");
  EXPECT_FALSE(*disposed["isActive"].truth());
  EXPECT_EQ(text(disposed["statusStepSetId"]), uuid_of("5e7", "1"));
  EXPECT_EQ(all(call("POST", kV1 + "/status-step-sets:batch-get",
                     R"({"ids":[")" + uuid_of("5e7", "3") + R"(","x"]})"),
                "name"),
            "Electrical tests");
  EXPECT_EQ(call("GET", kV1 + "/asset-statuses")["results"].size(), 9U);
  EXPECT_EQ(all(call("POST", kV1 + "/asset-statuses:batch-get",
                     R"({"ids":[")" + status_id("32") + R"("]})"),
                "label"),
            "Energised");
}

TEST_F(Bim360Settings, attributes_of_a_category_accumulate) {
  const std::string target = kV1 + "/categories/12/custom-attributes";
  EXPECT_EQ(all(call("GET", target), "name"), "ca5 ca6");
  const Json body = call("GET", target + "?includeInherited=true");
  EXPECT_EQ(all(body, "name"), "ca5 ca6 ca3 ca4 ca1 ca2 ca9");
  EXPECT_EQ(all(body, "dataType"), "multi_select boolean date select text numeric text");
  EXPECT_EQ(all(body, "inheritedFromCategoryId"), "  11 11 10 10 1");
  EXPECT_EQ(body["results"][0].find("inheritedFromCategoryId"), nullptr);
  EXPECT_EQ(text(body["results"][3]["values"][0]["displayName"]), "Northwind");
  EXPECT_EQ(text(body["results"][3]["values"][0]["id"]), value_id("41"));
  EXPECT_TRUE(*body["results"][4]["requiredOnIngress"].truth());
  EXPECT_EQ(*body["results"][4]["maxLengthOnIngress"].integer(), 250);
  EXPECT_EQ(send("GET", kV1 + "/categories/99/custom-attributes").status, 404);
  EXPECT_EQ(send("GET", target + "?includeInherited=yes").status, 400);
}

TEST_F(Bim360Settings, attributes_of_the_project_come_in_pages_and_by_id_or_name) {
  EXPECT_EQ(all(call("GET", kV1 + "/custom-attributes"), "name"),
            "ca1 ca2 ca3 ca4 ca5 ca6 ca7 ca8 ca9");
  const Json first = call("GET", kV1 + "/custom-attributes?limit=8");
  const std::string cursor = text(first["pagination"]["cursorState"]);
  EXPECT_EQ(all(call("GET", kV1 + "/custom-attributes?limit=8&cursorState=" + cursor), "name"),
            "ca9");
  EXPECT_EQ(send("GET", test::target_of(text(first["pagination"]["nextUrl"]))).status, 200);
  EXPECT_EQ(send("GET", kV1 + "/status-step-sets?cursorState=" + cursor).status, 400);
  const std::string batch = kV1 + "/custom-attributes:batch-get";
  EXPECT_EQ(all(call("POST", batch,
                     R"({"names":["ca1","Weight"],"ids":[")" + uuid_of("ca", "7") + R"("]})"),
                "name"),
            "ca1 ca7");
  EXPECT_EQ(all(call("POST", batch, R"({"names":["ca10"]})"), "name"), "");
  EXPECT_EQ(all(call("POST", batch + "?includeDeleted=true", R"({"names":["ca10"]})"), "name"),
            "ca10");
  for (const char* body : {"{}", R"({"names":"ca1"})", R"({"ids":["x"],"name":["ca1"]})"}) {
    EXPECT_EQ(send("POST", batch, body).status, 400) << body;
  }
}

TEST_F(Bim360Settings, batches_of_settings_hold_a_hundred_as_well) {
  std::string ids = "\"1\"";
  for (int i = 1; i < 100; ++i) ids += ",\"1\"";
  for (const char* batch :
       {"/category-status-step-sets/status-step-sets:batch-get", "/status-step-sets:batch-get",
        "/asset-statuses:batch-get", "/custom-attributes:batch-get"}) {
    EXPECT_EQ(send("POST", kV1 + batch, R"({"ids":[)" + ids + "]}").status, 200) << batch;
    EXPECT_EQ(send("POST", kV1 + batch, R"({"ids":[)" + ids + R"(,"1"]})").status, 400) << batch;
  }
  EXPECT_EQ(
      send("POST", kV1 + "/custom-attributes:batch-get", R"({"names":["ca1"],"ids":[)" + ids + "]}")
          .status,
      400)
      << "both lists together";
}

TEST_F(Bim360Settings, error_codes_need_no_token) {
  token = "none";
  const Json body = call("GET", "/construction/assets/v1/error-codes");
  EXPECT_GT(body["results"].size(), 10U);
  const Json one = call("GET", "/bim360/assets/v1/error-codes/FIELD_EXCEEDS_MAX_LENGTH");
  EXPECT_EQ(one["metadataKeys"].dump(), R"(["fieldName","maxStringLength"])");
  EXPECT_EQ(*one["httpStatusCode"].integer(), 400);
  EXPECT_EQ(send("GET", "/bim360/assets/v1/error-codes/NONE").status, 404);
}

TEST_F(Bim360Settings, locations_have_a_tree_with_a_name_that_occurs_twice) {
  const Json body =
      call("GET", "/bim360/locations/v2/containers/" + kProject + "/trees/default/nodes");
  EXPECT_EQ(all(body, "name"), "Site Building A Level 1 Level 1");
  EXPECT_EQ(call("GET", "/construction/locations/v2/projects/b." + kProject +
                            "/trees/default/nodes")["results"]
                .size(),
            4U);
}

TEST_F(Bim360Settings, locations_come_in_pages) {
  const std::string nodes = "/bim360/locations/v2/containers/" + kProject + "/trees/default/nodes";
  EXPECT_EQ(all(call("GET", nodes + "?limit=2&offset=1"), "name"), "Building A Level 1");
  EXPECT_EQ(call("GET", nodes + "?limit=10000&offset=4")["results"].size(), 0U);
  for (const char* query : {"?limit=0", "?limit=10001", "?offset=x"})
    EXPECT_EQ(send("GET", nodes + query).status, 400) << query;
}

}  // namespace
}  // namespace ingot::lab
