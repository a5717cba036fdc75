// TRANSFER when all goes well, and what it sends.
#include <gmock/gmock.h>

#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

using ::testing::HasSubstr;

TEST(DashTransfer, creates_uploads_completes_and_ends_a_batch_of_small_files) {
  DashSession session({small_file("a.jpg"), small_file("b c.jpg"), small_file("ü#%+.jpg")});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("create"), 1);
  EXPECT_EQ(session.dash.count("put"), 3);
  EXPECT_EQ(session.dash.count("complete"), 3);
  EXPECT_EQ(session.dash.asset_of("ü#%+.jpg")->path, "/ü#%+.jpg");
  EXPECT_THAT(session.host->end_of(0)->meta, HasSubstr("\"upload_id\":\"upload-"));
}

TEST(DashTransfer, sends_a_big_file_in_windows_of_part_urls) {
  DashSession session({big_file("big.tif", 10)});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("put"), 10);
  EXPECT_EQ(session.dash.count("upload"), 2) << "4 with the creation, then 4 and 2";
}

TEST(DashTransfer, keeps_within_max_outstanding) {
  DashSession session({big_file("big.tif", 40), small_file("a.jpg")});
  session.start();
  std::size_t most = 0;
  session.host->run([&](const Sent& sent) {
    most = std::max(most, session.host->outstanding().size());
    return session.dash(sent);
  });
  EXPECT_LE(most, 4u);
  EXPECT_EQ(most, 4u) << "and uses what it may";
  session.expect_all_done();
  session.expect_sound();
}

TEST(DashTransfer, ends_a_small_file_before_the_big_one_is_through) {
  DashSession session({big_file("big.tif", 30), small_file("a.jpg")});
  session.run();
  ASSERT_EQ(session.host->ends().size(), 2u);
  EXPECT_EQ(session.host->ends().front().item, 1u);
}

TEST(DashTransfer, announces_plan_path_and_parts_as_documented) {
  DashSession session({big_file("big.tif", 2), small_file("a.jpg")});
  session.begin.items[0].fields = R"({"fields":{},"config":{"folder":"/A//B/"}})";
  session.run();
  const std::string& body = session.host->sent().front().body;
  EXPECT_THAT(
      body,
      HasSubstr(
          R"({"batchItemId":"item-0","path":"/A/B/big.tif","size":11999995,"partSize":6000000,)"
          R"("partUrlsRequest":{"urlRequests":[{"partNumber":1},{"partNumber":2}]}})"));
  EXPECT_THAT(body, HasSubstr(R"("path":"/a.jpg","size":1234,"partSize":5242881)"));
  EXPECT_FALSE(session.host->sent().front().has(INGOT_F_IDEMPOTENT));
  EXPECT_TRUE(session.host->sent().front().has(INGOT_F_SENSITIVE));
}

TEST(DashTransfer, uses_the_session_token_when_oauth_is_configured) {
  DashSession session({small_file("a.jpg")});
  session.run(
      R"({"base_url":"https://api.example/","oauth":{"client_id":"c","client_secret":{"$secret":"oauth.client_secret"},
      "refresh_token":{"$secret":"oauth.refresh_token"}}})");
  const Sent& create = session.host->sent().front();
  EXPECT_EQ(create.header("Authorization"), "Bearer ${s:session.token}");
  EXPECT_EQ(create.auth, "account");
  EXPECT_EQ(create.url, "https://api.example/asset-and-upload-batch-jobs");
}

TEST(DashTransfer, a_bearer_token_needs_no_login) {
  DashSession session({small_file("a.jpg")});
  session.run();
  EXPECT_EQ(session.host->sent().front().header("Authorization"), "Bearer ${s:access_token}");
  EXPECT_EQ(session.host->sent().front().auth, "");
}

TEST(DashTransfer, sets_fields_by_id_after_the_completion) {
  DashSession session({small_file("a.jpg")});
  session.begin.items[0].fields =
      R"({"fields":{"TITLE":"A \"b\"","Keywords":["x","y"],"f-title2":null},"config":{}})";
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.asset_of("a.jpg")->metadata,
            R"({"metadata":{"values":{"f-kw":["x","y"],"f-title":["A \"b\""]}}})");
}

