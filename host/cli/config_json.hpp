// ConfigJson: looks into vendor.config after loading, for what the host itself needs of it. Immutable; one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "host/base/result.hpp"

namespace ingot::cli {

class ConfigJson {
 public:
  // `json`: as the loader wrote it, one object.
  static Result<ConfigJson> parse(const std::string& json);
  ConfigJson(ConfigJson&&) noexcept;
  ~ConfigJson();

  // `path`: "oauth.token_url".
  bool has(const std::string& path) const;
  std::optional<std::string> text(const std::string& path) const;
  std::optional<std::uint64_t> number(const std::string& path) const;

 private:
  struct Root;
  explicit ConfigJson(std::unique_ptr<Root> root);

  std::unique_ptr<Root> root_;
};

}  // namespace ingot::cli
