// multipart/form-data bodies, segment by segment.
#include <gtest/gtest.h>

#include <ingot/kit/form.hpp>

namespace ingot::kit {
namespace {

Item item_of(std::string name, std::uint64_t size) {
  Item item;
  item.idx = 3;
  item.name = std::move(name);
  item.size = size;
  return item;
}

TEST(KitForm, keeps_the_order_and_streams_the_file) {
  Form form("b1");
  form.field("metadata", "{}", "application/json").field("expires", "P1D");
  const Item item = item_of("a b.tif", 1234);
  const Text body = form.file("file", item).body();
  ASSERT_EQ(body.segments().size(), 3u);
  EXPECT_EQ(body.segments()[0].text,
            "--b1\r\nContent-Disposition: form-data; name=\"metadata\"\r\n"
            "Content-Type: application/json\r\n\r\n{}\r\n"
            "--b1\r\nContent-Disposition: form-data; name=\"expires\"\r\n\r\nP1D\r\n"
            "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a b.tif\"\r\n"
            "Content-Type: application/octet-stream\r\n\r\n");
  EXPECT_EQ(body.segments()[1].kind, unsigned{INGOT_SEG_FILE});
  EXPECT_EQ(body.segments()[1].ref, 3u);
  EXPECT_EQ(body.segments()[1].off, 0u);
  EXPECT_EQ(body.segments()[1].len, 1234u);
  EXPECT_EQ(body.segments()[2].text, "\r\n--b1--\r\n");
  EXPECT_EQ(form.content_type(), "multipart/form-data; boundary=b1");
}

TEST(KitForm, a_name_cannot_leave_its_quotes) {
  Form form("b1");
  Item item = item_of("a\"b\r\nX-Evil: 1\r\n.jpg", 1);
  item.mime = "image/jpeg\r\nX-Evil: 1";
  const std::string head = form.file("file", item).body().segments()[0].text;
  EXPECT_NE(head.find("filename=\"a%22b%0D%0AX-Evil: 1%0D%0A.jpg\"\r\n"), head.npos);
  EXPECT_EQ(head.find("\nX-Evil"), head.npos);
}

TEST(KitForm, an_empty_file_has_no_segment) {
  Form form("b1");
  const Text body = form.file("file", item_of("a", 0)).body();
  ASSERT_EQ(body.segments().size(), 1u);
  EXPECT_TRUE(body.segments()[0].text.ends_with("\r\n\r\n\r\n--b1--\r\n"));
}

}  // namespace
}  // namespace ingot::kit
