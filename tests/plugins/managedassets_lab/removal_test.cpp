// DELETE, softly and for good.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

TEST_F(ManagedAssetsLab, a_soft_deletion_hides_every_version_for_ninety_days) {
  const Reply made = simple("k", "never");
  const Reply second = patch(id_of(made), R"({"metadata":{"v":"2"}})", etag(made));
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 412);
  const Reply removed = remove(id_of(made), etag(second));
  EXPECT_EQ(removed.status, 204);
  EXPECT_TRUE(removed.body.empty());
  EXPECT_EQ(get(id_of(made)).status, 404);
  const Json shown = json_of(get(id_of(made), "?showDeleted=true"));
  EXPECT_EQ(text(shown["deletedOn"]), iso_date(clock.now_ms()));
  EXPECT_TRUE(assets->facts().objects.empty()) << "nothing living is left behind";
  EXPECT_EQ(assets->facts().counters.at("deletions"), 1U);
  clock.advance(90 * kDayMs - 1);
  EXPECT_EQ(get(id_of(made), "?showDeleted=true").status, 200);
  clock.advance(1);
  EXPECT_EQ(get(id_of(made), "?showDeleted=true").status, 404);
}

TEST_F(ManagedAssetsLab, a_deleted_asset_can_be_restored_with_what_life_it_had) {
  const Reply made = simple("k", "P10D");
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 204);
  clock.advance(kDayMs);
  const std::string restore = "/v1/assets/" + id_of(made) + ":restore";
  const Reply back = send("POST", restore, "{}");
  EXPECT_EQ(text(json_of(back)["expiresOn"]), text(json_of(made)["expiresOn"]));
  EXPECT_EQ(json_of(back).find("deletedOn"), nullptr);
  EXPECT_EQ(remove(id_of(made), etag(back)).status, 204);
  clock.advance(20 * kDayMs);
  EXPECT_EQ(text(json_of(send("POST", restore, "{}"))["expiresOn"]),
            iso_date(clock.now_ms() + 30 * kDayMs));
  EXPECT_EQ(assets->facts().objects.size(), 1U);
}

TEST_F(ManagedAssetsLab, a_second_deletion_finds_nothing) {
  const Reply made = simple();
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 204);
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 404);
  EXPECT_EQ(remove(id_of(made), "*").status, 404);
  EXPECT_EQ(patch(id_of(made), R"({"expires":"P1D"})", "*").status, 409);
  EXPECT_EQ(assets->facts().counters.at("deletions"), 1U);
}

TEST_F(ManagedAssetsLab, a_purge_cannot_be_undone) {
  const Reply made = simple();
  EXPECT_EQ(remove(id_of(made), "\"old\"", "?purge=true").status, 412);
  EXPECT_EQ(remove(id_of(made), etag(made), "?purge=true").status, 204);
  EXPECT_EQ(get(id_of(made), "?showDeleted=true").status, 404);
  EXPECT_EQ(send("POST", "/v1/assets/" + id_of(made) + ":restore", "{}").status, 404);
  EXPECT_EQ(assets->facts().counters.at("purges"), 1U);
}

TEST_F(ManagedAssetsLab, a_deleted_asset_can_still_be_purged) {
  const Reply made = simple();
  EXPECT_EQ(remove(id_of(made), etag(made), "?purge=false").status, 204);
  const std::string now = etag(get(id_of(made), "?showDeleted=true"));
  EXPECT_NE(now, etag(made));
  EXPECT_EQ(remove(id_of(made), now, "?purge=true").status, 204);
  EXPECT_EQ(get(id_of(made), "?showDeleted=true").status, 404);
}

TEST_F(ManagedAssetsLab, a_misspelt_purge_is_refused) {
  const Reply made = simple();
  for (const char* wrong : {"?purge=1", "?Purge=true", "?purge=", "?force=true"}) {
    EXPECT_EQ(remove(id_of(made), etag(made), wrong).status, 400) << wrong;
  }
  EXPECT_EQ(get(id_of(made)).status, 200);
}

}  // namespace
}  // namespace ingot::lab
