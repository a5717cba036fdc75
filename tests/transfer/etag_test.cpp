#include "host/transfer/etag.hpp"

#include <gtest/gtest.h>

namespace ingot::transfer {
namespace {

constexpr const char* kMd5 = "9e107d9d372bb6826bd81d3542a419d6";

net::Response with_etag(std::string etag) {
  net::Response response;
  response.headers.push_back({"etag", std::move(etag)});
  return response;
}

TEST(etag, the_same_md5_in_any_dress_is_no_contradiction) {
  EXPECT_FALSE(contradicts_md5(with_etag(kMd5), kMd5));
  EXPECT_FALSE(contradicts_md5(with_etag("\"9E107D9D372BB6826BD81D3542A419D6\""), kMd5));
}

TEST(etag, another_md5_is_one) {
  EXPECT_TRUE(contradicts_md5(with_etag("\"9e107d9d372bb6826bd81d3542a419d7\""), kMd5));
}

TEST(etag, what_is_no_md5_proves_nothing) {
  EXPECT_FALSE(contradicts_md5({}, kMd5));
  for (const char* etag : {"", "\"\"", "\"9e107d9d372bb6826bd81d3542a419d6-3\"", "W/\"abc\"", "\"zz107d9d372bb6826bd81d3542a419d6\""}) {
    EXPECT_FALSE(contradicts_md5(with_etag(etag), kMd5)) << etag;
  }
}

}  // namespace
}  // namespace ingot::transfer
