#include "tests/support/bim360_run.hpp"

#include <ingot/vendor.hpp>

#include "plugins/bim360/bim360.hpp"

namespace ingot::test {

// The category Mechanical, its statuses and attributes are the emulator's; see its README.
static std::string config_json(const Bim360Setup& setup) {
  const std::string lifecycle =
      setup.has_final_status
          ? R"(,"final_status":"Tested","lifecycle":{"to":"status","if_not_permitted":"leave"})"
          : "";
  return R"({"base_url":"http://bim360.test","oauth":{"client_id":"lab-client",)"
         R"("client_secret":{"$secret":"oauth.client_secret"},"refresh_token":{"$secret":"oauth.refresh_token"},)"
         R"("token_url":"http://bim360.test/authentication/v2/token"},)"
         R"("project_id":"b.b1b36000-0000-4000-8000-000000000001","category":"Mechanical","status":"Installed",)"
         R"("barcode":"x","custom_attributes":{"Serial number":"Serial"},)"
         R"("attach":{"folder_urn":"urn:adsk.wipprod:fs.folder:co.lab-project-files"},"batch_size":100)" +
         lifecycle + setup.config_extra + "}";
}

SimVendor bim360_vendor(const Bim360Setup& setup) {
  static constexpr ingot_plugin kTable = plugin_table<bim360::Bim360>("com.autodesk.bim360", "1.0.0");
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = BIM360_MANIFEST;
  vendor.host = "bim360.test:80";
  vendor.config_json = config_json(setup);
  vendor.secrets = {{"oauth.client_secret", "lab-secret"}, {"oauth.refresh_token", "lab-refresh-token"}};
  vendor.credentials = {"account"};
  vendor.make_lab = [options = setup.bim360](const lab::Clock& clock) {
    return std::make_unique<lab::Bim360Emulator>(options, clock);
  };
  vendor.fields = [has_final_status = setup.has_final_status](const SimFile& file) {
    const std::string final_status = has_final_status ? R"(,"final_status":"Tested")" : "";
    return R"({"fields":{"Serial":"S-1"},"config":{"category":"Mechanical","status":"Installed","barcode":"BC )" +
           file.key + R"(","attach.folder_urn":"urn:adsk.wipprod:fs.folder:co.lab-project-files")" + final_status +
           "}}";
  };
  // Of a row with a file the document is looked at; that its record is there once shows in the counts of all objects.
  vendor.remote_path = [](const SimFile& file) {
    return file.kind == ledger::ItemKind::file ? "/Project Files/" + file.key : "BC " + file.key;
  };
  vendor.has_lifecycle = setup.has_final_status;
  vendor.part_size = 5'242'880;
  return vendor;
}

}  // namespace ingot::test
