#include "plugins/dash/lab/upload_order.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include <ingot/lab/digest.hpp>

namespace ingot::lab::dash {

namespace {

using Problem = std::optional<std::string>;  // what is wrong, or nothing

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

Problem check_path(const std::string& path) {
  if (path.empty()) return "path: must not be empty";
  if (path.front() != '/') return "path: must begin with /";
  if (path == "/") return std::nullopt;
  if (std::any_of(path.begin(), path.end(), is_control)) return "path: has control characters";
  if (path.find('\\') != path.npos) return "path: has a backslash";
  std::string_view rest = path;
  while (!rest.empty()) {
    rest.remove_prefix(1);
    const std::string_view segment = rest.substr(0, rest.find('/'));
    if (segment.empty()) return "path: has an empty segment";
    if (segment == "." || segment == "..") return "path: has a segment . or ..";
    rest.remove_prefix(segment.size());
  }
  return std::nullopt;
}

Problem check_members(const Json& json, std::initializer_list<std::string_view> known) {
  if (json.members() == nullptr) return "must be an object";
  for (const Json::Member& member : *json.members()) {
    if (std::find(known.begin(), known.end(), member.name) == known.end()) {
      return member.name + ": unknown property";
    }
  }
  return std::nullopt;
}

class OrderReader {
 public:
  OrderReader(const Json& json, OrderKind kind, const OrderRules& rules)
      : json_(json), kind_(kind), rules_(rules) {}

  Problem read() {
    if (Problem problem = check_shape()) return problem;
    if (Problem problem = read_names()) return problem;
    if (Problem problem = read_sizes()) return problem;
    return read_url_requests();
  }
  UploadOrder order;

 private:
  Problem check_shape() const {
    switch (kind_) {
      case OrderKind::kCreateInBatch:
        return check_members(json_, {"batchItemId", "path", "size", "partSize", "partUrlsRequest"});
      case OrderKind::kExistingInBatch:
        return check_members(json_, {"batchItemId", "assetId", "assetFileId", "path", "size",
                                     "partSize", "partUrlsRequest"});
      case OrderKind::kExisting:
        break;
    }
    return check_members(json_,
                         {"assetId", "assetFileId", "path", "size", "partSize", "partUrlsRequest"});
  }

  Problem read_required(const char* name, std::string& into) const {
    const std::string* text = json_[name].text();
    if (text == nullptr) return std::string(name) + ": a string is required";
    if (text->empty()) return std::string(name) + ": must not be empty";
    into = *text;
    return std::nullopt;
  }

  static Problem read_nullable(const Json& json, const char* name, std::string& into) {
    const Json& value = json[name];
    if (value.is_null()) return std::nullopt;
    if (value.text() == nullptr || value.text()->empty()) {
      return std::string(name) + ": must be null or a string that is not empty";
    }
    into = *value.text();
    return std::nullopt;
  }

  Problem read_names() {
    if (kind_ != OrderKind::kExisting) {
      if (Problem problem = read_required("batchItemId", order.batch_item_id)) return problem;
    }
    if (kind_ != OrderKind::kCreateInBatch) {
      if (Problem problem = read_required("assetId", order.asset_id)) return problem;
      if (Problem problem = read_nullable(json_, "assetFileId", order.file_id)) return problem;
    }
    if (Problem problem = read_required("path", order.path)) return problem;
    return check_path(order.path);
  }

  Problem read_sizes() {
    const std::int64_t* size = json_["size"].integer();
    if (size == nullptr) return "size: an integer is required";
    if (*size < rules_.smallest_file) {
      return "size: must be at least " + std::to_string(rules_.smallest_file);
    }
    order.size = static_cast<std::uint64_t>(*size);
    const Json& part_size = json_["partSize"];
    if (part_size.is_null()) return use_default_part_size(*size);
    if (part_size.integer() == nullptr) return "partSize: must be an integer or null";
    return use_part_size(*size, *part_size.integer());
  }

