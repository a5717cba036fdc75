// Upload sessions: files to new places, over existing assets and beside related content, in one
// part and in several.
#include <ingot/vendor.hpp>

#include "plugins/sessionupload/lab/sessionupload_emulator.hpp"
#include "plugins/sessionupload/sessionupload.hpp"
#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

static constexpr std::uint64_t kPart = 5'242'880;

static SimVendor vendor_with(const std::string& more = {}) {
  static constexpr ingot_plugin kTable = plugin_table<sessionupload::SessionUpload>(
      sessionupload::kPluginId, sessionupload::kPluginVersion);
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = PLUGIN_MANIFEST;
  vendor.host = "nomad.test:80";
  vendor.config_json =
      R"({"base_url":"http://nomad.test","username":"lab-user","password":{"$secret":"password"},)"
      R"("chunk_size":5242880,"poll":{"every":1000,"timeout":600000})" +
      more + "}";
  vendor.secrets = {{"password", "lab-password"}};
  vendor.credentials = {"account"};
  vendor.make_lab = [](const lab::Clock& clock) {
    lab::SessionUploadOptions options;
    options.error_paths = {"**/broken*"};
    return std::make_unique<lab::SessionUploadEmulator>(options, clock);
  };
  vendor.fields = [](const SimFile&) { return R"({"fields":{},"config":{}})"; };
  vendor.remote_path = [](const SimFile& file) { return "/Content/Incoming/" + file.key; };
  return vendor;
}

static Scenario scenario(std::string name, std::string shows, std::vector<SimFile> files,
                         std::uint32_t op = INGOT_OP_TRANSFER) {
  SimSetup setup;
  setup.files = std::move(files);
  return {std::move(name), std::move(shows), op, vendor_with(), std::move(setup)};
}

static Scenario lifecycle(std::string name, std::string shows, std::string to, SimFile file) {
  Scenario made =
      scenario(std::move(name), std::move(shows), {std::move(file)}, INGOT_OP_LIFECYCLE);
  made.vendor = vendor_with(R"(,"lifecycle":{"to":")" + to + "\"}");
  made.vendor.has_lifecycle = true;
  return made;
}

static std::vector<SimFile> two_files() {
  return {small_file("a/one.mov"), small_file("b/two.mov", 77)};
}

static std::vector<SimFile> large_file() {
  return {{"large.mov", random_bytes(7, 2 * kPart + 1)}};
}

static SimFile file_with(std::string key, const std::string& config) {
  SimFile file = small_file(std::move(key));
  file.fields = R"({"fields":{},"config":{)" + config + "}}";
  return file;
}

static void add_undisturbed(std::vector<Scenario>& list) {
  list.push_back(
      scenario("login", "a session from user name and password", two_files(), INGOT_OP_LOGIN));
  list.push_back(scenario("discover", "is anybody there", two_files(), INGOT_OP_DISCOVER));
  list.push_back(
      scenario("validate", "one file that may be sent and one that aims at nothing",
               {small_file("one.mov"), file_with("two.mov", R"("existing_asset_id":"7")")},
               INGOT_OP_VALIDATE));
  list.back().has = {R"("result":"rejected")"};
  list.push_back(
      scenario("transfer", "two files of one part each into folders of their own", two_files()));
  list.push_back(scenario("transfer-parts", "one file in three parts", large_file()));
  list.push_back(scenario(
      "transfer-places", "a chosen folder, name and language, and a sidecar of related content",
      {file_with(
           "one.mov",
           R"("parent_id":"11111111-1111-4111-8111-111111111111","relative_path":"x/first.mov",)"
           R"("display_name":"First.mov","language_id":"33333333-3333-4333-8333-333333333333")"),
       file_with("two.mov", R"("related_content_id":"44444444-4444-4444-8444-444444444444")")}));
  list.push_back(
      scenario("transfer-version", "a second run: new content of an existing asset", two_files()));
  list.back().is_second_run = true;
  list.back().has = {"existingAssetId"};
  list.push_back(
      lifecycle("lifecycle", "polled until available", "available", small_file("one.mov")));
  list.push_back(lifecycle("lifecycle-archived", "archived once it is available", "archived",
                           small_file("one.mov")));
  list.push_back(
      lifecycle("lifecycle-moved", "moved once it is available", "moved",
                file_with("one.mov", R"("move_to":"11111111-1111-4111-8111-111111111111")")));
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> list;
  add_undisturbed(list);

  list.push_back(scenario("transfer-error", "the vendor cannot make use of the file",
                          {small_file("broken.mov")}));
  list.back().has = {R"("assetStatus":"Error")"};

  list.push_back(scenario("transfer-lost-start",
                          "the answer to the start is lost: the session is looked for and found",
                          large_file()));
  list.back().setup = with_fault(list.back().setup, answer_lost("POST", "/api/asset/upload/start"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario("transfer-lost-complete",
                          "the answer to the completion is lost: the asset is asked",
                          {small_file("one.mov")}));
  list.back().setup =
      with_fault(list.back().setup, answer_lost("POST", "/api/asset/upload/*/complete"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario("transfer-restart",
                          "a second life: the session goes on with the parts it lacks",
                          large_file()));
  list.back().begins_with = {R"("restarts":1)", R"("state":)", R"(["etag",)"};
  list.back().has = {R"("method":"PUT")"};
  list.back().is_restarted = true;

  list.push_back(
      scenario("transfer-cancelled", "cancelled while a file is on its way", large_file()));
  list.back().cancelled_after = R"("method":"PUT")";

  list.push_back(scenario("abort", "what a failed file left behind is cancelled", large_file(),
                          INGOT_OP_ABORT));
  list.back().setup = failing(list.back().setup, "POST", "/api/asset/upload/part/*/complete", 403);
  return list;
}

}  // namespace ingot::test
