// What completions and renewals are refused for.
#include "tests/plugins/dash_lab/dash_lab.hpp"

namespace ingot::lab {
namespace {

class DashCompletion : public DashLab {
 protected:
  void SetUp() override {
    const Json job = batch(item("a", "/a", 1));
    upload = entry_of(job, "a")["assetUpload"];
    put(text(upload["partUrls"][0]["url"]), "x");
  }
  int complete(const std::string& body) {
    return send("POST", "/asset-upload-completions", body).status;
  }
  std::string with_parts(const std::string& parts) const {
    return R"({"assetId":")" + text(upload["assetId"]) + R"(","uploadId":")" + text(upload["id"]) +
           R"(","parts":)" + parts + "}";
  }
  Json upload;
};

TEST_F(DashCompletion, needs_every_part_with_its_etag_unquoted) {
  const std::string tag = md5("x");
  for (const std::string& parts :
       {std::string("null"), std::string("[]"), R"([{"partNumber":1}])" + std::string(),
        R"([{"partNumber":1,"etag":")" + tag + "\"}]",
        R"([{"partNumber":"1","eTag":")" + tag + "\"}]",
        R"([{"partNumber":2,"eTag":")" + tag + "\"}]",
        R"([{"partNumber":1,"eTag":"\")" + tag + R"(\""}])",
        R"([{"partNumber":1,"eTag":")" + md5("y") + "\"}]",
        R"([{"partNumber":1,"eTag":")" + tag + R"(","size":1}])",
        R"([{"partNumber":1,"eTag":")" + tag + R"("},{"partNumber":2,"eTag":")" + tag + "\"}]"}) {
    EXPECT_EQ(complete(with_parts(parts)), 400) << parts;
  }
  EXPECT_EQ(complete(completion(upload, {tag})), 200);
}

TEST_F(DashCompletion, needs_the_upload_of_that_very_asset) {
  const std::string body = completion(upload, {md5("x")});
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string text = body;
    return text.replace(text.find(what), what.size(), with);
  };
  EXPECT_EQ(complete(replaced(text(upload["id"]), "other")), 404);
  EXPECT_EQ(complete(replaced(text(upload["assetId"]), "other")), 400);
  EXPECT_EQ(complete(replaced("assetId", "asset")), 400);
  EXPECT_EQ(complete(replaced("uploadId", "upload")), 400);
  EXPECT_EQ(complete(replaced("{", "{\"x\":1,")), 400);
}

TEST_F(DashCompletion, succeeds_once_and_a_second_time_is_held_against_the_client) {
  EXPECT_EQ(complete(completion(upload, {md5("x")})), 200);
  EXPECT_EQ(complete(completion(upload, {md5("x")})), 409);
  ASSERT_EQ(dash->audit().violations().size(), 1U);
  EXPECT_EQ(dash->audit().violations()[0].rule, "completed_again");
  EXPECT_EQ(dash->facts().objects.at(0).times_completed, 1U);
}

TEST_F(DashCompletion, does_not_check_the_size_but_the_audit_does) {
  EXPECT_EQ(put(text(upload["partUrls"][0]["url"]), "too long").status, 200);
  EXPECT_EQ(complete(completion(upload, {md5("too long")})), 200);
  EXPECT_EQ(
      *call("GET", "/assets/" + text(upload["assetId"]) + "/files")["results"][0]["result"]["size"]
           .integer(),
      8);
  EXPECT_EQ(wrong_sizes(dash->facts()), std::vector<std::string>{"/a"});
}

TEST_F(DashCompletion, a_renewal_must_name_the_same_upload_in_every_respect) {
  struct Wish {
    std::string asset, file, path, size, upload;
  };
  const Wish right{text(upload["assetId"]), "null", "/a", "1", text(upload["id"])};
  const auto renew = [&](const Wish& wish) {
    return send("POST", "/asset-uploads",
                R"({"assetId":")" + wish.asset + R"(","assetFileId":)" + wish.file +
                    R"(,"path":")" + wish.path + R"(","size":)" + wish.size +
                    R"(,"partUrlsRequest":{"uploadId":")" + wish.upload +
                    R"(","urlRequests":[{"partNumber":1}]}})")
        .status;
  };
  EXPECT_EQ(renew(right), 200);
  const auto but = [&](std::string Wish::*field, const std::string& value) {
    Wish wish = right;
    wish.*field = value;
    return renew(wish);
  };
  EXPECT_EQ(but(&Wish::file, "\"" + text(upload["assetFileId"]) + "\""), 200);
  EXPECT_EQ(but(&Wish::file, "\"other\""), 400);
  EXPECT_EQ(but(&Wish::asset, "other"), 400);
  EXPECT_EQ(but(&Wish::path, "/b"), 400);
  EXPECT_EQ(but(&Wish::size, "2"), 400);
  EXPECT_EQ(but(&Wish::upload, "other"), 404);
  EXPECT_EQ(*call("GET", "/assets/" + right.asset + "/files")["totalResults"].integer(), 0)
      << "no new file";
  complete(completion(upload, {md5("x")}));
  EXPECT_EQ(renew(right), 409);
}

TEST_F(DashCompletion, a_new_upload_needs_an_asset_and_a_file_that_exist) {
  const auto begin = [&](const std::string& asset, const std::string& file) {
    return send("POST", "/asset-uploads",
                R"({"assetId":")" + asset + R"(","assetFileId":)" + file +
                    R"(,"path":"/a","size":1})")
        .status;
  };
  EXPECT_EQ(begin("none", "null"), 404);
  EXPECT_EQ(begin(text(upload["assetId"]), "\"none\""), 404);
  EXPECT_EQ(begin(text(upload["assetId"]), "\"" + text(upload["assetFileId"]) + "\""), 200);
}

}  // namespace
}  // namespace ingot::lab
