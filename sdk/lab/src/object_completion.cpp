// The second half of ObjectStore: completing, aborting, and what refusals look like.
#include <ingot/lab/object_store.hpp>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <ingot/lab/digest.hpp>

#include "object_store_types.hpp"

namespace ingot::lab {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// Feeds a kept part to the digest; the text of the error, or nothing.
std::string digest_file(const std::filesystem::path& path, Digest& digest) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) return "open " + path.string() + ": " + std::strerror(errno);
  std::vector<std::byte> block(256 * 1024);
  while (const std::size_t count = std::fread(block.data(), 1, block.size(), file.get())) {
    digest.update(std::span(block.data(), count));
  }
  return std::ferror(file.get()) != 0 ? "read " + path.string() + ": " + std::strerror(errno) : "";
}

std::string unquoted(std::string_view etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"')
    etag = etag.substr(1, etag.size() - 2);
  return std::string(etag);
}

std::string number_text(const PartTag& part) {
  return "part " + std::to_string(part.number);
}

std::optional<StoreRefusal> check_order(std::span<const PartTag> parts) {
  if (parts.empty()) return StoreRefusal{400, "MalformedXML", "no part is listed"};
  if (parts.size() > static_cast<std::size_t>(ObjectStore::kMostParts)) {
    return StoreRefusal{400, "InvalidArgument", "more than 10000 parts are listed"};
  }
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].number <= parts[i - 1].number) {
      return StoreRefusal{400, "InvalidPartOrder",
                          number_text(parts[i]) + " is not in ascending order"};
    }
  }
  return std::nullopt;
}

void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else {
      out += c;
    }
  }
}

}  // namespace

StoreRefusal no_such_upload() {
  return {404, "NoSuchUpload", "the upload does not exist; it may have been completed or aborted"};
}

StoreRefusal incomplete_body() {
  return {400, "IncompleteBody", "fewer bytes came than Content-Length says"};
}

std::string request_id_of(std::uint64_t serial) {
  return to_hex(digest_of(Algorithm::kMd5, std::to_string(serial))).substr(0, 16);
}

std::optional<StoreRefusal> check_received(const Request& request, const std::string& raw_md5,
                                           std::uint64_t seen) {
  if (request.body.is_truncated() || seen != *request.content_length) {
    return incomplete_body();
  }
  const auto md5 = request.headers.find("Content-MD5");
  if (md5 && from_base64(*md5) != raw_md5) {
    return StoreRefusal{400, "BadDigest", "Content-MD5 is not the MD5 of the bytes received"};
  }
  return std::nullopt;
}

Reply refuse(const StoreRefusal& refusal, const Request& request, std::uint64_t serial,
             const std::string& extra) {
  Reply reply;
  reply.status = refusal.status;
  reply.headers.add("Content-Type", "application/xml");
  reply.headers.add("x-amz-request-id", request_id_of(serial));
  reply.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>" + refusal.code +
               "</Code><Message>";
  append_escaped(reply.body, refusal.message);
  reply.body += "</Message>" + extra + "<Resource>";
  append_escaped(reply.body, request.raw_path());
  reply.body += "</Resource><RequestId>" + request_id_of(serial) + "</RequestId></Error>";
  return reply;
}

std::variant<StoredObject, StoreRefusal> ObjectStore::complete(const std::string& upload_id,
                                                               std::span<const PartTag> parts) {
  if (auto refusal = begin_complete(upload_id, parts)) return std::move(*refusal);
  std::variant<StoredObject, StoreRefusal> joined = join(upload_id, parts);
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(upload_id);
  if (found != uploads_.end()) {
    // A store that cannot read its own files stays open, so that the client may try again.
    found->second.is_closed = std::holds_alternative<StoredObject>(joined);
    if (found->second.is_closed && options_.storage != Storage::kKeep)
      found->second.parts.clear();
  }
  return joined;
}

