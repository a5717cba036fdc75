// Which paths and methods are served, who may ask, and what a body must look like.
#include "tests/plugins/sessionupload_lab/sessionupload_lab.hpp"

namespace ingot::lab {
namespace {

using SessionUploadRoutes = SessionUploadLab;

TEST_F(SessionUploadRoutes, nothing_but_accounts_is_served_without_a_token) {
  token.clear();
  const std::pair<const char*, const char*> routes[] = {
      {"POST", "/api/account/ping"},
      {"POST", "/api/asset/upload/start"},
      {"POST", "/api/asset/upload/part/x/complete"},
      {"POST", "/api/asset/upload/x/complete"},
      {"POST", "/api/asset/upload/x/cancel"},
      {"GET", "/api/admin/asset/upload"},
      {"GET", "/api/admin/asset/x"},
      {"DELETE", "/api/admin/asset/x"},
      {"GET", "/nowhere"}};
  for (const auto& [method, path] : routes) {
    const Reply reply = send(method, path, method == std::string("POST") ? "{}" : "");
    EXPECT_EQ(reply.status, 401) << path;
    EXPECT_TRUE(reply.headers.has("WWW-Authenticate")) << path;
  }
  EXPECT_EQ(send("POST", "/api/account/login", "{}").status, 400);
}

TEST_F(SessionUploadRoutes, paths_need_their_prefix_and_methods_are_told) {
  EXPECT_EQ(send("POST", "/asset/upload/start", body("a.bin", 4)).status, 404);
  EXPECT_EQ(send("POST", "/uploadAsset", body("a.bin", 4)).status, 404);
  EXPECT_EQ(send("GET", "/api/asset/upload/start").status, 405);
  const Reply reply = send("PUT", std::string("/api/admin/asset/") + kRoot, "{}");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers.find("Allow"), "GET, PATCH, DELETE");
  EXPECT_EQ(send("GET", "/api/admin/asset/%zz").status, 404);
}

TEST_F(SessionUploadRoutes, bodies_are_json_of_a_known_type) {
  const auto status = [&](const char* type, const std::string& text) {
    return test::ask(*vendor,
                     {.method = "POST",
                      .target = "/api/asset/upload/start",
                      .headers = {{"Authorization", "Bearer lab-token"}, {"Content-Type", type}},
                      .body = text})
        .status;
  };
  for (const char* type : {"application/json", "application/json; charset=utf-8",
                           "application/json-patch+json", "text/json"}) {
    EXPECT_EQ(status(type, body("a.bin", 4)), 200) << type;
  }
  EXPECT_EQ(status("text/plain", body("a.bin", 4)), 415);
  for (const char* wrong : {"", "{", "[]", "1", R"({"a":1,"a":2})"}) {
    EXPECT_EQ(status("application/json", wrong), 400) << wrong;
  }
}

TEST_F(SessionUploadRoutes, the_audit_counts_by_route) {
  ingest("a.bin", "12345");
  const AuditLog& audit = vendor->audit();
  EXPECT_EQ(audit.requests("POST /api/asset/upload/start", 200), 1U);
  EXPECT_EQ(audit.requests("POST /api/asset/upload/part/{id}/complete", 200), 2U);
  EXPECT_EQ(audit.requests("POST /api/asset/upload/{id}/complete", 200), 1U);
  EXPECT_EQ(audit.requests("PUT /object-store/lab-bucket/{object}", 200), 2U);
  EXPECT_EQ(audit.requests("GET /api/admin/asset/{id}"), 2U);
}

}  // namespace
}  // namespace ingot::lab
