#include "host/ui/exchange.hpp"

#include "host/run/progress_json.hpp"

namespace ingot::ui {

Answer refusal(int status, std::string_view why) {
  return {.status = status, .body = "{" + run::json_member("error", why) + "}\n"};
}

Answer plain(int status, std::string_view text) {
  return {.status = status, .media_type = "text/plain; charset=utf-8", .body = std::string(text) + "\n"};
}

}  // namespace ingot::ui
