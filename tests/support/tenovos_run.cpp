#include "tests/support/tenovos_run.hpp"

#include <ingot/vendor.hpp>

#include "plugins/tenovos/tenovos.hpp"
#include "tests/support/sim_world.hpp"

namespace ingot::test {

namespace {

// Of the emulator's one metadata template; see its README.
constexpr const char* kIds = "1ab00000-0000-4000-8000-00000000";

std::string id_of(const std::string& tail) { return std::string(kIds) + tail; }

std::string config_json(const TenovosSetup& setup) {
  return R"({"base_url":"http://tenovos.test/v1","api_key":{"$secret":"api_key"},"username":"lab-user",)"
         R"("password":{"$secret":"password"},"metadata_template_id":")" + id_of("00a1") +
         R"(","security_template_ids":[")" + id_of("00b1") + R"("],"metadata":{")" + id_of("a101") +
         R"(":"Title"},"part_bytes":)" + std::to_string(setup.tenovos.part_bytes) + setup.config_extra + "}";
}

// The first version, without a file; its file id.
std::string add_original(lab::Emulator& lab) {
  const lab::Headers headers = {{"Host", "tenovos.test"},
                                {"X-API-Key", "lab-api-key"},
                                {"Authorization", "lab-authorization"},
                                {"AccessToken", "lab-access-token"}};
  const lab::Json made = call_lab(lab, "POST", "/v1/asset", headers,
                                  R"({"filename":"original.txt","metadata":[],"metadataTemplateId":")" +
                                      id_of("00a1") + R"(","securityTemplateIds":[")" + id_of("00b1") + "\"]}");
  return text_of(made["data"], "fileId");
}

}  // namespace

SimVendor tenovos_vendor(const TenovosSetup& setup) {
  static constexpr ingot_plugin kTable = plugin_table<tenovos::Tenovos>("io.tenovos", "1.0.0");
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = TENOVOS_MANIFEST;
  vendor.host = "tenovos.test:80";
  vendor.config_json = config_json(setup);
  vendor.secrets = {{"api_key", "lab-api-key"}, {"password", "lab-password"}};
  vendor.credentials = {"account"};
  // Shared by the world that makes the asset and the items that name it.
  const auto original = std::make_shared<std::string>();
  vendor.make_lab = [options = setup.tenovos, is_needed = setup.makes_versions, original](const lab::Clock& clock) {
    auto emulator = std::make_unique<lab::TenovosEmulator>(options, clock);
    if (is_needed) *original = add_original(*emulator);
    return emulator;
  };
  vendor.fields = [original](const SimFile&) {
    return R"({"fields":{"Title":"a title"},"config":{"original_file_id":")" + *original + "\"}}";
  };
  vendor.remote_path = [is_version = setup.makes_versions](const SimFile& file) {
    return is_version ? std::string("original.txt") : file.key.substr(file.key.rfind('/') + 1);
  };
  // The original counts as complete too.
  vendor.counts_completions = !setup.makes_versions;
  return vendor;
}

}  // namespace ingot::test
