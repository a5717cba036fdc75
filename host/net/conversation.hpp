// Conversation: one request and its answer over one connection that is ready. Decides what is
// certain afterwards. Used by one thread, once.
#pragma once

#include <stop_token>
#include <string>

#include "host/net/body_sender.hpp"
#include "host/net/connection.hpp"
#include "host/net/http.hpp"
#include "host/net/response_head.hpp"
#include "host/net/response_reader.hpp"

namespace ingot::net {

class Conversation {
 public:
  // All borrowed for the conversation. `head` is the request's, complete.
  Conversation(Connection& connection, const Request& request, std::string head,
               const std::stop_token& stop);

  // Fills delivery, response, error and timing.bytes_sent; timing.first_byte is left to the caller,
  // see first_byte_at(). Error messages have no place in front.
  Answer hold(BodySource* body);

  // Whether the connection may serve again.
  Afterwards afterwards() const { return afterwards_; }
  std::optional<std::chrono::nanoseconds> first_byte_at() const { return reader_.first_byte_at(); }

 private:
  // The answer when the request did not go out whole; nothing when it did.
  std::optional<Answer> send(BodySource* body);
  Answer send_failure(const Status& status);
  Answer receive();
  // An answer may have arrived although sending failed: reads it if it is there.
  std::optional<Answer> salvage();
  Answer ended(Delivery delivery, Error error) const;
  Answer lost(std::string reason) const;
  Answer of(ResponseReader::End end);

  Connection& connection_;
  const Request& request_;
  const std::stop_token& stop_;
  BodySender sender_;
  ResponseReader reader_;
  Afterwards afterwards_ = Afterwards::close;
};

}  // namespace ingot::net
