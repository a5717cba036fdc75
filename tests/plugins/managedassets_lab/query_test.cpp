// Finding assets by metadata, where a deployment offers it.
#include "tests/plugins/managedassets_lab/managedassets_lab.hpp"

namespace ingot::lab {
namespace {

class Queries : public ManagedAssetsLab {
 protected:
  Queries() {
    with.metadata_query = MetadataQuery::kOn;
    restart(with);
  }
  std::vector<std::string> find(const std::string& query) {
    const Reply reply = send("GET", "/v1/assets?" + query);
    EXPECT_EQ(reply.status, 200) << reply.body;
    const Json found = json_of(reply);
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < found["assets"].size(); ++i) {
      ids.push_back(text(found["assets"][i]["id"]));
    }
    EXPECT_EQ(*found["total"].integer(), static_cast<std::int64_t>(ids.size()));
    return ids;
  }
  using Ids = std::vector<std::string>;
  ManagedAssetsOptions with;
};

TEST_F(Queries, is_not_there_unless_switched_on) {
  restart({});
  const Reply reply = send("GET", "/v1/assets?metadata.ingestKey=k");
  EXPECT_EQ(reply.status, 405);
  EXPECT_EQ(reply.headers.find("Allow"), "POST");
}

TEST_F(Queries, finds_living_assets_that_have_all_of_it) {
  const Reply one = post(R"({"metadata":{"ingestKey":"a b/ü","n":7},"expires":"P1D"})");
  const Reply two = post(R"({"metadata":{"ingestKey":"other","n":7}})");
  EXPECT_EQ(find("metadata.ingestKey=a%20b%2F%C3%BC"), Ids{id_of(one)});
  EXPECT_EQ(find("metadata.n=7").size(), 2U);
  EXPECT_EQ(find("metadata.n=7&metadata.ingestKey=other"), Ids{id_of(two)});
  EXPECT_EQ(find("metadata.n=7&metadata.ingestKey=none"), Ids{});
  EXPECT_EQ(find("metadata.ingestKey=a"), Ids{}) << "whole values only";
  clock.advance(kDayMs);
  EXPECT_EQ(find("metadata.n=7"), Ids{id_of(two)}) << "the other has expired";
  EXPECT_EQ(remove(id_of(two), etag(two)).status, 204);
  EXPECT_EQ(find("metadata.n=7"), Ids{});
}

TEST_F(Queries, follows_changes_of_metadata) {
  const Reply made = simple("old");
  const Reply changed = patch(id_of(made), R"({"metadata":{"ingestKey":"new"}})", etag(made));
  EXPECT_EQ(find("metadata.ingestKey=old"), Ids{});
  EXPECT_EQ(find("metadata.ingestKey=new"), Ids{id_of(made)});
  EXPECT_EQ(remove(id_of(made), etag(changed), "?purge=true").status, 204);
  EXPECT_EQ(find("metadata.ingestKey=new"), Ids{});
}

TEST_F(Queries, may_lag_behind) {
  with.searchable_after_ms = 1000;
  restart(with);
  const Reply made = simple("k");
  clock.advance(999);
  EXPECT_EQ(find("metadata.ingestKey=k"), Ids{});
  clock.advance(1);
  EXPECT_EQ(find("metadata.ingestKey=k"), Ids{id_of(made)});
}

TEST_F(Queries, refuses_queries_it_does_not_know) {
  for (const char* wrong : {"", "?", "?ingestKey=k", "?metadata.=k", "?metadata.k=%zz",
                            "?metadata.k=1&limit=5", "?metadata.k=1&metadata.k=2"}) {
    EXPECT_EQ(send("GET", std::string("/v1/assets") + wrong).status, 400) << wrong;
  }
}

}  // namespace
}  // namespace ingot::lab
