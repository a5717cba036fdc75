// Whose asset is it: the rule by which a search is read.
#include <gtest/gtest.h>

#include "plugins/dash/probe.hpp"

namespace ingot::dash {
namespace {

constexpr std::int64_t kSince = 1'800'000'000'000;

struct Wanted {
  explicit Wanted(std::uint32_t index, const std::string& path) {
    item.idx = index;
    item.name = path.substr(path.rfind('/') + 1);
    work.path = path;
  }
  Item item;
  ItemWork work{item};
};

Asset staged(const std::string& id, const std::string& name) {
  Asset asset;
  asset.id = id;
  asset.state = "STAGED";
  asset.filename = name;
  asset.born_ms = kSince;
  return asset;
}

TEST(DashProbe, one_candidate_is_found_none_is_missing_two_are_doubtful) {
  Wanted a(0, "/a.jpg"), b(1, "/b.jpg"), c(2, "/c.jpg");
  const auto result =
      assign({&a.work, &b.work, &c.work},
             {staged("1", "a.jpg"), staged("2", "c.jpg"), staged("3", "c.jpg")}, {}, kSince);
  EXPECT_EQ(result.found, (std::map<std::uint32_t, std::string>{{0, "1"}}));
  EXPECT_EQ(result.missing, std::set<std::uint32_t>{1});
  EXPECT_EQ(result.doubtful.count(2), 1u);
}

TEST(DashProbe, names_states_and_dates_must_fit) {
  Wanted a(0, "/a.jpg");
  Asset live = staged("1", "a.jpg"), other = staged("2", "A.jpg"), old = staged("3", "a.jpg"),
        skewed = staged("4", "a.jpg");
  live.state = "LIVE";
  old.born_ms = kSince - 5 * 60'000 - 1;
  skewed.born_ms = kSince - 5 * 60'000;
  EXPECT_EQ(assign({&a.work}, {live, other, old}, {}, kSince).missing.size(), 1u);
  EXPECT_EQ(assign({&a.work}, {live, other, old, skewed}, {}, kSince).found.at(0), "4");
}

TEST(DashProbe, a_folder_excludes_only_when_it_is_a_path_that_contradicts) {
  Wanted a(0, "/A/B/a.jpg");
  for (const auto& [folders, fits] : {std::pair{std::vector<std::string>{}, true},
                                      std::pair{std::vector<std::string>{"option-17"}, true},
                                      std::pair{std::vector<std::string>{"/A/B"}, true},
                                      std::pair{std::vector<std::string>{"/A/B/"}, true},
                                      std::pair{std::vector<std::string>{"/A"}, false},
                                      std::pair{std::vector<std::string>{"/A", "/A/B"}, true}}) {
    Asset asset = staged("1", "a.jpg");
    asset.folders = folders;
    EXPECT_EQ(assign({&a.work}, {asset}, {}, kSince).found.size(), fits ? 1u : 0u);
  }
}

TEST(DashProbe, folders_tell_files_of_one_name_apart) {
  Wanted x(0, "/x/a.jpg"), y(1, "/y/a.jpg");
  Asset in_x = staged("1", "a.jpg"), in_y = staged("2", "a.jpg");
  in_x.folders = {"/x"};
  in_y.folders = {"/y"};
  const auto result = assign({&x.work, &y.work}, {in_y, in_x}, {}, kSince);
  EXPECT_EQ(result.found, (std::map<std::uint32_t, std::string>{{0, "1"}, {1, "2"}}));
}

TEST(DashProbe, an_asset_that_two_items_could_own_is_nobodys) {
  Wanted x(0, "/x/a.jpg"), y(1, "/y/a.jpg");
  const auto result = assign({&x.work, &y.work}, {staged("1", "a.jpg")}, {}, kSince);
  EXPECT_TRUE(result.found.empty());
  EXPECT_EQ(result.doubtful.size(), 2u);
}

TEST(DashProbe, assets_with_a_known_owner_are_not_up_for_adoption) {
  Wanted a(0, "/a.jpg");
  EXPECT_EQ(assign({&a.work}, {staged("1", "a.jpg")}, {"1"}, kSince).missing.size(), 1u);
}

TEST(DashProbe, folders_learnt_from_certain_finds_tell_equal_names_apart) {
  Wanted ax(0, "/A/x.jpg"), bx(1, "/B/x.jpg"), only_a(2, "/A/only.jpg"), only_b(3, "/B/other.jpg");
  const auto in = [](Asset asset, const char* option) {
    asset.folders = {option};
    return asset;
  };
  const std::vector<Asset> seen = {in(staged("1", "x.jpg"), "opt-b"), in(staged("2", "x.jpg"), "opt-a"),
                                   in(staged("3", "only.jpg"), "opt-a"), in(staged("4", "other.jpg"), "opt-b")};
  const std::vector<const ItemWork*> all = {&ax.work, &bx.work, &only_a.work, &only_b.work};
  EXPECT_EQ(assign(all, seen, {}, kSince).found,
            (std::map<std::uint32_t, std::string>{{0, "2"}, {1, "1"}, {2, "3"}, {3, "4"}}));
  // With nobody to learn from they stay in doubt.
  EXPECT_EQ(assign({&ax.work, &bx.work}, seen, {}, kSince).doubtful.size(), 2u);
}

}  // namespace
}  // namespace ingot::dash
