#include "host/job/vendor_check.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

#include "host/job/base_url.hpp"
#include "host/job/config_scalar.hpp"
#include "host/base/json_text.hpp"
#include "host/job/nearest.hpp"
#include "host/plugin/version.hpp"

namespace ingot::job {
namespace {

class VendorCheck {
 public:
  VendorCheck(const VendorInput& input, Reporter& reporter)
      : values_(input.values), scope_(input.scope), context_(input.context), reporter_(reporter) {
    vendor_ = input.root.find("vendor");
    lifecycle_ = input.root.find("lifecycle");
  }

  VendorTarget check() {
    VendorTarget target;
    const auto name = values_.find<std::string>("vendor.plugin");
    target.version_constraint = values_.value_or<std::string>("vendor.version", "");
    const auto isolate = values_.value_or<std::string>("vendor.isolate", "auto");
    target.isolation = isolate == "process" ? Isolation::process
                       : isolate == "none"  ? Isolation::none
                                            : Isolation::automatic;
    const auto constraint = check_constraint(target.version_constraint);
    const auto info = name ? find_plugin(*name, target) : std::nullopt;
    if (!info) {
      warn_plain_http(values_.value_or<std::string>("vendor.base_url", ""));
      return target;
    }
    check_version(*info, constraint);
    check_lifecycle(*info);
    check_part_size(*info);
    check_if_exists(*info);
    const auto schema = parse_config_schema(info->config_schema_json);
    if (!schema) {
      reporter_.error(Code::broken_schema, values_.span("vendor.plugin"),
                      "plugin " + info->name + " " + info->version +
                          " declares its configuration wrongly: " + schema.error().message);
      return target;
    }
    choose_base_url(*schema, *info, target);
    check_config(*schema, *info, target);
    return target;
  }

 private:
  std::optional<plugin::VersionConstraint> check_constraint(const std::string& text) {
    auto constraint = plugin::VersionConstraint::parse(text);
    if (constraint) return *std::move(constraint);
    reporter_.error(Code::constraint_syntax, values_.span("vendor.version"),
                    "`vendor.version`: " + constraint.error().message, {"write ~> 1.2", {}});
    return std::nullopt;
  }

  std::optional<PluginInfo> find_plugin(const std::string& name, VendorTarget& target) {
    target.plugin = name;
    if (name.find('/') != std::string::npos) {
      target.plugin = (std::filesystem::path(context_.base_dir) / name).lexically_normal().string();
    }
    auto found = context_.plugin
                     ? context_.plugin(target.plugin)
                     : Result<PluginInfo>(Error{ErrorKind::not_found, "no plugin is installed"});
    if (found) return *std::move(found);
    reporter_.error(Code::plugin_unavailable, values_.span("vendor.plugin"),
                    "plugin `" + name + "` cannot be used: " + found.error().message);
    return std::nullopt;
  }

  void check_version(const PluginInfo& info,
                     const std::optional<plugin::VersionConstraint>& constraint) {
    if (!constraint || constraint->text().empty()) return;
    const auto version = plugin::Version::parse(info.version);
    if (version && constraint->allows(*version)) return;
    reporter_.error(Code::constraint_unmet, values_.span("vendor.version"),
                    "plugin " + info.name + " is installed in version " + info.version +
                        ", the job asks for `" + constraint->text() + "`");
  }

  void check_lifecycle(const PluginInfo& info) {
    const auto to = values_.find<std::string>("lifecycle.to");
    if (lifecycle_ == nullptr) return;
    if (info.lifecycle_targets.empty()) {
      reporter_.error(Code::no_lifecycle, lifecycle_->key_span,
                      "plugin " + info.name + " has no lifecycle", {"remove the section", {}});
      return;
    }
    const auto& targets = info.lifecycle_targets;
    if (!to || std::find(targets.begin(), targets.end(), *to) != targets.end()) return;
    reporter_.error(Code::lifecycle_target, values_.span("lifecycle.to"),
                    "unknown lifecycle target `" + *to + "`",
                    {did_you_mean(*to, targets),
                     info.name + " " + info.version + " knows: " + listed(targets)});
  }

  void check_part_size(const PluginInfo& info) {
    const auto wanted = values_.find<std::int64_t>("plan.part_size");
    if (!wanted) return;
    const auto bytes = static_cast<std::uint64_t>(*wanted);
    const bool is_low = info.part_min > 0 && bytes < info.part_min;
    const bool is_high = info.part_max > 0 && bytes > info.part_max;
    if (!is_low && !is_high) return;
    const std::string limit = is_low ? "at least " + size_literal(info.part_min)
                                     : "at most " + size_literal(info.part_max);
    reporter_.error(Code::part_size_limits, values_.span("plan.part_size"),
                    "`plan.part_size`: " + info.name + " takes parts of " + limit +
                        (limit.ends_with("B") ? "" : " bytes"),
                    {"write auto", {}});
  }

