#include <ingot/lab/server.hpp>

#include <gtest/gtest.h>

#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/HTTPSClientSession.h>
#include <Poco/Net/RejectCertificateHandler.h>
#include <Poco/Net/SSLManager.h>

#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

namespace net = Poco::Net;

class Fixed final : public Service {
 public:
  Reply handle(Request&) override { return Reply{.status = 204}; }
};

// The status of GET / when only `ca_file` is trusted; 0 if the certificate is not accepted.
int status_with(const Server& server, const std::filesystem::path& ca_file,
                const std::string& host) {
  net::Context::Params params;
  params.caLocation = ca_file.string();
  params.verificationMode = net::Context::VERIFY_STRICT;
  params.loadDefaultCAs = false;
  const net::Context::Ptr context(new net::Context(net::Context::TLS_CLIENT_USE, params));
  net::SSLManager::instance().initializeClient(nullptr, new net::RejectCertificateHandler(false),
                                               context);
  try {
    net::HTTPSClientSession session(host, server.port(), context);
    net::HTTPRequest request("GET", "/", "HTTP/1.1");
    net::HTTPResponse response;
    session.sendRequest(request);
    session.receiveResponse(response);
    return response.getStatus();
  } catch (const Poco::Exception&) {
    return 0;
  }
}

TEST(Tls, is_trusted_through_its_own_ca_and_no_other) {
  const test::TempDir folder;
  const Expected<TlsIdentity> identity = make_tls_identity(folder.path() / "one");
  const Expected<TlsIdentity> other = make_tls_identity(folder.path() / "two");
  ASSERT_TRUE(identity && other);
  Expected<std::unique_ptr<Server>> server = Server::open({.tls = *identity});
  ASSERT_TRUE(server) << server.problem();
  Fixed service;
  (*server)->start(service);
  EXPECT_TRUE((*server)->origin().starts_with("https://127.0.0.1:"));
  EXPECT_EQ(status_with(**server, identity->ca_file, "127.0.0.1"), 204);
  EXPECT_EQ(status_with(**server, identity->ca_file, "localhost"), 204);
  EXPECT_EQ(status_with(**server, other->ca_file, "127.0.0.1"), 0);
}

TEST(Tls, keeps_the_key_to_its_owner_and_replaces_old_files) {
  const test::TempDir folder;
  ASSERT_TRUE(make_tls_identity(folder.path()));
  const Expected<TlsIdentity> again = make_tls_identity(folder.path());
  ASSERT_TRUE(again) << again.problem();
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(again->key_file).permissions(),
            perms::owner_read | perms::owner_write);
}

TEST(Tls, names_the_folder_it_cannot_write) {
  const Expected<TlsIdentity> identity = make_tls_identity("/proc/none");
  ASSERT_FALSE(identity);
  EXPECT_NE(identity.problem().find("/proc/none"), std::string::npos);
}

}  // namespace
}  // namespace ingot::lab
