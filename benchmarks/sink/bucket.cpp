// An ETag is the MD5 that the client claimed or, verifying, the true one; several parts have the
// MD5 of their MD5s and their number behind it. Where nothing is known the ETag has the form that
// S3 uses for what is no MD5 (a hyphen in it), which every client takes for an opaque name.
#include "benchmarks/sink/bucket.hpp"

#include <sys/resource.h>

#include <charconv>
#include <string_view>

namespace ingot::sink {
namespace {

constexpr std::string_view kNoMd5 = "00000000000000000000000000000000-1";

std::string response(std::string_view status, std::string_view headers, std::string_view body) {
  std::string text = "HTTP/1.1 ";
  text.append(status).append("\r\n").append(headers);
  text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return text.append(body);
}

std::string xml(std::string_view body) {
  return response("200 OK", "Content-Type: application/xml\r\n",
                  std::string("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").append(body));
}

std::string refusal(std::string_view status, std::string_view code) {
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
  body.append(code).append("</Code></Error>");
  return response(status, "Content-Type: application/xml\r\n", body);
}

std::string etag_header(std::string_view etag) {
  return std::string("ETag: \"").append(etag).append("\"\r\n");
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

// /bucket or /bucket/
bool is_bucket(std::string_view path) {
  const auto slash = path.find('/', 1);
  return slash == path.npos || slash + 1 == path.size();
}

}  // namespace

std::string Bucket::answer(const RequestHead& head, const std::optional<Md5>& md5) {
  if (head.method == "GET" && head.path == "/_stats") return stats();
  ++counters_.requests;
  if (head.method == "PUT") return put(head, md5);
  if (head.method == "HEAD") return look(head);
  if (head.method == "GET") return get(head);
  if (head.method == "DELETE") return response("204 No Content", {}, {});
  if (head.method != "POST") return refusal("501 Not Implemented", "NotImplemented");
  if (head.parameter("uploads")) return initiate(head);
  if (head.parameter("uploadId")) return complete(head);
  return refusal("501 Not Implemented", "NotImplemented");
}

std::string Bucket::put(const RequestHead& head, const std::optional<Md5>& md5) {
  if (is_bucket(head.path)) return response("200 OK", {}, {});
  ++counters_.puts;
  counters_.bytes += head.payload;
  counters_.with_md5 += head.content_md5.empty() ? 0 : 1;
  counters_.with_sha256 += head.has_sha256 ? 1 : 0;
  counters_.with_checksum += head.has_checksum ? 1 : 0;
  const std::optional<Md5> claimed = from_base64(head.content_md5);
  if (!head.content_md5.empty() && !claimed) return refusal("400 Bad Request", "InvalidDigest");
  if (md5 && claimed && *md5 != *claimed) {
    ++counters_.mismatches;
    return refusal("400 Bad Request", "BadDigest");
  }
  // Of aws-chunked bodies the MD5 of the framing is no ETag.
  const bool is_plain = head.payload == head.length;
  const Arrival arrival{head.payload, md5 && is_plain ? md5 : claimed};
  if (head.parameter("partNumber")) return put_part(head, arrival);
  Object& object = objects_[head.path];
  object.size = arrival.size;
  object.etag = arrival.md5 ? hex(*arrival.md5) : std::string(kNoMd5);
  ++counters_.objects;
  return response("200 OK", etag_header(object.etag), {});
}

std::string Bucket::put_part(const RequestHead& head, const Arrival& arrival) {
  const auto upload = uploads_.find(std::string(head.parameter("uploadId").value_or("")));
  if (upload == uploads_.end()) return refusal("404 Not Found", "NoSuchUpload");
  const std::string_view text = *head.parameter("partNumber");
  std::uint32_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (number == 0) return refusal("400 Bad Request", "InvalidArgument");
  upload->second.parts[number] = arrival;
  const std::string etag = arrival.md5 ? hex(*arrival.md5) : std::string(kNoMd5);
  return response("200 OK", etag_header(etag), {});
}

std::string Bucket::initiate(const RequestHead& head) {
  const std::string id = "upload" + std::to_string(next_upload_++);
  uploads_[id].path = head.path;
  const auto slash = head.path.find('/', 1);
  return xml("<InitiateMultipartUploadResult><Bucket>" + head.path.substr(1, slash - 1) +
             "</Bucket><Key>" + head.path.substr(slash + 1) + "</Key><UploadId>" + id +
             "</UploadId></InitiateMultipartUploadResult>");
}

std::string Bucket::complete(const RequestHead& head) {
  const auto upload = uploads_.find(std::string(*head.parameter("uploadId")));
  if (upload == uploads_.end()) return refusal("404 Not Found", "NoSuchUpload");
  Md5Digest digest;
  Object object;
  bool is_known = true;
  for (const auto& [number, part] : upload->second.parts) {
    object.size += part.size;
    is_known = is_known && part.md5;
    if (part.md5) digest.add(std::as_bytes(std::span(*part.md5)));
  }
  object.etag = is_known
                    ? hex(digest.finish()) + "-" + std::to_string(upload->second.parts.size())
                    : std::string(kNoMd5);
  const std::string etag = object.etag;
  objects_[upload->second.path] = std::move(object);
  uploads_.erase(upload);
  ++counters_.objects;
  return xml("<CompleteMultipartUploadResult><ETag>&quot;" + etag +
             "&quot;</ETag></CompleteMultipartUploadResult>");
}

// A head only, whose Content-Length is that of the object.
std::string Bucket::look(const RequestHead& head) const {
  if (is_bucket(head.path)) return response("200 OK", {}, {});
  const auto object = objects_.find(head.path);
  if (object == objects_.end()) return response("404 Not Found", {}, {});
  return "HTTP/1.1 200 OK\r\nLast-Modified: Fri, 01 Jan 2027 00:00:00 GMT\r\n" +
         etag_header(object->second.etag) +
         "Content-Length: " + std::to_string(object->second.size) + "\r\n\r\n";
}

std::string Bucket::get(const RequestHead& head) const {
  if (head.parameter("location")) return xml("<LocationConstraint>us-east-1</LocationConstraint>");
  if (!is_bucket(head.path)) return refusal("404 Not Found", "NoSuchKey");
  return xml("<ListBucketResult><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys>"
             "<IsTruncated>false</IsTruncated></ListBucketResult>");
}

std::string Bucket::stats() const {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::string body = "{";
  const auto add = [&body](std::string_view name, const std::string& value) {
    body.append(body.size() > 1 ? ",\"" : "\"").append(name).append("\":").append(value);
  };
  add("connections", std::to_string(counters_.connections));
  add("requests", std::to_string(counters_.requests));
  add("puts", std::to_string(counters_.puts));
  add("objects", std::to_string(counters_.objects));
  add("bytes", std::to_string(counters_.bytes));
  add("with_md5", std::to_string(counters_.with_md5));
  add("with_sha256", std::to_string(counters_.with_sha256));
  add("with_checksum", std::to_string(counters_.with_checksum));
  add("mismatches", std::to_string(counters_.mismatches));
  add("cpu_seconds", std::to_string(seconds(usage.ru_utime) + seconds(usage.ru_stime)));
  return response("200 OK", "Content-Type: application/json\r\n", body + "}\n");
}

}  // namespace ingot::sink
