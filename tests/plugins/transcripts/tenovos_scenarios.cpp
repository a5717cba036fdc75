// Tenovos: new assets and versions, with and without a file, in one part and in several.
#include <ingot/vendor.hpp>

#include "plugins/tenovos/lab/tenovos_emulator.hpp"
#include "plugins/tenovos/tenovos.hpp"
#include "tests/plugins/transcripts/scenario.hpp"

namespace ingot::test {

// Small parts, so that a file of a few kilobytes has several.
static constexpr std::uint64_t kPart = 1000;

static std::string config_json(const std::string& more) {
  return R"({"base_url":"http://tenovos.test/v1","api_key":{"$secret":"api_key"},"username":"lab-user",)"
         R"("password":{"$secret":"password"},"metadata_template_id":"1ab00000-0000-4000-8000-0000000000a1",)"
         R"("security_template_ids":["1ab00000-0000-4000-8000-0000000000b1"],"part_bytes":1000,)"
         R"("metadata":{"Title":"Headline","Asset Type":"Type","Keywords":{"field":"Seasons","kind":"multi_select"},)"
         R"("Expires":{"field":"Until","kind":"date","format":"MM/dd/yyyy"},"Usage Rights":{"columns":[)"
         R"({"id":"Holder","field":"Holders"},{"id":"Until","field":"Ends","kind":"date"}]}})" +
         more + "}";
}

static SimVendor vendor_with(const std::string& more = {}, lab::TenovosOptions options = {}) {
  static constexpr ingot_plugin kTable =
      plugin_table<tenovos::Tenovos>(tenovos::kPluginId, tenovos::kPluginVersion);
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = PLUGIN_MANIFEST;
  vendor.host = "tenovos.test:80";
  vendor.config_json = config_json(more);
  vendor.secrets = {{"api_key", "lab-api-key"}, {"password", "lab-password"}};
  vendor.credentials = {"account"};
  options.part_bytes = kPart;
  vendor.make_lab = [options](const lab::Clock& clock) {
    return std::make_unique<lab::TenovosEmulator>(options, clock);
  };
  vendor.fields = [](const SimFile& file) {
    return R"({"fields":{"Headline":")" + file.key +
           R"(","Type":"Photo","Seasons":["Spring","Autumn"],"Until":"2030-12-31","Holders":["Ann","Bo"],)" +
           R"("Ends":["2029-01-31","2029-06-30"]},"config":{}})";
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

static std::vector<SimFile> two_files() {
  return {small_file("one.jpg"), small_file("two.jpg", 77)};
}

static std::vector<SimFile> large_file() {
  return {small_file("large.mov", 2 * kPart + 1)};
}

static void add_undisturbed(std::vector<Scenario>& list) {
  list.push_back(
      scenario("login", "a session from user name and password", two_files(), INGOT_OP_LOGIN));
  list.push_back(scenario("discover", "templates, vocabularies and who the user is", two_files(),
                          INGOT_OP_DISCOVER));
  list.push_back(scenario("validate", "one file with good metadata, one with an unknown word",
                          two_files(), INGOT_OP_VALIDATE));
  list.back().setup.files[1].fields =
      R"({"fields":{"Headline":"two","Type":"Sculpture"},"config":{}})";
  list.back().has = {R"("result":"rejected")"};
  list.push_back(
      scenario("transfer", "two files of one part each, with metadata of every kind", two_files()));
  lab::TenovosOptions flat;
  flat.create_reply = lab::tenovos::CreateReply::kFlat;
  flat.one_part_reply = lab::tenovos::OnePartReply::kUrl;
  list.push_back(scenario("transfer-flat",
                          "a tenant whose answers are flat and who signs one URL for one part",
                          {small_file("one.jpg")}));
  list.back().vendor = vendor_with({}, flat);
  list.push_back(scenario("transfer-parts", "one file in three parts", large_file()));
  list.push_back(
      scenario("transfer-version", "a second run: a new version of a file", large_file()));
  list.back().is_second_run = true;
  list.back().has = {"originalFileId"};
  list.push_back(
      scenario("transfer-metadata-only", "an asset without a file",
               {record("record-1", R"({"fields":{"Headline":"a record"},"config":{}})")}));
  list.back().vendor = vendor_with(R"(,"metadata_only":true)");
  list.push_back(scenario(
      "transfer-federated", "an asset whose content stays in a bucket of the customer",
      {record("s3://bucket/hero.mov", R"({"fields":{"Headline":"a hero"},"config":{}})")}));
  list.back().vendor = vendor_with(R"(,"federated":{"skip_transcode":true})");
  list.back().has = {"contentPath"};
}

// The emulator does not tell who the user is; some tenants do, and then what a lost create left can
// be recognised.
static lab::FaultRule user_is_told() {
  lab::FaultRule rule = refused("GET", "/v1/user", 200);
  rule.when = {};
  rule.action.body = R"({"data":{"userId":"1ab00000-0000-4000-8000-000000000010"}})";
  rule.action.headers = {{"Content-Type", "application/json"}};
  return rule;
}

static void add_lost_creates(std::vector<Scenario>& list) {
  list.push_back(scenario("transfer-lost-create",
                          "the answer to the create is lost, and with it the URLs: what it left is "
                          "removed, and made anew",
                          large_file()));
  list.back().setup.faults.rules = {answer_lost("POST", "/v1/asset"), user_is_told()};
  list.back().has = {R"("outcome":"unknown")", "/search/keyword", R"("result":"done")"};

  list.push_back(
      scenario("transfer-lost-create-adopted",
               "the answer to the create is lost: the asset needs no URL, so it is found and taken",
               {record("record-1", R"({"fields":{"Headline":"a record"},"config":{}})")}));
  list.back().vendor = vendor_with(R"(,"metadata_only":true)");
  list.back().setup.faults.rules = {answer_lost("POST", "/v1/asset"), user_is_told()};
  list.back().has = {R"("outcome":"unknown")", "/search/keyword", R"("result":"done")"};

  list.push_back(scenario(
      "transfer-lost-create-reported",
      "the answer to the create is lost, and the job wants people to look into it", large_file()));
  list.back().vendor = vendor_with(R"(,"lost_create":"report")");
  list.back().setup = with_fault(list.back().setup, answer_lost("POST", "/v1/asset"));
  list.back().has = {R"("outcome":"unknown")", R"("result":"unknown")"};
}

std::vector<Scenario> scenarios() {
  std::vector<Scenario> list;
  add_undisturbed(list);
  add_lost_creates(list);

  list.push_back(scenario("transfer-restart", "a second life: the create was answered in the first",
                          large_file()));
  list.back().begins_with = {R"("restarts":1)", R"("outcome":"response")"};
  list.back().is_restarted = true;

  list.push_back(
      scenario("transfer-cancelled", "cancelled while a file is on its way", large_file()));
  list.back().cancelled_after = R"("method":"PUT")";

  list.push_back(
      scenario("abort", "what a failed file left behind is removed", large_file(), INGOT_OP_ABORT));
  list.back().setup = failing(list.back().setup, "PUT", "/content-store/**", 403);
  return list;
}

}  // namespace ingot::test
