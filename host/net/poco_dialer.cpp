#include "host/net/poco_dialer.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "host/net/body_sender.hpp"
#include "host/net/request_head.hpp"
#include "host/net/response_reader.hpp"

namespace ingot::net {
namespace {

using std::chrono::nanoseconds;

// One dial: the time left and the stop, carried through its steps.
struct Call {
  const Clock& clock;
  nanoseconds until;
  const std::stop_token& stop;

  nanoseconds left() const { return std::max(until - clock.monotonic(), nanoseconds(0)); }
};

Error cancelled() {
  return Error{ErrorKind::cancelled, "stopped while connecting"};
}

Error connect_error(const std::string& address, int error_number) {
  return Error{ErrorKind::retryable, system_error(address, error_number).message};
}

Result<Poco::Net::StreamSocket> begin_connect(const Poco::Net::SocketAddress& address) {
  Poco::Net::StreamSocket socket;
  try {
    socket.connectNB(address);
    socket.setNoDelay(true);
    // A child process that inherited the socket would keep the connection open.
    ::fcntl(socket.impl()->sockfd(), F_SETFD, FD_CLOEXEC);
  } catch (const Poco::Net::ConnectionRefusedException&) {
    return connect_error(address.toString(), ECONNREFUSED);
  } catch (const Poco::Exception& caught) {
    return Error{ErrorKind::retryable, caught.displayText()};
  }
  return socket;
}

Result<Poco::Net::StreamSocket> connect_one(const Poco::Net::SocketAddress& address,
                                            nanoseconds longest, const Call& call) {
  INGOT_TRY(Poco::Net::StreamSocket socket, begin_connect(address));
  const int fd = socket.impl()->sockfd();
  const std::stop_callback shut(call.stop, [fd] { ::shutdown(fd, SHUT_RDWR); });
  const short shown = wait_for_events(fd, POLLOUT, longest, call.clock);
  if (call.stop.stop_requested()) return cancelled();
  if (shown == 0) return connect_error(address.toString(), ETIMEDOUT);
  int error_number = 0;
  socklen_t size = sizeof error_number;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error_number, &size) != 0) error_number = errno;
  if (error_number != 0) return connect_error(address.toString(), error_number);
  return socket;
}

// Every address gets an equal share of the time that is left, so one that swallows packets cannot
// use it all up.
Result<Poco::Net::StreamSocket> connect_any(const std::vector<std::string>& addresses,
                                            std::uint16_t port, const Call& call) {
  std::optional<Error> first;
  for (std::size_t i = 0; i < addresses.size(); ++i) {
    const auto share = call.left() / static_cast<std::int64_t>(addresses.size() - i);
    auto socket = connect_one(Poco::Net::SocketAddress(addresses[i], port), share, call);
    if (socket || socket.error().kind == ErrorKind::cancelled) return socket;
    if (!first) first = socket.error();
  }
  if (addresses.size() > 1)
    first->message += " (and " + std::to_string(addresses.size() - 1) + " more addresses)";
  return *first;
}

Result<Poco::Net::StreamSocket> connect_to(Resolver& resolver, const std::string& host,
                                           std::uint16_t port, const Call& call) {
  Poco::Net::IPAddress literal;
  if (Poco::Net::IPAddress::tryParse(host, literal)) return connect_any({host}, port, call);
  INGOT_TRY(const auto addresses, resolver.resolve(host, call.left(), call.stop));
  return connect_any(addresses, port, call);
}

Error proxy_refusal(int status) {
  if (status == 407) {
    return Error{ErrorKind::auth,
                 "the proxy wants a user name and password (407); put them into https_proxy"};
  }
  const auto kind = status >= 500 ? ErrorKind::retryable : ErrorKind::unavailable;
  return Error{kind, "the proxy refused the tunnel with status " + std::to_string(status)};
}

