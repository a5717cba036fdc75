// What POST /asset is refused for, in the documented words (tenovos.md 2.3).
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

constexpr const char* kParse = "403 Failed to parse Asset";

class TenovosCreate : public TenovosLab {
 protected:
  // A right create in which one text is replaced by another.
  static std::string but(const std::string& what, const std::string& with) {
    std::string body = order("a.jpg");
    const std::size_t at = body.find(what);
    EXPECT_NE(at, body.npos) << what;
    return body.replace(at, what.size(), with);
  }
  std::string asked(const std::string& body) { return outcome(send("POST", "/asset", body)); }
};

TEST_F(TenovosCreate, refuses_in_the_words_of_the_vendor_and_creates_nothing) {
  const std::string name = R"("filename":"a.jpg")";
  const std::string templated = R"("metadataTemplateId":")" + std::string(kTemplate) + "\"";
  const std::string security = R"("securityTemplateIds":[")" + std::string(kEveryone) + "\"]";
  struct Case {
    std::string body;
    const char* outcome;
  };
  const char* no_template = "403 Invalid Asset: Missing Metadata Template ID";
  const char* no_security = "403 Invalid Asset: Missing Security Template ID(s)";
  const char* bad_original = "403 Invalid Response from Create Asset";
  const Case cases[] = {
      {but(name + ",", ""), kParse},
      {but("\"a.jpg\"", "7"), kParse},
      {but("\"a.jpg\"", "\"\""), kParse},
      {but("a.jpg", "a/b.jpg"), kParse},
      {but("a.jpg", "a\\\\b.jpg"), kParse},
      {but("a.jpg", "a\\nb.jpg"), kParse},
      {but("a.jpg", std::string(980, 'n')), kParse},
      {but(R"("metadata":[],)", ""), "403 Unexpected end of JSON input"},
      {but("[]", "{}"), kParse},
      {but(templated + ",", ""), no_template},
      {but(templated, R"("metadataTemplateId":"")"), no_template},
      {but(templated, R"("metadataTemplateId":7)"), kParse},
      {but("0000000000a1", "0000000000ff"), kParse},
      {but("," + security, ""), no_security},
      {but(security, R"("securityTemplateIds":[])"), no_security},
      {but(security, R"("securityTemplateIds":"x")"), kParse},
      {but(security, R"("securityTemplateIds":[7])"), kParse},
      {but("0000000000b1", "0000000000ff"), kParse},
      {but("0000000000b1", "0000000000b3"), "403 Forbidden"},
      {order("a", R"(,"filesize":"5")"), kParse},
      {order("a", R"(,"filesize":5.5)"), kParse},
      {order("a", R"(,"filesize":-1)"), kParse},
      {order("a", R"(,"filesize":null)"), kParse},
      {order("a", R"(,"originalFileId":"x")"), bad_original},
      {order("a", R"(,"originalFileId":7)"), bad_original},
      {order("a", R"(,"originalFileId":"1ab00000-0000-4000-8000-000000000001")"), bad_original},
      {order("a", R"(,"contentPath":"bucket/key","skipTranscode":true)"), kParse},
      {order("a", R"(,"contentPath":"s3://bucket","skipTranscode":true)"), kParse},
      {order("a", R"(,"contentPath":"s3:///key","skipTranscode":true)"), kParse},
      {order("a", R"(,"contentPath":"s3://b/k","skipTranscode":"yes")"), kParse},
      {order("a", R"(,"contentPath":"s3://b/k")"), kParse},
      {order("a", R"(,"skipTranscode":true)"), kParse},
      {"{", kParse},
      {"[]", kParse}};
  for (const Case& wrong : cases) EXPECT_EQ(asked(wrong.body), wrong.outcome) << wrong.body;
  EXPECT_TRUE(tenovos->facts().objects.empty());
  EXPECT_TRUE(rules().empty());
}

TEST_F(TenovosCreate, accepts_what_is_just_inside_the_rules) {
  for (const std::string& body :
       {but("a.jpg", std::string(979, 'n')), but("[]", "null"), but("0000000000b1", "0000000000b2"),
        order("a", R"(,"contentPath":"s3://b/k","skipTranscode":false)"),
        order("a", R"(,"contentPath":"s3://b/k","skipTranscode":false,"filesize":7)")}) {
    EXPECT_EQ(send("POST", "/asset", body).status, 200) << body;
  }
}

TEST_F(TenovosCreate, an_empty_body_is_answered_by_the_json_reader) {
  Headers headers = usual_headers();
  headers.add("Content-Type", "application/json");
  EXPECT_EQ(
      outcome(test::ask(*faulty,
                        {.method = "POST", .target = "/v1/asset", .headers = headers, .body = ""})),
      "403 Unexpected end of JSON input");
}

TEST_F(TenovosCreate, fifty_security_templates_are_the_most) {
  const auto with = [&](int count) {
    std::string ids;
    for (int i = 0; i < count; ++i) ids += (i > 0 ? ",\"" : "\"") + std::string(kEveryone) + "\"";
    return but("\"" + std::string(kEveryone) + "\"", ids);
  };
  EXPECT_EQ(send("POST", "/asset", with(50)).status, 200);
  EXPECT_EQ(asked(with(51)), kParse);
}

TEST_F(TenovosCreate, a_misspelt_property_is_refused_and_held_against_the_client) {
  const Reply reply = send("POST", "/asset", order("a", R"(,"fileSize":104857601)"));
  EXPECT_EQ(outcome(reply), kParse);
  EXPECT_EQ(text(json_of(reply)["detail"]), "fileSize: unknown property");
  EXPECT_EQ(rules(), Violated{"unknown_property"});
}

TEST_F(TenovosCreate, where_a_misspelt_filesize_is_ignored_a_huge_file_gets_a_single_url) {
  TenovosOptions with;
  with.unknown_property = tenovos::UnknownProperty::kIgnore;
  restart(with);
  EXPECT_NE(create(order("a", R"(,"fileSize":104857601)")).find("url"), nullptr);
  EXPECT_EQ(rules(), Violated{"unknown_property"});
}

TEST_F(TenovosCreate, other_tenants_allow_paths_and_let_skip_transcode_out) {
  TenovosOptions with;
  with.filename = tenovos::Filename::kPath;
  with.skip_transcode = tenovos::SkipTranscode::kOptional;
  restart(with);
  EXPECT_EQ(text(create(order("a/b.jpg"))["filename"]), "a/b.jpg");
  EXPECT_EQ(text(create(order("f", R"(,"contentPath":"s3://b/k")"))["url"]), "s3://b/k");
}

TEST_F(TenovosCreate, only_the_original_of_a_living_asset_can_get_versions) {
  const Json first = ingest("a.jpg", "x");
  const auto version_of = [&](const std::string& id) {
    return order("b.jpg", R"(,"originalFileId":")" + id + "\"");
  };
  EXPECT_EQ(asked(version_of(text(first["objectId"]))), "403 Invalid Response from Create Asset");
  const Json second = create(version_of(text(first["fileId"])));
  EXPECT_EQ(asked(version_of(text(second["fileId"]))), "403 Invalid Response from Create Asset");
  for (const Json& one : {first, second}) {
    send("POST", "/asset/" + text(one["objectId"]) + "/delete",
         R"({"action":"delete","deleteType":"full"})");
  }
  EXPECT_EQ(asked(version_of(text(first["fileId"]))), "403 Invalid Response from Create Asset");
}

TEST_F(TenovosCreate, a_version_still_needs_template_metadata_and_security) {
  const std::string id = text(ingest("a.jpg", "x")["fileId"]);
  EXPECT_EQ(asked(R"({"filename":"a.jpg","originalFileId":")" + id + "\"}"),
            "403 Unexpected end of JSON input");
}

TEST_F(TenovosCreate, some_names_fail_by_option) {
  TenovosOptions with;
  with.refused_names = {"bad"};
  with.broken_names = {"worse"};
  restart(with);
  EXPECT_EQ(asked(order("so-bad.jpg")), kParse);
  EXPECT_EQ(asked(order("worse.jpg")), "502 Internal server error");
  EXPECT_EQ(send("POST", "/asset", order("good.jpg")).status, 200);
  EXPECT_EQ(tenovos->facts().objects.size(), 1U);
}

TEST_F(TenovosCreate, a_reader_may_not_create) {
  TenovosOptions with;
  with.rights = tenovos::Rights::kReader;
  restart(with);
  EXPECT_EQ(asked(order("a")), "403 Forbidden");
}

}  // namespace
}  // namespace ingot::lab
