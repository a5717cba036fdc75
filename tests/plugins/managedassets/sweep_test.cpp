// One fault at every request, of every kind: whatever happens, every item ends, nothing is called
// done that is not, nothing is made or extended twice, and nothing is offered again that was done.
#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
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
      {"too large", Luck::lose_after, fails(INGOT_OUT_TOO_LARGE)},
      {"abandoned after", Luck::lose_after, fails(INGOT_OUT_CANCELLED)},
      {"abandoned before", Luck::lose_before, fails(INGOT_OUT_CANCELLED)},
      {"500 after", Luck::lose_after, respond(500, "<html>oops</html>")},
      {"500 before", Luck::lose_before, respond(500, "<html>oops</html>")},
      {"web page after", Luck::lose_after, respond(200, "<html>")},
      {"web page before", Luck::lose_before, respond(200, "<html>")},
      {"half an answer", Luck::lose_after, respond(200, R"({"id":"asset-1","expi)")},
      {"list after", Luck::lose_after, respond(200, "[]")},
      {"429", Luck::reject, respond(429, R"({"message":"slow"})", {{"retry-after", "3"}})},
  };
  for (const std::uint32_t status : {400u, 401u, 403u, 404u, 409u, 412u, 413u, 422u, 503u})
    all.push_back({"status", Luck::reject, respond(status, R"({"message":"no"})")});
  return all;
}

struct Scene {
  const char* name;
  std::string config;
  std::function<std::unique_ptr<Session>()> make;
  std::function<void(const Session&)> check;
};

// Nothing done twice, and the ending tells the truth. `done`: how often it was done, by item.
void expect_truth(const Session& session, std::uint32_t item, int done) {
  const auto& end = session.end(item);
  ASSERT_NE(end.result, 999u) << "item " << item << " has no end";
  EXPECT_LE(done, 1) << end.message;
  switch (end.result) {
    case INGOT_IT_DONE:
      EXPECT_EQ(done, 1) << "called done";
      break;
    case INGOT_IT_UNKNOWN:
      EXPECT_FALSE(end.message.empty());
      break;
    // Tried again, or given up as not done: it must not have been.
    default:
      EXPECT_EQ(done, 0) << end.message;
      EXPECT_FALSE(end.message.empty());
  }
}

Scene creation(const char* name, const std::string& config) {
  return {name, config,
          [] {
            return std::make_unique<Session>(std::vector<Item>{
                file_item("a.jpg"), plain_item("https://files.example/b.jpg"), file_item("c.jpg")});
          },
          [](const Session& session) {
            for (const Item& item : session.begin.items) {
              const auto made = session.service.assets_with("ingestKey", item.key);
              expect_truth(session, item.idx, static_cast<int>(made));
              if (session.result(item.idx) != INGOT_IT_DONE) continue;
              EXPECT_EQ(session.end(item.idx).remote_id,
                        session.service.asset_with("ingestKey", item.key)->id);
            }
          }};
}

Scene lifecycle(const char* name, const std::string& more, std::function<int(const Session&)> done,
                bool starts_deleted = false) {
  return {name, config_with(more),
          [starts_deleted] {
            auto session = std::make_unique<Session>(std::vector<Item>{file_item("a.jpg")},
                                                     INGOT_OP_LIFECYCLE);
            session->begin.items[0].remote_id = "one";
            session->service.add("one").is_deleted = starts_deleted;
            return session;
          },
          [done](const Session& session) {
            // What the user may not do is an outcome here (if_not_permitted: leave).
            if (session.end(0).meta.find("not permitted") != std::string::npos) return;
            expect_truth(session, 0, done(session));
          }};
}

