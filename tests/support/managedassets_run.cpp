#include "tests/support/managedassets_run.hpp"

#include <ingot/vendor.hpp>

#include "plugins/managedassets/managedassets.hpp"

namespace ingot::test {

static std::string config_json(const ManagedAssetsSetup& setup) {
  const std::string lifecycle =
      setup.lifecycle.empty() ? "" : R"(,"lifecycle":{"to":")" + setup.lifecycle + R"(","if_not_permitted":"leave"})";
  const std::string query =
      setup.has_query ? R"(,"query_by_metadata":"/v1/assets?metadata.{key}={value}")" : "";
  return R"({"base_url":"http://assets.test","oauth":{"client_id":"lab-client",)"
         R"("client_secret":{"$secret":"oauth.client_secret"},"token_url":"http://assets.test/v2/token"},)"
         R"("expires":"P90D")" +
         query + lifecycle + setup.config_extra + "}";
}

SimVendor managedassets_vendor(const ManagedAssetsSetup& setup) {
  static constexpr ingot_plugin kTable =
      plugin_table<managedassets::ManagedAssets>("io.cimpress.managedassets", "1.0.0");
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = MANAGEDASSETS_MANIFEST;
  vendor.host = "assets.test:80";
  vendor.config_json = config_json(setup);
  vendor.secrets = {{"oauth.client_secret", "lab-secret"}};
  vendor.credentials = {"account"};
  vendor.make_lab = [options = setup.service, has_query = setup.has_query](const lab::Clock& clock) {
    lab::ManagedAssetsOptions served = options;
    if (has_query) served.metadata_query = lab::MetadataQuery::kOn;
    return std::make_unique<lab::ManagedAssetsEmulator>(served, clock);
  };
  vendor.fields = [](const SimFile&) {
    return R"({"fields":{"title":"a title"},"config":{"expires":"P90D"}})";
  };
  vendor.remote_path = [](const SimFile& file) { return file.key; };
  vendor.has_lifecycle = !setup.lifecycle.empty();
  return vendor;
}

}  // namespace ingot::test
