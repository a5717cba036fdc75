// The upload half of ObjectStore: PUTs. Completion is in object_completion.cpp.
#include <ingot/lab/object_store.hpp>

#include <algorithm>

#include <ingot/lab/digest.hpp>
#include <ingot/lab/uuid.hpp>

#include "object_store_types.hpp"
#include "part_file.hpp"

namespace ingot::lab {

namespace {

// Large enough that the cost per call vanishes, small enough for 64 connections at once.
constexpr std::size_t kBlock = 256 * 1024;

std::string authority_of(std::string_view origin) {
  const std::size_t scheme = origin.find("://");
  return std::string(scheme == origin.npos ? origin : origin.substr(scheme + 3));
}

std::string raw_path_of(const std::string& prefix, std::string_view key) {
  std::string path = prefix;
  while (true) {
    const std::size_t slash = key.find('/');
    path += '/' + percent_encode(key.substr(0, slash));
    if (slash == key.npos) return path;
    key.remove_prefix(slash + 1);
  }
}

// "uploads/a.tif part 3": what a violation is about, without the URL, which is a secret.
std::string part_name(const Request& request) {
  const std::string path = percent_decode(request.raw_path()).value_or("?");
  return path + " part " + request.query("partNumber").value_or("?");
}

}  // namespace

ObjectStore::ObjectStore(StoreOptions options, const Clock& clock, AuditLog& audit)
    : options_(std::move(options)),
      audit_(audit),
      signer_(authority_of(options_.origin), options_.seed, clock) {}

ObjectStore::~ObjectStore() = default;

bool ObjectStore::owns(const Request& request) const {
  return request.raw_path().starts_with(options_.prefix + "/");
}

std::string ObjectStore::create_upload(const std::string& key, std::size_t expected_parts) {
  const std::lock_guard lock(mutex_);
  std::string id = make_uuid(options_.seed, "upload", next_upload_++);
  Upload upload;
  upload.key = key;
  upload.expected_parts = expected_parts;
  uploads_.emplace(id, std::move(upload));
  return id;
}

std::string ObjectStore::sign(const std::string& upload_id, int part_number, std::int64_t lives_ms,
                              std::optional<std::string> content_md5) const {
  SignedPart part;
  {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(upload_id);
    part.raw_path = raw_path_of(options_.prefix, found == uploads_.end() ? "" : found->second.key);
  }
  part.upload_id = upload_id;
  part.part_number = part_number;
  part.lives_ms = lives_ms;
  part.content_md5 = std::move(content_md5);
  return options_.origin + signer_.sign(part);
}

std::string ObjectStore::sign_object(const std::string& upload_id, std::int64_t lives_ms,
                                     std::optional<std::string> content_md5) {
  SignedPart whole;
  {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(upload_id);
    whole.raw_path = raw_path_of(options_.prefix, found == uploads_.end() ? "" : found->second.key);
    whole_[whole.raw_path] = upload_id;
  }
  whole.lives_ms = lives_ms;
  whole.content_md5 = std::move(content_md5);
  return options_.origin + signer_.sign(whole);
}

Reply ObjectStore::handle(Request& request) {
  request.route = request.method + " " + options_.prefix + "/{object}";
  std::uint64_t serial = 0;
  {
    const std::lock_guard lock(mutex_);
    serial = next_arrival_++;
  }
  if (request.faults.url_expiry == UrlExpiry::kAllUrls) expire_urls();
  Reply reply = put_part(request, serial);
  audit_.record(request.route, reply.status);
  return reply;
}

Reply ObjectStore::put_part(Request& request, std::uint64_t serial) {
  if (request.headers.has("Expect")) audit_.violate("expect_on_presigned", part_name(request));
  if (const std::optional<UrlRefusal> refusal = signer_.verify(request)) {
    if (!refusal->rule.empty()) audit_.violate(refusal->rule, part_name(request));
    return refuse({refusal->status, refusal->code, refusal->message}, request, serial,
                  refusal->extra);
  }
  if (const auto refusal = check_put(request)) return refuse(*refusal, request, serial);
  Arrival arrival;
  arrival.serial = serial;
  if (const auto refusal = address(request, arrival)) return refuse(*refusal, request, serial);
  if (const auto refusal = begin_put(arrival)) return refuse(*refusal, request, serial);
  Received received =
      options_.storage == Storage::kSink ? swallow(request, arrival) : receive(request, arrival);
  end_put(arrival);
  if (received.refusal) return refuse(*received.refusal, request, serial);
  if (const auto refusal = keep(request, arrival, received))
    return refuse(*refusal, request, serial);
  Reply reply;
  if (!request.faults.no_etag) {
    std::string etag = received.etag;
    if (request.faults.wrong_etag) etag[0] = static_cast<char>(etag[0] ^ 0x55);
    reply.headers.add("ETag", '"' + to_hex(etag) + '"');
  }
  reply.headers.add("x-amz-request-id", request_id_of(serial));
  return reply;
}

std::optional<StoreRefusal> ObjectStore::check_put(const Request& request) {
  if (request.headers.has("Transfer-Encoding")) {
    audit_.violate("chunked_on_presigned", part_name(request));
    return StoreRefusal{501, "NotImplemented", "Transfer-Encoding is not implemented for parts"};
  }
  if (!request.content_length) {
    audit_.violate("missing_content_length", part_name(request));
    return StoreRefusal{411, "MissingContentLength", "the Content-Length header is missing"};
  }
  if (*request.content_length > kLargestPart) {
    audit_.violate("part_too_large", part_name(request));
    return StoreRefusal{400, "EntityTooLarge", "a part has more than 5 GiB"};
  }
  if (const auto md5 = request.headers.find("Content-MD5")) {
    const std::optional<std::string> raw = from_base64(*md5);
    if (!raw || raw->size() != 16) {
      audit_.violate("invalid_content_md5", part_name(request));
      return StoreRefusal{400, "InvalidDigest", "Content-MD5 is not the base64 of 16 bytes"};
    }
  }
  return std::nullopt;
}

// Which part of which upload the URL is for.
std::optional<StoreRefusal> ObjectStore::address(const Request& request, Arrival& arrival) const {
  const std::optional<std::string> number = request.query("partNumber");
  if (!number) {
    const std::lock_guard lock(mutex_);
    const auto found = whole_.find(std::string(request.raw_path()));
    if (found != whole_.end()) arrival.upload_id = found->second;
    arrival.part_number = 1;
    return std::nullopt;
  }
  arrival.upload_id = request.query("uploadId").value_or("");
  arrival.part_number = std::stoi(*number);  // signed by us, hence a number
  if (arrival.part_number < 1 || arrival.part_number > kMostParts) {
    return StoreRefusal{400, "InvalidArgument", "the part number is not between 1 and 10000"};
  }
  return std::nullopt;
}

std::optional<StoreRefusal> ObjectStore::begin_put(Arrival& arrival) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(arrival.upload_id);
  if (found == uploads_.end()) return no_such_upload();
  if (found->second.is_closed) {
    audit_.violate("part_after_completion",
                   found->second.key + " part " + std::to_string(arrival.part_number));
    return no_such_upload();
  }
  ++found->second.in_flight;
  arrival.may_take_sha256 = found->second.expected_parts == 1;
  return std::nullopt;
}

