// EngineSender: the half of the engine that sends, whole and real: dispatcher, workers on threads,
// the HTTP client on a socket. Puts the bytes of one item to pre-signed URLs as a plugin's actions
// would. One thread; the item must not change during a call.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/clock.hpp"
#include "host/base/entropy.hpp"
#include "host/base/mailbox.hpp"
#include "host/io/memory_files.hpp"
#include "host/net/client.hpp"
#include "host/secrets/vault.hpp"
#include "host/transfer/dispatcher.hpp"
#include "host/transfer/thread_workers.hpp"

namespace ingot::test {

struct Put {
  std::string url;
  std::uint64_t offset = 0, length = 0;  // of the item
  // Sent besides Host and Content-Length, and nothing else is.
  std::vector<std::pair<std::string, std::string>> headers = {};
  bool has_md5 = true;  // a Content-MD5 that the engine computes from the file
  std::string method = "PUT";
};

class EngineSender final : private transfer::DispatchListener {
 public:
  explicit EngineSender(std::string_view item);

  // Replaces the bytes of the item.
  void set_item(std::string_view bytes);
  // All of them at once, as many in flight as the engine allows; outcomes in the order of `puts`.
  std::vector<transfer::HttpOutcome> send(const std::vector<Put>& puts);
  transfer::HttpOutcome send(const Put& put) { return send(std::vector<Put>{put}).at(0); }
  const transfer::Traffic& traffic() const { return dispatcher_.traffic(); }

 private:
  plugin::HttpAction action_of(const Put& put);
  void answered(transfer::SessionId session, const plugin::HttpAction& action,
                transfer::HttpOutcome outcome) override;
  std::uint64_t record_intent(transfer::SessionId session,
                              const plugin::HttpAction& action) override;
  void login_wanted(const std::string& credential) override;

  SystemClock clock_;
  SystemEntropy entropy_;
  io::MemoryFiles files_;
  secrets::Vault vault_;
  transfer::Credentials credentials_;
  transfer::ByteGate gate_;
  Mailbox<transfer::Fact> mailbox_;
  net::Client client_;
  transfer::ThreadWorkers workers_;
  transfer::Dispatcher dispatcher_;
  std::vector<transfer::SessionItem> items_;
  std::uint64_t last_id_ = 0;
  std::map<std::uint64_t, transfer::HttpOutcome> outcomes_;
};

}  // namespace ingot::test
