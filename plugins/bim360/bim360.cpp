// The config, LOGIN and VALIDATE.
#include "plugins/bim360/bim360.hpp"

#include <ingot/kit/config_reader.hpp>
#include <ingot/kit/login.hpp>

#include "plugins/bim360/draft.hpp"
#include "plugins/bim360/requests.hpp"

namespace ingot::bim360 {
Bim360::Bim360(std::string_view config_json) : config_(config_or_throw(parse_config(config_json))) {}

task<> Bim360::login(Batch& batch) {
  if (!config_.oauth) {
    batch.logged_in();  // a bearer token needs no login
    co_return;
  }
  const Api api(config_);
  const Grant grant = co_await request_grant(batch, api.token(), oauth_life);
  end_login(batch, grant,
            "check oauth.client_id, client_secret and refresh_token (single use, 15 days), or give "
            "consent anew");
}

task<> Bim360::validate(Batch& batch) {
  const Settings settings = Settings::read(batch.context());
  std::vector<Parsed<Draft>> drafts;
  std::vector<const Draft*> good;
  for (const Item& item : batch.items()) drafts.push_back(read_draft(item, config_, settings));
  for (const auto& draft : drafts) good.push_back(draft ? &*draft : nullptr);
  const auto repeated = repeated_keys(good);
  for (const Item& item : batch.items()) {
    if (!batch.is_open(item)) continue;
    const auto again = repeated.find(item.idx);
    if (!drafts[item.idx]) {
      batch.rejected(item, "item", drafts[item.idx].problem());
    } else if (again != repeated.end()) {
      batch.rejected(item, "ingest_key", again->second);
    } else {
      batch.done(item, "");
    }
  }
  co_return;
}

}  // namespace ingot::bim360
