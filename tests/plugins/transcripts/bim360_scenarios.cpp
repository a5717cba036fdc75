// BIM 360: rows as assets, in batches, with and without documents, and their status.
#include <ingot/vendor.hpp>

#include "plugins/bim360/bim360.hpp"
#include "plugins/bim360/lab/bim360_emulator.hpp"
#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

static constexpr std::uint64_t kPart = 5'242'881;

static SimVendor vendor_with(const std::string& more = {}) {
  static constexpr ingot_plugin kTable =
      plugin_table<bim360::Bim360>(bim360::kPluginId, bim360::kPluginVersion);
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = PLUGIN_MANIFEST;
  vendor.host = "bim360.test:80";
  vendor.config_json =
      R"({"base_url":"http://bim360.test","oauth":{"client_id":"lab-client","client_secret":)"
      R"({"$secret":"oauth.client_secret"},"refresh_token":{"$secret":"oauth.refresh_token"},)"
      R"("token_url":"http://bim360.test/authentication/v2/token"},)"
      R"("project_id":"b.b1b36000-0000-4000-8000-000000000001","category":"${row.Category}","status":"${row.Status}",)"
      R"("barcode":"${row.Barcode}","custom_attributes":{"Serial number":"Serial"},)"
      R"("attach":{"folder_urn":"urn:adsk.wipprod:fs.folder:co.lab-project-files"})" +
      more + "}";
  vendor.secrets = {{"oauth.client_secret", "lab-secret"},
                    {"oauth.refresh_token", "lab-refresh-token"}};
  vendor.credentials = {"account"};
  vendor.make_lab = [](const lab::Clock& clock) {
    lab::Bim360Options options;
    options.refused_names = {"refused"};
    return std::make_unique<lab::Bim360Emulator>(options, clock);
  };
  vendor.remote_path = [](const SimFile& file) { return "BC-" + file.key; };
  vendor.part_size = kPart;
  return vendor;
}

// With a token that any number of runs may use.
static SimVendor vendor_with_token() {
  SimVendor vendor = vendor_with();
  const std::size_t oauth = vendor.config_json.find(R"("oauth")"),
                    end = vendor.config_json.find(R"("project_id")");
  vendor.config_json.replace(oauth, end - oauth, R"("access_token":{"$secret":"access_token"},)");
  vendor.secrets = {{"access_token", "lab-token"}};
  vendor.credentials = {};
  return vendor;
}

static std::string fields(const std::string& key, const std::string& category) {
  return R"({"fields":{"Serial":["S-1"]},"config":{"category":")" + category +
         R"(","status":"Installed","final_status":"Tested","client_asset_id":")" + key +
         R"(","barcode":"BC-)" + key +
         R"(","attach.folder_urn":"urn:adsk.wipprod:fs.folder:co.lab-project-files"}})";
}

static SimFile row(const std::string& key, const std::string& category = "Fans") {
  return record(key, fields(key, category));
}

static SimFile row_with_document(const std::string& key, std::size_t size) {
  SimFile file{key, random_bytes(size, size)};
  file.fields = fields(key, "Fans");
  return file;
}

static Scenario scenario(std::string name, std::string shows, std::vector<SimFile> files,
                         std::uint32_t op = INGOT_OP_TRANSFER) {
  SimSetup setup;
  setup.files = std::move(files);
  return {std::move(name), std::move(shows), op, vendor_with(), std::move(setup)};
}

static std::vector<SimFile> two_rows() {
  return {row("FAN-1"), row("FAN-2")};
}

static void add_undisturbed(std::vector<Scenario>& list) {
  list.push_back(scenario("login", "a token from a refresh token, which is used up by it",
                          two_rows(), INGOT_OP_LOGIN));
  list.push_back(scenario("discover", "categories, statuses, attributes and places of the project",
                          two_rows(), INGOT_OP_DISCOVER));
  list.push_back(scenario("validate",
                          "one good row and one whose category is named twice in the project",
                          {row("FAN-1"), row("PUMP-1", "Pumps")}, INGOT_OP_VALIDATE));
  list.back().has = {R"("result":"rejected")"};
  list.push_back(scenario("transfer", "two rows in one batch", two_rows()));
  list.push_back(scenario("transfer-document", "a row with a document of one part",
                          {row_with_document("manual.pdf", 500)}));
  list.push_back(scenario("transfer-document-parts", "a row with a document of three parts",
                          {row_with_document("plan.pdf", 2 * kPart + 1)}));
  list.push_back(
      scenario("transfer-version", "a second run: the rows are updated in place", two_rows()));
  list.back().vendor = vendor_with_token();
  list.back().is_second_run = true;
  list.back().has = {"batch-patch"};
  list.push_back(
      scenario("lifecycle", "a final status for two rows", two_rows(), INGOT_OP_LIFECYCLE));
  list.back().vendor = vendor_with(R"(,"final_status":"${row.Final}","lifecycle":{"to":"status"})");
  list.back().vendor.has_lifecycle = true;
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> list;
  add_undisturbed(list);

  list.push_back(scenario("transfer-refused",
                          "one of three rows is refused, and the others go without it",
                          {row("FAN-1"), row("refused-1"), row("FAN-2")}));
  list.back().has = {R"("result":"rejected")", R"("result":"done")"};

  list.push_back(scenario("transfer-lost-create",
                          "the answer to the create is lost: the rows are looked for and found",
                          two_rows()));
  list.back().setup = with_fault(list.back().setup, answer_lost("POST", "/**/assets:batch-create"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario("transfer-lost-request",
                          "the create itself is lost: the rows are not found, so it is sent again",
                          two_rows()));
  list.back().setup =
      with_fault(list.back().setup, request_lost("POST", "/**/assets:batch-create"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"done")"};

  list.push_back(scenario("transfer-restart", "a second life: the create was answered in the first",
                          {row_with_document("manual.pdf", 500)}));
  list.back().begins_with = {R"("restarts":1)", R"("outcome":"response")"};
  list.back().has = {R"("method":"PUT")"};
  list.back().is_restarted = true;

  list.push_back(scenario("transfer-cancelled", "cancelled while a document is on its way",
                          {row_with_document("plan.pdf", 2 * kPart + 1)}));
  list.back().cancelled_after = R"("method":"PUT")";

  list.push_back(scenario("abort", "what a row left behind whose document failed",
                          {row_with_document("manual.pdf", 500)}, INGOT_OP_ABORT));
  list.back().setup = failing(list.back().setup, "PUT", "/object-store/**", 403);
  return list;
}

}  // namespace ingot::test
