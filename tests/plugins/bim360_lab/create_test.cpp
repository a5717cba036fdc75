// batch-create: the seed's 201, every rule of the seed, all or nothing.
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

using Bim360Create = Bim360Lab;

TEST_F(Bim360Create, answers_every_field_of_the_seed) {
  const std::string values = R"({"ca1":"SN-1","ca2":"6.5","ca3":"2020-04-10","ca4":")" +
                             value_id("41") + R"(","ca5":[")" + value_id("51") + R"(",")" +
                             value_id("53") + R"("],"ca6":true,"ca9":"key-1"})";
  std::string item = fan("laundry 220V outlet", values);
  item.insert(item.size() - 1, R"(,"description":"AC unit","locationId":")" + uuid_of("10c", "2") +
                                   R"(","barcode":"F0086728")");
  const Reply reply = create(item);
  ASSERT_EQ(reply.status, 201) << reply.body;
  const Json made = json_of(reply)["results"][0];
  EXPECT_EQ(text(made["clientAssetId"]), "laundry 220V outlet");
  EXPECT_EQ(text(made["categoryId"]), "12");
  EXPECT_EQ(text(made["statusId"]), status_id("21"));
  EXPECT_EQ(text(made["description"]), "AC unit");
  EXPECT_EQ(text(made["locationId"]), uuid_of("10c", "2"));
  EXPECT_EQ(text(made["barcode"]), "F0086728");
  EXPECT_EQ(made["customAttributes"].dump(), Json::parse(values)->dump());
  EXPECT_EQ(text(made["createdAt"]), "2027-01-15T08:00:00.000Z");
  EXPECT_EQ(text(made["updatedAt"]), text(made["createdAt"]));
  EXPECT_EQ(text(made["createdBy"]), "LABUSER00001");
  EXPECT_EQ(text(made["companyId"]), uuid_of("c0", "1"));
  EXPECT_TRUE(*made["isActive"].truth());
  EXPECT_EQ(made.find("deletedAt"), nullptr);
  EXPECT_EQ(*made["version"].integer(), 1);
}

