// The two lists stored as blobs: what goes in comes out, and no cut or garbage is taken for a list.
#include "host/ledger/blob_codec.hpp"

#include <gtest/gtest.h>

namespace ingot::ledger {
namespace {

TEST(BlobCodec, item_lists_come_back_at_every_boundary_of_a_byte) {
  const std::vector<std::vector<std::int64_t>> lists = {{},
                                                        {0},
                                                        {127, 128, 129},
                                                        {16383, 16384},
                                                        {1, 3, 2, 1},
                                                        {INT64_MAX},
                                                        {(std::int64_t{1} << 35) - 1}};
  for (const auto& list : lists) {
    auto decoded = decode_items(encode_items(list));
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(*decoded, list);
  }
  EXPECT_EQ(encode_items({127}).size(), 1u);
  EXPECT_EQ(encode_items({128}).size(), 2u);
}

TEST(BlobCodec, headers_come_back_with_their_order_and_bytes) {
  const Headers headers = {{"b", "1"},
                           {"a", ""},
                           {"", "x"},
                           {"b", std::string(300, '\xff')},
                           {"z", std::string("\0", 1)}};
  auto decoded = decode_headers(encode_headers(headers));
  ASSERT_TRUE(decoded.has_value());
  EXPECT_EQ(*decoded, headers);
}

TEST(BlobCodec, a_cut_list_is_damage_or_a_shorter_list_never_other_values) {
  const Headers headers = {{"name", "value"}, {"other", std::string(200, 'x')}};
  const std::string whole = encode_headers(headers);
  for (std::size_t length = 1; length < whole.size(); ++length) {
    auto decoded = decode_headers(std::string_view(whole).substr(0, length));
    if (decoded) {
      EXPECT_EQ(*decoded, Headers({headers[0]})) << length;
    } else {
      EXPECT_EQ(decoded.error().kind, ErrorKind::invalid);
    }
  }
}

TEST(BlobCodec, garbage_is_refused) {
  EXPECT_FALSE(decode_items("\x80").has_value());
  EXPECT_FALSE(decode_items(std::string(11, '\x80')).has_value());
  EXPECT_FALSE(decode_headers(std::string("\xff\xff\xff\xff\xff\xff\xff\xff\x7f", 9)).has_value());
}

}  // namespace
}  // namespace ingot::ledger
