// Forms with files: order, size limits, and everything a form may not be.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

TEST_F(ManagedAssetsLab, a_field_behind_the_file_is_taken_but_is_a_violation) {
  const Reply late = post_form(Form().file("a", "x").metadata(R"({"k":"v"})"));
  EXPECT_EQ(late.status, 201);
  EXPECT_EQ(text(json_of(late)["metadata"]["k"]), "v");
  EXPECT_EQ(rules(), std::vector<std::string>{"file_before_metadata"});
  EXPECT_EQ(post_form(Form().file("b", "x").field("expires", "never")).status, 201);
  EXPECT_EQ(rules().size(), 2U);
  EXPECT_FALSE(*audit()["clean"].truth());
}

TEST_F(ManagedAssetsLab, a_deployment_may_drop_or_refuse_late_fields) {
  ManagedAssetsOptions with;
  with.late_fields = LateFields::kDropped;
  restart(with);
  const Reply dropped = post_form(Form().file("a", "x").metadata(R"({"k":"v"})"));
  EXPECT_EQ(dropped.status, 201);
  EXPECT_EQ(json_of(dropped)["metadata"].size(), 0U);
  with.late_fields = LateFields::kRefused;
  restart(with);
  EXPECT_EQ(post_form(Form().file("a", "x").metadata(R"({"k":"v"})")).status, 400);
  EXPECT_TRUE(assets->facts().objects.empty());
  EXPECT_EQ(rules(), std::vector<std::string>{"file_before_metadata"});
}

TEST_F(ManagedAssetsLab, a_file_may_have_as_many_bytes_as_the_limit_and_no_more) {
  ManagedAssetsOptions with;
  with.largest_file = 1000;
  restart(with);
  EXPECT_EQ(post_form(Form().file("a", std::string(1000, 'x'))).status, 201);
  EXPECT_EQ(post_form(Form().file("b", std::string(1001, 'x'))).status, 413);
  EXPECT_EQ(assets->facts().objects.size(), 1U);
}

TEST_F(ManagedAssetsLab, what_is_announced_far_too_large_is_refused_before_it_is_sent) {
  struct Case {
    Environment environment;
    std::uint64_t bytes;
  };
  for (const Case& limit :
       {Case{Environment::kProduction, 8ULL << 30}, {Environment::kNonProduction, 4ULL << 30}}) {
    ManagedAssetsOptions with;
    with.environment = limit.environment;
    restart(with);
    EXPECT_EQ(options.file_limit(), limit.bytes);
    MemoryBody body("", 1);
    Request request{.method = "POST",
                    .target = "/v1/assets",
                    .headers = {{"Authorization", "Bearer lab-token"},
                                {"Content-Type", "multipart/form-data; boundary=b"}},
                    .content_length = limit.bytes + (5U << 20),
                    .body = body};
    EXPECT_EQ(assets->handle(request).status, 413);
  }
}

TEST_F(ManagedAssetsLab, empty_files_are_refused_unless_let_in) {
  EXPECT_EQ(post_form(Form().file("a", "")).status, 400);
  ManagedAssetsOptions with;
  with.smallest_file = 0;
  restart(with);
  EXPECT_EQ(post_form(Form().file("a", "")).status, 201);
  EXPECT_EQ(assets->facts().objects.at(0).sha256, sha256(""));
}

TEST_F(ManagedAssetsLab, metadata_must_be_typed_as_json_unless_told_otherwise) {
  const Form plain = Form().field("metadata", R"({"k":"v"})").file("a", "x");
  const Form text_typed = Form().field("metadata", R"({"k":"v"})", "text/plain").file("a", "x");
  const Form charset =
      Form().field("metadata", R"({"k":"v"})", "Application/JSON; charset=utf-8").file("a", "x");
  EXPECT_EQ(post_form(plain).status, 400);
  EXPECT_EQ(post_form(text_typed).status, 400);
  EXPECT_EQ(post_form(charset).status, 201);
  ManagedAssetsOptions with;
  with.metadata_part = MetadataPart::kAnyType;
  restart(with);
  EXPECT_EQ(post_form(plain).status, 201);
}