TEST_F(Bim360Create, counts_versions_over_all_assets_and_does_not_answer_in_the_order_asked) {
  const Json results = json_of(create(asset("a") + "," + asset("b")))["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(text(results[0]["clientAssetId"]), "b");
  EXPECT_EQ(*results[0]["version"].integer(), 2);
  Bim360Options with;
  with.results_order = ResultsOrder::kAsAsked;
  restart(with);
  EXPECT_EQ(text(json_of(create(asset("a") + "," + asset("b")))["results"][0]["clientAssetId"]),
            "a");
}

TEST_F(Bim360Create, refuses_each_broken_rule_and_says_where) {
  struct Case {
    std::string item;
    const char* field;
    const char* code;
  };
  const auto but = [](const std::string& what, const std::string& with) {
    std::string item = asset("a");
    return item.replace(item.find(what), what.size(), with);
  };
  const Case cases[] = {
      {but(R"("clientAssetId":"a",)", ""), "clientAssetId", "FIELD_REQUIRED"},
      {asset(""), "clientAssetId", "FIELD_REQUIRED"},
      {but(R"("a")", "1"), "clientAssetId", "FIELD_INVALID"},
      {but(R"("clientAssetId")", R"("clientAssetID")"), "clientAssetID", "FIELD_UNKNOWN"},
      {but(R"("categoryId":"30",)", ""), "categoryId", "FIELD_REQUIRED"},
      {but(R"("30")", "30"), "categoryId", "FIELD_INVALID"},
      {but(R"("30")", R"("Fans")"), "categoryId", "FIELD_INVALID"},
      {but(R"("30")", R"("31")"), "categoryId", "CATEGORY_NOT_FOUND"},
      {but(R"("30")", R"("14")"), "categoryId", "CATEGORY_INACTIVE"},
      {but(",\"statusId\":\"" + status_id("11") + "\"", ""), "statusId", "FIELD_REQUIRED"},
      {but(status_id("11"), "Specified"), "statusId", "FIELD_INVALID"},
      {but(status_id("11"), status_id("21")), "statusId", "STATUS_NOT_IN_STATUS_SET"},
      {but(status_id("11"), status_id("14")), "statusId", "STATUS_NOT_IN_STATUS_SET"},
      {asset("a", R"(,"description":1)"), "description", "FIELD_INVALID"},
      {asset("a", R"(,"barcode":["x"])"), "barcode", "FIELD_INVALID"},
      {asset("a", R"(,"locationId":"Level 1")"), "locationId", "FIELD_INVALID"},
      {asset("a", ",\"locationId\":\"" + uuid_of("10c", "9") + "\""), "locationId",
       "LOCATION_NOT_FOUND"},
      {asset("a", R"(,"colour":"red")"), "colour", "FIELD_UNKNOWN"},
      {asset("a", R"(,"id":"x")"), "id", "FIELD_UNKNOWN"},
      {asset("a", R"(,"customAttributes":[])"), "customAttributes", "FIELD_INVALID"},
      {R"("a")", "", "FIELD_INVALID"}};
  for (const Case& wrong : cases) {
    const Reply reply = create(asset("good") + "," + wrong.item);
    EXPECT_EQ(reply.status, 400) << wrong.item;
    const Json body = json_of(reply);
    EXPECT_EQ(text(body["errorCode"]), "BATCH_INVALID") << wrong.item;
    bool is_named = false;
    for (std::size_t i = 0; i < body["errors"].size(); ++i) {
      const Json& error = body["errors"][i];
      EXPECT_EQ(*error["index"].integer(), 1) << wrong.item;
      is_named = is_named ||
                 (text(error["field"]) == wrong.field && text(error["errorCode"]) == wrong.code);
    }
    EXPECT_TRUE(is_named) << wrong.code << " in " << reply.body;
  }
  EXPECT_EQ(living(), 0U) << "all or nothing";
}

TEST_F(Bim360Create, holds_the_length_of_a_description_to_the_character) {
  const auto with = [&](std::size_t characters) {
    std::string description;
    for (std::size_t i = 0; i < characters; ++i) description += "ü";
    return create(asset("a", ",\"description\":\"" + description + "\""));
  };
  EXPECT_EQ(with(1000).status, 201);
  const Reply over = with(1001);
  EXPECT_EQ(over.status, 400);
  const Json error = json_of(over)["errors"][0];
  EXPECT_EQ(text(error["errorCode"]), "FIELD_EXCEEDS_MAX_LENGTH");
  EXPECT_EQ(error["metadata"].dump(), R"({"fieldName":"description","maxStringLength":1000})");
}

TEST_F(Bim360Create, holds_the_size_of_a_batch_to_the_item) {
  const auto with = [&](int count) {
    std::string items;
    for (int i = 0; i < count; ++i) items += (i > 0 ? "," : "") + asset("a" + std::to_string(i));
    return create(items);
  };
  EXPECT_EQ(with(101).status, 400);
  EXPECT_EQ(living(), 0U);
  EXPECT_EQ(with(100).status, 201);
  EXPECT_EQ(living(), 100U);
  EXPECT_EQ(with(0).status, 400);
}

TEST_F(Bim360Create, takes_a_bare_array_and_nothing_else) {
  const std::string create = kV2 + "/assets:batch-create";
  for (const std::string& body :
       {R"({"items":[)" + asset("a") + "]}", asset("a"), std::string("null"), std::string("[")}) {
    EXPECT_EQ(send("POST", create, body).status, 400) << body;
  }
  const Headers no_type{{"Authorization", "Bearer lab-token"}};
  EXPECT_EQ(
      test::ask(
          *faulty,
          {.method = "POST", .target = create, .headers = no_type, .body = "[" + asset("a") + "]"})
          .status,
      400)
      << "the seed answers a missing header with 400";
  EXPECT_EQ(living(), 0U);
}

TEST_F(Bim360Create, may_hide_which_items_were_wrong) {
  Bim360Options with;
  with.batch_errors = BatchErrors::kMessage;
  restart(with);
  const Json body = json_of(create(asset("a") + "," + asset("")));
  EXPECT_EQ(body.find("errors"), nullptr);
  EXPECT_EQ(text(body["message"]), "1 of 2 assets are invalid; nothing was done");
}

TEST_F(Bim360Create, options_open_what_tenants_may_allow_or_forbid) {
  Bim360Options with;
  with.refused_names = {"poison"};
  with.duplicate_barcode = DuplicateBarcode::kConflict;
  with.locations = Locations::kAny;
  restart(with);
  EXPECT_EQ(create(asset("a") + "," + asset("a poison b")).status, 400);
  EXPECT_EQ(create(asset("a", ",\"locationId\":\"" + uuid_of("10c", "9") + "\"")).status, 201);
  EXPECT_EQ(create(asset("b", R"(,"barcode":"B1")")).status, 201);
  EXPECT_EQ(create(asset("c", R"(,"barcode":"B1")")).status, 409);
  EXPECT_EQ(
      create(asset("c", R"(,"barcode":"B2")") + "," + asset("d", R"(,"barcode":"B2")")).status,
      409);
  EXPECT_EQ(living(), 2U);
}

TEST_F(Bim360Create, the_audit_knows_records_by_barcode_and_else_by_name) {
  create(asset("pump", R"(,"barcode":"B1")") + "," + asset("fan") + "," + asset("fan") + "," +
         asset("empty", R"(,"barcode":"")"));
  const AuditFacts facts = bim360->facts();
  ASSERT_EQ(facts.objects.size(), 3U);
  EXPECT_EQ(facts.objects[0].path, "B1");
  EXPECT_EQ(facts.objects[0].state, "Specified");
  EXPECT_EQ(facts.objects[0].times_completed, 1U);
  EXPECT_EQ(facts.objects[1].path, "empty");
  EXPECT_EQ(created_twice(facts), Rules{"fan"});
  EXPECT_TRUE(facts.open.empty());
}

}  // namespace
}  // namespace ingot::lab
