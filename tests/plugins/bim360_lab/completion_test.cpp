// Completion: with size and eTags the store checks and may say 200 and error; without, it joins
// what is there (bim360.md 3.1, step 4).
#include "tests/plugins/bim360_lab/bim360_lab.hpp"

namespace ingot::lab {
namespace {

class Bim360Completion : public Bim360Lab {
 protected:
  Bim360Completion() { begin({}); }
  // A new storage place with an upload of three parts.
  void begin(Bim360Options with) {
    with.smallest_part = 4;
    restart(with);
    where = place("a.bin");
    window = call("GET", where.path + "/signeds3upload?parts=3");
  }
  void put_part(int number, const std::string& bytes) {
    EXPECT_EQ(put(text(window["urls"][static_cast<std::size_t>(number - 1)]), bytes).status, 200);
  }
  Reply complete(const std::string& more = "") {
    return send("POST", where.path + "/signeds3upload",
                R"({"uploadKey":")" + text(window["uploadKey"]) + "\"" + more + "}");
  }
  static std::string etags(const std::vector<std::string>& bodies) {
    std::string all = R"(,"eTags":[)";
    for (const std::string& bytes : bodies)
      all += (bytes == bodies[0] ? "\"" : ",\"") + md5(bytes) + "\"";
    return all + "]";
  }
  // "Ok Pending …" of a 200 that is no success.
  static std::string words(const Json& body) {
    std::string all;
    for (std::size_t i = 0; i < body["parts"].size(); ++i) {
      all += (i > 0 ? " " : "") + text(body["parts"][i]["status"]);
    }
    return all;
  }

