// The documented rules about fields, on the JSON form: good up to the limit, refused one beyond it.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

std::string with_metadata(const std::string& key, const std::string& value) {
  return R"({"metadata":{")" + key + "\":" + value + "}}";
}
std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}
std::string repeat(const std::string& unit, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += unit;
  return all;
}
std::string with_uri(const std::string& uri) {
  return R"({"managed":"true","uri":")" + uri + "\"}";
}

TEST_F(ManagedAssetsLab, counts_metadata_in_bytes_of_utf8) {
  EXPECT_EQ(post(with_metadata(std::string(128, 'k'), quoted("v"))).status, 201);
  EXPECT_EQ(post(with_metadata(std::string(129, 'k'), quoted("v"))).status, 400);
  EXPECT_EQ(post(with_metadata(repeat("ü", 64), quoted("v"))).status, 201);
  EXPECT_EQ(post(with_metadata(repeat("ü", 64) + "k", quoted("v"))).status, 400);
  EXPECT_EQ(post(with_metadata("k", quoted(std::string(51'200, 'v')))).status, 201);
  EXPECT_EQ(post(with_metadata("k", quoted(std::string(51'201, 'v')))).status, 400);
  EXPECT_EQ(post(with_metadata("k", quoted(repeat("ü", 25'600)))).status, 201);
  EXPECT_EQ(post(with_metadata("k", quoted(repeat("ü", 25'600) + "v"))).status, 400);
  EXPECT_EQ(post(with_metadata("k", quoted(""))).status, 201);
}

TEST_F(ManagedAssetsLab, counts_uris_in_bytes) {
  const std::string start = "https://a.test/";
  EXPECT_EQ(post(with_uri(start + std::string(512 - start.size(), 'p'))).status, 201);
  const Reply longer = post(with_uri(start + std::string(513 - start.size(), 'p')));
  EXPECT_EQ(longer.status, 400);
  EXPECT_EQ(message(longer), "uri: more than 512 characters");
}

TEST_F(ManagedAssetsLab, takes_http_and_https_urls_and_nothing_else) {
  for (const char* good : {"http://a", "https://a.test:8443/p?q=1#f", "HTTPS://A.test/%C3%BC"}) {
    EXPECT_EQ(post(with_uri(good)).status, 201) << good;
  }
  for (const char* wrong :
       {"", "a", "//a.test/x", "ftp://a.test/x", "file:///etc/x", "http:/a", "http://", "http:///p",
        "https://?q", "http://a.test/a b", "http://a.test/ü", "http://a.test/%zz",
        "http://a.test/<x>", "xhttp://a.test"}) {
    EXPECT_EQ(post(with_uri(wrong)).status, 400) << wrong;
  }
}

TEST_F(ManagedAssetsLab, refuses_what_the_documents_forbid) {
  struct Case {
    const char* body;
    const char* says;
  };
  const Case cases[] = {
      {"{}", "uri or metadata: one is required"},
      {R"({"metadata":{}})", "uri or metadata: one is required"},
      {R"({"expires":"P1D"})", "uri or metadata: one is required"},
      {R"({"uri":"http://a.test"})", "managed: is required with uri"},
      {R"({"managed":"false","metadata":{"k":"v"}})", "uri: an unmanaged asset needs one"},
      {R"({"uri":"http://a.test","managed":true})", "managed: must be the string"},
      {R"({"uri":"http://a.test","managed":false})", "managed: must be the string"},
      {R"({"uri":"http://a.test","managed":"True"})", "managed: must be the string"},
      {R"({"uri":"http://a.test","managed":""})", "managed: must be the string"},
      {R"({"uri":7,"managed":"true"})", "uri: must be a string"},
      {R"({"metadata":"k=v"})", "metadata: must be an object"},
      {R"({"metadata":null})", "metadata: must be an object"},
      {R"({"metadata":{"":"v"}})", "metadata: a key is empty"},
      {R"({"metadata":{"k":{"a":1}}})", "metadata.k: objects and arrays are not allowed"},
      {R"({"metadata":{"k":[]}})", "metadata.k: objects and arrays are not allowed"},
      {R"({"metadata":{"k":null}})", "metadata.k: must not be null"},
      {R"({"metadata":{"k":"v"},"expires":30})", "expires: must be a string"},
      {R"({"metadata":{"k":"v"},"expires":null})", "expires: must be a string"},
      {R"({"metadata":{"k":"v"},"expires":""})", "expires: must be an ISO 8601"},
      {R"({"metadata":{"k":"v"},"expires":"Never"})", "expires: must be an ISO 8601"},
      {R"({"metadata":{"k":"v"},"expires":"2027-02-01T00:00:00Z"})", "expires: must be an ISO"},
      {R"({"metadata":{"k":"v"},"expires":"P9000Y"})", "expires: beyond the year 9999"},
      {R"({"metadata":{"k":"v"},"expiresOn":"P1D"})", "expiresOn: not a field"},
      {R"({"metadata":{"k":"v"},"file":"x"})", "file: not a field"},
      {R"({"metaData":{"k":"v"}})", "metaData: not a field"},
      {"[]", "the body is no JSON object"},
      {"{", "the body is no JSON object"}};
  for (const Case& wrong : cases) {
    const Reply reply = post(wrong.body);
    EXPECT_EQ(reply.status, 400) << wrong.body;
    EXPECT_NE(message(reply).find(wrong.says), std::string::npos)
        << wrong.body << ": " << message(reply);
    EXPECT_EQ(*json_of(reply)["status"].integer(), 400);
    EXPECT_EQ(text(json_of(reply)["error"]), "Bad Request");
  }
  EXPECT_TRUE(assets->facts().objects.empty());
}

TEST_F(ManagedAssetsLab, scalars_are_values_too) {
  const Reply reply = post(R"({"metadata":{"n":200,"r":1.5,"t":true}})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(json_of(reply)["metadata"].dump(), R"({"n":200,"r":1.5,"t":true})");
}

TEST_F(ManagedAssetsLab, managed_may_default_to_true_where_a_deployment_reads_it_so) {
  ManagedAssetsOptions with;
  with.managed_rule = ManagedRule::kDefaultsToTrue;
  restart(with);
  const Reply reply = post(R"({"uri":"http://a.test"})");
  EXPECT_EQ(reply.status, 201);
  EXPECT_EQ(text(json_of(reply)["managed"]), "true");
}

TEST_F(ManagedAssetsLab, other_content_types_methods_paths_and_queries_are_refused) {
  EXPECT_EQ(send("POST", "/v1/assets", "{}", {{"Content-Type", "text/plain"}}).status, 415);
  EXPECT_EQ(send("POST", "/v1/assets").status, 415) << "no body, no type";
  EXPECT_EQ(send("POST", "/v1/assets?a=b", R"({"metadata":{"k":"v"}})").status, 400);
  EXPECT_EQ(send("POST", "/v1/asset", "{}").status, 404);
  EXPECT_EQ(send("GET", "/").status, 404);
  const Reply put = send("PUT", "/v1/assets", "{}");
  EXPECT_EQ(put.status, 405);
  EXPECT_EQ(put.headers.find("Allow"), "POST");
  const Reply head = send("HEAD", "/v1/assets/x");
  EXPECT_EQ(head.status, 405);
  EXPECT_EQ(head.headers.find("Allow"), "GET, PUT, PATCH, DELETE");
  EXPECT_EQ(send("GET", "/v2/token").status, 405);
  EXPECT_EQ(get("nothing").status, 404);
  EXPECT_EQ(get("route").status, 404) << "its form is not documented";
  const std::string id = id_of(simple());
  for (const char* wrong : {"?showdeleted=true", "?showDeleted=1", "?showDeleted", "?showDeleted=%",
                            "?showDeleted=true&showDeleted=true", "?purge=true"}) {
    EXPECT_EQ(get(id, wrong).status, 400) << wrong;
  }
  EXPECT_EQ(get(id, "?showDeleted=false").status, 200);
}

TEST_F(ManagedAssetsLab, a_body_where_none_belongs_is_a_violation) {
  const std::string id = id_of(simple());
  EXPECT_EQ(send("GET", "/v1/assets/" + id, "{}").status, 200);
  EXPECT_EQ(rules(), std::vector<std::string>{"unexpected_body"});
}

}  // namespace
}  // namespace ingot::lab
