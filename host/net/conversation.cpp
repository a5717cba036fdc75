#include "host/net/conversation.hpp"

#include <utility>

#include "host/base/text.hpp"

namespace ingot::net {
namespace {

std::string sent_so_far(const BodySender& sender, const Request& request) {
  if (request.body_size == 0) return "while sending";
  return "with " + std::to_string(sender.missing()) + " of " + std::to_string(request.body_size) +
         " bytes of the body not taken from the source";
}

}  // namespace

Conversation::Conversation(Connection& connection, const Request& request, std::string head,
                           const std::stop_token& stop)
    : connection_(connection),
      request_(request),
      stop_(stop),
      sender_(connection, std::move(head), request.body_size, request.stall_timeout),
      reader_(connection, request.method,
              {request.reply_timeout, request.stall_timeout, request.max_response}) {}

Answer Conversation::hold(BodySource* body) {
  if (auto failed = send(body)) return *std::move(failed);
  return receive();
}

std::optional<Answer> Conversation::send(BodySource* body) {
  Status status = body == nullptr ? Status() : body->send_to(sender_);
  const bool is_ours = sender_.end() != BodySender::End::going;
  if (!is_ours && !status.ok()) return send_failure(status);
  if (!is_ours && sender_.missing() > 0) {
    return send_failure(
        Error{ErrorKind::internal, "body: its source gave " +
                                       std::to_string(request_.body_size - sender_.missing()) +
                                       " of " + std::to_string(request_.body_size) + " bytes"});
  }
  status = sender_.finish();
  if (status.ok()) return std::nullopt;
  return send_failure(status);
}

Answer Conversation::send_failure(const Status& status) {
  if (stop_.stop_requested())
    return ended(Delivery::cancelled, {ErrorKind::cancelled, "stopped while sending"});
  switch (sender_.end()) {
    case BodySender::End::going:
    case BodySender::End::misfed:
      // Nothing has left: the connection is as good as before.
      if (sender_.bytes_sent() == 0) afterwards_ = Afterwards::keep;
      return ended(Delivery::source_failed, status.error());
    case BodySender::End::answered:
      break;
    case BodySender::End::broken:
    case BodySender::End::stalled:
      break;
  }
  if (auto answer = salvage()) return *std::move(answer);
  return lost(status.error().message + ", " + sent_so_far(sender_, request_));
}

std::optional<Answer> Conversation::salvage() {
  const bool is_answered = sender_.end() == BodySender::End::answered;
  if (!is_answered) {
    // What arrived before the connection broke is still with the kernel; nothing more will come.
    while (!head_length(connection_.inbox()) && connection_.inbox().size() <= kLongestHead) {
      if (connection_.poll_inbox().kind != Io::Kind::moved) break;
    }
    if (!head_length(connection_.inbox())) return std::nullopt;
  }
  Answer answer = receive();
  // The rest of the body was never sent: the server would take the next request for it.
  afterwards_ = Afterwards::close;
  if (answer.delivery == Delivery::unknown && !is_answered) return std::nullopt;
  return answer;
}

Answer Conversation::receive() {
  const auto end = reader_.read();
  if (end == ResponseReader::End::broken && stop_.stop_requested()) {
    return ended(Delivery::cancelled,
                 {ErrorKind::cancelled, "stopped while waiting for the answer"});
  }
  return of(end);
}

Answer Conversation::of(ResponseReader::End end) {
  if (end == ResponseReader::End::broken) return lost(reader_.problem());
  afterwards_ = reader_.afterwards();
  // Bytes beyond the answer belong to nothing we asked for.
  if (!connection_.inbox().empty()) afterwards_ = Afterwards::close;
  const bool is_whole = end == ResponseReader::End::whole;
  Answer answer = is_whole ? ended(Delivery::response, {})
                           : ended(Delivery::too_large, {ErrorKind::invalid, reader_.problem()});
  answer.response = reader_.take_response();
  return answer;
}

Answer Conversation::lost(std::string reason) const {
  if (sender_.bytes_sent() == 0)
    return ended(Delivery::not_sent, {ErrorKind::retryable, std::move(reason)});
  return ended(Delivery::unknown, {ErrorKind::unknown_outcome, std::move(reason)});
}

Answer Conversation::ended(Delivery delivery, Error error) const {
  Answer answer;
  answer.delivery = delivery;
  answer.error = std::move(error);
  answer.timing.bytes_sent = sender_.bytes_sent();
  return answer;
}

}  // namespace ingot::net