  Place where;
  Json window;
};

TEST_F(Bim360Completion, checks_size_and_etags_and_joins) {
  put_part(1, "aaaa");
  put_part(2, "bbbb");
  put_part(3, "c");
  const Reply done = complete(R"(,"size":9)" + etags({"aaaa", "bbbb", "c"}));
  ASSERT_EQ(done.status, 200) << done.body;
  const Json object = json_of(done);
  EXPECT_EQ(object.find("status"), nullptr);
  EXPECT_EQ(text(object["objectId"]), where.urn);
  EXPECT_EQ(text(object["bucketKey"]), "wip.dm.prod");
  EXPECT_EQ(*call("GET", where.path + "/details")["size"].integer(), 9);
}

TEST_F(Bim360Completion, says_200_and_error_for_parts_that_are_missing_or_wrong) {
  put_part(1, "aaa");
  put_part(3, "cccc");
  const Reply refused = complete(R"(,"size":11)" + etags({"aaa", "bbbb", "xxxx"}));
  EXPECT_EQ(refused.status, 200) << "2xx is not success here";
  const Json body = json_of(refused);
  EXPECT_EQ(text(body["status"]), "error");
  EXPECT_EQ(text(body["reason"]), "MissingOrInvalidParts");
  EXPECT_EQ(body["size"].dump(), R"({"expected":11,"detected":7})");
  EXPECT_EQ(words(body), "TooSmall Pending Unexpected");
  EXPECT_EQ(text(body["parts"][0]["eTag"]), md5("aaa"));
  EXPECT_EQ(send("GET", where.path + "/details").status, 404);
  put_part(1, "aaaa");
  put_part(2, "bbbb");
  EXPECT_EQ(json_of(complete(R"(,"size":12)" + etags({"aaaa", "bbbb", "cccc"}))).find("status"),
            nullptr)
      << "and may be mended";
}

TEST_F(Bim360Completion, knows_every_word_for_a_part) {
  put_part(1, "a");
  put_part(2, "bbbb");
  put_part(3, "cccc");
  EXPECT_EQ(words(json_of(complete(etags({"x", "bbbb"})))), "Unexpected+TooSmall Ok Unexpected");
  EXPECT_EQ(words(json_of(complete(R"(,"size":9)"))), "TooSmall Ok Ok");
}

TEST_F(Bim360Completion, a_wrong_size_alone_is_an_error_too) {
  put_part(1, "aaaa");
  put_part(2, "bbbb");
  put_part(3, "c");
  const Json body = json_of(complete(R"(,"size":10)"));
  EXPECT_EQ(text(body["status"]), "error");
  EXPECT_EQ(words(body), "Ok Ok Ok");
}

TEST_F(Bim360Completion, unchecked_it_joins_what_is_there_and_the_audit_tells) {
  put_part(1, "aaaa");
  put_part(3, "c");
  EXPECT_EQ(complete().status, 200);
  EXPECT_EQ(rules(), Rules{"completed_with_missing_part"});
  EXPECT_EQ(*call("GET", where.path + "/details")["size"].integer(), 5);
}

TEST_F(Bim360Completion, unchecked_it_still_refuses_small_parts_and_none) {
  EXPECT_EQ(complete().status, 400) << "nothing was uploaded";
  put_part(1, "aaa");
  put_part(2, "b");
  const Reply small = complete();
  EXPECT_EQ(small.status, 400);
  EXPECT_NE(text(json_of(small)["reason"]).find("EntityTooSmall"), std::string::npos);
}

TEST_F(Bim360Completion, happens_once_unless_the_option_repeats_it) {
  put_part(1, "x");
  EXPECT_EQ(complete().status, 200);
  EXPECT_EQ(complete().status, 400);
  const std::string again = where.path + "/signeds3upload?uploadKey=" + text(window["uploadKey"]);
  EXPECT_EQ(send("GET", again).status, 400);
  Bim360Options with;
  with.second_completion = SecondCompletion::kRepeated;
  begin(with);
  put_part(1, "x");
  const Reply first = complete();
  EXPECT_EQ(complete().body, first.body);
}

TEST_F(Bim360Completion, is_read_strictly) {
  put_part(1, "x");
  for (const char* more : {R"(,"size":"1")", R"(,"size":-1)", R"(,"eTags":"x")", R"(,"eTags":[1])",
                           R"(,"etags":[])"}) {
    EXPECT_EQ(complete(more).status, 400) << more;
  }
  for (const char* body : {"{}", "[]", R"({"uploadKey":"none"})", R"({"uploadKey":1})"}) {
    EXPECT_EQ(send("POST", where.path + "/signeds3upload", body).status, 400) << body;
  }
  const Place other = place("other.bin");
  EXPECT_EQ(send("POST", other.path + "/signeds3upload",
                 R"({"uploadKey":")" + text(window["uploadKey"]) + "\"}")
                .status,
            400)
      << "a key of another object";
  EXPECT_EQ(complete(R"(,"eTags":["\")" + md5("x") + R"(\""])").status, 200) << "quotes are fine";
}

TEST_F(Bim360Completion, keeps_the_content_type_and_the_announced_size) {
  put_part(1, "x");
  const Reply done =
      test::ask(*faulty, {.method = "POST",
                          .target = where.path + "/signeds3upload",
                          .headers = {{"Authorization", "Bearer lab-token"},
                                      {"Content-Type", "application/json"},
                                      {"x-ads-meta-Content-Type", "application/pdf"}},
                          .body = R"({"uploadKey":")" + text(window["uploadKey"]) + "\"}"});
  EXPECT_EQ(text(json_of(done)["contentType"]), "application/pdf");
}

TEST_F(Bim360Completion, real_parts_have_five_mebibytes_to_the_byte) {
  restart({});
  const auto first_part = [&](std::size_t size) {
    where = place("p" + std::to_string(size));
    window = call("GET", where.path + "/signeds3upload?parts=2");
    put_part(1, std::string(size, 'x'));
    put_part(2, "y");
    return complete().status;
  };
  EXPECT_EQ(first_part(5'242'879), 400);
  EXPECT_EQ(first_part(5'242'880), 200);
}

}  // namespace
}  // namespace ingot::lab