TEST_F(ManagedAssetsLab, refuses_forms_that_are_not_as_documented) {
  struct Case {
    Form form;
    const char* says;
  };
  const Case cases[] = {
      {Form().metadata("{}"), "file: the part is required"},
      {Form().field("file", "x"), "file: the part has no filename"},
      {Form().file("", "x"), "file: the filename is empty"},
      {Form().file("a", "x").file("b", "y"), "file: sent twice"},
      {Form().metadata("{}").metadata("{}").file("a", "x"), "metadata: sent twice"},
      {Form().field("managed", "true").file("a", "x"), "managed: not a part"},
      {Form().field("uri", "http://a.test").file("a", "x"), "uri: not a part"},
      {Form().field("Metadata", "{}").file("a", "x"), "Metadata: not a part"},
      {Form().field("expire", "never").file("a", "x"), "expire: not a part"},
      {Form().metadata("[]").file("a", "x"), "metadata: must be an object"},
      {Form().metadata("k=v").file("a", "x"), "metadata: no JSON"},
      {Form().metadata(R"({"k":{}})").file("a", "x"), "metadata.k: objects and arrays"},
      {Form().metadata(R"({"k":1,"k":2})").file("a", "x"), "metadata: no JSON"},
      {Form().field("expires", "30 days").file("a", "x"), "expires: must be an ISO 8601"},
      {Form().part("form-data; name=\"metadata\"; filename=\"m\"", "{}", "application/json"),
       "metadata: must not have a filename"},
      {Form().part("attachment; name=\"file\"; filename=\"m\"", "x"), "no Content-Disposition"},
      {Form().part("form-data; name=\"file\"; filename*=UTF-8''m", "x"), "no Content-Disposition"},
      {Form().part("form-data; filename=\"m\"", "x"), "no Content-Disposition"}};
  for (const Case& wrong : cases) {
    const Reply reply = post_form(wrong.form);
    EXPECT_EQ(reply.status, 400) << wrong.says;
    EXPECT_NE(message(reply).find(wrong.says), std::string::npos) << message(reply);
  }
  EXPECT_TRUE(assets->facts().objects.empty());
}

TEST_F(ManagedAssetsLab, refuses_bodies_that_are_no_multipart_ones) {
  const std::string good = Form().file("a", "x").body();
  const auto status = [&](const std::string& body, const std::string& type) {
    return send("POST", "/v1/assets", body, {{"Content-Type", type}}).status;
  };
  const std::string type = "multipart/form-data; boundary=lab-boundary";
  EXPECT_EQ(status(good, type), 201);
  EXPECT_EQ(status(good, "multipart/form-data; boundary=\"lab-boundary\""), 201);
  EXPECT_EQ(status(good, "multipart/form-data"), 400);
  EXPECT_EQ(status(good, "multipart/form-data; boundary="), 400);
  EXPECT_EQ(status(good, "multipart/form-data; boundary=other"), 400);
  EXPECT_EQ(status(good, "multipart/form-data; boundary=" + std::string(71, 'b')), 400);
  EXPECT_EQ(status(good, "multipart/mixed; boundary=lab-boundary"), 415);
  EXPECT_EQ(status("preamble\r\n" + good, type), 400);
  EXPECT_EQ(status(good.substr(0, good.size() - 4), type), 400) << "no last boundary";
  EXPECT_EQ(status("--lab-boundary\r\nno colon\r\n\r\nx\r\n--lab-boundary--\r\n", type), 400);
  EXPECT_EQ(status(Form().body(), type), 400) << "no part at all";
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(status(good + "more", type), 201);
  EXPECT_EQ(rules(), std::vector<std::string>{"bytes_after_last_boundary"});
}

TEST_F(ManagedAssetsLab, transfer_encodings_of_parts_are_refused) {
  const std::string head =
      "--lab-boundary\r\nContent-Disposition: form-data; name=file; filename=a\r\n"
      "Content-Transfer-Encoding: ";
  const auto status = [&](const std::string& encoding) {
    return send("POST", "/v1/assets", head + encoding + "\r\n\r\nx\r\n--lab-boundary--",
                {{"Content-Type", "multipart/form-data; boundary=lab-boundary"}})
        .status;
  };
  EXPECT_EQ(status("binary"), 201);
  EXPECT_EQ(status("base64"), 400);
}

TEST_F(ManagedAssetsLab, a_client_that_goes_away_leaves_nothing) {
  const std::string whole = Form().metadata("{}").file("a", std::string(100'000, 'x')).body();
  for (const std::size_t sent :
       {std::size_t{0}, std::size_t{40}, whole.size() / 2, whole.size() - 25}) {
    MemoryBody body(std::string_view(whole).substr(0, sent), whole.size());
    Request request{.method = "POST",
                    .target = "/v1/assets",
                    .headers = {{"Authorization", "Bearer lab-token"},
                                {"Content-Type", "multipart/form-data; boundary=lab-boundary"}},
                    .content_length = whole.size(),
                    .body = body};
    EXPECT_EQ(assets->handle(request).status, 400) << sent;
  }
  EXPECT_TRUE(assets->facts().objects.empty());
  EXPECT_EQ(assets->facts().counters.at("cut_forms"), 4U);
}

TEST_F(ManagedAssetsLab, a_length_is_required_and_chunks_are_refused) {
  const auto status = [&](Headers headers) {
    headers.add("Authorization", "Bearer lab-token");
    headers.add("Content-Type", "multipart/form-data; boundary=lab-boundary");
    MemoryBody body("");
    Request request{.method = "POST",
                    .target = "/v1/assets",
                    .headers = std::move(headers),
                    .content_length = std::nullopt,
                    .body = body};
    return assets->handle(request).status;
  };
  EXPECT_EQ(status({{"Transfer-Encoding", "chunked"}}), 411);
  EXPECT_EQ(status({}), 411);
  EXPECT_EQ(rules(), (std::vector<std::string>{"chunked_body", "missing_content_length"}));
}

}  // namespace
}  // namespace ingot::lab
