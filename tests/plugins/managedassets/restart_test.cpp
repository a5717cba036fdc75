// The host dies at every point and the session begins again: nothing is made or extended twice, and
// where the service can be asked everything ends as if nothing had happened.
#include "tests/plugins/managedassets/session.hpp"

namespace ingot::managedassets::test {
namespace {

// Runs `make`'s session with a death after each number of steps, in both lucks; `check` sees the
// end.
void die_everywhere(const std::string& config,
                    const std::function<std::unique_ptr<Session>()>& make,
                    const std::function<void(const Session&)>& check) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    for (int death = 0;; ++death) {
      SCOPED_TRACE(testing::Message()
                   << "death after step " << death << ", luck " << static_cast<int>(luck));
      ASSERT_LT(death, 100) << "the sweep does not end";
      const auto session = make();
      session->start(config);
      if (session->live(death)) break;
      session->die(luck);
      session->run(config);
      check(*session);
      if (testing::Test::HasFailure()) return;
    }
  }
}

std::unique_ptr<Session> three_items() {
  return std::make_unique<Session>(std::vector<Item>{
      file_item("a.jpg"), plain_item("https://files.example/b.jpg"), file_item("c.jpg")});
}

TEST(ManagedAssetsRestart, creations_end_the_same_wherever_the_host_died) {
  die_everywhere(config_with(kQuery), three_items, [](const Session& session) {
    for (const Item& item : session.begin.items) {
      EXPECT_EQ(session.result(item.idx), unsigned{INGOT_IT_DONE}) << session.message(item.idx);
      EXPECT_EQ(session.service.assets_with("ingestKey", item.key), 1u) << item.key;
    }
  });
}

TEST(ManagedAssetsRestart, without_a_query_a_creation_in_flight_is_unknown_and_not_repeated) {
  die_everywhere(config_with(), three_items, [](const Session& session) {
    for (const Item& item : session.begin.items) {
      const auto made = session.service.assets_with("ingestKey", item.key);
      EXPECT_LE(made, 1u) << item.key;
      if (session.result(item.idx) == INGOT_IT_DONE) {
        EXPECT_EQ(made, 1u);
      } else {
        EXPECT_EQ(session.result(item.idx), unsigned{INGOT_IT_UNKNOWN})
            << session.message(item.idx);
      }
    }
  });
}

TEST(ManagedAssetsRestart, a_new_version_is_written_once) {
  die_everywhere(
      config_with(),
      [] {
        Item item = file_item("a.jpg");
        item.remote_id = "old";
        auto session = std::make_unique<Session>(std::vector<Item>{item});
        session->service.add("old");
        return session;
      },
      [](const Session& session) {
        EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
        EXPECT_EQ(session.service.assets.at("old").version, 2);
      });
}

TEST(ManagedAssetsRestart, an_expiry_is_extended_once) {
  die_everywhere(
      config_with(R"(,"lifecycle":{"to":"expiry"},"lifecycle_expires":"P1M")"),
      [] {
        auto session = std::make_unique<Session>(std::vector<Item>{file_item("a"), file_item("b")},
                                                 INGOT_OP_LIFECYCLE);
        for (const char* id : {"one", "two"}) session->service.add(id);
        session->begin.items[0].remote_id = "one";
        session->begin.items[1].remote_id = "two";
        // The second one's first answer is lost besides.
        session->service.fault("patch", 2, {Luck::lose_after, fails(INGOT_OUT_UNKNOWN)});
        return session;
      },
      [](const Session& session) {
        for (const std::uint32_t item : {0u, 1u})
          EXPECT_EQ(session.result(item), unsigned{INGOT_IT_DONE}) << session.message(item);
        EXPECT_EQ(session.service.assets.at("one").version, 2);
        EXPECT_EQ(session.service.assets.at("two").version, 2);
      });
}

TEST(ManagedAssetsRestart, an_answered_creation_is_not_sent_again) {
  Session session({plain_item("https://files.example/a")});
  session.service.fetch_looks = 5;
  const std::string config = config_with(R"(,"poll":{"member":"fetch","ready":["ready"]})");
  session.start(config);
  session.live(2);
  session.die(Luck::lose_before);
  session.run(config);
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.service.count("create"), 1);
}

TEST(ManagedAssetsRestart, checkpoints_hold_preconditions_and_nothing_secret) {
  Session session({file_item("a.jpg")});
  session.begin.items[0].remote_id = "old";
  session.service.add("old");
  session.run();
  ASSERT_EQ(session.host->checkpoints().size(), 1u);
  const std::string blob = session.host->checkpoints()[0].blob;
  EXPECT_NE(blob.find(R"("etag":"\"v1\"")"), blob.npos);
  EXPECT_EQ(blob.find("https://"), blob.npos);
}

TEST(ManagedAssetsRestart, the_same_facts_give_the_same_bytes) {
  const auto one = three_items(), two = three_items();
  one->run();
  two->run();
  EXPECT_EQ(one->host->emitted(), two->host->emitted());
}

TEST(ManagedAssetsRestart, takes_answers_in_any_order) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto session = three_items();
    session->start(config_with());
    unsigned random = seed * 2654435761u;
    while (!session->host->outstanding().empty()) {
      const auto open = session->host->outstanding();
      random = random * 1664525u + 1013904223u;
      const Sent& sent = open[(random >> 16) % open.size()];
      session->host->answer(sent.id, session->service(sent));
    }
    session->expect_sound();
    for (const std::uint32_t item : {0u, 1u, 2u})
      EXPECT_EQ(session->result(item), unsigned{INGOT_IT_DONE});
  }
}

}  // namespace
}  // namespace ingot::managedassets::test
