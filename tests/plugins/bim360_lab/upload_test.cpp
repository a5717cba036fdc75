// Part URLs: windows, keys, lives (bim360.md 3.1, step 2 and 3).
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Uploads : public Bim360Lab {
 protected:
  Bim360Uploads() {
    Bim360Options with;
    with.smallest_part = 4;
    restart(with);
    where = place("big.mov");
  }
  Json urls(const std::string& query = "") {
    return call("GET", where.path + "/signeds3upload" + query);
  }
  int status(const std::string& query) {
    return send("GET", where.path + "/signeds3upload" + query).status;
  }

  Place where;
};

TEST_F(Bim360Uploads, give_one_url_for_two_minutes_unless_told_otherwise) {
  const Json window = urls();
  ASSERT_EQ(window["urls"].size(), 1U);
  EXPECT_EQ(text(window["urlExpiration"]), "2027-01-15T08:02:00.000Z");
  EXPECT_EQ(text(window["uploadExpiration"]), "2027-01-16T08:00:00.000Z");
  const std::string url = text(window["urls"][0]);
  EXPECT_TRUE(url.starts_with("http://bim360.test/object-store/bim360-lab/")) << url;
  EXPECT_NE(url.find("/big.mov?"), std::string::npos);
  clock.advance(119'999);
  EXPECT_EQ(put(url, "x").status, 200);
  clock.advance(1);
  const Reply late = put(url, "x");
  EXPECT_EQ(late.status, 403);
  EXPECT_NE(late.body.find("Request has expired"), std::string::npos);
}

TEST_F(Bim360Uploads, give_further_and_renewed_urls_for_the_same_key) {
  const Json first = urls("?parts=2&minutesExpiration=60");
  const std::string key = text(first["uploadKey"]);
  EXPECT_EQ(text(first["urlExpiration"]), "2027-01-15T09:00:00.000Z");
  EXPECT_EQ(put(text(first["urls"][0]), "aaaa").status, 200);
  clock.advance(60 * 60'000);
  EXPECT_EQ(put(text(first["urls"][1]), "bbbb").status, 403);
  const Json second = urls("?parts=2&firstPart=2&uploadKey=" + key);
  EXPECT_EQ(text(second["uploadKey"]), key);
  EXPECT_EQ(text(second["uploadExpiration"]), text(first["uploadExpiration"]));
  EXPECT_EQ(put(text(second["urls"][0]), "bbbb").status, 200);
  EXPECT_EQ(put(text(second["urls"][1]), "c").status, 200);
  const Json done =
      call("POST", where.path + "/signeds3upload", R"({"uploadKey":")" + key + R"(","size":9})");
  EXPECT_EQ(*done["size"].integer(), 9);
  EXPECT_EQ(text(done["objectId"]), where.urn);
  EXPECT_TRUE(rules().empty());
}

TEST_F(Bim360Uploads, hold_windows_and_lives_to_their_bounds) {
  EXPECT_EQ(urls("?parts=25")["urls"].size(), 25U);
  EXPECT_EQ(status("?parts=1&firstPart=10000"), 200);
  EXPECT_EQ(status("?minutesExpiration=1&useAcceleration=false"), 200);
  for (const char* wrong :
       {"?parts=26", "?parts=0", "?parts=x", "?firstPart=0", "?firstPart=10001",
        "?parts=2&firstPart=10000", "?minutesExpiration=0", "?minutesExpiration=61",
        "?useAcceleration=1", "?part=1", "?uploadKey=none"}) {
    EXPECT_EQ(status(wrong), 400) << wrong;
  }
  EXPECT_EQ(send("GET", "/oss/v2/buckets/other/objects/x/signeds3upload").status, 404);
}

TEST_F(Bim360Uploads, a_later_window_without_its_key_is_a_new_upload_and_noted) {
  const Json first = urls();
  const Json second = urls("?firstPart=2");
  EXPECT_NE(text(first["uploadKey"]), text(second["uploadKey"]));
  EXPECT_EQ(rules(), Rules{"first_part_without_upload_key"});
}

TEST_F(Bim360Uploads, no_url_outlives_the_labs_own_limit) {
  Bim360Options with;
  with.url_ttl_ms = 30'000;
  restart(with);
  where = place("a");
  EXPECT_EQ(text(urls("?minutesExpiration=60")["urlExpiration"]), "2027-01-15T08:00:30.000Z");
}

TEST_F(Bim360Uploads, are_discarded_after_a_day) {
  const Json window = urls();
  const std::string key = text(window["uploadKey"]);
  put(text(window["urls"][0]), "x");
  const std::string body = R"({"uploadKey":")" + key + "\"}";
  clock.advance(24LL * 3'600'000 - 1);
  EXPECT_EQ(status("?uploadKey=" + key), 200);
  EXPECT_EQ(bim360->facts().open.front().kind, "upload");
  clock.advance(1);
  EXPECT_EQ(status("?uploadKey=" + key), 400);
  EXPECT_EQ(send("POST", where.path + "/signeds3upload", body).status, 400);
  EXPECT_EQ(counter("uploads_expired"), 1U);
  EXPECT_EQ(bim360->facts().open.front().kind, "storage") << "the place is still empty";
}

TEST_F(Bim360Uploads, urls_are_the_stores_and_obey_its_rules) {
  const std::string url = text(urls()["urls"][0]);
  const Reply authorised = test::ask(
      *faulty, {.method = "PUT",
                .target = test::target_of(url),
                .headers = {{"Host", "bim360.test"}, {"Authorization", "Bearer lab-token"}},
                .body = "x"});
  EXPECT_EQ(authorised.status, 400);
  EXPECT_EQ(rules(), Rules{"authorization_on_presigned"});
  EXPECT_EQ(send("POST", "/__expire-urls").status, 204);
  EXPECT_EQ(put(url, "x").status, 403);
  EXPECT_EQ(put(text(urls()["urls"][0]), "x").status, 200);
}

}  // namespace
}  // namespace ingot::lab