std::vector<Scene> scenes() {
  std::vector<Scene> all = {creation("create", config_with()),
                            creation("create with a query", config_with(kQuery))};
  all.push_back(
      {"new version", config_with(),
       [] {
         Item item = file_item("a.jpg");
         item.remote_id = "old";
         auto session = std::make_unique<Session>(std::vector<Item>{item});
         session->service.add("old");
         return session;
       },
       [](const Session& session) {
         EXPECT_EQ(session.end(0).remote_id == "old" || session.end(0).remote_id == "asset-1",
                   session.result() == INGOT_IT_DONE);
         // A look that says 404 leads to a new asset instead.
         const auto made = session.service.assets.size() - 1;
         expect_truth(session, 0,
                      session.service.assets.at("old").version - 1 + static_cast<int>(made));
       }});
  all.push_back({"metadata", config_with(),
                 [] {
                   auto session = std::make_unique<Session>(std::vector<Item>{
                       plain_item("r", R"({"fields":{"T":"x"},"config":{"asset_id":"one"}})")});
                   session->service.add("one");
                   return session;
                 },
                 [](const Session& session) {
                   expect_truth(session, 0, session.service.assets.at("one").version - 1);
                 }});
  const std::string to = R"(,"lifecycle":{"to":)";
  all.push_back(lifecycle(
      "expiry", to + R"("expiry"},"lifecycle_expires":"P10D")",
      [](const Session& session) { return session.service.assets.at("one").version - 1; }));
  all.push_back(lifecycle(
      "never", to + R"("expiry"},"lifecycle_expires":"never")",
      [](const Session& session) { return session.service.assets.at("one").version - 1; }));
  all.push_back(lifecycle("deleted", to + R"("deleted"})", [](const Session& session) {
    return session.service.assets.at("one").is_deleted ? 1 : 0;
  }));
  all.push_back(lifecycle(
      "restored", to + R"("restored"})",
      [](const Session& session) { return session.service.assets.at("one").is_deleted ? 0 : 1; },
      true));
  return all;
}

bool is_idempotent_end(const Scene& scene) {
  const std::string name = scene.name;
  return name == "deleted" || name == "restored";
}

TEST(ManagedAssetsSweep, a_fault_at_any_request_breaks_no_promise) {
  for (const Scene& scene : scenes()) {
    for (const Kind& kind : kinds()) {
      for (std::size_t at = 1;; ++at) {
        SCOPED_TRACE(testing::Message() << scene.name << ": " << kind.name << " "
                                        << kind.answer.status << " at request " << at);
        const auto session = scene.make();
        session->start(scene.config);
        std::size_t requests = 0;
        bool was_deletion_told_gone = false;
        session->host->run([&](const Sent& sent) {
          if (++requests != at) return session->service(sent);
          if (kind.luck == Luck::lose_after) session->service.process_silently(sent);
          // A service that says "gone" of what is there is believed; nothing else can be done.
          was_deletion_told_gone = kind.answer.status == 404 && is_idempotent_end(scene);
          return kind.answer;
        });
        session->expect_sound();
        const bool ends_well_either_way =
            was_deletion_told_gone ||
            (is_idempotent_end(scene) && session->result() == INGOT_IT_RETRYABLE);
        if (!ends_well_either_way) scene.check(*session);
        if (HasFailure()) return;
        if (requests < at) break;  // beyond the end of the session
      }
    }
  }
}

TEST(ManagedAssetsSweep, a_session_may_be_closed_or_stopped_at_any_step) {
  for (const Scene& scene : scenes()) {
    for (int steps = 0; steps < 12; ++steps) {
      SCOPED_TRACE(testing::Message() << scene.name << " after " << steps);
      const auto closed = scene.make(), stopped = scene.make();
      closed->service.fault("create", 1, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
      closed->start(scene.config);
      closed->live(steps);
      closed->host->close();  // frames, parked workers and all: the sanitizer watches
      closed->expect_sound();
      stopped->start(scene.config);
      if (stopped->live(steps)) continue;
      stopped->host->cancel();
      stopped->host->cancel_outstanding();
      stopped->expect_sound();
      for (const Item& item : stopped->begin.items) EXPECT_NE(stopped->result(item.idx), 999u);
    }
  }
}

}  // namespace
}  // namespace ingot::managedassets::test
