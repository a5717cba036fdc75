// The documented ways to create an asset, what is answered, and what the audit says afterwards.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

TEST_F(ManagedAssetsLab, takes_a_file_with_its_metadata) {
  const Reply reply = post_form(Form()
                                    .metadata(R"({"ingestKey":"job/1","objectSize":200})")
                                    .field("expires", "P7D")
                                    .file("hero ü.tif", "hello"));
  EXPECT_EQ(reply.status, 201);
  const Json asset = json_of(reply);
  EXPECT_EQ(reply.headers.find("Location"), "/v1/assets/" + text(asset["id"]));
  EXPECT_EQ(text(asset["managed"]), "true");
  EXPECT_EQ(*asset["metadata"]["objectSize"].integer(), 200);
  EXPECT_EQ(text(asset["expiresOn"]), iso_date(clock.now_ms() + 7 * kDayMs));
  EXPECT_EQ(*asset["size"].integer(), 5);
  EXPECT_EQ(*asset["version"].integer(), 1);

  const Reply seen = get(text(asset["id"]));
  EXPECT_EQ(seen.status, 200);
  EXPECT_EQ(seen.body, reply.body);
  EXPECT_EQ(etag(seen), etag(reply));
  EXPECT_TRUE(etag(seen).starts_with('"') && etag(seen).ends_with('"'));

  const Json facts = audit();
  EXPECT_TRUE(*facts["clean"].truth()) << facts.dump();
  const Json& object = facts["objects"][0];
  EXPECT_EQ(text(object["path"]), "job/1");
  EXPECT_EQ(text(object["state"]), "stored");
  EXPECT_EQ(text(object["sha256"]), sha256("hello"));
  EXPECT_EQ(text(object["md5"]), to_hex(digest_of(Algorithm::kMd5, "hello")));
  EXPECT_EQ(*object["times_completed"].integer(), 1);
  EXPECT_EQ(*facts["requests"]["routes"]["POST /v1/assets"].integer(), 1);
  EXPECT_EQ(*facts["counts"]["default_expiries"].integer(), 0);
}

TEST_F(ManagedAssetsLab, lives_thirty_days_unless_told_otherwise) {
  const Json asset = json_of(post_form(Form().file("a.bin", "x")));
  EXPECT_EQ(text(asset["expiresOn"]), iso_date(clock.now_ms() + 30 * kDayMs));
  EXPECT_EQ(assets->facts().counters.at("default_expiries"), 1U);
}

TEST_F(ManagedAssetsLab, for_ever_is_answered_with_null) {
  const Json asset = json_of(simple("k", "never"));
  ASSERT_NE(asset.find("expiresOn"), nullptr);
  EXPECT_TRUE(asset["expiresOn"].is_null());
}

TEST_F(ManagedAssetsLab, takes_a_managed_uri_and_has_its_content_at_once) {
  ManagedAssetsOptions with;
  with.uris["https://cdn.test/a.bin?sig=1"] = 4096;
  restart(with);
  const Reply reply = post(R"({"uri":"https://cdn.test/a.bin?sig=1","managed":"true"})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(*json_of(reply)["size"].integer(), 4096);
  const AuditFacts facts = assets->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].path, "https://cdn.test/a.bin") << "a query may be a secret";
  EXPECT_EQ(facts.objects[0].size, 4096U);
  EXPECT_FALSE(facts.objects[0].sha256.has_value());
}

TEST_F(ManagedAssetsLab, an_unmanaged_uri_is_stored_and_never_fetched) {
  ManagedAssetsOptions with;
  with.other_uris.reset();
  restart(with);
  const Reply reply =
      post(R"({"uri":"http://elsewhere.test/x","managed":"false","metadata":{"ingestKey":"u"}})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(text(json_of(reply)["managed"]), "false");
  EXPECT_EQ(text(json_of(reply)["uri"]), "http://elsewhere.test/x");
  EXPECT_EQ(json_of(reply).find("size"), nullptr);
  const AuditFacts facts = assets->facts();
  EXPECT_EQ(facts.objects.at(0).state, "unmanaged");
  EXPECT_EQ(facts.objects.at(0).times_completed, 1U);
  EXPECT_EQ(facts.counters.at("fetches"), 0U);
}

TEST_F(ManagedAssetsLab, metadata_alone_make_an_asset) {
  EXPECT_EQ(simple("only").status, 201);
  EXPECT_EQ(assets->facts().objects.at(0).state, "metadata_only");
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(ManagedAssetsLab, has_no_idempotency_so_a_repeated_create_makes_a_second_asset) {
  EXPECT_NE(id_of(simple("same")), id_of(simple("same")));
  EXPECT_EQ(created_twice(assets->facts()), std::vector<std::string>{"same"});
}

TEST_F(ManagedAssetsLab, answers_creates_in_the_other_ways_a_deployment_might) {
  ManagedAssetsOptions with;
  with.create_status = 200;
  with.create_etag = Presence::kAbsent;
  with.create_reply = CreateReply::kLocationOnly;
  with.managed_spelling = ManagedSpelling::kBoolean;
  with.expiry_name = "expiredOn";
  restart(with);
  const Reply reply = simple();
  EXPECT_EQ(reply.status, 200);
  EXPECT_FALSE(reply.headers.has("ETag"));
  EXPECT_TRUE(reply.body.empty());
  const Reply seen = send("GET", std::string(*reply.headers.find("Location")));
  EXPECT_TRUE(*json_of(seen)["managed"].truth());
  EXPECT_FALSE(text(json_of(seen)["expiredOn"]).empty());
  EXPECT_EQ(json_of(seen).find("expiresOn"), nullptr);
  EXPECT_FALSE(etag(seen).empty());
}

TEST_F(ManagedAssetsLab, keeps_files_under_the_name_of_their_digest_when_asked_to) {
  const test::TempDir folder;
  ManagedAssetsOptions with;
  with.storage = Storage::kKeep;
  with.directory = folder.path();
  restart(with);
  const std::string bytes(300'000, 'x');
  EXPECT_EQ(post_form(Form().file("a", bytes)).status, 201);
  EXPECT_EQ(std::filesystem::file_size(folder.path() / sha256(bytes)), bytes.size());
  with.largest_file = 10;
  restart(with);
  EXPECT_EQ(post_form(Form().file("a", "eleven byte")).status, 413);
  const auto count = std::distance(std::filesystem::directory_iterator(folder.path()), {});
  EXPECT_EQ(count, 1) << "what was refused leaves nothing behind";
}

TEST_F(ManagedAssetsLab, says_when_its_folder_cannot_take_a_file) {
  ManagedAssetsOptions with;
  with.storage = Storage::kKeep;
  with.directory = "/proc/none";
  restart(with);
  EXPECT_EQ(post_form(Form().file("a", "x")).status, 500);
  EXPECT_TRUE(assets->facts().objects.empty());
}

TEST_F(ManagedAssetsLab, a_reset_forgets_everything_but_tokens) {
  simple();
  post_form(Form().file("a", "x").metadata("{}"));
  EXPECT_EQ(send("POST", "/__reset").status, 204);
  const Json facts = audit();
  EXPECT_TRUE(*facts["clean"].truth());
  EXPECT_EQ(*facts["counts"]["objects"].integer(), 0);
  EXPECT_EQ(*facts["counts"]["default_expiries"].integer(), 0);
  EXPECT_EQ(simple().status, 201);
}

}  // namespace
}  // namespace ingot::lab
