// What the tests of jobs load against: two plugins, a few environment variables, fixed folders.
// Test data only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/job/load.hpp"

namespace ingot::job::test {

// Declares every kind of key: a choice of logins, secrets, units, item templates, nested and
// free-form objects.
PluginInfo dash_plugin();
// Has no lifecycle, no default base URL and requires a config key.
PluginInfo vault_plugin();
// The plugins above as "dash" and "vault", plus "broken" (unusable schema) and "odd" (wrong
// default).
Result<PluginInfo> find_plugin(std::string_view name);

// Base folder /jobs, working folder /home/user, environment: DASH_CLIENT_ID=client-7,
// HOME=/home/user, EMPTY="", BELL="a\ab".
LoadContext context();

// A loaded job; fails the test with the rendered problems when there is none.
std::optional<Job> load_good(std::string_view yaml, const LoadContext& with = context());
// The codes of all problems in order, "J2007 J3001"; empty when there are none.
std::string codes_of(std::string_view yaml, const LoadContext& with = context());
// The smallest job with `more` (top-level YAML) behind it.
std::string smallest_job(std::string_view more = "");

}  // namespace ingot::job::test
