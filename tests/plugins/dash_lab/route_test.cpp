// Who is let in, and what is answered before a desk sees a request.
#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

TEST_F(DashLab, asks_for_a_token_before_anything_else) {
  for (const char* wrong : {"", "none", "lab-toke", "lab-token "}) {
    token = wrong;
    const Reply reply = send("GET", "/nowhere");
    EXPECT_EQ(reply.status, 401) << wrong;
    EXPECT_EQ(text((*Json::parse(reply.body))["error"]), "Unauthorized");
    EXPECT_EQ(reply.headers.find("WWW-Authenticate"), "Bearer");
  }
  const Reply basic =
      test::ask(*dash, {.target = "/fields", .headers = {{"Authorization", "Basic lab-token"}}});
  EXPECT_EQ(basic.status, 401);
}

TEST_F(DashLab, knows_its_paths_and_methods) {
  struct Case {
    const char* method;
    const char* path;
    int status;
    const char* allow;
  };
  const Case cases[] = {{"GET", "/nowhere", 404, ""},
                        {"GET", "/", 404, ""},
                        {"GET", "/assets", 404, ""},
                        {"GET", "/assets/none", 404, ""},
                        {"GET", "/assets/none/files", 404, ""},
                        {"GET", "/assets/none/files/x", 404, ""},
                        {"GET", "/asset%2", 404, ""},
                        {"DELETE", "/assets/none", 404, ""},
                        {"GET", "/asset-and-upload-batch-jobs/none", 404, ""},
                        {"GET", "/asset-and-upload-batch-jobs", 405, "POST"},
                        {"PUT", "/assets/none", 405, "GET, PATCH, DELETE"},
                        {"POST", "/fields", 405, "GET"},
                        {"GET", "/fields", 200, ""},
                        {"GET", "/fields?x=1", 200, ""},
                        {"GET", "/folder-settings", 200, ""},
                        {"GET", "/current-user", 200, ""},
                        {"GET", "/oauth/token", 405, "POST"},
                        {"GET", "/__nothing", 404, ""}};
  for (const Case& each : cases) {
    const Reply reply = send(each.method, each.path);
    EXPECT_EQ(reply.status, each.status) << each.method << " " << each.path;
    EXPECT_EQ(reply.headers.find("Allow").value_or(""), each.allow)
        << each.method << " " << each.path;
  }
}

TEST_F(DashLab, takes_only_json_of_known_length_that_arrived_whole) {
  struct Case {
    const char* type;
    std::optional<std::uint64_t> length;
    int status;
  };
  const std::string body = R"({"items":[)" + item("a", "/a", 1) + "]}";
  const Case cases[] = {{"text/plain", body.size(), 415},
                        {"", body.size(), 415},
                        {"application/json", std::nullopt, 411},
                        {"application/json", 40'000'000, 413},
                        {"application/json", body.size() + 1, 400},
                        {"application/json; charset=utf-8", body.size(), 201}};
  for (const Case& each : cases) {
    MemoryBody reader(body, each.length.value_or(body.size()));
    Request request{.method = "POST",
                    .target = "/asset-and-upload-batch-jobs",
                    .headers = {{"Authorization", "Bearer lab-token"}, {"Content-Type", each.type}},
                    .content_length = each.length,
                    .body = reader};
    EXPECT_EQ(dash->handle(request).status, each.status) << each.type;
    EXPECT_EQ(request.route, "POST /asset-and-upload-batch-jobs");
  }
  EXPECT_EQ(dash->facts().objects.size(), 1U);
}

TEST_F(DashLab, counts_requests_by_route_without_ids) {
  send("GET", "/assets/one");
  send("GET", "/assets/two");
  send("GET", "/nowhere/secret");
  EXPECT_EQ(dash->audit().requests("GET /assets/{id}", 404), 2U);
  EXPECT_EQ(dash->audit().requests("GET (unknown)", 404), 1U);
  EXPECT_EQ(audit().dump().find("secret"), std::string::npos);
}

TEST_F(DashLab, resets_to_nothing_but_keeps_tokens) {
  ingest("/a", "x");
  EXPECT_EQ(send("POST", "/__reset").status, 204);
  const Json facts = audit();
  EXPECT_EQ(facts["objects"].size(), 0U);
  EXPECT_TRUE(*facts["clean"].truth());
  EXPECT_EQ(send("GET", "/fields").status, 200);
}

TEST_F(DashLab, the_summary_of_the_audit_is_short) {
  for (int i = 0; i < 20; ++i) ingest("/" + std::to_string(i), "x");
  const Json facts = call("GET", "/__audit?summary=1");
  EXPECT_EQ(facts["objects"].size(), 0U);
  EXPECT_EQ(*facts["counts"]["completed"].integer(), 20);
}

}  // namespace
}  // namespace ingot::lab
