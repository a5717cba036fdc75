// DigestBatch: digest tasks of one algorithm carried out side by side in the lanes of the CPU; a lone one by OpenSSL,
// which is faster for a single message. Not the choice of what goes together (DigestThreads). Each byte is read once, a
// file that several tasks name is opened once and closed after the last. Used by one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <stop_token>
#include <vector>

#include "host/base/mailbox.hpp"
#include "host/digest/lane_feed.hpp"
#include "host/digest/lane_hasher.hpp"
#include "host/digest/range_reader.hpp"
#include "host/io/files.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::transfer {

struct DigestJob {
  DigestTask task;
  std::stop_token cancel = {};  // of this task alone
};

// A thread's memory for its batches: each piece comes with the first use and stays.
struct DigestMemory {
  std::optional<digest::LaneHasher> md5, sha256;
  std::vector<std::byte> block;
};

class DigestBatch final : private digest::LaneFeed {
 public:
  // References must outlive the batch. Not empty, all of one algorithm.
  DigestBatch(io::Files& files, Mailbox<Fact>& mailbox, std::vector<DigestJob> jobs);

  // Posts exactly one result for each task: as soon as it is there, those with held bytes together at the end. Ends
  // soon after a stop; what it did not reach is then answered as cancelled. Blocks for the disk.
  void run(DigestMemory& memory, const std::stop_token& stop);

 private:
  struct Source {
    io::SourceFile file;
    std::optional<io::FileHandle> handle;
    std::size_t users = 0;
  };
  struct Place {
    std::size_t source = 0;
    HeldBytes held;
    std::optional<digest::RangeReader> reader;  // while it is hashed, without held bytes
    bool is_answered = false;
  };

  std::optional<digest::LaneJob> take() override;
  Result<std::span<const std::byte>> read(std::uint64_t id, std::uint64_t offset,
                                          std::span<std::byte> staging) override;
  void finish(std::uint64_t id, Result<digest::DigestValue> digest) override;

  Status run_in_lanes(DigestMemory& memory, const std::stop_token& stop);
  void run_alone(DigestMemory& memory, const std::stop_token& stop);
  Result<digest::DigestValue> digest_alone(const digest::LaneJob& job, DigestMemory& memory,
                                           const std::stop_token& stop);
  void take_sha256(DigestMemory& memory, const std::stop_token& stop);
  Status open(std::size_t id);
  void begin_reading(std::size_t id);
  void answer(std::size_t id, DigestResult result);

  io::Files& files_;
  Mailbox<Fact>& mailbox_;
  const std::vector<DigestJob> jobs_;
  const bool is_alone_;
  digest::ReadingMemory reading_;
  std::vector<Place> places_;             // by job
  std::vector<Source> sources_;           // few at a time are open
  std::vector<DigestResult> held_;        // finished, to be posted together
  std::vector<std::size_t> held_jobs_;    // their jobs
  std::size_t next_ = 0;
};

}  // namespace ingot::transfer
