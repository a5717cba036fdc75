#include "host/net/client.hpp"

#include <sys/socket.h>

#include <utility>

#include "host/base/clock.hpp"
#include "host/net/connection_pool.hpp"
#include "host/net/conversation.hpp"
#include "host/net/poco_dialer.hpp"
#include "host/net/request_head.hpp"

namespace ingot::net {
namespace {

using std::chrono::nanoseconds;

std::chrono::microseconds micros(nanoseconds duration) {
  return std::chrono::duration_cast<std::chrono::microseconds>(duration);
}

Answer not_sent(Error error) {
  Answer answer;
  const bool is_cancelled = error.kind == ErrorKind::cancelled;
  answer.delivery = is_cancelled ? Delivery::cancelled : Delivery::not_sent;
  answer.error = std::move(error);
  return answer;
}

// What an exchange needs to know before it touches the network.
struct Prepared {
  Route route;
  std::string head;
};

Result<Prepared> prepare(const Request& request, const BodySource* body,
                         const ClientOptions& options) {
  const std::uint64_t size = body == nullptr ? 0 : body->size();
  if (size != request.body_size) {
    return Error{ErrorKind::internal, "request: body_size is " + std::to_string(request.body_size) +
                                          " but the body has " + std::to_string(size) + " bytes"};
  }
  Prepared prepared;
  INGOT_TRY(prepared.route.url, parse_url(request.url));
  INGOT_TRY(prepared.route.proxy, proxy_for(options.proxy, prepared.route.url));
  const bool names_proxy = prepared.route.proxy && !prepared.route.is_tls();
  INGOT_TRY(prepared.head,
            request_head(request, prepared.route.url,
                         names_proxy ? &*prepared.route.proxy : nullptr, options.user_agent));
  return prepared;
}

Status check_proxies(const ProxySettings& settings) {
  Url somewhere;
  somewhere.host = "origin.invalid";
  for (const Scheme scheme : {Scheme::http, Scheme::https}) {
    somewhere.scheme = scheme;
    ProxySettings everywhere = settings;
    everywhere.no_proxy.clear();
    INGOT_CHECK(Status::of(proxy_for(everywhere, somewhere)));
  }
  return {};
}

}  // namespace

struct Client::Parts {
  explicit Parts(ClientOptions given)
      : options(std::move(given)),
        pool(options.max_idle_per_origin, options.idle_timeout),
        dialer(options.ca_file, options.user_agent, options.decorate, clock) {}

  struct Obtained {
    std::unique_ptr<Connection> connection;
    bool is_reused = false;
  };
  Result<Obtained> obtain(const Prepared& prepared, const Request& request,
                          const std::stop_token& stop) {
    const std::string key = prepared.route.key();
    if (auto idle = pool.take(key, request.reuse, clock.monotonic()))
      return Obtained{std::move(idle), true};
    INGOT_TRY(auto fresh, dialer.dial(prepared.route, request.connect_timeout, stop));
    pool.count_opened(key);
    return Obtained{std::move(fresh), false};
  }

  Answer converse(Obtained& obtained, Prepared& prepared, const Request& request, BodySource* body,
                  const std::stop_token& stop);

  const ClientOptions options;
  const SystemClock clock;
  ConnectionPool pool;
  Dialer dialer;
};

Answer Client::Parts::converse(Obtained& obtained, Prepared& prepared, const Request& request,
                               BodySource* body, const std::stop_token& stop) {
  Connection& connection = *obtained.connection;
  Conversation conversation(connection, request, std::move(prepared.head), stop);
  const auto start = clock.monotonic();
  Answer answer;
  {
    const int fd = connection.wire().fd();
    const std::stop_callback shut(stop, [fd] { ::shutdown(fd, SHUT_RDWR); });
    answer = conversation.hold(body);
  }
  if (const auto at = conversation.first_byte_at()) answer.timing.first_byte = micros(*at - start);
  // After a stop the socket may have been shut down although the answer was whole.
  if (conversation.afterwards() == Afterwards::keep && !stop.stop_requested()) {
    pool.park(prepared.route.key(), std::move(obtained.connection), clock.monotonic());
  }
  if (answer.delivery != Delivery::response) {
    answer.error = answer.error.within(request.method + " " + prepared.route.key());
  }
  return answer;
}

Client::Client(ClientOptions options) : parts_(std::make_unique<Parts>(std::move(options))) {}
Client::~Client() = default;

Status Client::usable() const {
  // The system's own store costs 30 ms to read; a run over plain HTTP never needs it.
  if (!parts_->options.ca_file.empty()) INGOT_CHECK(parts_->dialer.trust());
  return check_proxies(parts_->options.proxy);
}

Answer Client::exchange(const Request& request, BodySource* body, std::stop_token stop) {
  auto prepared = prepare(request, body, parts_->options);
  if (!prepared) return not_sent(prepared.error());
  if (stop.stop_requested())
    return not_sent({ErrorKind::cancelled, "stopped before the request was sent"});
  const auto start = parts_->clock.monotonic();
  auto obtained = parts_->obtain(*prepared, request, stop);
  const auto connected = parts_->clock.monotonic();
  if (!obtained) {
    Answer answer = not_sent(obtained.error());
    answer.timing.total = answer.timing.connect = micros(connected - start);
    return answer;
  }
  Answer answer = parts_->converse(*obtained, *prepared, request, body, stop);
  answer.reused = obtained->is_reused;
  answer.timing.connect = micros(connected - start);
  if (answer.timing.first_byte.count() > 0) answer.timing.first_byte += answer.timing.connect;
  answer.timing.total = micros(parts_->clock.monotonic() - start);
  return answer;
}

std::vector<OriginStats> Client::stats() const {
  return parts_->pool.stats();
}

}  // namespace ingot::net
