// One fault at every request, of every kind: whatever happens, every item ends, nothing is called
// done that is not whole, and no file gets two assets.
#include "tests/plugins/dash/dash_session.hpp"

namespace ingot::dash::test {
namespace {

struct Kind {
  const char* name;
  Luck luck;
  Answer answer;
};

// Answers that lie (processed, yet "busy") are not among them: no client can be safe from those.
std::vector<Kind> kinds() {
  std::vector<Kind> all = {
      {"lost after", Luck::lose_after, fails(INGOT_OUT_UNKNOWN)},
      {"lost before", Luck::lose_before, fails(INGOT_OUT_UNKNOWN)},
      {"not sent", Luck::reject, fails(INGOT_OUT_NOT_SENT)},
      {"denied", Luck::reject, fails(INGOT_OUT_DENIED)},
      {"changed", Luck::reject, fails(INGOT_OUT_SOURCE_CHANGED)},
      {"mismatch", Luck::reject, fails(INGOT_OUT_MISMATCH)},
      {"too large", Luck::lose_after, fails(INGOT_OUT_TOO_LARGE)},
      {"abandoned", Luck::lose_after, fails(INGOT_OUT_CANCELLED)},
      {"500 after", Luck::lose_after, respond(500, R"({"message":"oops"})")},
      {"web page after", Luck::lose_after, respond(200, "<html>")},
      {"nothing after", Luck::lose_after, respond(204)},
      {"other json after", Luck::lose_after, respond(200, R"({"result":{"x":[]}})")},
      {"list", Luck::lose_after, respond(200, "[]")},
  };
  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 409u, 413u, 429u, 503u}) {
    all.push_back({"status", Luck::reject, respond(status, R"({"message":"no"})")});
  }
  return all;
}

std::vector<Item> files() {
  std::vector<Item> items = {small_file("a.jpg"), big_file("big.tif", 6)};
  for (Item& item : items) item.fields = R"({"fields":{"Title":"x"}})";
  return items;
}

TEST(DashSweep, a_fault_at_any_request_breaks_no_promise) {
  for (const Kind& kind : kinds()) {
    for (std::size_t at = 1;; ++at) {
      SCOPED_TRACE(testing::Message()
                   << kind.name << " " << kind.answer.status << " at request " << at);
      DashSession session(files());
      session.start();
      std::size_t requests = 0;
      session.host->run([&](const Sent& sent) {
        if (++requests != at) return session.dash(sent);
        if (kind.luck == Luck::lose_after) session.dash.process_silently(sent);
        return kind.answer;
      });
      EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
      for (const Item& item : session.begin.items) {
        const auto index = static_cast<std::uint32_t>(&item - session.begin.items.data());
        const auto* end = session.host->end_of(index);
        ASSERT_NE(end, nullptr) << item.name;
        EXPECT_LE(session.dash.assets_named(item.name), 1u) << item.name;
        if (end->result != INGOT_IT_DONE) {
          EXPECT_FALSE(end->message.empty());
          continue;
        }
        const ModelAsset* asset = session.dash.asset_of(item.name);
        ASSERT_NE(asset, nullptr);
        EXPECT_TRUE(asset->has_file) << item.name << " is called done";
        EXPECT_EQ(end->remote_id, asset->id);
      }
      if (HasFailure()) return;
      if (requests < at) break;  // beyond the end of the session
    }
  }
}

TEST(DashSweep, a_session_may_be_closed_at_any_step) {
  for (int steps = 0; steps < 60; ++steps) {
    DashSession session(files());
    session.dash.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
    session.start();
    for (int step = 0; step < steps; ++step) {
      const auto open = session.host->outstanding();
      if (!open.empty()) {
        session.host->answer(open.back().id, session.dash(open.back()));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      }
    }
    session.host->close();  // frames, parked workers and all: the sanitizer watches
    EXPECT_TRUE(session.host->violations().empty());
  }
}

TEST(DashSweep, ten_thousand_parts_are_a_window_at_a_time) {
  DashSession session({big_file("huge.mov", 10'000)});
  session.run(R"({"base_url":"https://api.example","access_token":{"$secret":"access_token"}})");
  session.expect_all_done();
  EXPECT_EQ(session.dash.count("put"), 10'000);
  EXPECT_EQ(session.dash.count("upload"), 199);
}

}  // namespace
}  // namespace ingot::dash::test
