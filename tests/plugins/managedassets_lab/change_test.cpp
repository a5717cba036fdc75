// PUT and PATCH: preconditions, ETags, what is replaced and what is merged.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

TEST_F(ManagedAssetsLab, every_change_needs_a_precondition) {
  const Reply made = simple();
  const std::string path = "/v1/assets/" + id_of(made);
  const auto statuses = [&] {
    return std::vector<int>{send_form("PUT", path, Form().file("a", "x")).status,
                            send("PATCH", path, R"({"metadata":{"k":"v"}})").status,
                            send("DELETE", path).status};
  };
  EXPECT_EQ(statuses(), (std::vector<int>{428, 428, 428}));
  ManagedAssetsOptions with;
  with.missing_precondition = 400;
  restart(with);
  simple();  // the same seed makes the same id
  EXPECT_EQ(statuses(), (std::vector<int>{400, 400, 400}));
  EXPECT_EQ(etag(get(id_of(made))), etag(made)) << "nothing has changed";
}

TEST_F(ManagedAssetsLab, judges_preconditions_as_http_does) {
  const Reply made = simple();
  const std::string path = "/v1/assets/" + id_of(made);
  const auto status = [&](const Headers& headers) {
    return send("PATCH", path, R"({"metadata":{"k":"v"}})", headers).status;
  };
  const auto now = [&] { return etag(get(id_of(made))); };
  EXPECT_EQ(status({{"If-Match", "\"other\""}}), 412);
  EXPECT_EQ(status({{"If-Match", "W/" + now()}}), 412) << "weak tags never match strongly";
  EXPECT_EQ(status({{"If-None-Match", now()}}), 412);
  EXPECT_EQ(status({{"If-None-Match", "W/" + now()}}), 412);
  EXPECT_EQ(status({{"If-None-Match", "*"}}), 412);
  EXPECT_EQ(status({{"If-Match", now()}, {"If-None-Match", now()}}), 412);
  for (const char* wrong : {"", "bare", "\"open", "\"a\",", "\"a\" \"b\"", "*,\"a\"", "W/"}) {
    EXPECT_EQ(status({{"If-Match", wrong}}), 400) << wrong;
    EXPECT_EQ(status({{"If-None-Match", wrong}}), 400) << wrong;
  }
  EXPECT_EQ(now(), etag(made)) << "none of these changed it";
  EXPECT_EQ(status({{"If-Match", "\"other\", " + now()}}), 200);
  EXPECT_EQ(status({{"If-Match", "*"}}), 200);
  EXPECT_EQ(status({{"If-None-Match", "\"other\""}}), 200);
}

TEST_F(ManagedAssetsLab, a_change_answers_a_new_etag_and_the_old_one_is_lost) {
  const Reply made = simple();
  const Reply changed = patch(id_of(made), R"({"metadata":{"k":"v"}})", etag(made));
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(etag(changed), etag(made));
  EXPECT_EQ(etag(changed), etag(get(id_of(made))));
  EXPECT_EQ(patch(id_of(made), R"({"metadata":{"k":"w"}})", etag(made)).status, 412);
  EXPECT_EQ(text(json_of(get(id_of(made)))["metadata"]["k"]), "v");
}

TEST_F(ManagedAssetsLab, patch_merges_metadata_and_null_takes_a_key_away) {
  const Reply made = post(R"({"metadata":{"a":"1","b":"2","c":"3"}})");
  const Reply changed =
      patch(id_of(made), R"({"metadata":{"b":null,"c":"4","d":5,"none":null}})", etag(made));
  EXPECT_EQ(json_of(changed)["metadata"].dump(), R"({"a":"1","c":"4","d":5})");
  EXPECT_EQ(*json_of(changed)["version"].integer(), 2);
}

TEST_F(ManagedAssetsLab, patch_adds_to_the_life_an_asset_has) {
  const Reply made = simple("k", "P10D");
  clock.advance(4 * kDayMs);
  const Reply longer = patch(id_of(made), R"({"expires":"P5D"})", etag(made));
  EXPECT_EQ(text(json_of(longer)["expiresOn"]), iso_date(clock.now_ms() + 11 * kDayMs));
  EXPECT_EQ(*json_of(longer)["version"].integer(), 1);
  EXPECT_EQ(patch(id_of(made), R"({"expires":"P5D"})", etag(made)).status, 412)
      << "a repetition with the old tag does no harm";
  const Reply for_ever = patch(id_of(made), R"({"expires":"never"})", etag(longer));
  EXPECT_TRUE(json_of(for_ever)["expiresOn"].is_null());
  const Reply still = patch(id_of(made), R"({"expires":"P5D"})", etag(for_ever));
  EXPECT_EQ(still.status, 200);
  EXPECT_TRUE(json_of(still)["expiresOn"].is_null());
  EXPECT_TRUE(rules().empty());
}

