// Managed URIs: fetched before the answer or afterwards, with size limits and failures.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

class Fetches : public ManagedAssetsLab {
 protected:
  Fetches() {
    with.fetching = Fetching::kLater;
    with.uris = {{"http://a.test/ok", 500}, {"http://a.test/gone", std::nullopt}};
    restart(with);
  }
  Reply post_uri(const std::string& uri) {
    return post(R"({"managed":"true","metadata":{"ingestKey":"k"},"uri":")" + uri + "\"}");
  }
  ManagedAssetsOptions with;
};

TEST_F(Fetches, so_many_gets_find_a_fetch_under_way) {
  const Reply made = post_uri("http://a.test/ok");
  EXPECT_EQ(made.status, 202);
  EXPECT_EQ(json_of(made).find("size"), nullptr);
  EXPECT_EQ(assets->facts().objects.at(0).state, "pending");
  EXPECT_EQ(assets->facts().objects.at(0).times_completed, 0U);
  EXPECT_EQ(assets->facts().open.at(0).kind, "fetch");
  for (int i = 0; i < 2; ++i) {
    const Reply pending = get(id_of(made));
    EXPECT_EQ(pending.status, 202);
    EXPECT_EQ(json_of(pending).find("size"), nullptr);
  }
  const Reply done = get(id_of(made));
  EXPECT_EQ(done.status, 200);
  EXPECT_EQ(*json_of(done)["size"].integer(), 500);
  EXPECT_EQ(etag(done), etag(made));
  EXPECT_TRUE(*audit()["clean"].truth());
  EXPECT_EQ(assets->facts().objects.at(0).times_completed, 1U);
}

TEST_F(Fetches, a_fetch_takes_its_time_as_well) {
  with.pending_gets = 0;
  with.fetch_takes_ms = 5000;
  with.pending_status = 200;
  with.fetched_etag = FetchedETag::kChanged;
  restart(with);
  const Reply made = post_uri("http://a.test/ok");
  clock.advance(4999);
  const Reply pending = get(id_of(made));
  EXPECT_EQ(pending.status, 200);
  EXPECT_EQ(json_of(pending).find("size"), nullptr) << "only the missing size tells";
  clock.advance(1);
  EXPECT_EQ(assets->facts().objects.at(0).state, "stored") << "nobody need ask for time to pass";
  const Reply done = get(id_of(made));
  EXPECT_EQ(*json_of(done)["size"].integer(), 500);
  EXPECT_NE(etag(done), etag(made));
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 412);
}

TEST_F(Fetches, a_failed_fetch_is_shown_or_takes_the_asset_away) {
  with.pending_gets = 1;
  restart(with);
  const std::string shown = id_of(post_uri("http://a.test/gone"));
  EXPECT_EQ(get(shown).status, 202);
  const Reply failed = get(shown);
  EXPECT_EQ(failed.status, 200);
  EXPECT_EQ(text(json_of(failed)["fetchError"]), "uri: the server answered 404");
  EXPECT_EQ(assets->facts().objects.at(0).state, "failed");
  EXPECT_EQ(assets->facts().open.at(0).kind, "asset");
  EXPECT_EQ(assets->facts().counters.at("failed_fetches"), 1U);

  with.failed_fetch = FailedFetch::kRemoved;
  restart(with);
  const std::string removed = id_of(post_uri("http://a.test/gone"));
  EXPECT_EQ(get(removed).status, 202);
  EXPECT_EQ(get(removed, "?showDeleted=true").status, 404);
  EXPECT_TRUE(assets->facts().objects.empty());
}

TEST_F(Fetches, each_so_many_th_fetch_may_fail) {
  with.fetching = Fetching::kAtOnce;
  with.fail_fetch_every = 3;
  restart(with);
  std::vector<int> statuses;
  for (int i = 0; i < 6; ++i) statuses.push_back(post_uri("http://a.test/ok").status);
  EXPECT_EQ(statuses, (std::vector<int>{201, 201, 422, 201, 201, 422}));
}

TEST_F(Fetches, a_fetch_at_once_that_fails_makes_no_asset) {
  with.fetching = Fetching::kAtOnce;
  with.other_uris.reset();
  restart(with);
  EXPECT_EQ(post_uri("http://a.test/gone").status, 422);
  EXPECT_EQ(post_uri("http://a.test/other").status, 422);
  EXPECT_TRUE(assets->facts().objects.empty());
  EXPECT_EQ(post_uri("http://a.test/ok").status, 201);
}

TEST_F(Fetches, the_size_limit_holds_to_the_byte_in_both_readings_of_gigabyte) {
  struct Case {
    Environment environment;
    Gigabyte gigabyte;
    std::uint64_t most;
  };
  const Case cases[] = {{Environment::kProduction, Gigabyte::kBinary, 8'589'934'592},
                        {Environment::kProduction, Gigabyte::kDecimal, 8'000'000'000},
                        {Environment::kNonProduction, Gigabyte::kBinary, 4'294'967'296},
                        {Environment::kNonProduction, Gigabyte::kDecimal, 4'000'000'000}};
  for (const Case& limit : cases) {
    with.fetching = Fetching::kAtOnce;
    with.environment = limit.environment;
    with.gigabyte = limit.gigabyte;
    with.uris = {{"http://a.test/fits", limit.most}, {"http://a.test/large", limit.most + 1}};
    restart(with);
    EXPECT_EQ(post_uri("http://a.test/fits").status, 201) << limit.most;
    EXPECT_EQ(post_uri("http://a.test/large").status, 413) << limit.most;
  }
}

TEST_F(Fetches, a_patched_uri_is_fetched_anew) {
  const Reply made = post_form(Form().file("a", "x"));
  const Reply changed = patch(id_of(made), R"({"uri":"http://a.test/ok"})", etag(made));
  EXPECT_EQ(changed.status, 202);
  EXPECT_EQ(get(id_of(made)).status, 202);
  EXPECT_EQ(get(id_of(made)).status, 202);
  EXPECT_EQ(*json_of(get(id_of(made)))["size"].integer(), 500);
  EXPECT_EQ(assets->facts().objects.at(0).times_completed, 2U);
}

TEST_F(Fetches, other_changes_do_not_disturb_a_fetch) {
  const Reply made = post_uri("http://a.test/ok");
  const Reply changed = patch(id_of(made), R"({"metadata":{"k":"v"}})", etag(made));
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(get(id_of(made)).status, 202) << "a change is no GET";
  const std::string path = "/v1/assets/" + id_of(made);
  EXPECT_EQ(send_form("PUT", path, Form().file("a", "xyz"), {{"If-Match", etag(changed)}}).status,
            200);
  const Json whole = json_of(get(id_of(made)));
  EXPECT_EQ(*whole["size"].integer(), 3) << "a new file ends the fetch";
  EXPECT_EQ(whole.find("uri"), nullptr);
}

}  // namespace
}  // namespace ingot::lab
