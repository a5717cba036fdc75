// LIFECYCLE: available, archived, moved, and what is done when the user may not.
#include <gmock/gmock.h>

#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
namespace {

using ::testing::HasSubstr;

std::string to(const std::string& target, const std::string& otherwise = "leave") {
  return config(R"(,"poll":{"every":1000,"timeout":20000},"lifecycle":{"to":")" + target +
                R"(","if_not_permitted":")" + otherwise + R"("})");
}

struct Lifecycle : UploadSession {
  Lifecycle()
      : UploadSession({file_with("a.jpg", R"("move_to":")" + std::string(kOther) + "\"")},
                      INGOT_OP_LIFECYCLE) {
    id = vendor.add_asset(kParent, "a.jpg").id;
    begin.items[0].remote_id = id;
    begin.items[0].meta = R"({"upload_id":"u","size":7})";
  }
  ModelAsset& asset() { return vendor.assets.at(id); }
  std::string id;
};

TEST(SessionUploadLifecycle, archives_and_waits_for_it) {
  Lifecycle session;
  session.run(to("archived"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.asset().status, "Archived");
  EXPECT_EQ(session.meta(), R"({"size":7,"upload_id":"u","lifecycle":"archived"})");
}

TEST(SessionUploadLifecycle, moves_into_the_folder_of_the_item) {
  Lifecycle session;
  session.run(to("moved"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
  EXPECT_EQ(session.asset().parent_id, kOther);
  EXPECT_EQ(session.host->sent()[1].body, R"({"actionArguments":")" + std::string(kOther) +
                                              R"(","targetIds":[")" + session.id + "\"]}");
}

TEST(SessionUploadLifecycle, does_nothing_for_what_is_there_or_on_its_way) {
  Lifecycle there, under_way, moved;
  there.asset().status = "Archived";
  there.run(to("archived"));
  under_way.asset().status = "Archiving";
  under_way.run(to("archived"));
  moved.asset().parent_id = kOther;
  moved.run(to("moved"));
  for (const Lifecycle* session : {&there, &under_way, &moved}) {
    EXPECT_EQ(session->result(), unsigned{INGOT_IT_DONE}) << session->message();
    EXPECT_EQ(session->vendor.count("archive") + session->vendor.count("move"), 0);
  }
}

TEST(SessionUploadLifecycle, available_is_only_looked_at) {
  Lifecycle session;
  session.run(to("available"));
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE});
  EXPECT_EQ(session.host->sent().size(), 1u);
}

TEST(SessionUploadLifecycle, a_refusal_is_an_outcome_as_the_job_wants_it) {
  for (const bool fail : {false, true}) {
    Lifecycle session;
    session.vendor.fault("archive", 0,
                         {Luck::reject, respond(403, R"({"detail":"no write permission"})")});
    session.run(to("archived", fail ? "fail" : "leave"));
    EXPECT_EQ(session.result(), unsigned{fail ? INGOT_IT_REJECTED : INGOT_IT_DONE});
    EXPECT_THAT(fail ? session.message() : session.meta(), HasSubstr("no write permission"));
  }
}

TEST(SessionUploadLifecycle, a_lost_answer_is_read_up_before_anything_is_repeated) {
  for (const Luck luck : {Luck::lose_after, Luck::lose_before}) {
    for (const char* target : {"archived", "moved"}) {
      Lifecycle session;
      const std::string route = target == std::string("moved") ? "move" : "archive";
      session.vendor.fault(route, 1, {luck});
      session.run(to(target));
      EXPECT_EQ(session.result(), unsigned{INGOT_IT_DONE}) << session.message();
      EXPECT_EQ(session.vendor.count(route), luck == Luck::lose_after ? 1 : 2);
    }
  }
}

TEST(SessionUploadLifecycle, after_a_restart_an_accepted_call_is_not_made_again) {
  Lifecycle session;
  session.vendor.fault("archive", 0, {Luck::reject, respond(200, "{}")});  // accepted, and slow
  session.start(to("archived"));
  for (int i = 0; i < 2; ++i) {
    const Sent sent = session.host->outstanding().front();
    session.host->answer(sent.id, session.vendor(sent));
  }
  session.next_session(session.host->next_life());
  session.run(to("archived"));
  EXPECT_EQ(session.vendor.count("archive"), 1);
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_THAT(session.message(), HasSubstr("the asset is Available"));
}

TEST(SessionUploadLifecycle, a_missing_asset_is_a_conflict_and_an_incomplete_one_is_refused) {
  Lifecycle gone, open;
  gone.vendor.assets.clear();
  gone.run(to("archived"));
  EXPECT_EQ(gone.result(), unsigned{INGOT_IT_CONFLICT});
  open.begin.items[0].remote_id.clear();
  open.run(to("archived"));
  EXPECT_EQ(open.result(), unsigned{INGOT_IT_REJECTED});
}

}  // namespace
}  // namespace ingot::sessionupload::test
