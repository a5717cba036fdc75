#include "host/plugin/http_check.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/plugin/record_check.hpp"
#include "tests/plugin/near_miss.hpp"
#include "tests/plugin/sample_records.hpp"

namespace ingot::plugin {
namespace {

using test::decoded;
using test::expect_refusals;
using test::header;
using test::letter;
using test::Record;
using test::record_of;
using test::refusal;
using test::segment;
using ::testing::HasSubstr;

TEST(HttpCheck, reads_every_field_of_an_http_action) {
  const auto http = decoded<HttpAction>(test::sample_http());
  EXPECT_EQ(http.id, 7u);
  EXPECT_EQ(http.flags, INGOT_F_IDEMPOTENT | INGOT_F_JOURNAL);
  EXPECT_EQ(http.method, "PUT");
  ASSERT_EQ(http.url.size(), 1u);
  EXPECT_EQ(http.url[0].text, "https://api.example/a?b=%20c");
  ASSERT_EQ(http.headers.size(), 2u);
  EXPECT_EQ(http.headers[0].first, "Authorization");
  ASSERT_EQ(http.headers[0].second.size(), 2u);
  EXPECT_EQ(http.headers[0].second[0].text, "Bearer ");
  EXPECT_EQ(http.headers[0].second[1].kind, SegmentKind::secret);
  EXPECT_EQ(http.headers[0].second[1].text, "session.token");
  EXPECT_EQ(http.headers[1].second[0].ref, kWholeBody);
  EXPECT_EQ(http.headers[1].second[0].text, "md5/base64");
  ASSERT_EQ(http.body.size(), 3u);
  EXPECT_EQ(http.body[0].text, std::string("\0\r\n\xFF", 4));
  EXPECT_EQ(http.body[1].kind, SegmentKind::file);
  EXPECT_EQ(http.body[1].off, 100u);
  EXPECT_EQ(http.body[1].len, 900u);
  EXPECT_EQ(http.items, (std::vector<std::uint32_t>{0, 2}));
  ASSERT_EQ(http.captures.size(), 1u);
  EXPECT_EQ(http.captures[0].where, "/access_token");
  EXPECT_EQ(http.captures[0].name, "session.token");
  EXPECT_EQ(http.auth, "account");
  EXPECT_EQ(http.timeout_ms, 5000u);
  EXPECT_EQ(http.max_response, 4096u);
  EXPECT_EQ(http.priority, 3u);
  EXPECT_TRUE(is_idempotent(http));
  EXPECT_TRUE(is_journaled(http));
  EXPECT_FALSE(has_exact_headers(http));
  EXPECT_FALSE(is_sensitive(http));
  EXPECT_FALSE(verifies_etag(http));
  EXPECT_EQ(file_bytes(http), 900u);
}

TEST(HttpCheck, refuses_arrays_that_do_not_fit_their_count) {
  expect_refusals(
      test::sample_http(),
      {
          {"count more", [](Record& r) { r.as<ingot_ac_http>().n_url = 2; },
           "url: 2 entries take 64 bytes"},
          {"count less", [](Record& r) { r.as<ingot_ac_http>().n_body = 2; },
           "body: 2 entries take 64 bytes"},
          {"count wraps", [](Record& r) { r.as<ingot_ac_http>().n_body = 0x08000003u; },
           "body: 134217731 entries, the limit"},
          {"none, with a span", [](Record& r) { r.as<ingot_ac_http>().n_items = 0; },
           "items: 0 entries take 0 bytes"},
          {"unaligned", [](Record& r) { r.as<ingot_ac_http>().body.off += 4; }, "body: starts at"},
          {"too many captures", [](Record& r) { r.as<ingot_ac_http>().n_capture = 17; },
           "capture: 17 entries, the limit is 16"},
          {"too many headers", [](Record& r) { r.as<ingot_ac_http>().n_headers = 65; },
           "headers: 65 entries, the limit is 64"},
          {"header value cut", [](Record& r) { header(r, 0).value.len -= 8; },
           "header 0 `Authorization`"},
          {"more items than there are", [](Record& r) { r.as<ingot_ac_http>().n_items = 4; },
           "items: 4 entries, the limit is 3"},
      });
}

TEST(HttpCheck, refuses_methods_urls_and_headers_that_could_smuggle) {
  const auto url_text = [](Record& r) { return segment(r, r.as<ingot_ac_http>().url, 0).lit; };
  expect_refusals(
      test::sample_http(),
      {
          {"method space", [](Record& r) { letter(r, r.as<ingot_ac_http>().method) = ' '; },
           "method: ` UT` is not a token"},
          {"method empty",
           [](Record& r) {
             r.as<ingot_ac_http>().method = {0, 0};
           },
           "method: `` is not a token"},
          {"no url",
           [](Record& r) {
             r.as<ingot_ac_http>().n_url = 0;
             r.as<ingot_ac_http>().url = {0, 0};
           },
           "url: is empty"},
          {"url space", [&](Record& r) { letter(r, url_text(r), 9) = ' '; },
           "url: segment 0: literal: has a space"},
          {"url newline", [&](Record& r) { letter(r, url_text(r), 9) = '\n'; },
           "url: segment 0: literal"},
          {"url nul", [&](Record& r) { letter(r, url_text(r), 9) = '\0'; },
           "url: segment 0: literal"},
          {"url no utf-8", [&](Record& r) { letter(r, url_text(r), 9) = '\xFF'; },
           "url: segment 0: literal"},
          {"header name colon", [](Record& r) { letter(r, header(r, 0).name) = ':'; },
           "header 0: name"},
          {"header name newline", [](Record& r) { letter(r, header(r, 0).name, 2) = '\n'; },
           "header 0: name"},
          {"header name empty",
           [](Record& r) {
             header(r, 0).name = {0, 0};
           },
           "header 0: name `` is not a token"},
          {"header value newline",
           [](Record& r) { letter(r, segment(r, header(r, 0).value, 0).lit, 6) = '\n'; },
           "header 0 `Authorization`: segment 0: literal"},
          {"header value return",
           [](Record& r) { letter(r, segment(r, header(r, 0).value, 0).lit, 6) = '\r'; },
           "header 0 `Authorization`: segment 0: literal"},
          {"header value nul",
           [](Record& r) { letter(r, segment(r, header(r, 0).value, 0).lit, 6) = '\0'; },
           "header 0 `Authorization`: segment 0: literal"},
          {"file bytes in the url",
           [](Record& r) { segment(r, r.as<ingot_ac_http>().url, 0).kind = INGOT_SEG_FILE; },
           "file bytes may stand in a body only"},
          {"file bytes in a header",
           [](Record& r) { segment(r, header(r, 0).value, 1).kind = INGOT_SEG_FILE; },
           "file bytes may stand in a body only"},
      });
}

TEST(HttpCheck, refuses_headers_that_belong_to_the_host) {
  for (const char* name :
       {"Host", "content-length", "Transfer-Encoding", "CONNECTION", "Expect", "Upgrade"}) {
    const Record record =
        record_of<ingot_ac_http>(INGOT_AC_HTTP, 1, [&](ingot_ac_http& head, RecordLayout& layout) {
          head.method = layout.text("GET");
          head.n_url = head.n_headers = 1;
          head.url = layout.array<ingot_seg>(1);
          layout.put(head.url.off, ingot_seg{INGOT_SEG_LIT, 0, 0, 0, layout.text("http://x/")});
          head.headers = layout.array<ingot_header>(1);
          layout.put(head.headers.off, ingot_header{layout.text(name), {0, 0}});
        });
    EXPECT_THAT(refusal(record), HasSubstr("is set by the host alone")) << name;
  }
}

TEST(HttpCheck, refuses_segments_it_cannot_fill) {
  const auto body = [](Record& r, std::size_t i) -> ingot_seg& {
    return segment(r, r.as<ingot_ac_http>().body, i);
  };
  const auto secret = [](Record& r) -> ingot_seg& { return segment(r, header(r, 0).value, 1); };
  const auto md5 = [](Record& r) -> ingot_seg& { return segment(r, header(r, 1).value, 0); };
  expect_refusals(
      test::sample_http(),
      {
          {"unknown kind", [&](Record& r) { body(r, 1).kind = 4; },
           "body: segment 1: kind: 4 is unknown"},
          {"no such item", [&](Record& r) { body(r, 1).ref = 3; },
           "segment 1: file: item: 3 is not one of the session's 3"},
          {"item without bytes", [&](Record& r) { body(r, 1).ref = 2; }, "item 2: has no bytes"},
          {"one byte too long", [&](Record& r) { body(r, 1).len = 901; },
           "reach beyond its size of 1000"},
          {"starts behind the end", [&](Record& r) { body(r, 1).off = 1001; },
           "reach beyond its size"},
          {"range wraps",
           [&](Record& r) {
             body(r, 1).off = 8;
             body(r, 1).len = UINT64_MAX - 4;
           },
           "reach beyond its size"},
          {"digest of itself", [&](Record& r) { body(r, 2).ref = UINT32_MAX; },
           "a body cannot hold the digest of itself"},
          {"digest range", [&](Record& r) { body(r, 2).len = 1001; }, "segment 2: digest: item 0"},
          {"digest with a range of the whole body", [&](Record& r) { md5(r).len = 1; },
           "of the whole body has no range"},
          {"digest format", [&](Record& r) { letter(r, md5(r).lit) = 'x'; },
           "digest: `xd5/base64` is none of"},
          {"secret encoding", [&](Record& r) { secret(r).ref = 5; },
           "secret: encoding 5 is unknown"},
          {"basic credentials without a user", [&](Record& r) { secret(r).ref = INGOT_ENC_BASIC; },
           "is no user and secret with a colon between"},
          {"secret name", [&](Record& r) { letter(r, secret(r).lit) = '/'; },
           "is not the name of a secret"},
          {"secret without a name",
           [&](Record& r) {
             secret(r).lit = {0, 0};
           },
           "is not the name of a secret"},
      });
}

TEST(HttpCheck, refuses_items_captures_and_credentials_that_are_none) {
  const auto item = [](Record& r, std::size_t i) -> std::uint32_t& {
    return r.at<std::uint32_t>(r.as<ingot_ac_http>().items.off + 4 * i);
  };
  const auto capture = [](Record& r) -> ingot_capture& {
    return r.at<ingot_capture>(r.as<ingot_ac_http>().capture.off);
  };
  expect_refusals(
      test::sample_http(),
      {
          {"no such item", [&](Record& r) { item(r, 1) = 3; },
           "items: item 3 is not one of the session's 3"},
          {"an item twice", [&](Record& r) { item(r, 1) = 0; }, "items: item 0 is listed twice"},
          {"capture from nowhere", [&](Record& r) { letter(r, capture(r).where) = 'x'; },
           "capture 0: `xaccess_token`"},
          {"capture without a name",
           [&](Record& r) {
             capture(r).name = {0, 0};
           },
           "capture 0: `` is not the name"},
          {"credential", [](Record& r) { letter(r, r.as<ingot_ac_http>().auth) = ' '; },
           "auth: ` ccount` is not the name"},
          {"answer too large",
           [](Record& r) { r.as<ingot_ac_http>().max_response = kMaxResponseBytes + 1; },
           "max_response"},
      });
}

TEST(HttpCheck, lets_verify_ask_and_change_nothing) {
  const auto request = [](std::string_view method, std::uint16_t flags) {
    return record_of<ingot_ac_http>(
        INGOT_AC_HTTP, 1, [=](ingot_ac_http& head, RecordLayout& layout) {
          head.h.flags = flags;
          head.method = layout.text(method);
          head.n_url = 1;
          head.url = layout.array<ingot_seg>(1);
          layout.put(head.url.off,
                     ingot_seg{INGOT_SEG_LIT, 0, 0, 0, layout.text("https://api.example/a")});
        });
  };
  for (const char* method : {"GET", "HEAD", "POST"}) {
    EXPECT_EQ(decoded<HttpAction>(request(method, INGOT_F_IDEMPOTENT), INGOT_OP_VERIFY).method, method);
    EXPECT_THAT(refusal(request(method, 0), INGOT_OP_VERIFY), HasSubstr("it changes nothing"));
  }
  for (const char* method : {"PUT", "PATCH", "DELETE", "MKCOL"})
    EXPECT_THAT(refusal(request(method, INGOT_F_IDEMPOTENT), INGOT_OP_VERIFY),
                HasSubstr("VERIFY, which changes nothing"));
  EXPECT_THAT(refusal(request("GET", INGOT_F_IDEMPOTENT), INGOT_OP_ESTIMATE),
              HasSubstr("ESTIMATE sends nothing"));
  EXPECT_TRUE(is_poll(decoded<HttpAction>(request("GET", INGOT_F_POLL))));
}

TEST(HttpCheck, skips_a_capture_that_is_absent) {
  Record record = test::sample_http();
  record.at<ingot_capture>(record.as<ingot_ac_http>().capture.off) = {{0, 0}, {0, 0}};
  EXPECT_TRUE(decoded<HttpAction>(record).captures.empty());
}

TEST(HttpCheck, refuses_a_small_record_that_blows_up_into_a_large_body) {
  const Record record = record_of<
      ingot_ac_http>(INGOT_AC_HTTP, 1, [](ingot_ac_http& head, RecordLayout& layout) {
    head.method = layout.text("POST");
    head.n_url = 1;
    head.url = layout.array<ingot_seg>(1);
    layout.put(head.url.off, ingot_seg{INGOT_SEG_LIT, 0, 0, 0, layout.text("http://x/")});
    const ingot_span shared = layout.text(std::string(100'000, 'x'));
    head.n_body = kMaxBodySegments;
    head.body = layout.array<ingot_seg>(kMaxBodySegments);
    for (std::uint32_t i = 0; i < kMaxBodySegments; ++i) {
      layout.put(head.body.off + i * sizeof(ingot_seg), ingot_seg{INGOT_SEG_LIT, 0, 0, 0, shared});
    }
  });
  EXPECT_THAT(refusal(record), HasSubstr("body: its texts exceed"));
}

}  // namespace
}  // namespace ingot::plugin