  Problem use_default_part_size(std::int64_t size) {
    if (size <= kPartSizeBelow) {
      order.part_size = order.size;
      return std::nullopt;
    }
    const std::int64_t least = (size + ObjectStore::kMostParts - 1) / ObjectStore::kMostParts;
    return use_part_size(size, std::max(kDefaultPartSize, least));
  }

  Problem use_part_size(std::int64_t size, std::int64_t part_size) {
    if (part_size >= kPartSizeBelow)
      return "partSize: must be less than " + std::to_string(kPartSizeBelow);
    if (part_size < 1) return "partSize: must be positive";
    const bool is_final_part = part_size >= size;  // one part is the last part: no lower bound
    if (!is_final_part && size < kPartSizeAbove) {
      return "partSize: a file of less than 5 MiB must be uploaded in a single part";
    }
    if (!is_final_part && part_size <= kPartSizeAbove) {
      return "partSize: must be more than " + std::to_string(kPartSizeAbove);
    }
    const std::int64_t parts = std::max<std::int64_t>(1, (size + part_size - 1) / part_size);
    if (parts > ObjectStore::kMostParts) {
      return "partSize: makes " + std::to_string(parts) + " parts, the most are 10000";
    }
    order.part_size = static_cast<std::uint64_t>(part_size);
    order.parts = static_cast<int>(parts);
    return std::nullopt;
  }

  Problem read_url_requests() {
    const Json& wanted = json_["partUrlsRequest"];
    if (wanted.is_null()) return std::nullopt;
    if (Problem problem = check_members(wanted, {"uploadId", "urlRequests"})) {
      return "partUrlsRequest: " + *problem;
    }
    if (Problem problem = read_nullable(wanted, "uploadId", order.upload_id)) {
      return "partUrlsRequest." + *problem;
    }
    const Json::List* requests = wanted["urlRequests"].items();
    if (requests == nullptr) return "partUrlsRequest.urlRequests: an array is required";
    std::set<int> seen;
    for (const Json& request : *requests) {
      const std::string at =
          "partUrlsRequest.urlRequests[" + std::to_string(order.urls.size()) + "].";
      if (Problem problem = read_url_request(request)) return at + *problem;
      if (!seen.insert(order.urls.back().number).second) return at + "partNumber: asked for twice";
    }
    return std::nullopt;
  }

  Problem read_url_request(const Json& request) {
    if (Problem problem = check_members(request, {"partNumber", "contentMd5"})) return problem;
    const std::int64_t* number = request["partNumber"].integer();
    if (number == nullptr) return "partNumber: an integer is required";
    if (*number < 1 || *number > order.parts) {
      return "partNumber: " + std::to_string(*number) + " is not from 1 to " +
             std::to_string(order.parts);
    }
    UrlWish wish;
    wish.number = static_cast<int>(*number);
    std::string md5;
    if (Problem problem = read_nullable(request, "contentMd5", md5)) return problem;
    if (!md5.empty()) {
      wish.content_md5 = as_base64(md5);
      if (!wish.content_md5) return "contentMd5: is no MD5";
    }
    order.urls.push_back(std::move(wish));
    return std::nullopt;
  }

  std::optional<std::string> as_base64(const std::string& spelled) const {
    std::optional<std::string> raw;
    if (rules_.md5_spelling != Md5Spelling::kBase64) raw = from_hex(spelled);
    if (!raw && rules_.md5_spelling != Md5Spelling::kHex) raw = from_base64(spelled);
    if (!raw || raw->size() != 16) return std::nullopt;
    return to_base64(*raw);
  }

  const Json& json_;
  const OrderKind kind_;
  const OrderRules& rules_;
};

}  // namespace

Answer<UploadOrder> read_order(const Json& json, OrderKind kind, const OrderRules& rules,
                               const std::string& where) {
  OrderReader reader(json, kind, rules);
  const Problem problem = reader.read();
  if (!problem) return std::move(reader.order);
  return Refusal{400, where.empty()
                          ? *problem
                          : where + (problem->starts_with("must") ? ": " : ".") + *problem};
}

}  // namespace ingot::lab::dash
