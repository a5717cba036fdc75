// SimWorkers: Workers in simulated time. Requests travel, reach a lab service in process, and answers travel back;
// every drop, delay and cut the lab asks for is played out on the manual clock. One thread, nothing waits.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/service.hpp>

#include "host/base/clock.hpp"
#include "host/io/files.hpp"
#include "host/transfer/facts.hpp"

namespace ingot::test {

class SimWorkers final : public transfer::Workers {
 public:
  SimWorkers(lab::Service& service, io::Files& files, ManualClock& clock, std::uint64_t seed)
      : service_(service), files_(files), clock_(clock), random_(seed) {}

  void send(transfer::Attempt attempt) override;
  using Workers::digest;
  void digest(std::vector<transfer::DigestTask> tasks) override;
  void cancel(std::uint64_t id) override;
  // What is on its way has not left whole; what has arrived has.
  void withdraw(std::uint64_t id) override { cancel(id); }
  bool may_withdraw(std::uint64_t id) const override;

  // Facts that have arrived by now, oldest first; processes requests that have arrived at the service by now.
  std::vector<transfer::Fact> take();
  // When the next thing happens.
  std::optional<std::int64_t> next_ms() const;
  // The client dies: what is on the wire reaches the service or not (a coin each), no answer arrives anywhere.
  void die();

  std::uint64_t sent() const { return sent_; }

 private:
  struct Travelling {
    std::optional<transfer::Attempt> request;  // on its way to the service
    std::optional<transfer::Fact> fact;        // on its way back
  };
  using When = std::pair<std::int64_t, std::uint64_t>;  // time, order

  std::int64_t soon(int at_most_ms);
  void put(std::int64_t at_ms, Travelling what);
  void arrive(transfer::Attempt attempt);
  transfer::DigestResult digested(const transfer::DigestTask& task);
  transfer::AttemptResult process(const transfer::Attempt& attempt, std::int64_t& delay_ms);

  lab::Service& service_;
  io::Files& files_;
  ManualClock& clock_;
  std::mt19937_64 random_;
  std::map<When, Travelling> travelling_;
  std::uint64_t order_ = 0, sent_ = 0;
};

}  // namespace ingot::test
