// Config: vendor.config of a Dash job as typed values. The host has checked it against the
// manifest; what is checked again here is what a session could not work with. Secrets are names,
// never values. A value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <ingot/kit/parsed.hpp>

#include "plugins/dash/kit.hpp"

namespace ingot::dash {

enum class TokenEncoding { form, json };
enum class PartMd5 { none, hex, base64 };
enum class IfNotPermitted { leave, fail };

struct OAuth {
  std::string client_id, token_url;
  TokenEncoding encoding = TokenEncoding::form;
};

// The call that puts an asset live or sends it for approval. Its documentation is not available
// (dash.md G12), so the job maps it.
struct LifecycleCall {
  std::string method = "POST";
  std::string path;                           // with {asset_id} and {state}
  std::string body;                           // JSON text with the same placeholders, or empty
  std::map<std::string, std::string> states;  // target -> state as Dash names it
  std::map<std::string, std::string> permitted_actions;  // target -> action the user needs
  std::set<std::uint32_t> refused_statuses;              // a policy refusal, not an error
};

struct Config {
  std::string base_url;        // no slash at the end
  std::optional<OAuth> oauth;  // absent: a bearer token from the secret "access_token"
  std::string folder = "/";    // for items that carry no rendered folder of their own
  PartMd5 part_md5 = PartMd5::none;
  std::int64_t poll_every_ms = 1000;             // grows to ten times as much (dash.md G11)
  std::int64_t poll_timeout_ms = 600'000;        // ten minutes: a batch of 100 is seconds of work
  std::size_t batch_size = 50, url_window = 50;  // dash.md G8, G11
  std::optional<LifecycleCall> lifecycle_call;
  std::string lifecycle_to = "staged";
  IfNotPermitted if_not_permitted = IfNotPermitted::leave;
};

Parsed<Config> parse_config(std::string_view json);

}  // namespace ingot::dash