void ObjectStore::end_put(const Arrival& arrival) {
  const std::lock_guard lock(mutex_);
  const auto found = uploads_.find(arrival.upload_id);
  if (found != uploads_.end()) --found->second.in_flight;
}

// Reads the body to its end; with a short-store fault only half of it is kept. Not under the lock.
ObjectStore::Received ObjectStore::receive(Request& request, const Arrival& arrival) const {
  Received received;
  const std::uint64_t announced = *request.content_length;
  const bool is_short = request.faults.short_store != ShortStore::kNone;
  const std::uint64_t keep_up_to = is_short ? announced / 2 : announced;
  PartFile file = options_.storage == Storage::kKeep ? PartFile(path_of(arrival)) : PartFile();
  Digest sent(Algorithm::kMd5), kept(Algorithm::kMd5), sha256(Algorithm::kSha256);
  std::vector<std::byte> block(std::clamp<std::uint64_t>(announced, 1, kBlock));
  std::uint64_t seen = 0;
  while (const std::size_t count = request.body.read(block)) {
    const std::span<const std::byte> bytes(block.data(), count);
    sent.update(bytes);
    const auto stored =
        bytes.first(std::min<std::uint64_t>(count, keep_up_to - std::min(keep_up_to, seen)));
    if (is_short) kept.update(stored);
    if (arrival.may_take_sha256) sha256.update(stored);
    file.write(stored);
    seen += count;
  }
  received.sent_md5 = sent.finish();
  received.part.md5 = is_short ? kept.finish() : received.sent_md5;
  received.etag =
      request.faults.short_store == ShortStore::kLying ? received.sent_md5 : received.part.md5;
  received.part.size = std::min(seen, keep_up_to);
  if (arrival.may_take_sha256) received.part.sha256 = sha256.finish();
  received.refusal = check_received(request, received.sent_md5, seen);
  if (!received.refusal && file.problem().empty()) received.part.file = file.keep();
  if (!received.refusal && !file.problem().empty()) {
    received.refusal = StoreRefusal{500, "InternalError", file.problem()};
  }
  return received;
}

// Counts the body's bytes and keeps none. What stands for the ETag is longer than an MD5, so that
// nobody takes it for one.
ObjectStore::Received ObjectStore::swallow(Request& request, const Arrival& arrival) const {
  Received received;
  while (const std::size_t count = request.body.skip(SIZE_MAX)) received.part.size += count;
  received.etag =
      digest_of(Algorithm::kSha256, std::to_string(arrival.serial)).substr(0, kSinkTag);
  if (request.body.is_truncated() || received.part.size != *request.content_length) {
    received.refusal = incomplete_body();
  }
  return received;
}

// Makes the part count, replacing an earlier one of its number.
std::optional<StoreRefusal> ObjectStore::keep(const Request& request, const Arrival& arrival,
                                              Received& received) {
  std::error_code ignored;  // a left-over file is garbage, not an error
  std::filesystem::path replaced;
  std::optional<StoreRefusal> refusal;
  {
    const std::lock_guard lock(mutex_);
    const auto found = uploads_.find(arrival.upload_id);
    if (found == uploads_.end() || found->second.is_closed) {
      replaced = received.part.file;
      refusal = no_such_upload();
      if (found != uploads_.end()) {
        audit_.violate("part_after_completion",
                       found->second.key + " part " + std::to_string(arrival.part_number));
      }
    } else {
      const FaultContext& faults = request.faults;
      received.part.was_acknowledged = !faults.reply_lost && !faults.no_etag &&
                                       !faults.wrong_etag &&
                                       faults.short_store == ShortStore::kNone;
      received.part.etag = received.etag;
      Part& slot = found->second.parts[arrival.part_number];
      if (slot.was_acknowledged) ++repeated_[{found->second.key, arrival.part_number}];
      replaced = slot.file;
      slot = std::move(received.part);
    }
  }
  if (!replaced.empty()) std::filesystem::remove(replaced, ignored);
  return refusal;
}

std::filesystem::path ObjectStore::path_of(const Arrival& arrival) const {
  return options_.directory / (arrival.upload_id + "." + std::to_string(arrival.part_number) + "." +
                               std::to_string(arrival.serial));
}

}  // namespace ingot::lab
