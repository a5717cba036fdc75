// From the answer of POST /asset to a checked asset.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
namespace {

using ::testing::HasSubstr;

TEST(TenovosTransfer, both_shapes_of_the_answer_and_both_ways_to_upload_work) {
  for (const bool is_wrapped : {true, false}) {
    for (const std::uint64_t single_below : {0u, 1'000'000u}) {
      TenovosSession session({a_file("a.tif", 3500), a_file("b.jpg", 1)});
      session.tenovos.is_wrapped = is_wrapped;
      session.tenovos.single_below = single_below;
      session.run();
      session.expect_done(0);
      session.expect_done(1);
      EXPECT_EQ(session.tenovos.count("complete"), single_below == 0 ? 2 : 0);
      EXPECT_EQ(session.tenovos.count("put"), single_below == 0 ? 5 : 2);
    }
  }
}

TEST(TenovosTransfer, parts_are_ranges_of_the_file_in_the_order_of_their_numbers) {
  TenovosSession session({a_file("a.tif", 2001)});
  session.run();
  const auto& parts = session.tenovos.living("a.tif")[0]->parts;
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts.at(1), "${file:0:0:1000}");
  EXPECT_EQ(parts.at(2), "${file:0:1000:1000}");
  EXPECT_EQ(parts.at(3), "${file:0:2000:1}");
}

TEST(TenovosTransfer, urls_that_do_not_fit_the_file_stop_it_before_a_byte_is_sent) {
  for (const int missing : {1, -1, 4}) {
    TenovosSession session({a_file("a.tif", 3500)});
    session.tenovos.missing_urls = missing;
    session.run();
    EXPECT_EQ(session.tenovos.count("put"), 0);
    EXPECT_NE(session.end().result, unsigned{INGOT_IT_DONE});
    if (missing < 4) {
      EXPECT_EQ(session.end().code, "part_bytes");
    }
    EXPECT_EQ(session.tenovos.assets[0].is_in_bin || !session.end().remote_id.empty(), true);
  }
}

TEST(TenovosTransfer, federated_assets_and_records_send_no_bytes) {
  TenovosSession session({a_file("mirror/a.tif", 3500)});
  session.begin.items[0].fields =
      R"({"config":{"federated":{"content_path":"s3://bucket/mirror/a.tif"}}})";
  session.run(config_with(R"(,"federated":{"content_path":"x","skip_transcode":true})"));
  EXPECT_EQ(session.end().result, unsigned{INGOT_IT_DONE}) << session.end().message;
  EXPECT_EQ(session.tenovos.assets[0].content_path, "s3://bucket/mirror/a.tif");
  EXPECT_THAT(session.tenovos.assets[0].body, HasSubstr("\"skipTranscode\":true"));
  TenovosSession only({a_file("a.tif", 3500), a_record("r")});
  only.run(config_with(R"(,"metadata_only":true)"));
  EXPECT_EQ(only.end(0).result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(only.end(1).result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.tenovos.count("put") + only.tenovos.count("put"), 0);
}

TEST(TenovosTransfer, an_address_in_s3_is_federated_and_others_are_refused) {
  TenovosSession session({a_record("s3://bucket/key.tif"), a_record("https://x/key.tif")});
  session.run();
  EXPECT_EQ(session.end(0).result, unsigned{INGOT_IT_DONE}) << session.end(0).message;
  EXPECT_EQ(session.tenovos.assets[0].content_path, "s3://bucket/key.tif");
  EXPECT_EQ(session.end(1).result, unsigned{INGOT_IT_REJECTED});
}

TEST(TenovosTransfer, a_refused_or_expired_url_leaves_the_asset_to_abort) {
  TenovosSession refused({a_file("a.tif", 3500)});
  refused.tenovos.fault("put", 2,
                        {Luck::reject, respond(403, "<Error><Code>AccessDenied</Code></Error>")});
  refused.run();
  EXPECT_EQ(refused.end().result, unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(refused.end().code, "urls");
  EXPECT_EQ(refused.end().remote_id, "object-1");
  EXPECT_EQ(
      refused.end().meta,
      R"({"unfinished":{"object_id":"object-1","file_id":"file-1","original_file_id":"file-1","upload_id":"upload-1"}})");
  EXPECT_EQ(refused.tenovos.count("complete"), 0);
}

TEST(TenovosTransfer, a_completion_without_an_answer_is_looked_up) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    TenovosSession session({a_file("a.tif", 3500)});
    session.tenovos.fault("complete", 1, {luck, fails(INGOT_OUT_UNKNOWN)});
    session.run();
    session.expect_done();
    EXPECT_EQ(session.tenovos.count("complete"), luck == Luck::lose_after ? 1 : 2);
  }
}

