// PUTs to pre-signed URLs, and what a store then holds.
#include <gmock/gmock.h>

#include <ingot/plugin.h>

#include <set>

#include "tests/object_store/store_contract.hpp"

namespace ingot::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_P(ObjectStoreContract, answers_the_put_of_a_part_as_s3_does) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  for (const PutCase& each : part_cases()) {
    SCOPED_TRACE(each.name);
    Scene scene{store(), key(each.name), {}, item};
    scene.upload = store().begin(scene.key);
    const Put put = each.put(scene);
    const auto outcome = sender.send(put);
    ASSERT_EQ(outcome.outcome, INGOT_OUT_RESPONSE) << outcome.detail;
    EXPECT_EQ(seen_of(outcome), each.expected_of(GetParam()));
    if (each.s3.status != 200) continue;
    const std::string body = item.substr(0, put.length);
    EXPECT_EQ(etag_of(outcome), hex_md5(body));
    const int number = each.name == "part_10000" ? 10'000 : 1;
    EXPECT_THAT(store().parts(scene.upload),
                ElementsAre(HeldPart{number, put.length, hex_md5(body)}));
  }
}

TEST_P(ObjectStoreContract, a_refused_part_leaves_what_was_there) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  for (const PutCase& each : part_cases()) {
    if (each.expected_of(GetParam()).status == 200 || each.name == "aborted_upload") continue;
    SCOPED_TRACE(each.name);
    Scene scene{store(), key("kept " + each.name), {}, item};
    scene.upload = store().begin(scene.key);
    ASSERT_EQ(sender.send(part(scene.upload, 1, 100, 500)).status, 200);
    ASSERT_NE(sender.send(each.put(scene)).status, 200);
    EXPECT_THAT(store().parts(scene.upload),
                ElementsAre(HeldPart{1, 500, hex_md5(item.substr(100, 500))}));
  }
}

TEST_P(ObjectStoreContract, answers_the_put_of_a_whole_object_as_s3_does) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  for (const PutCase& each : object_cases()) {
    SCOPED_TRACE(each.name);
    Scene scene{store(), key("whole " + each.name), {}, item};
    const auto before = sender.send(Put{.url = store().object_url(scene.key, {}), .length = 10});
    ASSERT_EQ(before.status, 200);
    const Put put = each.put(scene);
    const auto outcome = sender.send(put);
    ASSERT_EQ(outcome.outcome, INGOT_OUT_RESPONSE) << outcome.detail;
    EXPECT_EQ(seen_of(outcome), each.expected_of(GetParam()));
    const std::string body = item.substr(0, outcome.status == 200 ? put.length : 10);
    EXPECT_EQ(store().object(scene.key),
              (HeldObject{body.size(), hex_md5(body), hex_sha256(body)}));
  }
}

TEST_P(ObjectStoreContract, refusals_are_xml_with_a_code) {
  const std::string item = noise(1000);
  EngineSender sender(item);
  for (const PutCase& each : part_cases()) {
    if (each.expected_of(GetParam()).code.empty()) continue;
    SCOPED_TRACE(each.name);
    Scene scene{store(), key("xml " + each.name), {}, item};
    scene.upload = store().begin(scene.key);
    const auto outcome = sender.send(each.put(scene));
    EXPECT_THAT(std::string(outcome.response.header("content-type").value_or("")),
                HasSubstr("xml"));
    EXPECT_THAT(outcome.response.body, HasSubstr("<Error>"));
    EXPECT_THAT(outcome.response.body, HasSubstr("<RequestId>"))
        << "what a vendor's support asks for";
  }
}

TEST_P(ObjectStoreContract, a_part_sent_again_counts_once_and_the_last_bytes_win) {
  const std::string first = noise(2000, 1), second = noise(2000, 2);
  EngineSender sender(first);
  const Upload upload = store().begin(key("again"));
  const Put put = part(upload, 1, 0, first.size());
  for (int time = 0; time < 2; ++time) {
    const auto outcome = sender.send(put);
    ASSERT_EQ(outcome.status, 200);
    EXPECT_EQ(etag_of(outcome), hex_md5(first));
    EXPECT_THAT(store().parts(upload), ElementsAre(HeldPart{1, 2000, hex_md5(first)}));
  }
  sender.set_item(second);
  EXPECT_EQ(etag_of(sender.send(put)), hex_md5(second));
  EXPECT_EQ(store().complete(upload, {{1, hex_md5(first)}}), (Completion{400, "InvalidPart"}));
  EXPECT_EQ(store().complete(upload, {{1, hex_md5(second)}}), Completion{});
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).sha256, hex_sha256(second));
}

