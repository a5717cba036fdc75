#include <ingot/lab/http.hpp>

#include <gtest/gtest.h>

#include <ingot/lab/clock.hpp>

namespace ingot::lab {
namespace {

Request request_for(const std::string& target, BodyReader& body) {
  return Request{
      .method = "GET", .target = target, .headers = {}, .content_length = 0, .body = body};
}

TEST(Headers, are_found_without_regard_to_case_and_kept_in_order) {
  Headers headers{{"Content-Type", "a"}, {"X-One", "1"}};
  headers.add("x-one", "2");
  EXPECT_EQ(headers.find("content-TYPE"), "a");
  EXPECT_EQ(headers.find("X-ONE"), "1");
  EXPECT_EQ(headers.size(), 3U);
  headers.set("X-one", "3");
  EXPECT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.find("x-one"), "3");
  EXPECT_FALSE(headers.has("x-two"));
}

TEST(Request, decodes_segments_after_splitting_them) {
  MemoryBody body("");
  EXPECT_EQ(request_for("/a%2Fb/c%20d?x=/y", body).segments(),
            (std::vector<std::string>{"a/b", "c d"}));
  EXPECT_EQ(request_for("/a%2", body).segments(), std::nullopt);
  EXPECT_EQ(request_for("/", body).segments(), std::vector<std::string>{});
}

TEST(Request, finds_query_parameters_by_decoded_name) {
  MemoryBody body("");
  const Request request = request_for("/p?a=1&b=%2B+&%63=3&d&a=2", body);
  EXPECT_EQ(request.query("a"), "1");
  EXPECT_EQ(request.query("b"), "++");
  EXPECT_EQ(request.query("c"), "3");
  EXPECT_EQ(request.query("d"), "");
  EXPECT_EQ(request.query("e"), std::nullopt);
}

TEST(MemoryBody, tells_a_whole_body_from_one_cut_short) {
  MemoryBody whole("abc");
  EXPECT_EQ(read_all(whole, 3), "abc");
  EXPECT_FALSE(whole.is_truncated());
  MemoryBody cut("abc", 4);
  EXPECT_EQ(read_all(cut, 10), std::nullopt);
  EXPECT_TRUE(cut.is_truncated());
  MemoryBody big("abcd");
  EXPECT_EQ(read_all(big, 3), std::nullopt);
}

TEST(PercentEncoding, keeps_only_unreserved_characters) {
  EXPECT_EQ(percent_encode("aZ09-._~ /é+"), "aZ09-._~%20%2F%C3%A9%2B");
  EXPECT_EQ(percent_decode("%C3%A9%2b"), "é+");
  for (const char* wrong : {"%", "%4", "%4g", "a%"})
    EXPECT_EQ(percent_decode(wrong), std::nullopt) << wrong;
}

TEST(Reasons, are_those_of_the_registry) {
  EXPECT_EQ(reason_of(200), "OK");
  EXPECT_EQ(reason_of(423), "Locked");
  EXPECT_EQ(reason_of(299), "Unknown");
}

TEST(Dates, are_spelled_as_their_protocols_want) {
  EXPECT_EQ(compact_date(784'111'777'999), "19941106T084937Z");
  EXPECT_EQ(http_date(784'111'777'000), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(iso_date(784'111'777'042), "1994-11-06T08:49:37.042+00:00");
}

}  // namespace
}  // namespace ingot::lab
