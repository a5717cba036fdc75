// One fault at every request, of every kind: whatever happens, every item ends once, nothing is
// called done that is not whole, and no file gets two assets or two open uploads.
#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
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
      {"500 after", Luck::lose_after, respond(500, "<html>oops")},
      {"web page after", Luck::lose_after, respond(200, "<html>")},
      {"nothing after", Luck::lose_after, respond(204)},
      {"torn json after", Luck::lose_after, respond(200, R"({"id":"upload-1","assetId":"as)")},
      {"other json after", Luck::lose_after, respond(200, R"({"result":{"x":[]}})")},
      {"list after", Luck::lose_after, respond(200, "[]")},
      {"busy", Luck::reject, respond(429, "{}", {{"retry-after", "7"}})},
  };
  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 409u, 413u, 503u})
    all.push_back({"status", Luck::reject, respond(status, R"({"detail":"no"})")});
  return all;
}

void expect_promises(const UploadSession& session) {
  EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
  EXPECT_TRUE(session.vendor.violations.empty()) << session.vendor.violations.front();
  for (const Item& item : session.begin.items) {
    const auto index = static_cast<std::uint32_t>(&item - session.begin.items.data());
    const auto* end = session.host->end_of(index);
    ASSERT_NE(end, nullptr) << item.name;
    const auto files = session.vendor.files_named(item.name);
    EXPECT_LE(files.size(), 1u) << item.name;
    int open = 0;
    for (const auto& [id, upload] : session.vendor.uploads) {
      if (!files.empty() && upload.asset_id == files[0]->id && upload.state == "open") ++open;
    }
    EXPECT_LE(open, 1) << item.name;
    if (end->result != INGOT_IT_DONE) {
      EXPECT_FALSE(end->message.empty());
      continue;
    }
    ASSERT_EQ(files.size(), 1u);
    EXPECT_TRUE(files[0]->has_file) << item.name << " is called done";
    EXPECT_EQ(files[0]->status, "Available");
    EXPECT_EQ(end->remote_id, files[0]->id);
  }
}

// What may be tried again and was kept open ends well the next time, without a second upload.
void expect_next_try_ends_well(UploadSession& session, const std::string& settings) {
  ingot::test::Begin next = session.begin;
  std::size_t left = 0;
  for (std::uint32_t i = 0; i < next.items.size(); ++i) {
    const auto& end = *session.host->end_of(i);
    next.items[i].has_ended = end.result != INGOT_IT_RETRYABLE || !end.remote_id.empty();
    next.items[i].meta = end.meta;
    left += next.items[i].has_ended ? 0 : 1;
  }
  if (left == 0) return;
  session.next_session(next);
  session.run(settings);
  for (std::uint32_t i = 0; i < next.items.size(); ++i) {
    if (next.items[i].has_ended) continue;
    EXPECT_EQ(session.result(i), unsigned{INGOT_IT_DONE}) << session.message(i);
    EXPECT_EQ(session.vendor.files_named(next.items[i].name).size(), 1u);
  }
}

TEST(SessionUploadSweep, a_fault_at_any_request_breaks_no_promise) {
  for (const char* overwrite : {"replace", "continue"}) {
    for (const Kind& kind : kinds()) {
      for (std::size_t at = 1;; ++at) {
        SCOPED_TRACE(testing::Message() << overwrite << ", " << kind.name << " "
                                        << kind.answer.status << " at request " << at);
        UploadSession session({file_of("a.jpg", 1), file_of("f/big.tif", 4)});
        const std::string settings = config(R"(,"overwrite":")" + std::string(overwrite) + "\"");
        session.start(settings);
        std::size_t requests = 0;
        session.host->run([&](const Sent& sent) {
          if (++requests != at) return session.vendor(sent);
          if (kind.luck == Luck::lose_after) session.vendor.process_silently(sent);
          return kind.answer;
        });
        expect_promises(session);
        if (testing::Test::HasFailure()) return;
        if (requests < at) break;  // beyond the end of the session
        expect_next_try_ends_well(session, settings);
        if (testing::Test::HasFailure()) return;
      }
    }
  }
}

// The same kind of trouble at every request of a route, not only once.
TEST(SessionUploadSweep, trouble_that_does_not_end_breaks_no_promise) {
  for (const char* route : {"start", "put", "confirm", "complete", "asset"}) {
    for (const Kind& kind : kinds()) {
      SCOPED_TRACE(testing::Message()
                   << kind.name << " " << kind.answer.status << " at every " << route);
      UploadSession session({file_of("a.jpg", 1), file_of("f/big.tif", 4)});
      session.vendor.fault(route, 0, {kind.luck, kind.answer});
      session.start();
      session.host->run(std::ref(session.vendor));
      // Completions that are processed and always unanswered may be found done; nothing else may.
      session.vendor.violations.clear();
      expect_promises(session);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(SessionUploadSweep, a_session_may_be_closed_at_any_step) {
  for (int steps = 0; steps < 50; ++steps) {
    UploadSession session({file_of("a.jpg", 1), file_of("f/big.tif", 4)});
    session.vendor.fault("put", 2, {Luck::reject, respond(403)});
    session.vendor.fault("start", 1, {Luck::lose_after});
    session.start();
    for (int step = 0; step < steps; ++step) {
      const auto open = session.host->outstanding();
      if (!open.empty()) {
        session.host->answer(open.back().id, session.vendor(open.back()));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      }
    }
    session.host->close();  // frames, parked workers and all: the sanitizer watches
    EXPECT_TRUE(session.host->violations().empty());
  }
}

TEST(SessionUploadSweep, a_cancelled_session_ends_every_item) {
  for (int steps = 0; steps < 30; ++steps) {
    UploadSession session({file_of("a.jpg", 1), file_of("f/big.tif", 4)});
    session.start();
    for (int step = 0; step < steps; ++step) {
      if (session.host->n_outstanding() > 0) {
        const Sent sent = session.host->outstanding().front();
        session.host->answer(sent.id, session.vendor(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      }
    }
    session.host->cancel();
    session.host->cancel_outstanding();
    EXPECT_TRUE(session.host->violations().empty()) << session.host->violations().front();
    for (const std::uint32_t item : {0u, 1u})
      EXPECT_NE(session.host->end_of(item), nullptr) << steps;
  }
}

TEST(SessionUploadSweep, ten_thousand_parts_pass) {
  Item item = ingot::test::make_item("huge.mov", 10'000ull * 8'388'608);
  item.n_parts = 0;
  UploadSession session({item});
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 10'000);
  EXPECT_EQ(session.vendor.count("upload"), 0);
}

}  // namespace
}  // namespace ingot::sessionupload::test
