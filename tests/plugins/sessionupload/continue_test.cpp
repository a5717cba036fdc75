// `overwrite: continue`: what an upload that was begun before is worth, found by its path or, when
// an earlier try of this run has kept it open, by its id.
#include <gmock/gmock.h>

#include "plugins/sessionupload/upload.hpp"
#include "tests/plugins/sessionupload/upload_session.hpp"

namespace ingot::sessionupload::test {
namespace {

using ::testing::HasSubstr;

constexpr char kGone[] = R"({"status":404,"detail":"gone"})";

struct Continued : UploadSession {
  Continued() : UploadSession({file_of("a.tif", 4)}) {
    ModelAsset& asset = vendor.add_asset("incoming", "a.tif");
    asset.status = "Uploading";
    ModelUpload& upload = vendor.add_upload(asset.id, begin.items[0].size, 8'388'608);
    for (std::size_t i : {0u, 2u}) {
      upload.parts[i].stored = "earlier";
      upload.parts[i].is_completed = true;
    }
    id = upload.id;
  }
  void go() { run(config(R"(,"overwrite":"continue")")); }
  std::string id;
};

TEST(SessionUploadContinue, sends_only_what_the_vendor_does_not_have) {
  Continued session;
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 2);
  EXPECT_EQ(session.vendor.uploads.size(), 1u);
}

TEST(SessionUploadContinue, trusts_no_part_that_is_older_than_the_file) {
  Continued session;
  session.begin.items[0].mtime_ms = session.host->now_ms() + 1000;
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 4);
}

TEST(SessionUploadContinue, replaces_an_upload_of_a_file_of_another_size) {
  for (const bool must_match : {false, true}) {
    Continued session;
    session.vendor.must_match = must_match;
    session.vendor.uploads.at(session.id).size += 1;
    session.go();
    session.expect_all_done();
    EXPECT_EQ(session.vendor.count("put"), 4);
    EXPECT_THAT(session.vendor.starts.at(1), HasSubstr(R"("uploadOverwriteOption":"Replace")"));
  }
}

TEST(SessionUploadContinue, replaces_nothing_when_it_is_refused_for_another_reason) {
  Continued session;
  session.vendor.refused_option = "Continue";
  session.go();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_CONFLICT});
  EXPECT_EQ(session.vendor.starts.size(), 1u);
}

TEST(SessionUploadContinue, keeps_the_upload_open_when_it_may_be_tried_again) {
  Continued session;
  session.vendor.fault("confirm", 0, {Luck::reject, respond(503)});
  session.go();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.remote_id(), "") << "what is named would be cancelled";
  EXPECT_EQ(OpenUpload::read(session.meta()).upload_id, session.id);
  EXPECT_EQ(session.vendor.uploads.at(session.id).state, "open");
  auto next = session.begin;
  next.items[0].tries = 1;
  next.items[0].meta = session.meta();
  session.next_session(next);
  session.vendor.heal();
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.starts.size(), 1u) << "it is found by its id";
  EXPECT_EQ(session.vendor.uploads.size(), 1u);
}

// A later try, which has the id of the upload.
struct Kept : Continued {
  Kept() {
    OpenUpload open;
    open.upload_id = id;
    begin.items[0].meta = open.to_meta();
  }
};

TEST(SessionUploadKept, goes_on_by_its_id_with_what_the_vendor_does_not_have) {
  Kept session;
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 2);
  EXPECT_EQ(session.vendor.count("start") + session.vendor.count("list"), 0);
}

TEST(SessionUploadKept, is_not_trusted_when_the_file_is_younger) {
  Kept session;
  session.begin.items[0].mtime_ms = session.host->now_ms() + 1000;
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 4);
}

TEST(SessionUploadKept, is_replaced_when_it_is_of_another_size) {
  Kept session;
  session.vendor.uploads.at(session.id).size += 1;
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 4);
  EXPECT_THAT(session.vendor.starts.at(0), HasSubstr(R"("uploadOverwriteOption":"Replace")"));
}

TEST(SessionUploadKept, is_looked_for_by_path_when_its_id_is_gone) {
  Kept session;
  session.begin.items[0].meta = R"({"open_upload":{"upload_id":"upload-99"}})";
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("put"), 2);
  EXPECT_THAT(session.vendor.starts.at(0), HasSubstr(R"("uploadOverwriteOption":"Continue")"));
}

TEST(SessionUploadKept, stays_kept_when_it_cannot_be_read) {
  Kept session;
  session.vendor.fault("upload", 0, {Luck::reject, respond(503)});
  session.go();
  EXPECT_EQ(session.result(), unsigned{INGOT_IT_RETRYABLE});
  EXPECT_EQ(session.remote_id(), "");
  EXPECT_EQ(OpenUpload::read(session.meta()).upload_id, session.id);
}

TEST(SessionUploadKept, is_forgotten_when_the_vendor_has_lost_it) {
  Kept session;
  session.vendor.fault("confirm", 0, {Luck::reject, respond(404, kGone)});
  session.go();
  EXPECT_EQ(session.code(), "upload_gone");
  EXPECT_EQ(session.remote_id(), "");
  EXPECT_EQ(session.meta(), "{}") << "else the host keeps the old one";
}

TEST(SessionUploadKept, is_nothing_to_a_job_that_replaces) {
  Kept session;
  session.run();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.starts.size(), 1u);
  EXPECT_EQ(session.vendor.count("put"), 4);
}

TEST(SessionUploadKept, survives_a_death_at_any_step) {
  for (int death = 0;; ++death) {
    SCOPED_TRACE(death);
    ASSERT_LT(death, 100) << "the sweep does not end";
    Kept session;
    session.start(config(R"(,"overwrite":"continue")"));
    bool is_over = false;
    for (int step = 0; step < death && !is_over; ++step) {
      if (session.host->n_outstanding() > 0) {
        const Sent sent = session.host->outstanding().front();
        session.host->answer(sent.id, session.vendor(sent));
      } else if (!session.host->waits().empty()) {
        session.host->fire(session.host->next_wait());
      } else {
        is_over = true;
      }
    }
    if (is_over) break;
    if (session.host->end_of(0) == nullptr) {
      session.next_session(session.host->next_life());
      session.go();
    }
    session.expect_all_done();
    EXPECT_EQ(session.vendor.count("start"), 0);
    EXPECT_EQ(session.vendor.uploads.size(), 1u);
    if (testing::Test::HasFailure()) return;
  }
}

TEST(SessionUploadContinue, a_lost_start_is_simply_made_again) {
  Continued session;
  session.vendor.fault("start", 1, {Luck::lose_after});
  session.go();
  session.expect_all_done();
  EXPECT_EQ(session.vendor.count("start"), 2);
  EXPECT_EQ(session.vendor.count("list"), 0);
  EXPECT_EQ(session.vendor.uploads.size(), 1u);
}

}  // namespace
}  // namespace ingot::sessionupload::test
