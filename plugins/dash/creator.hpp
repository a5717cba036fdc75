// Creator: gives every open item its asset: by creation jobs, by finding what a lost answer left
// behind, or by taking over the asset an earlier session left. Sends no bytes. Lives in the frame
// of TRANSFER; one session.
#pragma once

#include <deque>
#include <vector>

#include "plugins/dash/probe.hpp"
#include "plugins/dash/workbench.hpp"

namespace ingot::dash {

// Items cut into creation calls of at most `most`. No call has two files of one name: should its
// answer be lost, the search tells assets apart by name, and names repeat from folder to folder.
std::vector<std::vector<std::uint32_t>> waves_of(const std::vector<const Item*>& items,
                                                 std::size_t most);

class Creator {
 public:
  // `bench` must outlive the object.
  explicit Creator(Workbench& bench) : bench_(bench) {}

  // Afterwards every item has ended, has failed, or has an asset. Never creates twice what it
  // cannot prove not to be there. When the run stops it returns early and leaves items open.
  task<> run();

 private:
  // Items to be created by one call.
  struct Wave {
    std::vector<std::uint32_t> items;
    std::int64_t since_ms = 0;  // 0: now
    std::uint32_t tries = 0;
  };

  void plan_waves();
  task<> take_over(ItemWork& work);
  task<> resume(Creation creation);
  task<> create(Wave wave);
  task<> settle(Creation creation, Reply reply);
  task<> again(Creation creation, Judgement judgement);
  task<> follow(Creation creation, Job job);
  task<> take_results(Creation creation, Job job);
  void take_item(ItemWork& work, const JobItem& result, std::vector<std::uint32_t>& unaccounted);
  task<> find_lost(Creation creation, std::string why);
  void adopt(const ProbeResult& result);
  void split(const Creation& creation, const Judgement& judgement);
  void end_all(const Creation& creation, const Ending& ending);
  void forget(const Creation& creation);
  void store(const Creation& creation);
  std::vector<std::uint32_t> open_items(const std::vector<std::uint32_t>& items) const;

  Workbench& bench_;
  std::deque<Wave> waves_;
};

}  // namespace ingot::dash