// Fails after half of what it promised, as a file that was cut meanwhile.
class HalfBody final : public net::BodySource {
 public:
  explicit HalfBody(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Status send_to(net::BodySink& sink) override {
    INGOT_CHECK(sink.write(std::as_bytes(std::span(bytes_.substr(0, bytes_.size() / 2)))));
    return Error{ErrorKind::source_changed, "cut short"};
  }

 private:
  std::string_view bytes_;
};

TEST_P(ObjectStoreContract, a_part_cut_short_leaves_the_earlier_one) {
  const std::string item = noise(400'000);
  EngineSender sender(item);
  const Upload upload = store().begin(key("cut"));
  ASSERT_EQ(sender.send(part(upload, 1, 0, 1000)).status, 200);
  net::Request request;
  request.method = "PUT";
  request.url = store().part_url(upload, 1, {});
  request.body_size = item.size();
  request.exact_headers = true;
  HalfBody half(item);
  net::Client client({});
  EXPECT_EQ(client.exchange(request, &half, {}).delivery, net::Delivery::source_failed);
  // What follows may be answered before the store has noticed the cut, or after: it must not
  // matter.
  EXPECT_THAT(store().parts(upload), ElementsAre(HeldPart{1, 1000, hex_md5(item.substr(0, 1000))}));
  ASSERT_EQ(store().complete(upload, {{1, hex_md5(item.substr(0, 1000))}}), Completion{});
  EXPECT_EQ(store().object(upload.key).value_or(HeldObject{}).size, 1000u);
}

TEST_P(ObjectStoreContract, a_plugin_reads_from_the_url_when_it_ends) {
  const Upload upload = store().begin(key("deadline"));
  const std::int64_t now_ms = SystemClock().wall_ms();
  const auto deadline = kit::url_deadline(store().part_url(upload, 1, {.lives_s = 900}), now_ms);
  ASSERT_TRUE(deadline);
  // Half a minute before the end; dates have whole seconds, and the lab's clock stands where the
  // lab began.
  EXPECT_LE(*deadline, now_ms + 871'000);
  EXPECT_GT(*deadline, now_ms + 500'000);
  const auto expired =
      kit::url_deadline(store().part_url(upload, 1, {.lives_s = 900, .signed_ago_s = 600}), now_ms);
  ASSERT_TRUE(expired);
  EXPECT_LE(*expired, *deadline - 590'000);
}

INSTANTIATE_TEST_SUITE_P(stores, ObjectStoreContract,
                         ::testing::Values(StoreKind::lab, StoreKind::swift, StoreKind::radosgw),
                         [](const auto& store) { return to_string(store.param); });

// A difference that is none, or has no reason, is a lie about a store.
TEST(ObjectStoreTables, differences_differ_and_say_why) {
  for (const auto* cases : {&part_cases(), &object_cases()}) {
    std::set<std::string> names;
    for (const PutCase& each : *cases) {
      EXPECT_TRUE(names.insert(each.name).second) << each.name << " is there twice";
      for (const Difference& difference : each.differences) {
        EXPECT_NE(difference.seen, each.s3) << each.name;
        EXPECT_FALSE(difference.reason.empty()) << each.name;
        EXPECT_NE(difference.store, StoreKind::lab)
            << each.name << ": the lab's store is ours to mend";
      }
    }
  }
  for (const CompletionCase& each : completion_cases()) {
    for (const CompletionDifference& difference : each.differences) {
      EXPECT_NE(difference.seen, each.s3) << each.name;
      EXPECT_FALSE(difference.reason.empty()) << each.name;
      EXPECT_NE(difference.store, StoreKind::lab) << each.name;
    }
  }
}

}  // namespace
}  // namespace ingot::test
