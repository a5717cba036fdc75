#include "tests/ui/ui_fixture.hpp"

namespace ingot::ui::test {
namespace {

using Array = Poco::JSON::Array::Ptr;

std::vector<int> seqs_of(const Object& page) {
  std::vector<int> seqs;
  const Array items = page->getArray("items");
  for (unsigned i = 0; i < items->size(); ++i) seqs.push_back(items->getObject(i)->getValue<int>("seq"));
  return seqs;
}

TEST_F(UiTest, says_where_a_run_stands) {
  watch();
  const Object answer = json(ask("/api/run"));
  EXPECT_EQ(answer->getValue<std::string>("schema"), "ingot.ui/1");
  const Object run = answer->getObject("run");
  EXPECT_EQ(run->getValue<std::string>("id"), "20300101-100000-abcd");
  EXPECT_TRUE(run->isNull("end"));
  EXPECT_TRUE(run->isNull("exit_code"));
  EXPECT_FALSE(run->getValue<bool>("may_retry"));
  const Object progress = answer->getObject("progress");
  EXPECT_EQ(progress->getValue<int>("found"), 64);
  EXPECT_EQ(progress->getObject("stages")->getValue<int>("done"), 60);
  EXPECT_EQ(progress->getObject("stages")->getValue<int>("scan"), 1);
  EXPECT_EQ(progress->getObject("items_by_outcome")->getValue<int>("failed"), 3);
}

TEST_F(UiTest, groups_failures_by_reason_with_advice) {
  watch();
  const Array groups = json(ask("/api/run"))->getArray("groups");
  ASSERT_EQ(groups->size(), 2u);
  EXPECT_EQ(groups->getObject(0)->getValue<std::string>("code"), "http");
  EXPECT_EQ(groups->getObject(0)->getValue<int>("items"), 2);
  EXPECT_EQ(groups->getObject(0)->getValue<std::string>("example"), "a/<img src=x>.jpg");
  EXPECT_NE(groups->getObject(0)->getValue<std::string>("advice").find("ingot retry"), std::string::npos);
  EXPECT_EQ(groups->getObject(1)->getValue<std::string>("code"), "size");
}

TEST_F(UiTest, says_how_a_run_ended) {
  end_run();
  watch();
  const Object run = json(ask("/api/run"))->getObject("run");
  EXPECT_EQ(run->getValue<std::string>("end"), "finished");
  EXPECT_EQ(run->getValue<int>("exit_code"), 5);
  EXPECT_EQ(run->getValue<std::string>("ended_at").size(), 24u);
}

// Every way to sort and filter: page by page it is exactly what one page would hold.
TEST_F(UiTest, pages_hold_every_item_once_in_order) {
  watch();
  for (const char* sort : {"", "seq", "size", "attempts", "duration"}) {
    for (const char* descending : {"0", "1"}) {
      for (const char* outcome : {"", "done", "failed", "failed,pending"}) {
        std::map<std::string, std::string> query{{"sort", sort}, {"desc", descending}, {"outcome", outcome}};
        query["limit"] = "200";
        const std::vector<int> whole = seqs_of(json(ask("/api/items", query)));
        query["limit"] = "7";
        std::vector<int> paged;
        for (int pages = 0; pages < 20; ++pages) {
          const Object page = json(ask("/api/items", query));
          for (const int seq : seqs_of(page)) paged.push_back(seq);
          if (page->isNull("next")) break;
          query["after"] = page->getValue<std::string>("next");
        }
        EXPECT_EQ(paged, whole) << sort << " " << descending << " " << outcome;
      }
    }
  }
}

TEST_F(UiTest, finds_by_any_text_a_person_sees) {
  watch();
  struct Case {
    const char* text;
    std::size_t found;
  };
  for (const auto& [text, found] : {Case{"", 64}, Case{"FILE 6", 5}, Case{".tif", 31}, Case{"asset-60", 1}, Case{"is 1 short", 1},
                                    Case{"<img", 1}, Case{"%", 0}, Case{"_", 0}, Case{"a/file 64", 1}, Case{"\\", 0}, Case{"'", 0}}) {
    const Object page = json(ask("/api/items", {{"q", text}, {"limit", "200"}}));
    EXPECT_EQ(seqs_of(page).size(), found) << text;
  }
}

TEST_F(UiTest, counts_what_matches_where_that_is_known) {
  watch();
  EXPECT_EQ(json(ask("/api/items"))->getValue<int>("matched"), 64);
  EXPECT_EQ(json(ask("/api/items", {{"outcome", "failed"}}))->getValue<int>("matched"), 3);
  EXPECT_TRUE(json(ask("/api/items", {{"q", "a"}}))->isNull("matched"));
}

TEST_F(UiTest, refuses_questions_that_make_no_sense) {
  watch();
  using Query = std::map<std::string, std::string>;
  for (const Query& query : {Query{{"outcome", "lost"}}, Query{{"sort", "name"}}, Query{{"limit", "0"}}, Query{{"limit", "x"}},
                             Query{{"after", "x"}}, Query{{"after", "1"}}, Query{{"after", "1.x"}}}) {
    const Answer answer = ask("/api/items", query);
    EXPECT_EQ(answer.status, 400) << query.begin()->second;
    EXPECT_FALSE(json(answer)->getValue<std::string>("error").empty());
  }
  for (const char* path : {"/api/items/99", "/api/items/0", "/api/items/x", "/api/items/", "/api/nothing", "/assets/x"}) {
    EXPECT_EQ(ask(path).status, 404) << path;
  }
}

TEST_F(UiTest, an_item_has_its_whole_history) {
  watch();
  const Object item = json(ask("/api/items/61"));
  EXPECT_EQ(item->getValue<std::string>("key"), "a/<img src=x>.jpg");
  EXPECT_EQ(item->getValue<std::string>("outcome"), "failed");
  EXPECT_EQ(item->getValue<int>("attempts"), 4);
  EXPECT_TRUE(item->isNull("sha256"));
  EXPECT_TRUE(item->isNull("parts"));
  const Array history = item->getArray("history");
  std::vector<std::string> told;
  for (unsigned i = 0; i < history->size(); ++i) told.push_back(history->getObject(i)->getValue<std::string>("what"));
  EXPECT_EQ(told, (std::vector<std::string>{"scan", "request", "session", "state"}));
  EXPECT_EQ(history->getObject(1)->getValue<std::string>("at"), "1970-01-01T00:00:01.000Z");
  EXPECT_FALSE(history->getObject(3)->getValue<bool>("ok"));
}

TEST_F(UiTest, a_kept_run_takes_no_wishes) {
  watch();
  EXPECT_EQ(post("/api/retry", "{\"items\":[61]}").status, 409);
}

TEST_F(UiTest, hands_each_selected_item_over_once) {
  FakeRetrier retrier;
  watch(&retrier);
  const Answer answer = post("/api/retry", "{\"items\":[62,61,62]}");
  EXPECT_EQ(retrier.asked, (std::vector<std::int64_t>{61, 62}));
  EXPECT_EQ(json(answer)->getValue<int>("revived"), 1);
  EXPECT_EQ(json(answer)->getArray("refused")->getObject(0)->getValue<std::string>("why"), "it is \"done\"");
  for (const char* body : {"", "[]", "{}", "{\"items\":1}", "{\"items\":[\"1\"]}", "{\"items\":[1.5]}", "{\"items\":[1"}) {
    EXPECT_EQ(post("/api/retry", body).status, 400) << body;
  }
  EXPECT_EQ(post("/api/else", "{}").status, 404);
  retrier.is_open = false;
  EXPECT_EQ(post("/api/retry", "{\"items\":[61]}").status, 409);
}

TEST_F(UiTest, the_page_may_run_nothing_but_its_own_files) {
  watch();
  const Answer answer = ask("/");
  EXPECT_EQ(answer.body, kPage);
  EXPECT_EQ(answer.media_type, "text/html; charset=utf-8");
  ASSERT_FALSE(answer.headers.empty());
  EXPECT_EQ(answer.headers[0].first, "Content-Security-Policy");
  EXPECT_EQ(answer.headers[0].second.find("default-src 'none'; script-src 'self'"), 0u);
  page_ = {};
  EXPECT_NE(ask("/").body.find("INGOT_UI=OFF"), std::string::npos);
}

}  // namespace
}  // namespace ingot::ui::test
