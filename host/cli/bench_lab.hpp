// BenchLab: a vendor's lab as a child process that throws bodies away, for as long as this object lives: its destructor
// ends it and waits. The child also ends when this process dies. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "host/base/clock.hpp"
#include "host/bench/arm.hpp"

namespace ingot::cli {

class BenchLab {
 public:
  // Starts it and waits until it listens. `folder` is its own and exists. not_found: no such lab, with those there are;
  // unavailable: it ended or said nothing, with its last words.
  static Result<BenchLab> start(const std::string& vendor, bench::Tls tls, const std::filesystem::path& folder,
                                std::uint64_t seed, Clock& clock);
  BenchLab(BenchLab&& other) noexcept;
  BenchLab& operator=(BenchLab&&) = delete;
  ~BenchLab();

  const std::string& address() const { return address_; }
  // What a client must trust; empty without TLS.
  const std::filesystem::path& ca_file() const { return ca_file_; }
  // Processor time of all its threads since it started.
  std::chrono::nanoseconds cpu() const;

 private:
  explicit BenchLab(pid_t pid) : pid_(pid) {}

  pid_t pid_;
  std::string address_;
  std::filesystem::path ca_file_;
};

// The `vendor` section of a job for that lab. not_found: no such lab; rejected: it has no example.
Result<std::string> lab_example(const std::string& vendor, const std::filesystem::path& folder);

}  // namespace ingot::cli
