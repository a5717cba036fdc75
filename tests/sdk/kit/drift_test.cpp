// What VERIFY says of an item, from what was remembered and what is shown.
#include <gtest/gtest.h>

#include <ingot/kit/drift.hpp>

#include "tests/sdk/coroutine_vendor.hpp"

namespace ingot::kit {
namespace {

using namespace ingot::test;

task<> as_remembered(Batch& batch) {
  Drift drift;
  drift.compare("state", "LIVE", "LIVE");
  drift.compare("etag", "", "x");
  drift.compare_size(10, 10);
  drift.compare_size(10, std::nullopt);
  EXPECT_TRUE(drift.is_empty());
  drift.end(batch, batch.items()[0]);
  co_return;
}

task<> different(Batch& batch) {
  Drift drift;
  drift.compare_size(10, 12);
  drift.compare("state", "LIVE", "");
  EXPECT_FALSE(drift.is_empty());
  drift.end(batch, batch.items()[0]);
  co_return;
}

task<> gone(Batch& batch) {
  Drift drift;
  drift.missing("asset \"a\"", "HTTP 404");
  drift.end(batch, batch.items()[0]);
  co_return;
}

TEST(Drift, what_is_not_told_or_not_remembered_is_no_difference) {
  Started<as_remembered> host(1);
  ASSERT_EQ(host.ends().size(), 1u);
  EXPECT_EQ(host.ends()[0].result, std::uint32_t{INGOT_IT_DONE});
}

TEST(Drift, names_every_difference) {
  Started<different> host(1);
  ASSERT_EQ(host.ends().size(), 1u);
  EXPECT_EQ(host.ends()[0].result, std::uint32_t{INGOT_IT_CONFLICT});
  EXPECT_EQ(host.ends()[0].code, "size");
  EXPECT_EQ(host.ends()[0].message,
            "size: expected 10, found 12; state: expected LIVE, found nothing");
  EXPECT_EQ(host.ends()[0].meta, R"({"differs":[{"what":"size","expected":"10","found":"12"},)"
                                 R"({"what":"state","expected":"LIVE","found":""}]})");
}

TEST(Drift, what_is_not_there_is_missing) {
  Started<gone> host(1);
  ASSERT_EQ(host.ends().size(), 1u);
  EXPECT_EQ(host.ends()[0].code, "missing");
  EXPECT_EQ(host.ends()[0].message, "missing: expected asset \"a\", found HTTP 404");
}

}  // namespace
}  // namespace ingot::kit
