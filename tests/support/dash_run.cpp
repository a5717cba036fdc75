#include "tests/support/dash_run.hpp"

#include <ingot/vendor.hpp>

#include "plugins/dash/dash.hpp"

namespace ingot::test {

static std::string config_json(const DashSetup& setup) {
  const std::string auth =
      setup.uses_oauth
          ? R"("oauth":{"client_id":"lab-client","client_secret":{"$secret":"oauth.client_secret"},)"
            R"("refresh_token":{"$secret":"oauth.refresh_token"},"token_url":"http://dash.test/oauth/token","encoding":"form"})"
          : R"("access_token":{"$secret":"access_token"})";
  const std::string lifecycle =
      setup.lifecycle.empty()
          ? ""
          : R"(,"lifecycle":{"to":")" + setup.lifecycle + R"(","if_not_permitted":"leave"},)" +
                R"("lifecycle_call":{"method":"POST","path":"/assets/{asset_id}/lifecycle",)" +
                R"("body":{"state":"{state}"},"refused_statuses":[403]})";
  return R"({"base_url":"http://dash.test",)" + auth +
         R"(,"folder":"/","part_md5":"none","poll":{"every":1000,"timeout":600000},"batch_size":50,"url_window":50)" +
         lifecycle + setup.config_extra + "}";
}

SimVendor dash_vendor(const DashSetup& setup) {
  static constexpr ingot_plugin kTable = plugin_table<dash::Dash>("app.dash", "1.0.0");
  SimVendor vendor;
  vendor.table = &kTable;
  vendor.manifest_file = DASH_MANIFEST;
  vendor.host = "dash.test:80";
  vendor.config_json = config_json(setup);
  if (setup.uses_oauth) {
    vendor.secrets = {{"oauth.client_secret", "lab-secret"},
                      {"oauth.refresh_token", "lab-refresh-token"}};
    vendor.credentials = {"account"};
  } else {
    vendor.secrets = {{"access_token", "lab-token"}};
  }
  vendor.make_lab = [options = setup.dash](const lab::Clock& clock) {
    return std::make_unique<lab::DashEmulator>(options, clock);
  };
  vendor.fields = [](const SimFile& file) {
    const std::size_t slash = file.key.rfind('/');
    const std::string folder = slash == file.key.npos ? "/Sim" : "/Sim/" + file.key.substr(0, slash);
    return R"({"fields":{"Title":"a title"},"config":{"folder":")" + folder + "\"}}";
  };
  vendor.remote_path = [](const SimFile& file) { return "/Sim/" + file.key; };
  vendor.has_lifecycle = !setup.lifecycle.empty();
  vendor.part_size = 5'242'881;
  return vendor;
}

}  // namespace ingot::test
