// LOGIN: the refresh token for an access token. Both travel as secrets: the answer is seen masked.
#include <ingot/kit/login.hpp>

#include "plugins/dash/kit.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/requests.hpp"

namespace ingot::dash {

task<> login(Batch& batch, const Config& config) {
  if (!config.oauth) {
    batch.logged_in();  // a bearer token needs no login
    co_return;
  }
  const Api api(config);
  const Grant grant = co_await request_grant(batch, api.token(), oauth_life);
  end_login(batch, grant,
            "check oauth.client_id, client_secret and refresh_token, or give consent anew");
}

}  // namespace ingot::dash
