#include "plugins/managedassets/lab/form_reader.hpp"

#include <algorithm>

#include "plugins/managedassets/lab/header_field.hpp"

namespace ingot::lab::managedassets {

namespace {

// All fields besides the file together; 80 of the longest metadata values fit.
constexpr std::size_t kMostFieldBytes = 4U << 20;
// Boundaries and heads of the few parts there can be.
constexpr std::size_t kMostFraming = 64U << 10;

}  // namespace

struct FormReader::Form {
  Request& request;
  const FormRules& rules;
  MultipartBody body;
  AssetInput input = {};
  std::set<std::string> seen = {};
  std::size_t field_bytes = 0;
};

Answer<AssetInput> FormReader::read(Request& request, const FormRules& rules) {
  const auto boundary = boundary_of(request.headers.find("Content-Type").value_or(""));
  if (!boundary) return Refusal{400, "Content-Type: no valid boundary"};
  if (*request.content_length > options_.file_limit() + kMostFieldBytes + kMostFraming) {
    return Refusal{413, "file: larger than this environment allows"};
  }
  Form form{request, rules, MultipartBody(request.body, *boundary)};
  MultipartBody::Step step = form.body.next();
  for (; step == MultipartBody::Step::kPart; step = form.body.next()) {
    if (std::optional<Refusal> refusal = take_part(form)) return std::move(*refusal);
  }
  if (request.body.is_truncated()) {
    ++cut_forms_;
    return Refusal{400, "the body did not arrive"};
  }
  if (step == MultipartBody::Step::kBroken) return Refusal{400, form.body.problem()};
  if (form.body.surplus() > 0) {
    audit_.violate("bytes_after_last_boundary", request.route);
  }
  return std::move(form.input);
}

bool FormReader::is_late(const Form& form) const {
  return form.seen.contains("file") && form.body.part().name != "file";
}

std::optional<Refusal> FormReader::take_part(Form& form) {
  const PartHead& part = form.body.part();
  const auto& allowed = form.rules.allowed;
  if (std::find(allowed.begin(), allowed.end(), part.name) == allowed.end()) {
    return Refusal{400, part.name + ": not a part of this request"};
  }
  if (form.seen.contains(part.name)) return Refusal{400, part.name + ": sent twice"};
  if (is_late(form)) {
    audit_.violate("file_before_metadata", form.request.route + ": " + part.name);
    if (options_.late_fields == LateFields::kDropped) return std::nullopt;
    if (options_.late_fields == LateFields::kRefused) {
      return Refusal{400, part.name + ": must come before the file"};
    }
  }
  form.seen.insert(part.name);
  const bool is_file = part.name == "file";
  if (!is_file && part.filename) return Refusal{400, part.name + ": must not have a filename"};
  if (is_file && part.filename) return take_file(form);
  if (is_file && form.rules.file == FilePart::kBytes) {
    return Refusal{400, "file: the part has no filename"};
  }
  return take_field(form);
}

std::optional<Refusal> FormReader::take_file(Form& form) {
  if (form.body.part().filename->empty()) return Refusal{400, "file: the filename is empty"};
  form.input.file_name = *form.body.part().filename;
  ContentSink sink(options_, next_sink_++);
  while (true) {
    const std::span<const std::byte> block = form.body.read();
    if (block.empty()) break;
    sink.write(block);
    if (sink.size() > options_.file_limit()) {
      return Refusal{413, "file: larger than this environment allows"};
    }
  }
  if (!form.body.problem().empty()) return std::nullopt;  // read() tells why it ended
  if (sink.size() < options_.smallest_file) return Refusal{400, "file: empty, or too small"};
  Answer<StoredContent> stored = sink.finish(form.request.faults.short_store);
  if (auto* refusal = std::get_if<Refusal>(&stored)) return std::move(*refusal);
  form.input.content = std::get<StoredContent>(std::move(stored));
  return std::nullopt;
}

std::optional<Refusal> FormReader::take_field(Form& form) {
  const PartHead part = form.body.part();
  std::string text;
  while (true) {
    const std::span<const std::byte> block = form.body.read();
    if (block.empty()) break;
    form.field_bytes += block.size();
    if (form.field_bytes > kMostFieldBytes) return Refusal{413, part.name + ": too large"};
    text.append(reinterpret_cast<const char*>(block.data()), block.size());
  }
  if (!form.body.problem().empty()) return std::nullopt;
  if (part.name == "expires") return take_expires(text, form.input);
  if (part.name != "metadata") return take_uri(text, form.input);  // `uri`, or `file` as a URL
  const bool is_json = is_media_type(part.content_type, "application/json");
  if (options_.metadata_part == MetadataPart::kJsonTyped && !is_json) {
    return Refusal{400, "metadata: the part's Content-Type must be application/json"};
  }
  const Expected<Json> json = Json::parse(text);
  if (!json) return Refusal{400, "metadata: no JSON: " + json.problem()};
  return take_metadata(*json, form.rules.nulls, form.input);
}

}  // namespace ingot::lab::managedassets
