#include "tests/object_store/store_contract.hpp"

#include <ingot/lab/digest.hpp>

#include <map>

namespace ingot::test {

namespace {

std::string code_of(const std::string& body) {
  const std::size_t at = body.find("<Code>");
  return at == body.npos ? "" : body.substr(at + 6, body.find("</Code>") - at - 6);
}

// Starting a store takes seconds: one of each kind serves all tests.
StoreOrWhyNot& shared_store(StoreKind kind) {
  static std::map<StoreKind, StoreOrWhyNot> stores;
  const auto found = stores.find(kind);
  if (found != stores.end()) return found->second;
  return stores.emplace(kind, kind == StoreKind::lab ? open_lab_store() : open_real_store(kind))
      .first->second;
}

}  // namespace

std::string noise(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  SeededEntropy(seed).fill(std::as_writable_bytes(std::span(bytes)));
  return bytes;
}

std::string raw_md5(std::string_view bytes) {
  return lab::digest_of(lab::Algorithm::kMd5, bytes);
}
std::string hex_md5(std::string_view bytes) {
  return lab::to_hex(raw_md5(bytes));
}
std::string hex_sha256(std::string_view bytes) {
  return lab::to_hex(lab::digest_of(lab::Algorithm::kSha256, bytes));
}

Seen seen_of(const transfer::HttpOutcome& outcome) {
  Seen seen{outcome.status, code_of(outcome.response.body)};
  if (outcome.status / 100 != 2) {
    seen.meaning =
        kit::judge_store_error(static_cast<std::uint32_t>(outcome.status), outcome.response.body);
  }
  return seen;
}

std::string etag_of(const transfer::HttpOutcome& outcome) {
  return kit::bare_etag(outcome.response.header("etag").value_or(""));
}

void ObjectStoreContract::SetUp() {
  const StoreOrWhyNot& opened = shared_store(GetParam());
  if (opened.store) return;
  if (opened.why_not.is_allowed) GTEST_SKIP() << opened.why_not.reason;
  FAIL() << opened.why_not.reason;
}

StoreUnderTest& ObjectStoreContract::store() {
  return *shared_store(GetParam()).store;
}

std::string ObjectStoreContract::key(const std::string& name) const {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  return std::string(test->name()) + "/" + name + " +ä%.bin";
}

Put ObjectStoreContract::part(const Upload& upload, int number, std::uint64_t offset,
                              std::uint64_t length) {
  return {.url = store().part_url(upload, number, {}), .offset = offset, .length = length};
}

}  // namespace ingot::test
