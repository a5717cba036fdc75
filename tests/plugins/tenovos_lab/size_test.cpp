// Sizes: the parts a filesize makes, the shapes of the answer, and the limits to the byte.
#include "tests/plugins/tenovos_lab/tenovos_lab.hpp"

namespace ingot::lab {
namespace {

using tenovos::CreateReply;
using tenovos::OnePartReply;

class TenovosSizes : public TenovosLab {
 protected:
  std::size_t urls(std::uint64_t size) { return create(sized("a", size))["urls"].size(); }
  std::string refusal(std::uint64_t size) {
    return outcome(send("POST", "/asset", sized("a", size)));
  }
};

TEST_F(TenovosSizes, a_part_has_a_hundred_binary_megabytes) {
  struct Case {
    std::uint64_t size;
    std::size_t parts;
  };
  const Case cases[] = {{1, 1},           {100'000'001, 1}, {104'857'600, 1},
                        {104'857'601, 2}, {209'715'200, 2}, {5'368'709'120, 52}};
  for (const Case& one : cases) EXPECT_EQ(urls(one.size), one.parts) << one.size;
}

TEST_F(TenovosSizes, a_tenant_may_count_in_decimal_megabytes) {
  TenovosOptions with;
  with.part_bytes = 100'000'000;
  restart(with);
  EXPECT_EQ(urls(100'000'000), 1U);
  EXPECT_EQ(urls(100'000'001), 2U);
}

TEST_F(TenovosSizes, five_gibibytes_are_the_most_unless_told_otherwise) {
  EXPECT_EQ(refusal(5'368'709'121), "403 Failed to parse Asset");
  EXPECT_TRUE(tenovos->facts().objects.empty());
  TenovosOptions with;
  with.max_bytes = 0;
  restart(with);
  EXPECT_EQ(urls(182'989'737'790), 1746U);  // the vendor's own example
  EXPECT_EQ(urls(1'048'576'000'000), 10'000U);
  EXPECT_EQ(refusal(1'048'576'000'001), "403 Failed to parse Asset");
}

TEST_F(TenovosSizes, empty_files_are_refused_unless_let_in) {
  EXPECT_EQ(refusal(0), "403 Failed to parse Asset");
  TenovosOptions with;
  with.smallest_file = 0;
  restart(with);
  ingest("empty", "");
  EXPECT_EQ(tenovos->facts().objects.at(0).sha256, sha256(""));
  EXPECT_TRUE(*audit()["clean"].truth());
}

TEST_F(TenovosSizes, one_part_is_answered_as_the_tenant_does) {
  struct Case {
    OnePartReply reply;
    bool sends_size, gets_url;
  };
  const Case cases[] = {
      {OnePartReply::kByFilesize, true, false}, {OnePartReply::kByFilesize, false, true},
      {OnePartReply::kUrl, true, true},         {OnePartReply::kUrl, false, true},
      {OnePartReply::kUrls, true, false},       {OnePartReply::kUrls, false, false}};
  for (const Case& one : cases) {
    for (const CreateReply shape : {CreateReply::kWrapped, CreateReply::kFlat}) {
      TenovosOptions with;
      with.one_part_reply = one.reply;
      with.create_reply = shape;
      restart(with);
      const Json created = create(one.sends_size ? sized("a", 1) : order("a"));
      EXPECT_FALSE(text(created["objectId"]).empty());
      EXPECT_EQ(created.find("url") != nullptr, one.gets_url);
      EXPECT_EQ(created.find("urls") != nullptr, !one.gets_url);
      EXPECT_EQ(created.find("uploadId") != nullptr, !one.gets_url);
    }
  }
}

TEST_F(TenovosSizes, several_parts_are_a_list_even_where_one_is_a_url) {
  TenovosOptions with;
  with.one_part_reply = OnePartReply::kUrl;
  restart(with);
  EXPECT_EQ(urls(104'857'601), 2U);
}

TEST_F(TenovosSizes, more_than_a_part_in_one_put_is_held_against_the_client) {
  TenovosOptions with;
  with.part_bytes = 10;
  restart(with);
  const std::string url = text(create(order("a"))["url"]);
  EXPECT_EQ(put(url, std::string(10, 'x')).status, 200);
  EXPECT_TRUE(rules().empty());
  EXPECT_EQ(put(url, std::string(11, 'x')).status, 200);
  EXPECT_EQ(rules(), Violated{"large_file_in_one_put"});
}

}  // namespace
}  // namespace ingot::lab
