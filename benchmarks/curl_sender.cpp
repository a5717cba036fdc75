// libcurl with the largest upload buffer of those that pay; built only where its headers are.
#include "benchmarks/part_sender.hpp"

#ifdef INGOT_BENCH_HAS_CURL
#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#endif

namespace ingot::bench {

#ifdef INGOT_BENCH_HAS_CURL
namespace {

struct Cursor {
  int file;
  std::uint64_t at, left;
};

std::size_t read_part(char* into, std::size_t size, std::size_t count, void* cursor) {
  auto& part = *static_cast<Cursor*>(cursor);
  const auto got = ::pread(part.file, into, std::min<std::uint64_t>(size * count, part.left),
                           static_cast<off_t>(part.at));
  if (got < 0) return CURL_READFUNC_ABORT;
  part.at += static_cast<std::uint64_t>(got);
  part.left -= static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

class Curl final : public PartSender {
 public:
  explicit Curl(const Target& target) : handle_(curl_easy_init()) {
    const std::string scheme = target.ca_file.empty() ? "http" : "https";
    const std::string url = scheme + "://127.0.0.1:" + std::to_string(target.port) + "/part";
    curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle_, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(handle_, CURLOPT_READFUNCTION, read_part);
    curl_easy_setopt(handle_, CURLOPT_UPLOAD_BUFFERSIZE, 512L << 10);
    curl_easy_setopt(handle_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    curl_easy_setopt(handle_, CURLOPT_PROXY, "");
    curl_easy_setopt(handle_, CURLOPT_CAINFO, target.ca_file.c_str());
    headers_ = curl_slist_append(nullptr, "Expect:");
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_);
  }
  ~Curl() override {
    curl_slist_free_all(headers_);
    curl_easy_cleanup(handle_);
  }

  bool send(const FilePart& part) override {
    Cursor cursor{part.file, part.offset, part.length};
    curl_easy_setopt(handle_, CURLOPT_READDATA, &cursor);
    curl_easy_setopt(handle_, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(part.length));
    long status = 0;
    return curl_easy_perform(handle_) == CURLE_OK &&
           curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK && status == 200;
  }

 private:
  CURL* handle_;
  curl_slist* headers_ = nullptr;
};

}  // namespace

std::unique_ptr<PartSender> libcurl(const Target& target) {
  return std::make_unique<Curl>(target);
}
#else
std::unique_ptr<PartSender> libcurl(const Target&) {
  return nullptr;
}
#endif

}  // namespace ingot::bench
