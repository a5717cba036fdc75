// What a person who looks through a ledger sees; the API's tests walk every order and filter.
#include "host/ledger/item_browser.hpp"

#include "tests/ledger/ledger_fixture.hpp"

namespace ingot::ledger::test {
namespace {

class Browser : public LedgerTest {
 protected:
  void SetUp() override { ledger_ = must(Ledger::create(file())); }

  void add_items(std::int64_t count) {
    Transaction all;
    for (std::int64_t i = 1; i <= count; ++i) all.push_back(add("key " + std::to_string(i)));
    must(ledger_->apply(all, Durability::process));
  }

  void fail(std::int64_t seq, ItemState state, const std::string& code) {
    must(ledger_->apply({open_batch(++batch_, {seq}), [&] {
                           UpdateItem made = update(seq, state);
                           made.code = code;
                           return made;
                         }(),
                         CloseBatch{batch_}},
                        Durability::process));
  }

  std::unique_ptr<Ledger> ledger_;
  std::int64_t batch_ = 0;
};

TEST_F(Browser, a_rare_text_is_found_in_bounded_steps) {
  const std::int64_t count = 2 * ItemBrowser::kRowsAtOnce + 10;
  add_items(count);
  auto browser = must(ItemBrowser::open(file()));
  ItemSearch search;
  search.text = "key " + std::to_string(count);
  std::vector<std::int64_t> found;
  int pages = 0;
  for (bool goes_on = true; goes_on; ++pages) {
    const ItemPage page = must(browser->search(search));
    for (const Item& item : page.items) found.push_back(item.seq);
    goes_on = page.next.has_value();
    search.after = page.next.value_or("");
  }
  EXPECT_EQ(found, std::vector<std::int64_t>{count});
  EXPECT_EQ(pages, 3);
}

TEST_F(Browser, failures_are_counted_by_outcome_and_code) {
  add_items(6);
  fail(2, ItemState::failed, "http");
  fail(3, ItemState::rejected, "http");
  fail(4, ItemState::failed, "http");
  fail(5, ItemState::done, "");
  auto browser = must(ItemBrowser::open(file()));
  const auto groups = must(browser->failures(10));
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].state, ItemState::failed);
  EXPECT_EQ(groups[0].items, 2u);
  EXPECT_EQ(groups[0].example, 2);
  EXPECT_EQ(groups[1].state, ItemState::rejected);
  EXPECT_EQ(must(browser->failures(1)).size(), 1u);
}

TEST_F(Browser, a_history_has_an_end) {
  add_items(2);
  Transaction all;
  for (std::size_t i = 0; i < kMostHistory + 50; ++i) {
    all.push_back(AddHistory{{1, static_cast<std::int64_t>(i), "request", false, "again"}});
  }
  all.push_back(AddHistory{{2, 7, "session", true, "went well"}});
  must(ledger_->apply(all, Durability::process));
  auto browser = must(ItemBrowser::open(file()));
  const auto first = must(browser->history(1));
  ASSERT_EQ(first.size(), kMostHistory);
  EXPECT_EQ(first.front().at_ms, 0);
  EXPECT_EQ(first.back().at_ms, static_cast<std::int64_t>(kMostHistory) - 1);
  const auto second = must(browser->history(2));
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second[0].what, "session");
  EXPECT_TRUE(second[0].is_good);
  EXPECT_EQ(second[0].text, "went well");
}

TEST_F(Browser, sees_what_is_written_meanwhile) {
  add_items(1);
  auto browser = must(ItemBrowser::open(file()));
  add_items(3);
  EXPECT_EQ(must(browser->search({})).items.size(), 3u);
}

TEST_F(Browser, the_longest_session_stays) {
  add_items(1);
  UpdateItem slow = update(1, ItemState::pending), quick = update(1, ItemState::done);
  slow.took_ms = 900;
  quick.took_ms = 30;
  must(ledger_->apply({open_batch(1, {1}), slow, CloseBatch{1}, open_batch(2, {1}), quick, CloseBatch{2}},
                      Durability::process));
  EXPECT_EQ(must(ledger_->item(1))->took_ms, 900);
}

TEST(item_browser, names_a_file_that_is_not_there) {
  const auto browser = ItemBrowser::open("/nowhere/run.ledger");
  ASSERT_FALSE(browser);
  EXPECT_EQ(browser.error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace ingot::ledger::test
