// Bucket: the S3 dialect of the sink: what each request is answered, and what has been counted.
// Keeps sizes and ETags of objects, never a byte of them. Nothing is signed, listed or deleted;
// a benchmark starts a sink for each measurement, so an empty listing is the truth before it.
// Thread rule: owned by one thread.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "benchmarks/sink/counters.hpp"
#include "benchmarks/sink/md5_digest.hpp"
#include "benchmarks/sink/request_head.hpp"

namespace ingot::sink {

class Bucket {
 public:
  // The whole answer, head and body. `md5`: of the body, when it was computed (--verify).
  std::string answer(const RequestHead& head, const std::optional<Md5>& md5);
  void count_connection() { ++counters_.connections; }

 private:
  struct Object {
    std::uint64_t size = 0;
    std::string etag;
  };
  // What a part or object is known by: its MD5 as computed, or as the client claims it.
  struct Arrival {
    std::uint64_t size = 0;
    std::optional<Md5> md5;
  };
  struct Upload {
    std::string path;
    std::map<std::uint32_t, Arrival> parts;
  };

  std::string put(const RequestHead& head, const std::optional<Md5>& md5);
  std::string put_part(const RequestHead& head, const Arrival& arrival);
  std::string initiate(const RequestHead& head);
  std::string complete(const RequestHead& head);
  std::string look(const RequestHead& head) const;
  std::string get(const RequestHead& head) const;
  std::string stats() const;

  Counters counters_;
  std::unordered_map<std::string, Object> objects_;  // by path
  std::unordered_map<std::string, Upload> uploads_;  // by id
  std::uint64_t next_upload_ = 1;
};

}  // namespace ingot::sink
