#include "tests/support/sessionupload_run.hpp"

#include <ingot/vendor.hpp>

#include "plugins/sessionupload/sessionupload.hpp"
#include "tests/support/sim_world.hpp"

namespace ingot::test {

namespace {

std::string config_json(const SessionUploadSetup& setup) {
  const std::string lifecycle =
      setup.lifecycle.empty() ? "" : R"(,"lifecycle":{"to":")" + setup.lifecycle + R"(","if_not_permitted":"leave"})";
  return R"({"base_url":"http://nomad.test","username":"lab-user","password":{"$secret":"password"},)"
         R"("chunk_size":5242880,"poll":{"every":1000,"timeout":600000},"batch_size":16)" +
         lifecycle + setup.config_extra + "}";
}

std::string add_placeholder(lab::Emulator& lab, const std::string& folder) {
  const lab::Headers headers = {{"Host", "nomad.test"}, {"Authorization", "Bearer lab-token"}};
  const lab::Json made = call_lab(lab, "POST", "/api/admin/asset/" + folder + "/create-placeholder", headers,
                                  R"({"assetName":"placeholder.bin"})");
  return text_of(made, "id");
}

}  // namespace

SimVendor sessionupload_vendor(const SessionUploadSetup& setup) {
  static constexpr ingot_plugin kTable =
      plugin_table<sessionupload::SessionUpload>("media.nomad.uploads", "1.0.0");
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = SESSIONUPLOAD_MANIFEST;
  vendor.host = "nomad.test:80";
  vendor.config_json = config_json(setup);
  vendor.secrets = {{"password", "lab-password"}};
  vendor.credentials = {"account"};
  // Shared by the world that makes the asset and the item that names it.
  const auto existing = std::make_shared<std::string>();
  vendor.make_lab = [options = setup.vendor, is_needed = setup.fills_placeholder,
                     existing](const lab::Clock& clock) {
    auto emulator = std::make_unique<lab::SessionUploadEmulator>(options, clock);
    if (is_needed) *existing = add_placeholder(*emulator, options.incoming_id);
    return emulator;
  };
  vendor.fields = [existing](const SimFile&) {
    return R"({"fields":{},"config":{"existing_asset_id":")" + *existing + "\"}}";
  };
  vendor.remote_path = [is_known = setup.fills_placeholder](const SimFile& file) {
    return "/Content/Incoming/" + (is_known ? "placeholder.bin" : file.key);
  };
  vendor.has_lifecycle = !setup.lifecycle.empty();
  return vendor;
}

}  // namespace ingot::test
