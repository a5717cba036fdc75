#include "host/net/poco_resolver.hpp"

#include <Poco/Exception.h>
#include <Poco/Net/DNS.h>
#include <Poco/Net/HostEntry.h>
#include <Poco/Net/IPAddress.h>
#include <Poco/Net/NetException.h>

#include <algorithm>
#include <optional>

namespace ingot::net {

struct Resolver::Lookup {
  std::string host;
  std::optional<Result<std::vector<std::string>>> result;  // guarded by the resolver's mutex
};

namespace {

Result<std::vector<std::string>> look_up(const std::string& host) {
  try {
    std::vector<std::string> addresses;
    const Poco::Net::HostEntry entry = Poco::Net::DNS::hostByName(host);
    for (const auto& address : entry.addresses()) {
      std::string text = address.toString();
      if (std::find(addresses.begin(), addresses.end(), text) == addresses.end())
        addresses.push_back(std::move(text));
    }
    if (!addresses.empty()) return addresses;
  } catch (const Poco::Net::HostNotFoundException&) {
    return Error{ErrorKind::unavailable, "no such host; check the name"};
  } catch (const Poco::Net::NoAddressFoundException&) {
  } catch (const Poco::Exception& caught) {
    return Error{ErrorKind::retryable, "name lookup failed: " + std::string(caught.name())};
  }
  return Error{ErrorKind::unavailable, "the name has no address; check the name"};
}

}  // namespace

Resolver::~Resolver() {
  workers_.stop();
}

std::shared_ptr<Resolver::Lookup> Resolver::enqueue(const std::string& host) {
  for (const auto& pending : pending_) {
    if (pending->host == host) return pending;
  }
  auto lookup = std::make_shared<Lookup>();
  lookup->host = host;
  pending_.push_back(lookup);
  queue_.push_back(lookup);
  if (idle_ < queue_.size() && threads_ < kMostThreads) {
    ++threads_;
    workers_.spawn("resolver", [this](const std::stop_token& stop) { return work(stop); });
  }
  changed_.notify_all();
  return lookup;
}

Result<std::vector<std::string>> Resolver::resolve(const std::string& host,
                                                   std::chrono::nanoseconds longest,
                                                   const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  const auto lookup = enqueue(host);
  if (changed_.wait_for(lock, stop, longest, [&] { return lookup->result.has_value(); }))
    return *lookup->result;
  if (stop.stop_requested())
    return Error{ErrorKind::cancelled, "stopped while looking the name up"};
  return Error{ErrorKind::retryable, "no answer from the name service in time"};
}

Status Resolver::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    const bool has_work = changed_.wait(lock, stop, [&] { return !queue_.empty(); });
    --idle_;
    if (!has_work || stop.stop_requested()) return {};
    const auto lookup = queue_.front();
    queue_.pop_front();
    lock.unlock();
    auto result = look_up(lookup->host);
    lock.lock();
    lookup->result = std::move(result);
    std::erase(pending_, lookup);
    changed_.notify_all();
  }
}

}  // namespace ingot::net