Status open_tunnel(const Poco::Net::StreamSocket& socket, const Route& route,
                   const std::string& user_agent, const Call& call) {
  Connection connection(make_plain_wire(socket), call.clock);
  const int fd = connection.wire().fd();
  const std::stop_callback shut(call.stop, [fd] { ::shutdown(fd, SHUT_RDWR); });
  BodySender sender(connection, connect_head(route.url, *route.proxy, user_agent), 0, call.left());
  const Status sent = sender.finish();
  ResponseReader reader(connection, "CONNECT", {call.left(), call.left(), 0});
  const auto end = reader.read_head();
  if (call.stop.stop_requested()) return cancelled();
  if (end != ResponseReader::End::whole) {
    return Error{ErrorKind::retryable,
                 "proxy: " + (sent.ok() ? reader.problem() : sent.error().message)};
  }
  if (reader.head().status < 200 || reader.head().status > 299)
    return proxy_refusal(reader.head().status);
  if (!connection.inbox().empty()) {
    return Error{ErrorKind::unavailable, "proxy: it spoke before the tunnel was used"};
  }
  return {};
}

// EPERM and EPROTO are the wire's words for a bad certificate and a peer that speaks no acceptable
// TLS: neither gets better by trying again.
Error handshake_error(const Io& io) {
  const bool is_final = io.error_number == EPERM || io.error_number == EPROTO;
  return Error{is_final ? ErrorKind::unavailable : ErrorKind::retryable, "tls: " + io.reason};
}

Status shake_hands(TlsWire& wire, const Call& call) {
  const int fd = wire.fd();
  const std::stop_callback shut(call.stop, [fd] { ::shutdown(fd, SHUT_RDWR); });
  while (true) {
    const Io io = wire.shake_hands();
    if (io.kind == Io::Kind::moved) return {};
    if (call.stop.stop_requested()) return cancelled();
    if (io.kind != Io::Kind::want_read && io.kind != Io::Kind::want_write)
      return handshake_error(io);
    const short events = io.kind == Io::Kind::want_read ? POLLIN : POLLOUT;
    if (wait_for_events(fd, events, call.left(), call.clock) == 0) {
      return Error{ErrorKind::retryable, "tls: the handshake did not end in time"};
    }
  }
}

}  // namespace

std::string Route::key() const {
  if (!proxy) return url.origin();
  const bool is_v6 = proxy->host.find(':') != std::string::npos;
  return url.origin() + " via http://" + (is_v6 ? "[" + proxy->host + "]" : proxy->host) + ":" +
         std::to_string(proxy->port);
}

Dialer::Dialer(std::filesystem::path ca_file, std::string user_agent, WireDecorator decorate,
               const Clock& clock)
    : ca_file_(std::move(ca_file)),
      user_agent_(std::move(user_agent)),
      decorate_(std::move(decorate)),
      clock_(clock) {}

std::unique_ptr<Connection> Dialer::connection_over(std::unique_ptr<Wire> wire,
                                                    Security security) const {
  if (decorate_) wire = decorate_(std::move(wire), security);
  return std::make_unique<Connection>(std::move(wire), clock_);
}

const Result<std::shared_ptr<const TlsSettings>>& Dialer::trust() {
  std::call_once(trust_loaded_, [this] { trust_ = TlsSettings::create(ca_file_); });
  return *trust_;
}

Result<std::unique_ptr<Connection>> Dialer::dial(const Route& route, nanoseconds longest,
                                                 const std::stop_token& stop) {
  const std::string place = "connect to " + route.key();
  if (route.is_tls() && !trust()) return trust().error().within(place);
  const Call call{clock_, clock_.monotonic() + longest, stop};
  const std::string& host = route.proxy ? route.proxy->host : route.url.host;
  const std::uint16_t port = route.proxy ? route.proxy->port : route.url.port;
  auto socket = connect_to(resolver_, host, port, call);
  if (!socket) return socket.error().within(place);
  if (!route.is_tls()) return connection_over(make_plain_wire(*socket), Security::plain);
  if (route.proxy) {
    if (const Status open = open_tunnel(*socket, route, user_agent_, call); !open)
      return open.error().within(place);
  }
  auto wire = make_tls_wire(*socket, *trust(), route.url.host);
  if (!wire) return wire.error().within(place);
  if (const Status shaken = shake_hands(**wire, call); !shaken) return shaken.error().within(place);
  return connection_over(*std::move(wire), Security::tls);
}

}  // namespace ingot::net