// Checks the list and closes the upload, so that from here on nothing can change its parts.
std::optional<StoreRefusal> ObjectStore::begin_complete(const std::string& upload_id,
                                                        std::span<const PartTag> parts) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(upload_id);
  if (found == uploads_.end()) return no_such_upload();
  Upload& upload = found->second;
  if (upload.is_closed) {
    audit_.violate("completed_again", upload.key);
    return no_such_upload();
  }
  if (upload.in_flight > 0) audit_.violate("completed_with_part_in_flight", upload.key);
  if (auto refusal = check_order(parts)) return refusal;
  for (const PartTag& part : parts) {
    const auto known = upload.parts.find(static_cast<int>(part.number));
    if (part.number < 1 || part.number > kMostParts || known == upload.parts.end() ||
        to_hex(known->second.etag) != unquoted(part.etag)) {
      return StoreRefusal{400, "InvalidPart",
                          number_text(part) + " was not uploaded with this ETag"};
    }
  }
  // Only now, as other stores do: what is not there at all is said before what is too small.
  for (const PartTag& part : parts) {
    const auto known = upload.parts.find(static_cast<int>(part.number));
    if (&part != &parts.back() && known->second.size < options_.smallest_part) {
      return StoreRefusal{400, "EntityTooSmall",
                          number_text(part) + " has less than " +
                              std::to_string(options_.smallest_part) + " bytes"};
    }
  }
  upload.is_closed = true;
  return std::nullopt;
}

std::variant<StoredObject, StoreRefusal> ObjectStore::join(const std::string& upload_id,
                                                           std::span<const PartTag> parts) const {
  StoredObject object;
  std::vector<Part> listed;
  {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(upload_id);
    if (found == uploads_.end()) return no_such_upload();
    object.key = found->second.key;
    for (const PartTag& part : parts) {
      listed.push_back(found->second.parts.at(static_cast<int>(part.number)));
    }
  }
  Digest of_tags(Algorithm::kMd5), of_bytes(Algorithm::kSha256);
  object.parts = listed.size();
  const bool is_kept = options_.storage == Storage::kKeep;
  const bool must_read = is_kept && !(listed.size() == 1 && listed.front().sha256);
  for (const Part& part : listed) {
    object.size += part.size;
    of_tags.update(part.md5.empty() ? part.etag : part.md5);
    if (!must_read) continue;
    const std::string problem = digest_file(part.file, of_bytes);
    if (!problem.empty()) return StoreRefusal{500, "InternalError", problem};
  }
  object.etag = to_hex(of_tags.finish()) + "-" + std::to_string(listed.size());
  if (listed.size() == 1 && !listed.front().md5.empty()) {
    object.md5 = to_hex(listed.front().md5);
    if (listed.front().sha256) object.sha256 = to_hex(*listed.front().sha256);
  }
  if (must_read) object.sha256 = to_hex(of_bytes.finish());
  return object;
}

void ObjectStore::abort(const std::string& upload_id) {
  std::map<int, Part> parts;
  {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(upload_id);
    if (found == uploads_.end()) return;
    parts.swap(found->second.parts);
    uploads_.erase(found);
  }
  std::error_code ignored;  // a left-over file is garbage, not an error
  for (const auto& [number, part] : parts) std::filesystem::remove(part.file, ignored);
}

void ObjectStore::reset() {
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, upload] : uploads_) ids.push_back(id);
    repeated_.clear();
    whole_.clear();
  }
  for (const std::string& id : ids) abort(id);
}

std::vector<RepeatedPart> ObjectStore::repeated_parts() const {
  const std::lock_guard lock(mutex_);
  std::vector<RepeatedPart> all;
  for (const auto& [part, times] : repeated_) all.push_back({part.first, part.second, times});
  return all;
}

HeldPart ObjectStore::Part::held(int number) const {
  HeldPart shown{number, size, to_hex(etag), to_hex(md5), std::nullopt};
  if (sha256) shown.sha256 = to_hex(*sha256);
  return shown;
}

std::vector<HeldPart> ObjectStore::parts_of(const std::string& upload_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<HeldPart> held;
  const auto found = uploads_.find(upload_id);
  if (found == uploads_.end() || found->second.is_closed) return held;
  for (const auto& [number, part] : found->second.parts) held.push_back(part.held(number));
  return held;
}

std::optional<HeldPart> ObjectStore::part_of(const std::string& upload_id, int number) const {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(upload_id);
  if (found == uploads_.end() || found->second.is_closed) return std::nullopt;
  const auto part = found->second.parts.find(number);
  if (part == found->second.parts.end()) return std::nullopt;
  return part->second.held(number);
}

std::vector<std::filesystem::path> ObjectStore::files_of(const std::string& upload_id) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::filesystem::path> files;
  const auto found = uploads_.find(upload_id);
  if (found == uploads_.end() || options_.storage != Storage::kKeep) return files;
  for (const auto& [number, part] : found->second.parts) files.push_back(part.file);
  return files;
}

}  // namespace ingot::lab
