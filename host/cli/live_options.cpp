#include "host/cli/live_options.hpp"

#include "host/net/url.hpp"

namespace ingot::cli {

Result<LiveOptions> live_options(const Arguments& arguments) {
  LiveOptions options;
  if (const auto address = arguments.value("ui")) {
    auto parsed = ui::parse_address(*address);
    if (!parsed) return parsed.error().within("--ui");
    options.page = *std::move(parsed);
  }
  options.page_stays = arguments.has("ui-stay");
  if (options.page_stays && !options.page) return Error{ErrorKind::invalid, "--ui-stay needs --ui"};
  if (const auto file = arguments.value("events")) {
    std::error_code unreadable;
    options.events = std::filesystem::absolute(*file, unreadable).lexically_normal();
    if (unreadable) return Error{ErrorKind::invalid, "--events: the current folder cannot be read: " + unreadable.message()};
  }
  options.prints_events = arguments.value("output") == "ndjson";
  if (const auto collector = arguments.value("otlp")) {
    const auto url = net::parse_url(*collector);
    if (!url) return url.error().within("--otlp");
    options.traces = *collector;
  }
  return options;
}

}  // namespace ingot::cli
