// What POST /asset/complete is refused for, and what it leaves behind (tenovos.md 2.6).
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

constexpr const char* kMissing = "400 Failed to parse asset: Missing fields";

class TenovosCompletion : public TenovosLab {
 protected:
  void SetUp() override { begin({}); }
  // Two parts of ten and of one byte, both uploaded.
  void begin(TenovosOptions with) {
    with.part_bytes = 10;
    restart(std::move(with));
    created = create(sized("a.mov", 11));
    put(text(created["urls"][0]["url"]), one);
    put(text(created["urls"][1]["url"]), two);
  }
  std::string asked(const std::string& body) {
    const Reply reply = send("POST", "/asset/complete", body);
    const bool is_error = text(json_of(reply)["status"]) == "error";
    EXPECT_EQ(is_error, reply.status == 400) << reply.body;
    return outcome(reply);
  }
  std::string right(const std::string& action = "complete") const {
    return finish(created, action, 11, {md5(one), md5(two)});
  }
  static std::string but(std::string body, const std::string& what, const std::string& with) {
    const std::size_t at = body.find(what);
    EXPECT_NE(at, body.npos) << what;
    return body.replace(at, what.size(), with);
  }

  const std::string one = std::string(10, '1'), two = "2";
  Json created;
};

TEST_F(TenovosCompletion, needs_every_documented_field) {
  const std::string file = R"("fileId":")" + text(created["fileId"]) + "\"";
  const std::string upload = R"("uploadId":")" + text(created["uploadId"]) + "\"";
  for (const std::string& body :
       {but(right(), file + ",", ""), but(right(), upload + ",", ""),
        but(right(), upload, R"("uploadId":"")"), but(right(), R"("filename":"a.mov",)", ""),
        but(right(), R"("filesize":11,)", ""), but(right(), ":11", ":\"11\""),
        but(right(), R"("action":"complete",)", ""), right("Complete"), right("COMPLETE"),
        right("abort"), but(right(), R"("parts":[)", R"("parts":[7,)"),
        but(right(), "\"partNumber\":1", "\"partNumber\":\"1\""), but(right(), "\"etag\"", "\"x\""),
        but(right(), R"("partNumber":1)", R"("size":1,"partNumber":1)"),
        but(right(), "{", R"({"originalFileId":7,)"), std::string("{}"), std::string("{")}) {
    EXPECT_EQ(asked(body), kMissing) << body;
  }
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(asked(right()), "200 ");
}

TEST_F(TenovosCompletion, a_misspelt_property_is_refused_and_held_against_the_client) {
  EXPECT_EQ(asked(but(right(), "\"filesize\"", "\"fileSize\"")), kMissing);
  EXPECT_EQ(rules(), Violated{"unknown_property"});
}

TEST_F(TenovosCompletion, takes_the_etags_with_or_without_quotes_and_the_original) {
  std::string body = finish(created, "complete", 11, {"\\\"" + md5(one) + "\\\"", md5(two)});
  body = but(body, "{", R"({"originalFileId":")" + text(created["originalFileId"]) + "\",");
  EXPECT_EQ(asked(body), "200 ");
  EXPECT_TRUE(*audit()["clean"].truth()) << audit().dump();
}

TEST_F(TenovosCompletion, wants_the_parts_as_they_were_uploaded) {
  const auto with = [&](const std::vector<std::string>& etags) {
    return asked(finish(created, "complete", 11, etags));
  };
  EXPECT_EQ(with({md5(one), md5("x")}),
            "400 Failed to complete asset: InvalidPart: part 2 was not uploaded with this ETag");
  std::string reversed = finish(created, "complete", 11, {md5(two), md5(one)});
  reversed = but(but(reversed, ":2,\"etag", ":0,\"etag"), ":1,\"etag", ":2,\"etag");
  reversed = but(reversed, ":0,\"etag", ":1,\"etag");
  EXPECT_EQ(asked(reversed),
            "400 Failed to complete asset: InvalidPartOrder: part 1 is not in ascending order");
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(with({md5(one)}), "400 Failed to complete asset: parts must list every part");
  EXPECT_EQ(with({}), "400 Failed to complete asset: parts must list every part");
  EXPECT_EQ(rules(), (Violated{"incomplete_part_list", "incomplete_part_list"}));
  EXPECT_EQ(with({md5(one), md5(two)}), "200 ");
}

TEST_F(TenovosCompletion, must_name_the_upload_of_that_very_file) {
  const Json other = create(sized("b.mov", 11));
  EXPECT_EQ(asked(but(right(), text(created["fileId"]), text(other["fileId"]))),
            "400 Failed to complete asset: the upload does not belong to this file");
  EXPECT_EQ(asked(but(right(), text(created["fileId"]), text(created["objectId"]))),
            "403 Asset not found");
  EXPECT_EQ(asked(but(right(), text(created["fileId"]), "nobody")), "403 Asset not found");
  EXPECT_TRUE(rules().empty());
}