TEST_F(ManagedAssetsLab, an_extension_that_a_repetition_would_double_is_a_violation) {
  const std::string id = id_of(simple());
  EXPECT_EQ(patch(id, R"({"expires":"P5D"})", "*").status, 200);
  EXPECT_EQ(rules(), std::vector<std::string>{"expires_extended_unguarded"});
  EXPECT_EQ(patch(id, R"({"expires":"never"})", "*").status, 200);
  EXPECT_EQ(patch(id, R"({"metadata":{"k":"v"}})", "*").status, 200);
  EXPECT_EQ(rules().size(), 1U) << "those may be repeated";
}

TEST_F(ManagedAssetsLab, put_replaces_file_and_metadata) {
  const Reply made = post_form(Form().metadata(R"({"ingestKey":"k","a":"1"})").file("a", "one"));
  const std::string path = "/v1/assets/" + id_of(made);
  const Reply put = send_form("PUT", path, Form().metadata(R"({"b":"2"})").file("b", "second"),
                              {{"If-Match", etag(made)}});
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(json_of(put)["metadata"].dump(), R"({"b":"2"})");
  EXPECT_EQ(*json_of(put)["size"].integer(), 6);
  EXPECT_EQ(*json_of(put)["version"].integer(), 2);
  EXPECT_EQ(text(json_of(put)["expiresOn"]), text(json_of(made)["expiresOn"]));
  const AuditFacts facts = assets->facts();
  ASSERT_EQ(facts.objects.size(), 1U);
  EXPECT_EQ(facts.objects[0].path, "k") << "the name given at creation stays";
  EXPECT_EQ(facts.objects[0].sha256, sha256("second"));
  EXPECT_EQ(facts.objects[0].times_completed, 2U);
  EXPECT_EQ(facts.objects[0].times_created, 1U);
}

TEST_F(ManagedAssetsLab, put_without_metadata_clears_or_keeps_them) {
  for (const PutMetadata what : {PutMetadata::kReplaced, PutMetadata::kKept}) {
    ManagedAssetsOptions with;
    with.put_metadata = what;
    restart(with);
    const Reply made = simple();
    const Reply put = send_form("PUT", "/v1/assets/" + id_of(made), Form().file("a", "x"),
                                {{"If-Match", etag(made)}});
    EXPECT_EQ(json_of(put)["metadata"].size(), what == PutMetadata::kKept ? 1U : 0U);
  }
}