TEST(TenovosTransfer, the_size_goes_to_the_host_and_a_wrong_one_is_no_success) {
  TenovosSession session({a_file("a.jpg", 500)});
  session.run();
  EXPECT_EQ((*Json::parse(session.end().meta))["size"].integer(), 500);
  TenovosSession wrong({a_file("a.jpg", 500)});
  wrong.tenovos.fault(
      "look_new", 0,
      {Luck::reject, respond(200, R"({"data":{"objectId":"object-1","fileSizeInBytes":499}})")});
  wrong.run();
  EXPECT_EQ(wrong.end().result, unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(wrong.end().code, "post_check");
}

TEST(TenovosTransfer, a_size_that_is_never_shown_is_waited_for_once) {
  TenovosSession session({a_file("x/a.jpg", 500), a_file("y/a.jpg", 500)});
  session.tenovos.shows_size = false;
  session.run();
  EXPECT_EQ(session.end(0).result, unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.end(1).result, unsigned{INGOT_IT_DONE});
  EXPECT_FALSE(session.host->notes().empty());
  EXPECT_LE(session.host->now_ms() - ingot::test::FakeHost::kStartMs, 15'000);
}

TEST(TenovosTransfer, md5_is_compared_when_wanted) {
  struct Case {
    const char* shown;
    std::uint32_t result;
  };
  for (const Case& c :
       {Case{"0123456789ABCDEF0123456789abcdef", INGOT_IT_DONE},
        Case{"ffff456789abcdef0123456789abcdef", INGOT_IT_RETRYABLE}, Case{"", INGOT_IT_UNKNOWN}}) {
    TenovosSession session({a_file("a.jpg", 500)});
    session.tenovos.md5 = c.shown;
    session.start(config_with(R"(,"post_check":"md5")"));
    session.host->run(std::ref(session.tenovos));
    ASSERT_EQ(session.host->digests().size(), 1u);
    session.host->give_digest(session.host->digests().begin()->first,
                              "0123456789abcdef0123456789abcdef");
    session.host->run(std::ref(session.tenovos));
    EXPECT_EQ(session.end().result, c.result) << session.end().message;
    session.expect_sound();
  }
}

TEST(TenovosTransfer, an_md5_that_appears_later_is_waited_for) {
  TenovosSession session({a_file("a.jpg", 500), a_file("b.jpg", 600)});
  const std::string md5 = "0123456789abcdef0123456789abcdef";
  session.start(config_with(R"(,"post_check":"md5")"));
  session.host->run(std::ref(session.tenovos));
  ASSERT_EQ(session.host->digests().size(), 2u);
  while (!session.host->digests().empty())
    session.host->give_digest(session.host->digests().begin()->first, md5);
  session.host->run([&](const Sent& sent) {
    if (session.tenovos.count("look") == 5) session.tenovos.md5 = md5;
    return session.tenovos(sent);
  });
  session.expect_done(0);
  session.expect_done(1);
  EXPECT_GT(session.tenovos.count("look"), 5);
  session.expect_sound();
}

TEST(TenovosTransfer, what_validate_would_refuse_is_not_sent) {
  TenovosSession session({a_file("empty.jpg", 0), a_file("big.tif", 3500)});
  session.run(config_with(R"(,"max_bytes":3000)"));
  EXPECT_EQ(session.end(0).result, unsigned{INGOT_IT_REJECTED});
  EXPECT_EQ(session.end(1).result, unsigned{INGOT_IT_REJECTED});
  EXPECT_TRUE(session.host->sent().empty());
}

}  // namespace
}  // namespace ingot::tenovos::test
