// One fault at every request, of every kind: whatever happens, every item ends, nothing is called
// done that is not whole, and no row gets two assets.
#include "tests/plugins/bim360/bim360_session.hpp"

namespace ingot::bim360::test {
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
      {"not sent", Luck::lose_before, fails(INGOT_OUT_NOT_SENT)},
      {"denied", Luck::lose_before, fails(INGOT_OUT_DENIED)},
      {"changed", Luck::lose_before, fails(INGOT_OUT_SOURCE_CHANGED)},
      {"mismatch", Luck::lose_before, fails(INGOT_OUT_MISMATCH)},
      {"too large", Luck::lose_after, fails(INGOT_OUT_TOO_LARGE)},
      {"abandoned", Luck::lose_after, fails(INGOT_OUT_CANCELLED)},
      {"500 after", Luck::lose_after, respond(500, "<html>oops")},
      {"web page after", Luck::lose_after, respond(200, "<html>")},
      {"cut off after", Luck::lose_after, respond(200, R"({"results":[{"id":)")},
      {"nothing after", Luck::lose_after, respond(204)},
      {"other json after", Luck::lose_after, respond(200, R"({"result":{"x":[]}})")},
      {"empty list after", Luck::lose_after, respond(201, R"({"results":[]})")},
      {"list", Luck::lose_after, respond(200, "[]")},
      {"late", Luck::lose_before, respond(429, "{}", {{"retry-after", "3"}})},
  };
  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 409u, 413u, 503u})
    all.push_back({"status", Luck::lose_before, respond(status, R"({"detail":"no"})")});
  return all;
}

std::vector<Item> items() {
  return {row("P-1"), file_row("a.pdf", 5), row("P-2"), file_row("b.pdf", 1)};
}

TEST(Bim360Sweep, a_fault_at_any_request_breaks_no_promise) {
  std::size_t good = 0, all = 0;
  for (const Kind& kind : kinds()) {
    for (std::size_t at = 1;; ++at) {
      SCOPED_TRACE(testing::Message()
                   << kind.name << " " << kind.answer.status << " at request " << at);
      Bim360Session session(items());
      session.start();
      std::size_t requests = 0;
      session.host->run([&](const Sent& sent) {
        if (++requests != at) return session.cloud(sent);
        if (kind.luck == Luck::lose_after) session.cloud.process_silently(sent);
        return kind.answer;
      });
      EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
      for (const Item& item : session.begin.items) {
        const auto* end =
            session.host->end_of(static_cast<std::uint32_t>(&item - session.begin.items.data()));
        ASSERT_NE(end, nullptr) << item.name;
        EXPECT_LE(session.cloud.assets_named(item.key), 1u) << item.name;
        ++all;
        if (end->result != INGOT_IT_DONE) {
          EXPECT_FALSE(end->message.empty());
          continue;
        }
        ++good;
        session.expect_whole(item, end->remote_id);
      }
      for (const auto& [urn, document] : session.cloud.documents)
        EXPECT_EQ(document.versions.size(), 1u) << "a version too many of " << document.name;
      if (HasFailure()) return;
      if (requests < at) break;  // beyond the end of the session
    }
  }
  EXPECT_GT(good * 10, all * 7) << "most faults are survived";
}

TEST(Bim360Sweep, a_session_may_be_closed_or_stopped_at_any_step) {
  for (const bool stops : {false, true}) {
    for (int steps = 0; steps < 60; ++steps) {
      Bim360Session session(items());
      session.cloud.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
      session.start();
      for (int step = 0; step < steps; ++step) {
        const auto open = session.host->outstanding();
        if (!open.empty()) {
          session.host->answer(open.back().id, session.cloud(open.back()));
        } else if (!session.host->waits().empty()) {
          session.host->fire(session.host->next_wait());
        }
      }
      if (stops && session.host->ends().size() < session.begin.items.size()) {
        session.host->cancel();
        session.host->cancel_outstanding();
        EXPECT_EQ(session.host->ends().size(), session.begin.items.size()) << "after " << steps;
      }
      session.host->close();  // frames, parked workers and all: the sanitizer watches
      EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
    }
  }
}

}  // namespace
}  // namespace ingot::bim360::test
