// One fault at every request, of every kind: whatever happens, every item ends once, nothing is
// called done that is not whole, and no file gets two assets.
#include "tests/plugins/tenovos/tenovos_session.hpp"

namespace ingot::tenovos::test {
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
      {"500 page", Luck::lose_after, respond(500, "<html>")},
      {"502", Luck::reject, respond(502, R"({"message":"Internal server error"})")},
      {"web page", Luck::lose_after, respond(200, "<html>")},
      {"half an answer", Luck::lose_after,
       respond(200, R"({"status":"success","data":{"objectId":"obj)")},
      {"nothing", Luck::lose_after, respond(204)},
      {"other json", Luck::lose_after, respond(200, R"({"data":{"x":[]}})")},
      {"list", Luck::lose_after, respond(200, "[]")},
      {"error in a 200", Luck::reject, respond(200, R"({"status":"error","message":"no"})")},
      {"gateway", Luck::reject, respond(403, "<html>")},
      {"busy", Luck::reject, respond(429, R"({"message":"slow"})", {{"retry-after", "3"}})},
      {"no key", Luck::reject, respond(403, R"({"message":"Forbidden"})")},
  };
  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 409u, 413u, 503u})
    all.push_back({"status", Luck::reject, respond(status, R"({"message":"no"})")});
  return all;
}

std::vector<Item> files() {
  return {a_file("single.jpg", 500), a_file("parts.tif", 3500), a_record("record")};
}

void expect_kept_promises(const TenovosSession& session) {
  EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
  EXPECT_TRUE(session.tenovos.violations.empty()) << session.tenovos.violations.front();
  for (const Item& item : session.begin.items) {
    const auto* end =
        session.host->end_of(static_cast<std::uint32_t>(&item - session.begin.items.data()));
    ASSERT_NE(end, nullptr) << item.name;
    const auto living = session.tenovos.living(item.name);
    EXPECT_LE(living.size(), 1u) << item.name << " was created twice";
    if (end->result != INGOT_IT_DONE) {
      EXPECT_FALSE(end->message.empty());
      // What is left must be known, or nobody can remove it.
      if (end->result == INGOT_IT_RETRYABLE && !living.empty()) {
        EXPECT_EQ(end->remote_id, living[0]->object_id) << end->message;
      }
      continue;
    }
    ASSERT_EQ(living.size(), 1u);
    EXPECT_EQ(end->remote_id, living[0]->object_id);
    if (item.has_bytes) {
      EXPECT_EQ(living[0]->size, item.size) << item.name << " is called done";
    }
  }
}

// What the failed items say is enough to take back what they left.
void expect_taken_back(TenovosSession& session) {
  ingot::test::Begin next = session.begin;
  next.op = INGOT_OP_ABORT;
  next.items.clear();
  for (const Item& item : session.begin.items) {
    const auto& end = session.end(static_cast<std::uint32_t>(&item - session.begin.items.data()));
    const bool is_kept = end.result == INGOT_IT_DONE || end.result == INGOT_IT_UNKNOWN ||
                         end.result == INGOT_IT_CONFLICT || end.result == INGOT_IT_SKIPPED;
    if (is_kept || end.remote_id.empty()) continue;
    next.items.push_back(item);
    next.items.back().remote_id = end.remote_id;
    next.items.back().meta = end.meta;
  }
  if (next.items.empty()) return;
  session.host = std::make_unique<ingot::test::FakeHost>(tenovos_table());
  session.tenovos.serve(*session.host);
  session.begin = next;
  session.run();
  for (std::uint32_t i = 0; i < next.items.size(); ++i) {
    EXPECT_EQ(session.end(i).result, unsigned{INGOT_IT_DONE}) << session.end(i).message;
    EXPECT_TRUE(session.tenovos.living(next.items[i].name).empty()) << next.items[i].name;
  }
}

TEST(TenovosSweep, a_fault_at_any_request_breaks_no_promise) {
  for (const Kind& kind : kinds()) {
    for (std::size_t at = 1;; ++at) {
      SCOPED_TRACE(testing::Message()
                   << kind.name << " " << kind.answer.status << " at request " << at);
      TenovosSession session(files());
      session.tenovos.single_below = 1000;
      session.start();
      std::size_t requests = 0;
      session.host->run([&](const Sent& sent) {
        if (++requests != at) return session.tenovos(sent);
        if (kind.luck == Luck::lose_after) session.tenovos.process_silently(sent);
        return kind.answer;
      });
      expect_kept_promises(session);
      if (HasFailure()) return;
      if (requests < at) break;  // beyond the end of the session
      expect_taken_back(session);
      if (HasFailure()) return;
    }
  }
}

TEST(TenovosSweep, a_fault_that_stays_breaks_no_promise) {
  for (const char* route :
       {"create", "search", "put", "complete", "cancel", "delete", "look", "look_new"}) {
    for (const Kind& kind : kinds()) {
      SCOPED_TRACE(testing::Message()
                   << kind.name << " " << kind.answer.status << " at every " << route);
      TenovosSession session({a_file("parts.tif", 3500)});
      session.tenovos.fault(route, 0, {kind.luck, kind.answer});
      session.start();
      session.host->run(std::ref(session.tenovos));
      EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
      ASSERT_NE(session.host->end_of(0), nullptr);
      const bool is_whole = session.end().result != INGOT_IT_DONE ||
                            (session.tenovos.living("parts.tif").size() == 1 &&
                             session.tenovos.living("parts.tif")[0]->size == 3500);
      EXPECT_TRUE(is_whole);
      if (HasFailure()) return;
    }
  }
}

TEST(TenovosSweep, a_session_may_be_closed_or_stopped_at_any_step) {
  for (const bool is_stop : {false, true}) {
    for (int steps = 0; steps < 40; ++steps) {
      SCOPED_TRACE(steps);
      TenovosSession session(files());
      session.tenovos.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
      session.start();
      for (int step = 0; step < steps; ++step) {
        const auto open = session.host->outstanding();
        if (!open.empty()) {
          session.host->answer(open.back().id, session.tenovos(open.back()));
        } else if (!session.host->waits().empty()) {
          session.host->fire(session.host->next_wait());
        }
      }
      if (is_stop && session.host->ends().size() < 3) {
        session.host->cancel();
        session.host->cancel_outstanding();
        EXPECT_EQ(session.host->ends().size(), 3u);
        expect_kept_promises(session);
      }
      session.host->close();  // frames, parked workers and all: the sanitizer watches
      EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace ingot::tenovos::test