TEST_F(TenovosCompletion, must_not_differ_from_the_create) {
  EXPECT_EQ(asked(but(right(), "a.mov", "b.mov")),
            "400 Failed to complete asset: filename is not that of the create");
  EXPECT_EQ(asked(but(right(), ":11", ":12")),
            "400 Failed to complete asset: filesize is not that of the create");
  EXPECT_EQ(asked(but(right(), "{", R"({"originalFileId":"x",)")),
            "400 Failed to complete asset: originalFileId is not that of the create");
  EXPECT_EQ(rules(), Violated(3, "complete_differs_from_create"));
}

TEST_F(TenovosCompletion, succeeds_once_and_a_second_time_is_held_against_the_client) {
  EXPECT_EQ(asked(right()), "200 ");
  EXPECT_EQ(send("POST", "/asset/complete", right()).status, 400);
  EXPECT_EQ(rules(), Violated{"completed_again"});
  EXPECT_EQ(tenovos->facts().objects.at(0).times_completed, 1U);
}

TEST_F(TenovosCompletion, another_tenant_repeats_its_reply) {
  TenovosOptions with;
  with.second_completion = tenovos::SecondCompletion::kRepeatReply;
  begin(with);
  const Json first = call("POST", "/asset/complete", right());
  EXPECT_EQ(call("POST", "/asset/complete", right()).dump(), first.dump());
  EXPECT_TRUE(rules().empty());
}

TEST_F(TenovosCompletion, parts_that_do_not_tile_are_joined_but_held_against_the_client) {
  created = create(sized("b.mov", 21));
  const std::vector<std::string> parts = {std::string(9, '1'), std::string(11, '2'), "3"};
  std::vector<std::string> etags;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    put(text(created["urls"][i]["url"]), parts[i]);
    etags.push_back(md5(parts[i]));
  }
  EXPECT_EQ(send("POST", "/asset/complete", finish(created, "complete", 21, etags)).status, 200);
  const std::vector<Violation> found = tenovos->audit().violations();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].rule, "part_size_not_exact");
  EXPECT_EQ(found[0].detail, "b.mov part 1: 9 bytes, not 10");
  EXPECT_EQ(found[1].detail, "b.mov part 2: 11 bytes, not 10");
  EXPECT_TRUE(wrong_sizes(tenovos->facts()).empty()) << "the sum is right";
}

TEST_F(TenovosCompletion, cancel_ends_the_upload_and_leaves_the_asset) {
  const Json done = call("POST", "/asset/complete", finish(created, "cancel", 11, {}));
  EXPECT_EQ(text(done["action"]), "cancel");
  EXPECT_EQ(text(done["status"]), "success");
  EXPECT_EQ(put(text(created["urls"][0]["url"]), one).status, 404);
  ASSERT_EQ(tenovos->facts().open.size(), 1U);
  EXPECT_EQ(tenovos->facts().open[0].kind, "asset");
  EXPECT_EQ(asked(finish(created, "cancel", 11, {})), "200 ") << "cancelling again does no harm";
  EXPECT_EQ(send("POST", "/asset/complete", right()).status, 400);
  EXPECT_TRUE(rules().empty());
  send("POST", "/asset/" + text(created["objectId"]) + "/delete",
       R"({"action":"delete","deleteType":"full"})");
  EXPECT_TRUE(tenovos->facts().open.empty());
}

TEST_F(TenovosCompletion, cancel_takes_the_asset_along_by_option) {
  TenovosOptions with;
  with.cancel_reach = tenovos::CancelReach::kDeletesAsset;
  begin(with);
  EXPECT_EQ(asked(finish(created, "cancel", 11, {})), "200 ");
  EXPECT_TRUE(*audit()["clean"].truth());
  EXPECT_EQ(tenovos->facts().counters.at("deleted"), 1U);
}

TEST_F(TenovosCompletion, cancel_wants_all_fields_unless_told_otherwise) {
  const auto ids = [&] {
    return R"({"fileId":")" + text(created["fileId"]) + R"(","action":"cancel","uploadId":")" +
           text(created["uploadId"]) + "\"}";
  };
  EXPECT_EQ(asked(ids()), kMissing);
  TenovosOptions with;
  with.cancel_form = tenovos::CancelForm::kIdsOnly;
  begin(with);
  EXPECT_EQ(asked(but(ids(), "{", R"({"filesize":"x",)")), kMissing);
  EXPECT_EQ(asked(ids()), "200 ");
}

TEST_F(TenovosCompletion, what_is_complete_cannot_be_cancelled) {
  EXPECT_EQ(asked(right()), "200 ");
  EXPECT_EQ(asked(right("cancel")), "400 Failed to complete asset: the upload is complete already");
  EXPECT_EQ(rules(), Violated{"cancelled_after_completion"});
  EXPECT_EQ(tenovos->facts().objects.at(0).size, 11U);
}

TEST_F(TenovosCompletion, a_single_put_has_nothing_to_complete) {
  const Json single = create(order("s.jpg"));
  put(text(single["url"]), "x");
  EXPECT_EQ(asked(but(finish(single, "complete", 1, {md5("x")}), R"("uploadId":"")",
                      R"("uploadId":"x")")),
            "400 Failed to complete asset: the upload does not belong to this file");
}

}  // namespace
}  // namespace ingot::lab
