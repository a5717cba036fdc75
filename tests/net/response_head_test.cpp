#include "host/net/response_head.hpp"

#include <gtest/gtest.h>

#include <string>

namespace ingot::net {
namespace {

Result<Framing> framing(const std::string& text, const std::string& method = "GET") {
  INGOT_TRY(const ResponseHead head, parse_response_head(text));
  return framing_of(head, method);
}

TEST(ResponseHead, ends_at_the_first_blank_line) {
  EXPECT_EQ(head_length("HTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n"), 19u);
  EXPECT_EQ(head_length("HTTP/1.1 200 OK\n\nbody"), 17u);
  EXPECT_EQ(head_length("HTTP/1.1 200 OK\n\r\nbody"), 18u);
  const std::string whole = "HTTP/1.1 200 OK\r\na: b\r\n\r\n";
  for (std::size_t cut = 0; cut < whole.size(); ++cut)
    EXPECT_EQ(head_length(whole.substr(0, cut)), std::nullopt);
  EXPECT_EQ(head_length(whole), whole.size());
}

TEST(ResponseHead, keeps_headers_in_order_with_lower_case_names_and_trimmed_values) {
  const auto head = parse_response_head(
      "HTTP/1.1 404 Not Found\r\nETag: \"A\" \r\nX-B:\r\nset-cookie: 1\r\nSet-Cookie:\t2\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 404);
  ASSERT_EQ(head->headers.size(), 4u);
  EXPECT_EQ(head->headers[0].name, "etag");
  EXPECT_EQ(head->headers[0].value, "\"A\"");
  EXPECT_EQ(head->headers[1].value, "");
  EXPECT_EQ(head->headers[2].value, "1");
  EXPECT_EQ(head->headers[3].value, "2");
}

TEST(ResponseHead, joins_folded_lines) {
  const auto head = parse_response_head("HTTP/1.1 200\r\na: one\r\n  two\r\n\r\n");
  ASSERT_TRUE(head);
  EXPECT_EQ(head->headers[0].value, "one two");
}

TEST(ResponseHead, refuses_malformed_ones) {
  for (const std::string text :
       {"\r\n\r\n", "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 X\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.x 200 OK\r\n\r\n",
        "ICY 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\n: x\r\n\r\n", "HTTP/1.1 200 OK\r\na b: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\na : x\r\n\r\n", "HTTP/1.1 200 OK\r\n folded\r\n\r\n",
        "HTTP/1.1 200 OK\r\na: \x01\r\n\r\n", "SSH-2.0-OpenSSH\r\n\r\n"}) {
    const auto head = parse_response_head(text);
    ASSERT_FALSE(head) << text;
    EXPECT_EQ(head.error().kind, ErrorKind::unknown_outcome);
    EXPECT_TRUE(head.error().message.starts_with("malformed answer: ")) << head.error().message;
  }
}

TEST(Framing, knows_answers_without_a_body) {
  for (const std::string status : {"204", "304"}) {
    EXPECT_EQ(framing("HTTP/1.1 " + status + "\r\nContent-Length: 5\r\n\r\n")->end, BodyEnd::none);
  }
  EXPECT_EQ(framing("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n", "HEAD")->end, BodyEnd::none);
  EXPECT_EQ(framing("HTTP/1.1 100\r\n\r\n")->end, BodyEnd::none);
}

TEST(Framing, believes_chunks_before_lengths_and_equal_repeats) {
  EXPECT_EQ(framing("HTTP/1.1 200\r\nContent-Length: 5\r\n\r\n")->length, 5u);
  EXPECT_EQ(framing("HTTP/1.1 200\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\n")->length,
            5u);
  EXPECT_EQ(framing("HTTP/1.1 200\r\n\r\n")->end, BodyEnd::at_close);
  const auto both =
      framing("HTTP/1.1 200\r\nContent-Length: 5\r\nTransfer-Encoding: Chunked\r\n\r\n");
  EXPECT_EQ(both->end, BodyEnd::after_last_chunk);
  EXPECT_EQ(both->afterwards, Afterwards::close);
}

TEST(Framing, refuses_contradictions) {
  for (const std::string header :
       {"Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6", "Content-Length: -1",
        "Content-Length: ", "Content-Length: 5x", "Content-Length: 99999999999999999999",
        "Transfer-Encoding: gzip", "Transfer-Encoding: chunked, gzip"}) {
    EXPECT_FALSE(framing("HTTP/1.1 200\r\n" + header + "\r\n\r\n")) << header;
  }
}

TEST(Framing, keeps_connections_by_version_and_wish) {
  const auto after = [](const std::string& version, const std::string& header) {
    return framing("HTTP/" + version + " 204\r\n" + header + "\r\n")->afterwards;
  };
  EXPECT_EQ(after("1.1", ""), Afterwards::keep);
  EXPECT_EQ(after("1.1", "Connection: close\r\n"), Afterwards::close);
  EXPECT_EQ(after("1.1", "Connection: foo, CLOSE\r\n"), Afterwards::close);
  EXPECT_EQ(after("1.0", ""), Afterwards::close);
  EXPECT_EQ(after("1.0", "Connection: Keep-Alive\r\n"), Afterwards::keep);
}

}  // namespace
}  // namespace ingot::net
