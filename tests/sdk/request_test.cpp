// Text, Request and what becomes of them; Item::part; words made safe.
#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <string>

#include <ingot/detail/encode.hpp>
#include <ingot/detail/soundness.hpp>
#include <ingot/item.hpp>
#include <ingot/reply.hpp>
#include <ingot/request.hpp>
#include <ingot/testkit/fake_actions.hpp>
#include <ingot/testkit/fake_events.hpp>

namespace {

using namespace ingot;
using ingot::test::Sent;

Sent encoded(const Request& request, std::uint64_t id = 5) {
  RecordWriter writer;
  return test::decode_sent(RecordReader(detail::write_http(writer, request.fields(), id)));
}

test::Bytes bytes_of(const Request& request) {
  RecordWriter writer;
  const auto bytes = detail::write_http(writer, request.fields(), 5);
  return test::Bytes(bytes.begin(), bytes.end());
}

TEST(Text, joins_neighbouring_literals) {
  const Text text =
      Text("a") + std::string("b") + std::string_view("c") + secret("s") + "" + "d" + "e";
  ASSERT_EQ(text.segments().size(), 3u);
  EXPECT_EQ(text.segments()[0].text, "abc");
  EXPECT_EQ(text.segments()[2].text, "de");
  EXPECT_TRUE(Text("").empty());
  EXPECT_TRUE(Text().empty());
}

TEST(Text, keeps_what_only_the_host_can_fill_in) {
  const Item item = test::make_item("a", 100, 40);
  const Text text = "--b\r\n" + file(item, item.part(2)) + digest(item, 0, 100, "md5/base64") +
                    body_digest("sha256/hex") + secret("oauth.client_secret", Encoding::form);
  const Sent sent = encoded(Request("POST", "u").body(text));
  EXPECT_EQ(sent.body,
            "--b\r\n${file:0:40:40}${digest:0:0:100:md5/base64}${digest:body:sha256/hex}"
            "${s:oauth.client_secret|form}");
}

TEST(Request, puts_every_setting_into_its_record) {
  const Request request = Request("PUT", "https://h/" + secret("t", Encoding::base64))
                              .header("Authorization", "Bearer " + secret("session.token"))
                              .header("X-Empty", "")
                              .body("{}")
                              .idempotent()
                              .exact_headers()
                              .sensitive()
                              .journal()
                              .verify_etag()
                              .auth("account")
                              .capture("/access_token", "session.token")
                              .capture("h:X-Token", "other")
                              .timeout(std::chrono::seconds(3))
                              .max_response(4096)
                              .for_item(2)
                              .for_item(7)
                              .for_item(2)
                              .priority(9);
  const Sent sent = encoded(request);
  EXPECT_EQ(sent.id, 5u);
  EXPECT_EQ(sent.method, "PUT");
  EXPECT_EQ(sent.url, "https://h/${s:t|base64}");
  EXPECT_EQ(sent.header("Authorization"), "Bearer ${s:session.token}");
  EXPECT_EQ(sent.header("X-Empty"), "");
  EXPECT_EQ(sent.body, "{}");
  EXPECT_EQ(sent.flags, INGOT_F_IDEMPOTENT | INGOT_F_EXACT_HEADERS | INGOT_F_SENSITIVE |
                            INGOT_F_JOURNAL | INGOT_F_VERIFY_ETAG);
  EXPECT_EQ(sent.auth, "account");
  ASSERT_EQ(sent.captures.size(), 2u);
  EXPECT_EQ(sent.captures[1].first, "h:X-Token");
  EXPECT_EQ(sent.captures[1].second, "other");
  EXPECT_EQ(sent.timeout_ms, 3000u);
  EXPECT_EQ(sent.max_response, 4096u);
  EXPECT_EQ(sent.items, (std::vector<std::uint32_t>{2, 7})) << "an item is named once";
  EXPECT_EQ(sent.priority, 9u);
}

TEST(Request, may_be_built_step_by_step_too) {
  Request request("GET", "u");
  request.header("A", "1");
  request.idempotent().for_item(1);
  EXPECT_EQ(bytes_of(request),
            bytes_of(Request("GET", "u").header("A", "1").idempotent().for_item(1)));
}

TEST(Request, is_the_same_bytes_however_it_was_put_together) {
  EXPECT_EQ(bytes_of(Request("GET", Text("a") + "b" + "c")), bytes_of(Request("GET", "abc")));
  EXPECT_NE(bytes_of(Request("GET", "abc")), bytes_of(Request("GET", "abd")));
}

TEST(Request, takes_tags_below_the_ids_of_the_layer) {
  EXPECT_EQ(Request("GET", "u").tag(1).fields().tag, 1u);
  EXPECT_EQ(Request("GET", "u").tag(Request::kFirstLayerId - 1).fields().tag,
            Request::kFirstLayerId - 1);
  EXPECT_THROW(Request("GET", "u").tag(0), std::invalid_argument);
  EXPECT_THROW(Request("GET", "u").tag(Request::kFirstLayerId), std::invalid_argument);
}

TEST(Request, keeps_timeouts_within_their_field) {
  using std::chrono::hours;
  using std::chrono::milliseconds;
  EXPECT_EQ(Request("GET", "u").timeout(milliseconds(-5)).fields().timeout_ms, 1u);
  EXPECT_EQ(Request("GET", "u").timeout(hours(2000)).fields().timeout_ms, UINT32_MAX);
}

TEST(Request, is_refused_when_data_would_break_out_of_its_place) {
  struct Case {
    const char* text;
    bool is_url, is_header;
  };
  const Case cases[] = {{"plain", true, true},
                        {"a b", false, true},
                        {"a\tb", false, true},
                        {"a\r\nX: y", false, false},
                        {"a\nb", false, false},
                        {"a\x7F", false, false},
                        {"gr\xC3\xBC\xC3\x9F", true, true},
                        {"\xC3", false, false},
                        {"\xC2\x85", false, false}};
  for (const Case& c : cases) {
    const auto is_sound = [](const Request& request) {
      try {
        detail::check_request(request.fields());
        return true;
      } catch (const std::invalid_argument&) {
        return false;
      }
    };
    EXPECT_EQ(is_sound(Request("GET", c.text)), c.is_url) << c.text;
    EXPECT_EQ(is_sound(Request("GET", "u").header("A", c.text)), c.is_header) << c.text;
    EXPECT_TRUE(is_sound(Request("GET", "u").body(c.text))) << c.text;
  }
}

TEST(Item, names_its_parts_from_1) {
  const Item item = test::make_item("a", 10, 4);
  ASSERT_EQ(item.n_parts, 3u);
  EXPECT_EQ(item.part(1).off, 0u);
  EXPECT_EQ(item.part(1).len, 4u);
  EXPECT_EQ(item.part(3).off, 8u);
  EXPECT_EQ(item.part(3).len, 2u);
  EXPECT_THROW(item.part(0), std::out_of_range);
  EXPECT_THROW(item.part(4), std::out_of_range);
}

TEST(Item, tiles_itself_exactly_at_every_size) {
  const std::uint64_t gib = 1ull << 30;
  for (const std::uint64_t size :
       {std::uint64_t{1}, gib - 1, gib, gib + 1, 5 * gib, 5 * gib + 1, 6000 * gib}) {
    const Item item = test::make_item("a", size, gib);
    std::uint64_t end = 0;
    for (std::uint32_t n = 1; n <= item.n_parts; ++n) {
      EXPECT_EQ(item.part(n).off, end);
      end += item.part(n).len;
    }
    EXPECT_EQ(end, size);
  }
}

TEST(Reply, finds_headers_in_any_case) {
  Reply reply;
  reply.headers.emplace_back("etag", "\"1\"");
  EXPECT_EQ(reply.header("ETag"), "\"1\"");
  EXPECT_FALSE(reply.header("ETa"));
  EXPECT_FALSE(reply.header("ETagg"));
}

TEST(Reply, is_ok_only_as_an_answer_with_2xx) {
  Reply reply;
  EXPECT_FALSE(reply.ok());
  reply.status = 200;
  EXPECT_FALSE(reply.ok()) << "cancelled";
  reply.outcome = Outcome::response;
  for (const std::uint32_t status : {200u, 204u, 299u}) {
    reply.status = status;
    EXPECT_TRUE(reply.ok()) << status;
  }
  for (const std::uint32_t status : {0u, 199u, 300u, 404u}) {
    reply.status = status;
    EXPECT_FALSE(reply.ok()) << status;
  }
}

TEST(Message, is_made_valid_and_short) {
  EXPECT_EQ(detail::clean_message("gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80"),
            "gr\xC3\xBC\xC3\x9F \xF0\x9F\x98\x80");
  EXPECT_EQ(detail::clean_message("cut \xC3"), "cut \xEF\xBF\xBD");
  EXPECT_EQ(detail::clean_message("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD")
      << "surrogate";
  EXPECT_EQ(detail::clean_message("\xC0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD") << "overlong";
  EXPECT_EQ(detail::clean_message(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(detail::clean_message("\xC3\xBC\xC3\xBC", 3), "\xC3\xBC") << "whole characters only";
  EXPECT_EQ(detail::clean_message(std::string(10'000, 'x')).size(), detail::kLongestMessage);
  EXPECT_EQ(detail::clean_code("a\nb"), "a b");
}

}  // namespace
