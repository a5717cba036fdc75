// ConfigReader: takes vendor.config, or an object in it, key by key. Keeps the first problem, so that a
// plugin's reader stays a list of keys. The host has checked the config against the manifest already; this is
// the second look of a plugin that is opened by somebody else. A value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ingot/kit/json.hpp>

namespace ingot::kit {

class ConfigReader {
 public:
  explicit ConfigReader(Json root) : root_(std::move(root)) {}

  std::string text(const std::string& key, std::string fallback);
  std::int64_t number(const std::string& key, std::int64_t low, std::int64_t high,
                      std::int64_t fallback);
  bool flag(const std::string& key, bool fallback);
  // The index of the value in `choices`; the first is the default.
  std::size_t choice(const std::string& key, const std::vector<std::string>& choices);
  // A secret must be there; the plugin knows it by its name in the config only.
  void secret(const std::string& key);
  bool has(const std::string& key) const { return !root_[key].is_absent(); }
  std::vector<std::string> texts(const std::string& key);  // an array of texts; empty if absent
  std::map<std::string, std::string> table(const std::string& key);
  // The address of the API, without a slash at its end.
  std::string base_url(std::string fallback);

  void fail(std::string problem) {
    if (problem_.empty()) problem_ = std::move(problem);
  }
  const Json& root() const { return root_; }
  // Empty, or what is wrong with the first key that is.
  const std::string& problem() const { return problem_; }

 private:
  Json root_;
  std::string problem_;
};

// The config, for the constructor of a Vendor. Throws std::invalid_argument with the problem, which is
// the SDK's way to refuse a config.
template <class Config>
Config config_or_throw(Parsed<Config> parsed) {
  if (!parsed) throw std::invalid_argument(parsed.problem());
  return std::move(*parsed);
}

}  // namespace ingot::kit
