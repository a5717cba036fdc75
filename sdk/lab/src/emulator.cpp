#include <ingot/lab/emulator.hpp>

namespace ingot::lab {

namespace {

Reply of(int status, std::string body) {
  Reply reply;
  reply.status = status;
  if (!body.empty()) reply.headers.add("Content-Type", "application/json");
  reply.body = std::move(body);
  return reply;
}

}  // namespace

std::optional<Reply> administer(Emulator& emulator, Request& request) {
  if (!request.raw_path().starts_with("/__")) return std::nullopt;
  const std::string asked = request.method + " " + std::string(request.raw_path());
  if (asked == "GET /__audit") {
    const bool is_summary = request.query("summary") == "1";
    return of(200, emulator.audit().render(
                       emulator.facts(), is_summary ? AuditDetail::kSummary : AuditDetail::kFull));
  }
  if (asked == "POST /__reset") {
    emulator.reset();
  } else if (asked == "POST /__expire-tokens") {
    emulator.expire_tokens();
  } else if (asked == "POST /__expire-urls") {
    emulator.expire_urls();
  } else {
    return of(404,
              R"({"message":"the lab serves GET /__audit[?summary=1], GET, POST and DELETE )"
              R"(/__faults, POST /__reset, /__expire-tokens and /__expire-urls"})");
  }
  return of(204, "");
}

}  // namespace ingot::lab
