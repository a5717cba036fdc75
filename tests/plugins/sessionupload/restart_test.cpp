// The host dies at every point and the session begins again: nothing is created twice, no confirmed
// part is sent again, everything ends as if nothing had happened.
#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
namespace {

enum class InFlight { processed, not_processed };
using Ends = std::map<std::uint32_t, ingot::test::Ended>;

// Drives one life for `steps` answers or timers; true when the session ended before that.
bool live(UploadSession& session, int steps) {
  for (; steps > 0; --steps) {
    if (session.host->n_outstanding() > 0) {
      const Sent sent = session.host->outstanding().front();
      EXPECT_EQ(session.host->answer(sent.id, session.vendor(sent)), INGOT_OK);
    } else if (!session.host->waits().empty()) {
      EXPECT_EQ(session.host->fire(session.host->next_wait()), INGOT_OK);
    } else {
      return true;
    }
  }
  return session.host->n_outstanding() == 0 && session.host->waits().empty();
}

// The host dies now. What was in flight reaches the vendor or does not; its answers are lost.
void die(UploadSession& session, InFlight luck, Ends& ends) {
  if (luck == InFlight::processed) {
    for (const Sent& sent : session.host->outstanding()) {
      if (ModelVendor::route_of(sent) != "put") session.vendor.process_silently(sent);
    }
  }
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  session.expect_sound();
  session.next_session(session.host->next_life());
}

void expect_whole(const UploadSession& session, Ends ends) {
  for (const auto& end : session.host->ends()) ends[end.item] = end;
  for (const Item& item : session.begin.items) {
    ASSERT_TRUE(ends.contains(item.idx)) << item.name;
    EXPECT_EQ(ends[item.idx].result, unsigned{INGOT_IT_DONE}) << ends[item.idx].message;
    const auto files = session.vendor.files_named(item.name);
    ASSERT_EQ(files.size(), 1u) << item.name;
    EXPECT_TRUE(files[0]->has_file);
    EXPECT_EQ(ends[item.idx].remote_id, files[0]->id);
  }
  for (const auto& [part, puts] : session.vendor.part_puts) EXPECT_EQ(puts, 1) << part << " again";
  for (const auto& [id, upload] : session.vendor.uploads)
    EXPECT_EQ(upload.state, "completed") << id;
  session.expect_sound();
}

std::vector<Item> files() {
  return {file_of("a.jpg", 1), file_of("f/big.tif", 4), file_of("f/b.jpg", 1)};
}

TEST(SessionUploadRestart, ends_the_same_wherever_the_host_died_once) {
  for (const char* overwrite : {"replace", "continue"}) {
    const std::string settings = config(R"(,"overwrite":")" + std::string(overwrite) + "\"");
    for (const InFlight luck : {InFlight::processed, InFlight::not_processed}) {
      for (int death = 0;; ++death) {
        SCOPED_TRACE(testing::Message() << overwrite << ", death after step " << death
                                        << ", in flight " << static_cast<int>(luck));
        ASSERT_LT(death, 200) << "the sweep does not end";
        UploadSession session(files());
        Ends ends;
        session.start(settings);
        if (live(session, death)) break;
        die(session, luck, ends);
        session.run(settings);
        expect_whole(session, ends);
        if (testing::Test::HasFailure()) return;
      }
    }
  }
}

TEST(SessionUploadRestart, ends_the_same_when_the_host_dies_again_and_again) {
  for (int stride = 3; stride <= 7; ++stride) {
    SCOPED_TRACE(stride);
    UploadSession session(files());
    Ends ends;
    session.start();
    int lives = 0;
    // Each life is a little longer, so that the whole ends.
    while (!live(session, stride + lives)) {
      ASSERT_LT(++lives, 60);
      die(session, lives % 2 == 0 ? InFlight::processed : InFlight::not_processed, ends);
      session.start();
    }
    expect_whole(session, ends);
  }
}

TEST(SessionUploadRestart, parts_of_an_older_file_are_not_trusted_in_a_later_life_either) {
  const std::string settings = config(R"(,"overwrite":"continue")");
  for (int death = 0; death < 30; ++death) {
    SCOPED_TRACE(death);
    UploadSession session({file_of("big.tif", 4)});
    session.begin.items[0].mtime_ms = session.host->now_ms() + 1000;
    const std::string asset = session.vendor.add_asset("incoming", "big.tif").id;
    ModelUpload& older = session.vendor.add_upload(asset, session.begin.items[0].size, 8'388'608);
    for (ModelPart& part : older.parts) {
      part.stored = "older";
      part.is_completed = true;
    }
    const std::string id = older.id;
    Ends ends;
    session.start(settings);
    if (live(session, death)) break;
    die(session, InFlight::not_processed, ends);
    session.run(settings);
    expect_whole(session, ends);
    for (const ModelPart& part : session.vendor.uploads.at(id).parts)
      EXPECT_NE(part.stored, "older") << part.id;
    if (testing::Test::HasFailure()) return;
  }
}

TEST(SessionUploadRestart, an_upload_that_vanished_meanwhile_is_begun_anew) {
  UploadSession session({file_of("big.tif", 4)});
  Ends ends;
  session.start();
  live(session, 4);
  die(session, InFlight::processed, ends);
  session.vendor.uploads.clear();
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("start"), 2);
}

TEST(SessionUploadRestart, the_same_facts_give_the_same_bytes) {
  UploadSession one(files()), two(files());
  one.run();
  two.run();
  EXPECT_EQ(one.host->emitted(), two.host->emitted());
}

TEST(SessionUploadRestart, takes_answers_in_any_order) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    UploadSession session(files());
    session.vendor.fault("put", 3, {Luck::reject, respond(403)});
    session.start();
    unsigned random = seed * 2654435761u;
    for (int step = 0; step < 500; ++step) {
      const auto open = session.host->outstanding();
      random = random * 1664525u + 1013904223u;
      if (!open.empty()) {
        const Sent& sent = open[(random >> 16) % open.size()];
        session.host->answer(sent.id, session.vendor(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      } else {
        break;
      }
    }
    session.expect_all_done();
    session.expect_sound();
  }
}

}  // namespace
}  // namespace ingot::sessionupload::test
