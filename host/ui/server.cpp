#include "host/ui/server.hpp"

#include <atomic>
#include <cctype>
#include <istream>
#include <optional>
#include <ostream>

#include <Poco/Exception.h>
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerParams.h>
#include <Poco/Net/HTTPServerRequestImpl.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include "host/ui/access.hpp"
#include "host/ui/event_feed.hpp"

namespace ingot::ui {

namespace {

namespace net = Poco::Net;

constexpr std::size_t kMostBody = 1u << 20;
// A reader that takes nothing for so long is gone.
constexpr int kPatienceSeconds = 20;

// What all handlers share; outlives them.
struct Shared {
  Access access;
  Api api;
  RunWatch& watch;
  std::stop_source stop = {};
  std::atomic<unsigned> streams = 0;
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

// The body may be longer than what is taken; then it is not whole.
std::optional<std::string> body_of(net::HTTPServerRequest& from) {
  std::string body;
  std::string block(16 * 1024, '\0');
  std::istream& in = from.stream();
  while (in.good()) {
    in.read(block.data(), static_cast<std::streamsize>(block.size()));
    body.append(block.data(), static_cast<std::size_t>(in.gcount()));
    if (body.size() > kMostBody) return std::nullopt;
  }
  return body;
}

Request request_of(net::HTTPServerRequest& from) {
  const Poco::URI uri(from.getURI());
  Request request;
  request.method = from.getMethod();
  request.path = uri.getPath().empty() ? "/" : uri.getPath();
  for (auto& [name, value] : uri.getQueryParameters()) request.query[name] = value;
  for (const auto& [name, value] : from) request.headers[lower(name)] = value;
  return request;
}

class Handler final : public net::HTTPRequestHandler {
 public:
  explicit Handler(Shared& shared) : shared_(shared) {}

  void handleRequest(net::HTTPServerRequest& from, net::HTTPServerResponse& to) override {
    try {
      dynamic_cast<net::HTTPServerRequestImpl&>(from).socket().setSendTimeout(Poco::Timespan(kPatienceSeconds, 0));
      serve(from, to);
    } catch (const Poco::SyntaxException&) {
      send(to, plain(400, "the address cannot be understood"), from.getMethod());
    } catch (const Poco::Exception&) {
      // The reader is gone, or the server ends: nobody is left to be told.
    }
  }

 private:
  void serve(net::HTTPServerRequest& from, net::HTTPServerResponse& to) {
    Request request = request_of(from);
    if (const auto refused = shared_.access.refuse(request)) {
      // What it sent is not read: the connection cannot go on after that.
      if (request.method == "POST") to.setKeepAlive(false);
      return send(to, *refused, request.method);
    }
    if (request.method == "POST") {
      auto body = body_of(from);
      if (!body) {
        to.setKeepAlive(false);
        return send(to, refusal(413, "that is too much"), request.method);
      }
      request.body = *std::move(body);
    }
    const Answer answer = shared_.api.answer(request, shared_.stop.get_token());
    if (answer.is_event_stream) return stream(answer, to, request.method);
    send(to, answer, request.method);
  }

  static void set_head(net::HTTPServerResponse& to, const Answer& answer) {
    to.setStatus(static_cast<net::HTTPResponse::HTTPStatus>(answer.status));
    to.setReason(net::HTTPResponse::getReasonForStatus(to.getStatus()));
    to.setContentType(answer.media_type);
    to.set("Cache-Control", "no-store");
    to.set("X-Content-Type-Options", "nosniff");
    for (const auto& [name, value] : answer.headers) to.set(name, value);
  }

  static void send(net::HTTPServerResponse& to, const Answer& answer, const std::string& method) {
    if (to.sent()) return;
    set_head(to, answer);
    to.setContentLength64(static_cast<Poco::Int64>(answer.body.size()));
    std::ostream& out = to.send();
    if (method != "HEAD") out.write(answer.body.data(), static_cast<std::streamsize>(answer.body.size()));
    out.flush();
  }

  void stream(const Answer& answer, net::HTTPServerResponse& to, const std::string& method) {
    if (method == "HEAD") return send(to, answer, method);
    if (++shared_.streams > Server::kStreams) {
      --shared_.streams;
      return send(to, refusal(503, "too many pages look at this run"), method);
    }
    set_head(to, answer);
    to.setChunkedTransferEncoding(true);
    to.setKeepAlive(false);
    std::ostream& out = to.send();
    EventFeed feed(shared_.watch, [&out](std::string_view text) {
      out.write(text.data(), static_cast<std::streamsize>(text.size()));
      out.flush();
      return out.good();
    });
    feed.run(shared_.stop.get_token());
    --shared_.streams;
  }

  Shared& shared_;
};

class Factory final : public net::HTTPRequestHandlerFactory {
 public:
  explicit Factory(Shared& shared) : shared_(shared) {}
  net::HTTPRequestHandler* createRequestHandler(const net::HTTPServerRequest&) override {
    return new Handler(shared_);
  }

 private:
  Shared& shared_;
};

net::HTTPServerParams::Ptr parameters() {
  net::HTTPServerParams::Ptr made = new net::HTTPServerParams;
  made->setMaxThreads(Server::kReaders);
  made->setMaxQueued(64);
  made->setTimeout(Poco::Timespan(kPatienceSeconds, 0));
  made->setKeepAlive(true);
  made->setKeepAliveTimeout(Poco::Timespan(kPatienceSeconds, 0));
  return made;
}

class PocoServer final : public Server {
 public:
  PocoServer(const Address& address, RunWatch& watch, std::string token, const net::ServerSocket& socket)
      : shared_{Access(address, std::move(token)), Api(watch, page_assets()), watch},
        threads_("ui", 2, kReaders),
        server_(new Factory(shared_), threads_, socket, parameters()) {
    server_.start();
  }
  ~PocoServer() override {
    shared_.stop.request_stop();
    server_.stopAll(true);
    threads_.joinAll();
  }
  std::string url() const override { return shared_.access.url(); }

 private:
  Shared shared_;
  Poco::ThreadPool threads_;
  net::HTTPServer server_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const Address& address, RunWatch& watch, std::string token) {
  try {
    std::string host = address.host == "localhost" ? "127.0.0.1" : address.host;
    if (host.front() == '[') host = host.substr(1, host.size() - 2);
    net::ServerSocket socket;
    // At once after an earlier run's page, but never beside one: whoever shares a port gets half of its readers.
    socket.bind(net::SocketAddress(host, address.port), true, false);
    socket.listen();
    const Address bound{address.host, socket.address().port()};
    return std::unique_ptr<Server>(std::make_unique<PocoServer>(bound, watch, std::move(token), socket));
  } catch (const Poco::Exception& failure) {
    return Error{ErrorKind::unavailable, "--ui " + address.text() + ": " + failure.displayText()};
  }
}

}  // namespace ingot::ui