TEST(DashTransfer, rejects_an_unknown_field_before_anything_is_created) {
  DashSession session({small_file("a.jpg"), small_file("b.jpg")});
  session.begin.items[0].fields = R"({"fields":{"Titel":"x"}})";
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_REJECTED});
  EXPECT_THAT(session.message(0), HasSubstr("did you mean `title`?"));
  EXPECT_EQ(session.result(1), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.dash.assets.size(), 1u);
}

TEST(DashTransfer, sends_md5s_as_configured_and_binds_the_part_to_them) {
  for (const auto& [form, text] : {std::pair{"hex", "86fb269d190d2c85f6e0468ceca42a20"},
                                   std::pair{"base64", "hvsmnRkNLIX24EaM7KQqIA=="}}) {
    DashSession session({big_file("big.tif", 6)});
    session.start(
        std::string(
            R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"url_window":4,"part_md5":")") +
        form + "\"}");
    const auto serve_digests = [&] {
      while (!session.host->digests().empty()) {
        session.host->give_digest(session.host->digests().begin()->first,
                                  "86fb269d190d2c85f6e0468ceca42a20");
      }
    };
    serve_digests();
    for (int steps = 0; steps < 200; ++steps) {
      if (!session.host->outstanding().empty()) {
        const Sent sent = session.host->outstanding().front();
        session.host->answer(sent.id, session.dash(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      }
      serve_digests();
    }
    session.expect_all_done();
    session.expect_sound();
    EXPECT_THAT(session.host->sent().front().body,
                HasSubstr(std::string("\"contentMd5\":\"") + text));
    for (const Sent& sent : session.host->sent()) {
      if (ModelDash::route_of(sent) != "put") continue;
      EXPECT_EQ(sent.header("Content-MD5"), "hvsmnRkNLIX24EaM7KQqIA==");
    }
  }
}

TEST(DashTransfer, sends_no_more_than_batch_size_items_at_once) {
  DashSession session(
      {small_file("a"), small_file("b"), small_file("c"), small_file("d"), small_file("e")});
  session.run(
      R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"},"batch_size":2})");
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("create"), 3);
}

TEST(DashTransfer, takes_over_the_asset_an_earlier_session_left) {
  DashSession session({big_file("big.tif", 2)});
  session.begin.items[0].remote_id = "asset-old";
  session.begin.items[0].tries = 1;
  session.dash.assets["asset-old"] =
      ModelAsset{"asset-old", "/big.tif", "big.tif", "STAGED", "", 0, 0, false, ""};
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("create"), 0);
}

TEST(DashTransfer, creates_anew_when_the_earlier_asset_was_cleaned_up) {
  DashSession session({small_file("a.jpg")});
  session.begin.items[0].remote_id = "asset-gone";
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("create"), 1);
}

TEST(DashTransfer, does_not_send_again_what_an_earlier_session_completed) {
  DashSession session({small_file("a.jpg")});
  session.begin.items[0].remote_id = "asset-old";
  session.begin.items[0].fields = R"({"fields":{"Title":"x"}})";
  session.dash.marks_files = true;
  session.dash.assets["asset-old"] =
      ModelAsset{"asset-old", "/a.jpg", "a.jpg", "STAGED", "", 1234, 0, true, ""};
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("put"), 0);
  EXPECT_EQ(session.dash.count("patch"), 1);
}

TEST(DashTransfer, leaves_an_earlier_asset_alone_that_is_no_longer_staged) {
  DashSession session({small_file("a.jpg")});
  session.begin.items[0].remote_id = "asset-old";
  session.dash.assets["asset-old"] =
      ModelAsset{"asset-old", "/a.jpg", "a.jpg", "LIVE", "", 1234, 0, true, ""};
  session.run();
  EXPECT_EQ(session.result(0), unsigned{INGOT_IT_CONFLICT});
  EXPECT_EQ(session.dash.count("create"), 0);
}

}  // namespace
}  // namespace ingot::dash::test
