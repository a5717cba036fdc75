// upload_parts against a scripted store: expiry, damage, confirmation, restarts.
#include <gtest/gtest.h>

#include <set>

#include <ingot/kit/parts.hpp>
#include <ingot/kit/tags.hpp>

#include "tests/sdk/coroutine_vendor.hpp"

namespace ingot::kit {
namespace {

using namespace ingot::test;

enum class Call : std::uint64_t { part = 3 };
std::uint64_t part_tag(const Item& item, std::uint32_t round, std::uint32_t number) {
  return tag_of(Call::part, item.idx, round, number);
}

// Gives "url-PART-REFUSED" and notes what is stored; part 2 is refused by the vendor when `refuses` is set.
class Route final : public PartRoute {
 public:
  task<PartUrl> url(const PartRange& part, unsigned refused) override {
    if (refused == 3) co_return PartUrl(Ending(End::retryable, "mine", "no more"));
    PartUrl where("https://s/" + std::to_string(part.number) + "-" + std::to_string(refused));
    if (part.number == 3) where.content_md5 = "bWQ1";
    co_return where;
  }
  task<std::optional<Ending>> stored(const PartRange& part, const std::string& etag) override {
    stored_parts.insert(std::to_string(part.number) + etag);
    if (part.number == refuses) co_return Ending(End::conflict, "confirm", "not so");
    co_return std::nullopt;
  }
  std::set<std::string> stored_parts;
  std::uint32_t refuses = 0;
};

std::uint32_t refused_part = 0;

task<> uploads(Batch& batch) {
  const Item& item = batch.items().front();
  Route route;
  route.refuses = refused_part;
  const PartsResult result =
      co_await upload_parts(batch, item, planned_parts(item), route, part_tag);
  std::string text;
  for (const std::string& etag : result.etags) text += etag + ",";
  text += " stored " + std::to_string(route.stored_parts.size());
  if (result.failure) text += " " + result.failure->code + ": " + result.failure->message;
  batch.done(item, text);
}

Begin three_parts() {
  Begin begin;
  begin.items = {make_item("a.bin", 25, 10)};
  begin.max_outstanding = 2;
  return begin;
}

Answer stored_as(const std::string& etag) { return respond(200, "", {{"etag", etag}}); }

struct Ran {
  std::string text;
  std::vector<Sent> sent;
};
Ran run(const std::function<Answer(const Sent&)>& store, Begin begin = three_parts()) {
  Started<uploads> host(std::move(begin));
  EXPECT_EQ(host.run(store), INGOT_OK);
  EXPECT_TRUE(host.violations().empty()) << host.violations().front();
  return {host.ends().front().remote_id, host.sent()};
}

TEST(KitParts, sends_every_part_once_within_the_width) {
  const Ran ran = run([](const Sent& sent) { return stored_as("e" + sent.url.substr(10, 1)); });
  EXPECT_EQ(ran.text, "e1,e2,e3, stored 3");
  ASSERT_EQ(ran.sent.size(), 3u);
  EXPECT_EQ(ran.sent[2].body, "${file:0:20:5}");
  EXPECT_TRUE(ran.sent[0].has(INGOT_F_EXACT_HEADERS) && ran.sent[0].has(INGOT_F_VERIFY_ETAG) &&
              ran.sent[0].has(INGOT_F_JOURNAL) && ran.sent[0].has(INGOT_F_SENSITIVE));
  EXPECT_TRUE(ran.sent[0].headers.empty() && ran.sent[0].auth.empty());
  EXPECT_EQ(ran.sent[2].header("Content-MD5"), "bWQ1") << "where the URL was signed with one";
  Started<uploads> host(three_parts());
  EXPECT_EQ(host.n_outstanding(), 2u);
}

TEST(KitParts, an_expired_url_is_replaced_and_the_circle_ends) {
  const std::string expired = "<Error><Code>AccessDenied</Code></Error>";
  const Ran ran = run([&](const Sent& sent) {
    return sent.url == "https://s/2-0" ? respond(403, expired) : stored_as("e");
  });
  EXPECT_EQ(ran.text, "e,e,e, stored 3");
  EXPECT_EQ(ran.sent.size(), 4u);
  const Ran stuck = run([&](const Sent& sent) {
    return sent.url.starts_with("https://s/2") ? respond(403, expired) : stored_as("e");
  });
  EXPECT_EQ(stuck.text.substr(stuck.text.find("mine")), "mine: no more");
}

TEST(KitParts, damaged_bytes_go_again_three_times) {
  for (const test::Answer& damage : {respond(400, "<Error><Code>BadDigest</Code></Error>"), respond(200, ""), stored_as("\"\""),
                               fails(INGOT_OUT_MISMATCH)}) {
    unsigned left = 2;
    const Ran ran = run([&](const Sent& sent) {
      if (sent.url == "https://s/1-0" && left > 0) return --left, damage;
      return stored_as("e");
    });
    EXPECT_EQ(ran.text, "e,e,e, stored 3");
    const Ran never = run([&](const Sent& sent) {
      return sent.url.starts_with("https://s/1") ? damage : stored_as("e");
    });
    EXPECT_NE(never.text.find("part 1: "), std::string::npos) << never.text;
    EXPECT_EQ(never.text.find("stored 3"), std::string::npos);
  }
}

TEST(KitParts, ends_as_the_trouble_says) {
  const std::vector<std::pair<Answer, std::string>> cells = {
      {respond(404, "<Error><Code>NoSuchUpload</Code></Error>"), "upload_gone: part 1"},
      {respond(400, "<Error><Code>EntityTooLarge</Code></Error>"), "refused: part 1"},
      {respond(500, "<html>"), "unavailable: part 1"},
      {fails(INGOT_OUT_SOURCE_CHANGED), "source: part 1"},
      {fails(INGOT_OUT_DENIED, "not that host"), "denied: part 1: not that host"},
      {fails(INGOT_OUT_UNKNOWN), "unavailable: part 1"},
      {fails(INGOT_OUT_CANCELLED), "cancelled: part 1"}};
  for (const auto& [answer, expected] : cells) {
    const Ran ran = run([&, &bad = answer](const Sent& sent) {
      return sent.url.starts_with("https://s/1") ? bad : stored_as("e");
    });
    EXPECT_NE(ran.text.find(expected), std::string::npos) << ran.text << " / " << expected;
  }
}

TEST(KitParts, a_refused_confirmation_stops_the_item) {
  refused_part = 2;
  const Ran ran = run([](const Sent&) { return stored_as("e"); });
  refused_part = 0;
  EXPECT_NE(ran.text.find("confirm: not so"), std::string::npos) << ran.text;
}

TEST(KitParts, what_an_earlier_life_has_sent_is_not_sent_again) {
  Begin begin = three_parts();
  begin.restarts = 1;
  begin.prior = {{part_tag(begin.items[0], 0, 1), stored_as("old")},
                 {part_tag(begin.items[0], 0, 3), respond(500)},
                 {part_tag(begin.items[0], 0, 3) + 1, stored_as("third")}};
  const Ran ran = run([](const Sent&) { return stored_as("new"); }, begin);
  EXPECT_EQ(ran.text, "old,new,third, stored 3") << "and all are confirmed in this life";
  ASSERT_EQ(ran.sent.size(), 1u);
  EXPECT_EQ(ran.sent[0].body, "${file:0:10:10}");
}

}  // namespace
}  // namespace ingot::kit
