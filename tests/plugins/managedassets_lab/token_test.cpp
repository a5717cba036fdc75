// The token endpoint and the bearer check.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

class ManagedAssetsTokens : public ManagedAssetsLab {
 protected:
  Reply ask_token(const std::string& body,
                  Headers headers = {{"Content-Type", "application/json"}}) {
    return test::ask(
        *assets,
        {.method = "POST", .target = "/v2/token", .headers = std::move(headers), .body = body});
  }
  static std::string grant(const std::string& without = "", const std::string& with = "") {
    std::string body = R"({"grant_type":"client_credentials","client_id":"lab-client",)"
                       R"("client_secret":"lab-secret","audience":"https://api.cimpress.io/"})";
    if (!without.empty()) body.replace(body.find(without), without.size(), with);
    return body;
  }
};

TEST_F(ManagedAssetsTokens, grants_a_token_to_the_client) {
  const Reply reply = ask_token(grant());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.headers.find("Cache-Control"), "no-store");
  const Json granted = json_of(reply);
  EXPECT_EQ(text(granted["token_type"]), "Bearer");
  EXPECT_EQ(*granted["expires_in"].integer(), 86'400);
  EXPECT_EQ(granted.find("refresh_token"), nullptr);
  token = text(granted["access_token"]);
  EXPECT_EQ(simple().status, 201);
  EXPECT_NE(text(json_of(ask_token(grant()))["access_token"]), token);
  EXPECT_EQ(simple().status, 201) << "an earlier token stays good";
  EXPECT_EQ(assets->facts().counters.at("token_grants"), 2U);
}

TEST_F(ManagedAssetsTokens, a_token_ends_at_the_very_millisecond) {
  ManagedAssetsOptions with;
  with.access_token_ttl_ms = 10'000;
  restart(with);
  token = text(json_of(ask_token(grant()))["access_token"]);
  clock.advance(9999);
  EXPECT_EQ(simple().status, 201);
  clock.advance(1);
  EXPECT_EQ(simple().status, 401);
}

TEST_F(ManagedAssetsTokens, refuses_in_the_words_of_oauth) {
  struct Case {
    std::string body;
    int status;
    const char* error;
  };
  const Case cases[] = {
      {grant("lab-secret", "x"), 401, "invalid_client"},
      {grant("lab-client", "x"), 401, "invalid_client"},
      {grant("cimpress.io/", "cimpress.io"), 403, "access_denied"},
      {grant(R"(,"audience":"https://api.cimpress.io/")", ""), 403, "access_denied"},
      {grant("client_credentials", "refresh_token"), 400, "unsupported_grant_type"},
      {"{}", 400, "unsupported_grant_type"},
      {grant("audience", "audiences"), 400, "invalid_request"},
      {grant("\"lab-client\"", "1"), 400, "invalid_request"},
      {"[]", 400, "invalid_request"},
      {"grant_type=client_credentials", 400, "invalid_request"}};
  for (const Case& wrong : cases) {
    const Reply reply = ask_token(wrong.body);
    EXPECT_EQ(reply.status, wrong.status) << wrong.body;
    EXPECT_EQ(text(json_of(reply)["error"]), wrong.error) << wrong.body;
  }
  EXPECT_EQ(ask_token(grant(), {{"Content-Type", "application/x-www-form-urlencoded"}}).status,
            415);
  EXPECT_EQ(ask_token(grant(), {{"Content-Type", "application/json"},
                                {"Authorization", "Basic bGFiOmxhYg=="}})
                .status,
            400);
  EXPECT_EQ(assets->facts().counters.at("token_grants"), 0U);
  EXPECT_EQ(assets->facts().counters.at("token_refusals"), 4U);
}

TEST_F(ManagedAssetsTokens, a_401_says_where_tokens_are_to_be_had) {
  token = "unknown";
  const Reply reply = simple();
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.headers.find("WWW-Authenticate"),
            "Bearer realm=\"https://api.cimpress.io/\", "
            "authorization_uri=\"http://assets.test/v2/token\"");
  EXPECT_EQ(test::ask(*assets, {.target = "/v1/assets/x"}).status, 401);
  EXPECT_EQ(
      test::ask(*assets, {.target = "/v1/assets/x", .headers = {{"Authorization", "lab-token"}}})
          .status,
      401);
}

TEST_F(ManagedAssetsTokens, a_token_may_be_for_reading_only) {
  ManagedAssetsOptions with;
  with.read_only_tokens = {"lab-reader"};
  restart(with);
  const Reply made = simple();
  token = "lab-reader";
  EXPECT_EQ(get(id_of(made)).status, 200);
  EXPECT_EQ(simple().status, 403);
  EXPECT_EQ(remove(id_of(made), etag(made)).status, 403);
}

TEST_F(ManagedAssetsTokens, expired_on_demand_every_token_must_be_renewed) {
  EXPECT_EQ(send("POST", "/__expire-tokens").status, 204);
  EXPECT_EQ(simple().status, 401);
  token = text(json_of(ask_token(grant()))["access_token"]);
  EXPECT_EQ(simple().status, 201);
  EXPECT_EQ(send("POST", "/__expire-urls").status, 204) << "there are none to expire";
  EXPECT_EQ(simple().status, 201);
}

TEST_F(ManagedAssetsTokens, the_audit_never_shows_a_secret) {
  ask_token(grant());
  post(R"({"uri":"https://u:pass@a.test/x?signature=abc","managed":"false"})");
  const std::string all = audit().dump();
  for (const char* secret : {"lab-token", "lab-secret", "eyJ", "signature"}) {
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
  }
}

}  // namespace
}  // namespace ingot::lab
