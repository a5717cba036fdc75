#include "plugins/tenovos/item_plan.hpp"

#include <ingot/kit/json.hpp>

namespace ingot::tenovos {
namespace {

// Given for this item, or what an earlier run reported for it. The first file of the chain is what
// Tenovos groups versions by, so it is handed on from version to version.
std::string version_of(const ItemFields& fields, const Item& item) {
  const std::string given = fields.setting("original_file_id");
  if (!given.empty() || item.remote_id.empty()) return given;
  const auto meta = Json::parse(item.meta);
  return meta ? (*meta)["original_file_id"].text() : std::string();
}

std::string content_problem(const std::string& path) {
  const auto slash = path.find('/', 5);
  const bool is_s3 =
      path.starts_with("s3://") && slash != path.npos && slash > 5 && slash + 1 < path.size();
  return is_s3 ? ""
               : "content path `" + path +
                     "` is not s3://BUCKET/KEY, the only kind Tenovos federates";
}

std::string size_problem(const Config& config, const Item& item) {
  if (item.size == 0) return "the file is empty, and Tenovos does not say it takes empty files";
  if (item.size <= config.max_bytes) return {};
  return "the file has " + std::to_string(item.size) + " bytes, max_bytes allows " +
         std::to_string(config.max_bytes);
}

}  // namespace

Parsed<ItemPlan> plan_item(const Config& config, const Context& context, const Item& item) {
  const auto fields = read_item_fields(item.fields);
  if (!fields) return Parsed<ItemPlan>::failed(fields.problem());
  ItemPlan plan;
  std::string problems;
  const auto complain = [&problems](const std::string& problem) {
    if (!problem.empty()) problems += (problems.empty() ? "" : "; ") + problem;
  };
  plan.filename = fields->setting("filename", item.name);
  if (plan.filename.empty()) complain("the asset has no file name");
  plan.original_file_id = version_of(*fields, item);
  const bool is_address = !item.has_bytes && item.key.find("://") != std::string::npos;
  if (config.is_metadata_only) {
    plan.mode = Mode::metadata_only;
  } else if (config.is_federated || is_address) {
    plan.mode = Mode::federated;
    plan.content_path = fields->setting("federated.content_path", is_address ? item.key : "");
    complain(plan.content_path.empty() ? "federated.content_path is empty for this item"
                                       : content_problem(plan.content_path));
  } else if (!item.has_bytes) {
    plan.mode = Mode::metadata_only;
  } else {
    complain(size_problem(config, item));
  }
  Metadata metadata = build_metadata(config, context, *fields);
  for (const std::string& problem : metadata.problems) complain(problem);
  plan.metadata = std::move(metadata.json);
  if (!problems.empty()) return Parsed<ItemPlan>::failed(problems);
  return plan;
}

}  // namespace ingot::tenovos