  // The ledgers decide the other ways, whatever the plugin can do.
  void check_if_exists(const PluginInfo& info) {
    const auto way = values_.value_or<std::string>("plan.if_exists", "ignore");
    if ((way != "new_version" && way != "replace") || has(info.if_exists, way)) return;
    std::vector<std::string> possible = {"ignore", "skip", "fail"};
    for (const char* other : {"new_version", "replace"}) {
      if (has(info.if_exists, other)) possible.emplace_back(other);
    }
    reporter_.error(Code::if_exists_not_possible, values_.span("plan.if_exists"),
                    "`plan.if_exists`: " + info.name + " cannot do `" + way + "` with what exists",
                    {{}, info.name + " " + info.version + " can do: " + listed(possible)});
  }

  static bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  }

  void choose_base_url(const ConfigSchema& schema, const PluginInfo& info, VendorTarget& target) {
    target.base_url = values_.value_or<std::string>("vendor.base_url", "");
    const bool is_given = vendor_ != nullptr && vendor_->value.find("base_url") != nullptr;
    const ConfigProperty* property = schema.find("base_url");
    if (!is_given && property != nullptr && property->schema.fallback) {
      const auto url = parse_base_url(property->schema.fallback->text);
      if (!url) {
        reporter_.error(Code::broken_schema, values_.span("vendor.plugin"),
                        info.name + " " + info.version +
                            " declares a wrong default: base_url: " + url.error().message);
        return;
      }
      target.base_url = url->text;
    } else if (!is_given) {
      reporter_.error(Code::base_url_missing, vendor_ == nullptr ? Span{} : vendor_->key_span,
                      "`vendor.base_url` is missing",
                      {{}, info.name + " " + info.version + " declares no default"});
    }
    if (property != nullptr && !target.base_url.empty()) {
      check_base_url(property->schema, target.base_url);
    }
    warn_plain_http(target.base_url);
  }

  // What the plugin declares about it, beyond being a URL.
  void check_base_url(const ConfigSchema& schema, const std::string& url) {
    auto written = scalar_json(schema, url, ScalarStyle::quoted);
    auto* refusal = std::get_if<Refusal>(&written);
    if (refusal == nullptr) return;
    reporter_.error(refusal->code, values_.span("vendor.base_url"),
                    "`vendor.base_url`: " + refusal->message,
                    {std::move(refusal->suggestion), std::move(refusal->note)});
  }

  void warn_plain_http(const std::string& text) {
    const auto url = parse_base_url(text);
    if (!url || url->is_encrypted || url->is_loopback()) return;
    reporter_.warning(Code::plain_http, values_.span("vendor.base_url"),
                      "credentials will travel to `" + url->host + "` unencrypted",
                      {"use https://", {}});
  }

  void check_config(const ConfigSchema& schema, const PluginInfo& info, VendorTarget& target) {
    std::string members = "\"base_url\":" + json_string(target.base_url);
    if (const auto to = values_.find<std::string>("lifecycle.to")) {
      members += ",\"lifecycle\":{\"to\":" + json_string(*to) + ",\"if_not_permitted\":" +
                 json_string(values_.value_or<std::string>("lifecycle.if_not_permitted", "leave")) +
                 "}";
    }
    const auto way = values_.value_or<std::string>("plan.if_exists", "ignore");
    if (has(info.if_exists, way)) members += ",\"if_exists\":" + json_string(way);
    const Entry* config = vendor_ == nullptr ? nullptr : vendor_->value.find("config");
    Node empty;
    empty.kind = NodeKind::mapping;
    if (config != nullptr && !config->value.is_mapping()) {
      reporter_.error(config->value.kind == NodeKind::null ? Code::no_value : Code::wrong_kind,
                      config->value.span, "`vendor.config` must be a mapping");
      return;
    }
    const Entry* shown = config != nullptr ? config : vendor_;
    ConfigCheck check(reporter_, scope_, info.name + " " + info.version, context_.base_dir);
    CheckedConfig checked = check.check(schema, config != nullptr ? config->value : empty,
                                        shown == nullptr ? Span{} : shown->key_span, members);
    target.config_json = std::move(checked.json);
    target.secrets = std::move(checked.secrets);
    target.item_templates = std::move(checked.templates);
  }

  const Values& values_;
  const Scope& scope_;
  const LoadContext& context_;
  Reporter& reporter_;
  const Entry* vendor_ = nullptr;
  const Entry* lifecycle_ = nullptr;
};

}  // namespace

VendorTarget check_vendor(const VendorInput& input, Reporter& reporter) {
  return VendorCheck(input, reporter).check();
}

}  // namespace ingot::job
