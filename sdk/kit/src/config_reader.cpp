#include <ingot/kit/config_reader.hpp>

#include <algorithm>

namespace ingot::kit {

std::string ConfigReader::text(const std::string& key, std::string fallback) {
  const Json value = root_[key];
  if (value.is_absent()) return fallback;
  if (!value.is_string()) fail(key + ": expected text");
  return value.text();
}

std::int64_t ConfigReader::number(const std::string& key, std::int64_t low, std::int64_t high,
                                  std::int64_t fallback) {
  const Json value = root_[key];
  if (value.is_absent()) return fallback;
  const auto number = value.integer();
  if (!number || *number < low || *number > high) {
    fail(key + ": expected a number from " + std::to_string(low) + " to " + std::to_string(high));
  }
  return number.value_or(fallback);
}

bool ConfigReader::flag(const std::string& key, bool fallback) {
  const Json value = root_[key];
  if (value.is_absent()) return fallback;
  if (!value.boolean()) fail(key + ": expected true or false");
  return value.boolean().value_or(fallback);
}

std::size_t ConfigReader::choice(const std::string& key, const std::vector<std::string>& choices) {
  const Json value = root_[key];
  if (value.is_absent()) return 0;
  const auto found = std::find(choices.begin(), choices.end(), value.text());
  if (found == choices.end()) {
    fail(key + ": `" + value.text() + "` is not one of its values");
    return 0;
  }
  return static_cast<std::size_t>(found - choices.begin());
}

void ConfigReader::secret(const std::string& key) {
  if (root_[key]["$secret"].text().empty()) fail(key + ": expected a secret reference");
}

std::vector<std::string> ConfigReader::texts(const std::string& key) {
  std::vector<std::string> values;
  const Json list = root_[key];
  if (!list.is_absent() && !list.is_array()) fail(key + ": expected a list");
  for (std::size_t i = 0; i < list.size(); ++i) values.push_back(list.at(i).text());
  return values;
}

std::map<std::string, std::string> ConfigReader::table(const std::string& key) {
  std::map<std::string, std::string> rows;
  const Json value = root_[key];
  for (const std::string& name : value.keys()) rows[name] = value[name].text();
  return rows;
}

std::string ConfigReader::base_url(std::string fallback) {
  std::string url = text("base_url", std::move(fallback));
  while (!url.empty() && url.back() == '/') url.pop_back();
  return url;
}

}  // namespace ingot::kit
