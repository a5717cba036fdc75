// Api: what the page may ask (`ingot.ui/1`, docs/ui.md): routes to the run, its items, a retry, the metrics and the
// page's own files. Whether it may ask at all is Access's. Thread-safe; blocks for the disk.
#pragma once

#include <span>
#include <stop_token>

#include "host/ui/assets.hpp"
#include "host/ui/exchange.hpp"
#include "host/ui/run_watch.hpp"

namespace ingot::ui {

class Api {
 public:
  // Both must outlive it. Without files `/` says that this build has no page.
  Api(RunWatch& watch, std::span<const Asset> page) : watch_(watch), page_(page) {}

  Answer answer(const Request& request, const std::stop_token& stop) const;

 private:
  Answer page_file(const Request& request) const;
  Answer item(std::string_view seq) const;
  Answer retry(const Request& request, const std::stop_token& stop) const;

  RunWatch& watch_;
  const std::span<const Asset> page_;
};

}  // namespace ingot::ui
