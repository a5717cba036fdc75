// A service that goes wrong as a FaultPlan says, and otherwise passes everything to the one behind
// it. It never waits and never closes anything: delays and cuts are written into the reply's
// disposition. GET /__faults tells how often each rule fired, POST /__faults adds rules (YAML),
// DELETE removes all; paths that begin with /__ are never hit. Threads: internally locked; the
// inner service is called without the lock.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/faults.hpp>
#include <ingot/lab/service.hpp>

namespace ingot::lab {

class FaultyService final : public Service {
 public:
  static constexpr std::size_t kLargestSearched = 16U << 20;

  // `inner` and `clock` must outlive this.
  FaultyService(Service& inner, FaultPlan plan, const Clock& clock);

  // Where several rules match, all count the occurrence and the first that is due applies.
  Reply handle(Request& request) override;

  void add(FaultRule rule);
  void clear();
  // How often the rules of that name applied, cleared ones included.
  std::uint64_t fired(std::string_view name) const;

 private:
  struct Armed {
    FaultRule rule;
    std::uint64_t seen = 0;
    std::map<std::string, std::uint64_t, std::less<>> seen_per_path;
  };

  Reply administer(Request& request);
  bool needs_body(const Request& request) const;
  std::optional<FaultAction> choose(const Request& request, std::string_view body);
  Reply apply(const FaultAction& action, Request& request);
  void amend(const FaultAction& action, Reply& reply) const;

  Service& inner_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  // guarded by mutex_
  std::vector<Armed> armed_;
  std::map<std::string, std::uint64_t, std::less<>> fired_;
  std::uint64_t added_ = 0;
};

}  // namespace ingot::lab
