// Jobs and uploads in every layout that fits the documentation, and in some that do not.
#include <gtest/gtest.h>

#include "plugins/dash/replies.hpp"

namespace ingot::dash {
namespace {

TEST(DashJobReply, reads_progress) {
  const auto progress = [](const char* body) {
    const auto job = read_job(body);
    return job ? static_cast<int>(job->progress) : -1;
  };
  EXPECT_EQ(progress(R"({"id":"j"})"), static_cast<int>(Progress::running));
  EXPECT_EQ(progress(R"({"result":{"id":"j","progress":"QUEUED"},"permittedActions":[]})"),
            static_cast<int>(Progress::running));
  EXPECT_EQ(progress(R"({"id":"j","progress":"COMPLETED"})"),
            static_cast<int>(Progress::completed));
  EXPECT_EQ(progress(R"({"id":"j","progress":"completed"})"),
            static_cast<int>(Progress::completed));
  EXPECT_EQ(progress(R"({"id":"j","progress":"SOMETHING","dateCompleted":"2021-02-16T16:21:58Z"})"),
            static_cast<int>(Progress::completed));
  EXPECT_EQ(progress(R"({"id":"j","progress":"X","dateCompleted":null})"),
            static_cast<int>(Progress::running));
  EXPECT_EQ(progress(R"({"id":"j","progress":"FAILED"})"), static_cast<int>(Progress::failed));
  EXPECT_EQ(progress(R"({"id":"j","progress":"CANCELLED","dateCompleted":"2021"})"),
            static_cast<int>(Progress::failed));
  EXPECT_EQ(progress(R"({"id":42,"progress":50})"), static_cast<int>(Progress::running));
  for (const char* body : {"", "<html>", "{", "[]", "{}", R"({"result":{}})"})
    EXPECT_EQ(progress(body), -1) << body;
}

TEST(DashJobReply, finds_items_in_any_layout) {
  const char* upload =
      R"({"id":"u1","partUrls":[{"partNumber":2,"url":"https://s3/2"},{"partNumber":1,"url":"https://s3/1"}]})";
  for (
      const std::string& item :
      {std::string(R"({"batchItemId":"i","asset":{"id":"a1"},"assetUpload":)") + upload + "}",
       std::string(
           R"({"batchItemId":"i","asset":{"result":{"id":"a1"}},"assetUpload":{"result":)") +
           upload + "}}",
       std::string(
           R"({"batchItemId":"i","result":{"asset":{"id":"a1","extra":[1,{"x":2}]},"assetUpload":)") +
           upload + "}}",
       std::string(R"({"result":{"batchItemId":"i","asset":{"id":"a1"},"assetUpload":)") + upload +
           R"(},"permittedActions":[]})",
       std::string(
           R"({"batchItemId":"i","assetId":"a1","uploadId":"u1","parts":[{"partNumber":1,"uploadUrl":"https://s3/1"},{"partNumber":2,"uploadUrl":"https://s3/2"}]})"),
       std::string(
           R"({"batchItemId":"i","result":{"id":"u1","assetId":"a1","urls":[{"partNumber":1,"url":"https://s3/1"},{"partNumber":2,"url":"https://s3/2"}]}})"),
       std::string(
           R"({"batchItemId":"i","asset":{"id":"a1"},"upload":{"id":"u1","partUrls":{"items":[{"partNumber":1,"href":"https://s3/1"},{"partNumber":2,"href":"https://s3/2"}]}}})")}) {
    for (
        const std::string& body :
        {R"({"id":"j","progress":"COMPLETED","results":[)" + item + "]}",
         R"({"result":{"id":"j","progress":"COMPLETED","batchResult":{"items":[)" + item + "]}}}",
         R"({"id":"j","items":[{"batchItemId":"i","path":"/x","size":5}],"results":[)" + item +
             "]}",
         R"({"id":"j","results":[)" + item +
             R"(],"request":{"items":[{"batchItemId":"i","partUrlsRequest":{"urlRequests":[{"partNumber":1}]}}]}})"}) {
      const auto job = read_job(body);
      ASSERT_TRUE(job) << body;
      const JobItem* found = job->find("i");
      ASSERT_NE(found, nullptr) << body;
      EXPECT_TRUE(found->is_created()) << body;
      EXPECT_EQ(found->upload.asset_id, "a1") << body;
      EXPECT_EQ(found->upload.upload_id, "u1") << body;
      EXPECT_EQ(found->upload.urls.size(), 2u) << body;
      EXPECT_EQ(job->find("other"), nullptr);
    }
  }
}

TEST(DashJobReply, joins_by_batch_item_id_and_never_by_position) {
  const auto job = read_job(R"({"id":"j","results":[
      {"batchItemId":"i2","assetId":"a2","uploadId":"u2"},{"assetId":"stray","uploadId":"stray"},{"batchItemId":"i1","assetId":"a1","uploadId":"u1"}]})");
  ASSERT_TRUE(job);
  EXPECT_EQ(job->items.size(), 2u);
  EXPECT_EQ(job->find("i1")->upload.asset_id, "a1");
  EXPECT_EQ(job->find("i2")->upload.asset_id, "a2");
}

TEST(DashJobReply, reads_why_an_item_failed) {
  const auto failed = [](const std::string& members) {
    const auto job = read_job(R"({"id":"j","results":[{"batchItemId":"i",)" + members + "}]}");
    const JobItem* item = job->find("i");
    EXPECT_FALSE(item->is_created());
    return std::pair(item->problem, item->status);
  };
  EXPECT_EQ(failed(R"("error":{"status":400,"message":"bad path"})"),
            std::pair(std::string("bad path"), 400u));
  EXPECT_EQ(failed(R"("status":503,"message":"busy")"), std::pair(std::string("busy"), 503u));
  EXPECT_EQ(failed(R"("error":"Conflict")"), std::pair(std::string("Conflict"), 0u));
  EXPECT_EQ(failed(R"("errors":[{"message":"first"},{"message":"second"}])"),
            std::pair(std::string("first"), 0u));
  EXPECT_EQ(failed(R"("progress":"FAILED")"),
            std::pair(std::string("failed without a reason"), 0u));
  EXPECT_EQ(failed(R"("result":{"error":{"message":"inner","status":403}})"),
            std::pair(std::string("inner"), 403u));
  EXPECT_EQ(failed(R"("path":"/x","size":5,"error":null)"), std::pair(std::string(), 0u))
      << "an echo is no failure";
  EXPECT_EQ(failed(R"("assetId":"a")"), std::pair(std::string(), 0u)) << "half a result is none";
}

TEST(DashJobReply, reads_uploads_wrapped_or_bare) {
  for (
      const char* body :
      {R"({"result":{"id":"u","assetId":"a","partUrls":[{"partNumber":3,"url":"https://s3/3"}]},"permittedActions":[]})",
       R"({"id":"u","assetId":"a","partUrls":[{"partNumber":3,"url":"https://s3/3"}]})",
       R"({"result":{"assetUpload":{"id":"u","assetId":"a"},"urls":[{"partNumber":3,"url":"https://s3/3"}]}})"}) {
    const auto upload = read_upload(body);
    ASSERT_TRUE(upload) << body;
    EXPECT_EQ(upload->upload_id, "u");
    EXPECT_EQ(upload->asset_id, "a");
    ASSERT_EQ(upload->urls.size(), 1u);
    EXPECT_EQ(upload->urls[0].first, 3u);
  }
  for (const char* body :
       {"", "<html>", "{}", R"({"result":{"partUrls":[{"partNumber":1,"url":"https://x"}]}})"}) {
    EXPECT_FALSE(read_upload(body)) << body;
  }
}

TEST(DashJobReply, part_urls_need_a_number_and_an_address) {
  const auto upload = read_upload(
      R"({"id":"u","partUrls":[{"partNumber":0,"url":"https://x"},{"partNumber":1,"url":"file:///etc"},{"url":"https://x"},{"partNumber":"2","url":"https://x"}]})");
  ASSERT_TRUE(upload);
  ASSERT_EQ(upload->urls.size(), 1u);
  EXPECT_EQ(upload->urls[0].first, 2u);
}

}  // namespace
}  // namespace ingot::dash
