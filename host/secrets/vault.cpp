#include "host/secrets/vault.hpp"

#include <algorithm>
#include <utility>

#include "host/base/text.hpp"

namespace ingot::secrets {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

struct HostPort {
  std::string host;  // lower case, no brackets
  std::string port;  // empty: none given
};

HostPort split(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = std::min(text.find(']'), text.size() - 1);
    const auto rest = text.substr(end + 1);
    return {lower(text.substr(1, end - 1)),
            std::string(rest.starts_with(':') ? rest.substr(1) : rest)};
  }
  const auto colon = text.find(':');
  const bool is_bare_v6 =
      colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos;
  if (colon == std::string_view::npos || is_bare_v6) return {lower(text), {}};
  return {lower(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

bool allows_host(const Rule& rule, std::string_view asked) {
  const HostPort wanted = split(asked);
  return std::any_of(rule.hosts.begin(), rule.hosts.end(), [&](const std::string& text) {
    const HostPort allowed = split(text);
    return !allowed.host.empty() && allowed.host == wanted.host &&
           (allowed.port.empty() || allowed.port == wanted.port);
  });
}

bool allows_place(const Rule& rule, std::string_view asked) {
  const std::string wanted = lower(asked);
  return std::any_of(rule.places.begin(), rule.places.end(), [&](const std::string& text) {
    const std::string allowed = lower(text);
    return allowed == wanted || (allowed == "header:*" && wanted.starts_with("header:"));
  });
}

std::string list(const std::vector<std::string>& words) {
  if (words.empty()) return "nothing";
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + printable(word);
  return text;
}

}  // namespace

Vault::Vault() : scrubber_(std::make_shared<Scrubber>()) {}

Status Vault::put(std::string name, Secret value, Rule rule) {
  if (name.empty()) return Error{ErrorKind::refused, "secret without a name"};
  if (value.is_empty()) return Error{ErrorKind::refused, "secret " + printable(name) + " is empty"};
  scrubber_->learn(value);
  std::lock_guard lock(mutex_);
  entries_.insert_or_assign(std::move(name), Entry{std::move(value), std::move(rule)});
  return {};
}

Status Vault::replace(const std::string& name, Secret value) {
  if (value.is_empty()) return Error{ErrorKind::refused, "secret " + printable(name) + " is empty"};
  scrubber_->learn(value);
  std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  if (entry == entries_.end())
    return Error{ErrorKind::not_found, "no secret is called " + printable(name)};
  entry->second.value = std::move(value);
  return {};
}

bool Vault::has(const std::string& name) const {
  std::lock_guard lock(mutex_);
  return entries_.contains(name);
}

Result<std::string> Vault::reveal_for(const std::string& name, std::string_view place,
                                      std::string_view host) const {
  std::lock_guard lock(mutex_);
  const auto entry = entries_.find(name);
  const std::string shown = printable(name);
  if (entry == entries_.end()) return Error{ErrorKind::not_found, "no secret is called " + shown};
  const auto& [value, rule] = entry->second;
  if (!allows_host(rule, host)) {
    return Error{ErrorKind::refused, "secret " + shown + " may not go to " + printable(host) +
                                         "; its rule allows the hosts: " + list(rule.hosts)};
  }
  if (!allows_place(rule, place)) {
    return Error{ErrorKind::refused, "secret " + shown + " may not be put into " +
                                         printable(place) +
                                         "; its rule allows the places: " + list(rule.places)};
  }
  return std::string(value.reveal());
}

}  // namespace ingot::secrets
