// Accepting and stopping; what happens on a connection is in connection.cpp.
#include <ingot/lab/server.hpp>

#include <condition_variable>
#include <csignal>
#include <list>
#include <mutex>
#include <utility>

#include <sys/socket.h>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureServerSocket.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Runnable.h>
#include <Poco/Thread.h>
#include <Poco/ThreadPool.h>

#include "connection.hpp"

namespace ingot::lab {

namespace {

Poco::Net::ServerSocket listen_on(const ServerOptions& options) {
  const Poco::Net::SocketAddress address("127.0.0.1", options.port);
  constexpr int kBacklog = 1024;
  // Below, addresses in TIME_WAIT are reused; a port somebody listens on is never shared.
  if (!options.tls) {
    Poco::Net::ServerSocket socket;
    socket.bind(address, true, false);
    socket.listen(kBacklog);
    return socket;
  }
  Poco::Net::initializeSSL();
  Poco::Net::Context::Params params;
  params.privateKeyFile = options.tls->key_file.string();
  params.certificateFile = options.tls->certificate_file.string();
  params.verificationMode =
      Poco::Net::Context::VERIFY_NONE;  // of clients: they bring no certificate
  params.loadDefaultCAs = false;
  Poco::Net::Context::Ptr context(
      new Poco::Net::Context(Poco::Net::Context::TLS_SERVER_USE, params));
  context->disableProtocols(Poco::Net::Context::PROTO_SSLV2 | Poco::Net::Context::PROTO_SSLV3 |
                            Poco::Net::Context::PROTO_TLSV1 | Poco::Net::Context::PROTO_TLSV1_1);
  Poco::Net::SecureServerSocket socket(context);
  socket.bind(address, true, false);
  socket.listen(kBacklog);
  return socket;
}

}  // namespace

class Server::Impl : public Poco::Runnable {
 public:
  Impl(ServerOptions options, const Poco::Net::ServerSocket& socket)
      : options_(std::move(options)),
        socket_(socket),
        pool_(2, options_.max_connections + kSpareThreads) {}

  std::uint16_t port() const { return socket_.address().port(); }
  bool is_secure() const { return options_.tls.has_value(); }

  void start(Service& service) {
    std::signal(SIGPIPE, SIG_IGN);
    service_ = &service;
    acceptor_.start(*this);
    is_accepting_ = true;
  }

  // The acceptor's thread.
  void run() override {
    while (wait_for_room()) {
      try {
        Poco::Net::StreamSocket socket = socket_.acceptConnection();
        admit(socket);
      } catch (const Poco::Exception&) {
        // Stopping ends the loop above; anything else (a client gone before its turn) concerns
        // nobody.
      }
    }
  }

  void stop() {
    stop_.raise();
    ::shutdown(socket_.impl()->sockfd(), SHUT_RDWR);  // wakes accept
    {
      const std::lock_guard lock(mutex_);
      room_.notify_all();
    }
    // isRunning() would be false for a thread that is done but not yet gone; only join() waits for
    // that.
    if (std::exchange(is_accepting_, false)) acceptor_.join();
    {
      std::unique_lock lock(mutex_);
      for (Guest& guest : guests_) guest.connection.cut();
      room_.wait(lock, [this] { return guests_.empty(); });
    }
    pool_.joinAll();
  }

 private:
  // A dismissed guest's thread is back in the pool only a moment later.
  static constexpr int kSpareThreads = 8;

  // A connection on its pool thread; removes itself when it is over.
  struct Guest : Poco::Runnable {
    Guest(Impl& the_host, const Poco::Net::StreamSocket& socket)
        : host(the_host),
          connection(socket, *the_host.service_, the_host.stop_,
                     {the_host.options_.idle_timeout_ms, the_host.options_.latency_ms}) {}
    void run() override {
      connection.run();
      host.dismiss(*this);
    }
    Impl& host;
    Connection connection;
    std::list<Guest>::iterator self;
  };

  bool wait_for_room() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] {
      return stop_.is_raised() ||
             guests_.size() < static_cast<std::size_t>(options_.max_connections);
    });
    return !stop_.is_raised();
  }

  // Takes the socket over, so that the guest's thread holds it alone and is the one to close it.
  void admit(Poco::Net::StreamSocket& socket) {
    std::unique_lock lock(mutex_);
    if (stop_.is_raised()) return;
    Guest& guest = guests_.emplace_back(*this, socket);
    guest.self = std::prev(guests_.end());
    socket = Poco::Net::StreamSocket();
    lock.unlock();
    try {
      pool_.start(guest);
    } catch (const Poco::Exception&) {
      dismiss(guest);  // out of threads: to the client a connection closed at once
    }
  }

  void dismiss(const Guest& guest) {
    std::list<Guest> leaving;
    {
      const std::lock_guard lock(mutex_);
      leaving.splice(leaving.begin(), guests_, guest.self);
    }
    leaving.clear();  // closes the socket, outside the lock
    const std::lock_guard lock(mutex_);
    room_.notify_all();
  }

  const ServerOptions options_;
  Poco::Net::ServerSocket socket_;
  Poco::ThreadPool pool_;
  Poco::Thread acceptor_;
  StopSignal stop_;
  Service* service_ = nullptr;
  bool is_accepting_ = false;  // owned by the owner's thread
  std::mutex mutex_;
  std::condition_variable room_;
  std::list<Guest> guests_;  // guarded by mutex_
};

Expected<std::unique_ptr<Server>> Server::open(ServerOptions options) {
  try {
    const Poco::Net::ServerSocket socket = listen_on(options);
    return std::unique_ptr<Server>(new Server(std::make_unique<Impl>(std::move(options), socket)));
  } catch (const Poco::Exception& error) {
    return Problem{"listen on 127.0.0.1:" + std::to_string(options.port) + ": " +
                   error.displayText()};
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() {
  stop();
}
std::uint16_t Server::port() const {
  return impl_->port();
}
std::string Server::origin() const {
  return (impl_->is_secure() ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port());
}
void Server::start(Service& service) {
  impl_->start(service);
}
void Server::stop() {
  impl_->stop();
}

}  // namespace ingot::lab