TEST_F(ManagedAssetsLab, put_takes_a_url_for_a_file) {
  ManagedAssetsOptions with;
  with.uris["http://a.test/new"] = 77;
  restart(with);
  const Reply managed = post_form(Form().file("a", "x"));
  const Reply put =
      send_form("PUT", "/v1/assets/" + id_of(managed), Form().field("file", "http://a.test/new"),
                {{"If-Match", etag(managed)}});
  EXPECT_EQ(put.status, 200);
  EXPECT_EQ(*json_of(put)["size"].integer(), 77);
  const Reply link = post(R"({"uri":"http://a.test/old","managed":"false"})");
  const std::string path = "/v1/assets/" + id_of(link);
  const Reply moved =
      send_form("PUT", path, Form().field("file", "http://a.test/new"), {{"If-Match", etag(link)}});
  EXPECT_EQ(text(json_of(moved)["uri"]), "http://a.test/new");
  EXPECT_EQ(text(json_of(moved)["managed"]), "false") << "permanent";
  EXPECT_EQ(json_of(moved).find("size"), nullptr);
  EXPECT_EQ(send_form("PUT", path, Form().file("a", "x"), {{"If-Match", etag(moved)}}).status, 409)
      << "bytes would make it managed";
}

TEST_F(ManagedAssetsLab, refuses_changes_that_are_not_as_documented) {
  const Reply made = post_form(Form().metadata(R"({"k":"v"})").file("a", "x"));
  const std::string path = "/v1/assets/" + id_of(made);
  struct Case {
    const char* method;
    Form form;
    int status;
    const char* says;
  };
  const Case forms[] = {
      {"PUT", Form().metadata("{}"), 400, "file: the part is required"},
      {"PUT", Form().field("file", "not a url"), 400, "uri: must be"},
      {"PUT", Form().field("expires", "P1D").file("a", "x"), 400, "expires: not a part"},
      {"PUT", Form().field("managed", "true").file("a", "x"), 400, "managed: not a part"},
      {"PATCH", Form().field("managed", "true"), 400, "managed: not a part"},
      {"PATCH", Form().field("file", "http://a.test/"), 400, "file: the part has no filename"},
      {"PATCH", Form().field("uri", "http://a.test/").file("a", "x"), 400, "only one may be sent"}};
  for (const Case& wrong : forms) {
    const Reply reply = send_form(wrong.method, path, wrong.form, {{"If-Match", etag(made)}});
    EXPECT_EQ(reply.status, wrong.status) << wrong.says;
    EXPECT_NE(message(reply).find(wrong.says), std::string::npos) << message(reply);
  }
  EXPECT_EQ(send("PUT", path, R"({"metadata":{}})", {{"If-Match", etag(made)}}).status, 415);
  for (const char* wrong :
       {"{}", R"({"managed":"true"})", R"({"file":"http://a.test"})", R"({"name":"x"})",
        R"({"metadata":{"k":[]}})", R"({"expires":"P0D"})", R"([{"op":"add"}])"}) {
    EXPECT_EQ(patch(id_of(made), wrong, etag(made)).status, 400) << wrong;
  }
  EXPECT_EQ(send("PATCH", path, "[]",
                 {{"If-Match", etag(made)}, {"Content-Type", "application/json-patch+json"}})
                .status,
            415);
  EXPECT_EQ(etag(get(id_of(made))), etag(made));
  EXPECT_EQ(patch("none", R"({"expires":"P1D"})", "*").status, 404);
}

TEST_F(ManagedAssetsLab, patch_by_form_brings_new_bytes_and_merges) {
  const Reply made = post_form(Form().metadata(R"({"a":"1"})").file("a", "x"));
  const Reply changed =
      send_form("PATCH", "/v1/assets/" + id_of(made),
                Form().metadata(R"({"b":"2"})").field("expires", "P1D").file("b", "longer"),
                {{"If-Match", etag(made)}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(json_of(changed)["metadata"].dump(), R"({"a":"1","b":"2"})");
  EXPECT_EQ(*json_of(changed)["size"].integer(), 6);
  EXPECT_EQ(text(json_of(changed)["expiresOn"]), iso_date(clock.now_ms() + 31 * kDayMs));
}

TEST_F(ManagedAssetsLab, a_lost_race_is_seen_before_the_bytes_are_read) {
  const Reply made = simple();
  MemoryBody body("", 1'000'000);
  Request request{.method = "PUT",
                  .target = "/v1/assets/" + id_of(made),
                  .headers = {{"Authorization", "Bearer lab-token"},
                              {"If-Match", "\"old\""},
                              {"Content-Type", "multipart/form-data; boundary=b"}},
                  .content_length = 1'000'000,
                  .body = body};
  EXPECT_EQ(assets->handle(request).status, 412);
}

// A body whose end is reached only after somebody else has changed the asset.
class RacingBody final : public BodyReader {
 public:
  RacingBody(std::string_view bytes, std::function<void()> race)
      : bytes_(bytes), race_(std::move(race)) {}
  std::size_t read(std::span<std::byte> into) override {
    if (race_) std::exchange(race_, nullptr)();
    return bytes_.read(into);
  }
  bool is_truncated() const override { return false; }

 private:
  MemoryBody bytes_;
  std::function<void()> race_;
};

TEST_F(ManagedAssetsLab, a_race_lost_while_the_bytes_came_in_is_lost_all_the_same) {
  const Reply made = simple();
  const std::string form = Form().file("a", "x").body();
  RacingBody body(form, [&] { patch(id_of(made), R"({"metadata":{"k":"v"}})", etag(made)); });
  Request request{.method = "PUT",
                  .target = "/v1/assets/" + id_of(made),
                  .headers = {{"Authorization", "Bearer lab-token"},
                              {"If-Match", etag(made)},
                              {"Content-Type", "multipart/form-data; boundary=lab-boundary"}},
                  .content_length = form.size(),
                  .body = body};
  EXPECT_EQ(assets->handle(request).status, 412);
  EXPECT_EQ(json_of(get(id_of(made))).find("size"), nullptr);
}

TEST_F(ManagedAssetsLab, updates_may_be_answered_without_a_body) {
  ManagedAssetsOptions with;
  with.update_status = 204;
  restart(with);
  const Reply made = simple();
  const Reply changed = patch(id_of(made), R"({"metadata":{"k":"v"}})", etag(made));
  EXPECT_EQ(changed.status, 204);
  EXPECT_TRUE(changed.body.empty());
  EXPECT_EQ(etag(changed), etag(get(id_of(made))));
}

}  // namespace
}  // namespace ingot::lab
