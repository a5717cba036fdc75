// Managed assets: from bytes, from URIs the service fetches or only notes, from bare metadata;
// their life and end.
#include <ingot/vendor.hpp>

#include "plugins/managedassets/lab/managedassets_emulator.hpp"
#include "plugins/managedassets/managedassets.hpp"
#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

static constexpr const char* kQuery = R"(,"query_by_metadata":"/v1/assets?metadata.{key}={value}")";

static SimVendor vendor_with(const std::string& more = {},
                             const lab::ManagedAssetsOptions& options = {}) {
  static constexpr ingot_plugin kTable = plugin_table<managedassets::ManagedAssets>(
      managedassets::kPluginId, managedassets::kPluginVersion);
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = PLUGIN_MANIFEST;
  vendor.host = "assets.test:80";
  vendor.config_json =
      R"({"base_url":"http://assets.test","oauth":{"client_id":"lab-client","client_secret":)"
      R"({"$secret":"oauth.client_secret"},"token_url":"http://assets.test/v2/token"},)"
      R"("expires":"P90D","metadata":{"source":"catalogue"})" +
      more + "}";
  vendor.secrets = {{"oauth.client_secret", "lab-secret"}};
  vendor.credentials = {"account"};
  vendor.make_lab = [options](const lab::Clock& clock) {
    return std::make_unique<lab::ManagedAssetsEmulator>(options, clock);
  };
  vendor.fields = [](const SimFile&) {
    return R"({"fields":{"title":"a title"},"config":{"expires":"P90D"}})";
  };
  vendor.remote_path = [](const SimFile& file) { return file.key; };
  return vendor;
}

static Scenario scenario(std::string name, std::string shows, std::vector<SimFile> files,
                         std::uint32_t op = INGOT_OP_TRANSFER) {
  SimSetup setup;
  setup.files = std::move(files);
  return {std::move(name), std::move(shows), op, vendor_with(), std::move(setup)};
}

static Scenario lifecycle(std::string name, std::string shows, const std::string& more) {
  Scenario made =
      scenario(std::move(name), std::move(shows), {small_file("one.pdf")}, INGOT_OP_LIFECYCLE);
  made.vendor = vendor_with(more);
  made.vendor.has_lifecycle = true;
  return made;
}

static std::vector<SimFile> two_files() {
  return {small_file("a/one.pdf"), small_file("b/two.pdf", 77)};
}

static std::vector<SimFile> a_uri() {
  return {record("https://images.example/one.png?size=large", {})};
}

static lab::ManagedAssetsOptions with_query() {
  lab::ManagedAssetsOptions options;
  options.metadata_query = lab::MetadataQuery::kOn;
  return options;
}

static void add_undisturbed(std::vector<Scenario>& list) {
  list.push_back(
      scenario("login", "an access token from client credentials", two_files(), INGOT_OP_LOGIN));
  list.push_back(
      scenario("discover", "what the service tells about itself", two_files(), INGOT_OP_DISCOVER));
  list.push_back(scenario("validate",
                          "one file that may be sent and one with a lifetime that is none",
                          two_files(), INGOT_OP_VALIDATE));
  list.back().setup.files[1].fields = R"({"fields":{},"config":{"expires":"next week"}})";
  list.back().has = {R"("result":"rejected")"};
  list.push_back(
      scenario("transfer", "two files, each streamed in a form behind its metadata", two_files()));
  list.push_back(scenario(
      "transfer-uri",
      "a managed asset whose content the service fetches, and is asked whether it has", a_uri()));
  lab::ManagedAssetsOptions slow;
  slow.fetching = lab::Fetching::kLater;
  list.back().vendor =
      vendor_with(R"(,"poll":{"member":"size","every":1000,"timeout":600000})", slow);
  list.push_back(
      scenario("transfer-unmanaged", "an asset that only points to its content", a_uri()));
  list.back().vendor = vendor_with(R"(,"managed":false)");
  list.push_back(
      scenario("transfer-metadata-only", "an asset without content", {record("record-1", {})}));
  list.back().vendor = vendor_with(R"(,"metadata_only":true)");
  list.push_back(scenario("transfer-version",
                          "a second run: new content of an existing asset, guarded by its ETag",
                          two_files()));
  list.back().is_second_run = true;
  list.back().has = {R"("method":"PUT")", R"("If-Match")"};
  list.push_back(lifecycle("lifecycle", "an expiry that is put off",
                           R"(,"lifecycle":{"to":"expiry"},"lifecycle_expires":"P30D")"));
  list.push_back(lifecycle("lifecycle-restored", "an asset that is alive anyway",
                           R"(,"lifecycle":{"to":"restored"})"));
  list.push_back(lifecycle("lifecycle-deleted", "an asset deleted for good",
                           R"(,"lifecycle":{"to":"deleted"},"purge":true)"));
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> list;
  add_undisturbed(list);

  list.push_back(scenario("transfer-lost-create",
                          "the answer to the create is lost: the asset is looked for and found",
                          {small_file("one.pdf")}));
  list.back().setup = with_fault(list.back().setup, answer_lost("POST", "/v1/assets"));
  list.back().vendor = vendor_with(kQuery, with_query());
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario(
      "transfer-lost-create-no-query",
      "the answer to the create is lost and nothing can be looked for: people are told how",
      {small_file("one.pdf")}));
  list.back().setup = with_fault(list.back().setup, answer_lost("POST", "/v1/assets"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"unknown")"};

  list.push_back(scenario("transfer-restart",
                          "a second life: one of two creates was answered in the first",
                          two_files()));
  list.back().vendor = vendor_with(kQuery, with_query());
  list.back().begins_with = {R"("restarts":1)", R"("outcome":"response")"};
  list.back().is_restarted = true;

  list.push_back(
      scenario("transfer-cancelled", "cancelled while two creates are on their way", two_files()));
  list.back().cancelled_after = R"("method":"POST")";

  lab::ManagedAssetsOptions broken;
  broken.fetching = lab::Fetching::kLater;
  broken.fail_fetch_every = 1;
  list.push_back(
      scenario("abort", "an asset whose content never came is removed", a_uri(), INGOT_OP_ABORT));
  list.back().vendor = vendor_with(
      R"(,"poll":{"member":"fetchError","failed":["uri: the server did not answer"],"ready":["none"],"every":1000})",
      broken);
  list.back().setup.item_tries = 1;
  return list;
}

}  // namespace ingot::test
