// Uploader: sends the parts of all items that have an asset, completes each upload as soon as its
// last part is acknowledged, sets the metadata and ends the item. Lives in the frame of TRANSFER;
// one session.
#pragma once

#include <optional>
#include <vector>

#include "plugins/dash/workbench.hpp"

namespace ingot::dash {

class Uploader {
 public:
  // `bench` must outlive the object.
  explicit Uploader(Workbench& bench) : bench_(bench) {}

  // Sends at most max_outstanding requests at once, small files first, so that no small file waits
  // for a big one. Afterwards every item that had an asset has ended, unless the run was stopped.
  task<> run();

 private:
  struct Unit {
    ItemWork* work = nullptr;
    std::uint32_t part = 0;  // 0: all parts are there, finish it
  };

  task<> learn_listing();
  task<> work_on();
  std::optional<Unit> next_unit();
  void load(ItemWork& work);

  // Parts: uploader_parts.cpp.
  class Route;
  task<> send_part(ItemWork& work, std::uint32_t number);
  task<std::optional<SignedUrl>> take_url(ItemWork& work, std::uint32_t number);
  task<> ask_urls(ItemWork& work, std::uint32_t number);
  task<std::optional<Ending>> ask_once(ItemWork& work, std::vector<std::uint32_t> parts);
  Request url_request(ItemWork& work, const std::vector<std::uint32_t>& parts);
  void take_etag(ItemWork& work, std::uint32_t number, const std::string& etag);
  Ending why_no_url(const ItemWork& work, std::uint32_t number) const;
  void drop_round(ItemWork& work, std::uint32_t round);
  std::vector<std::uint32_t> window(const ItemWork& work, std::uint32_t number) const;

  // Completion: uploader_finish.cpp. The ending is empty when it went well.
  task<> finish(ItemWork& work);
  task<std::optional<Ending>> complete(ItemWork& work);
  task<Judgement> call_completion(ItemWork& work, std::uint64_t tag);
  task<Evidence> look(ItemWork& work);
  task<std::optional<Ending>> describe(ItemWork& work);

  Workbench& bench_;
  std::vector<ItemWork*> order_;
  std::size_t cursor_ = 0;
};

}  // namespace ingot::dash
