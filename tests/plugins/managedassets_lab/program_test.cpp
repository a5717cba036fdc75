// The executable itself: its line, its port file, its exit codes. Each test ends the process it
// started.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include <ingot/lab/digest.hpp>

#include "tests/sdk/lab/raw_client.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

class Program : public test::Program {
 public:
  explicit Program(std::vector<std::string> arguments)
      : test::Program(INGOT_LAB_MANAGEDASSETS, std::move(arguments)) {}
};

TEST(Program, serves_says_where_and_ends_well_when_told_to) {
  const test::TempDir folder;
  for (const int number : {SIGTERM, SIGINT}) {
    const std::string port_file = (folder.path() / std::to_string(number)).string();
    Program program({"--port-file", port_file, "--store=" + (folder.path() / "kept").string(),
                     "--token", "lab-other", "--create-status=200"});
    const std::string line = program.read_line();
    int port = 0;
    std::ifstream(port_file) >> port;
    EXPECT_EQ(line, "listening on http://127.0.0.1:" + std::to_string(port));
    test::RawClient client(static_cast<std::uint16_t>(port));
    const std::string form =
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n\r\nhello"
        "\r\n--b--\r\n";
    client.send(
        "POST /v1/assets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer lab-other\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: " +
        std::to_string(form.size()) + "\r\n\r\n" + form);
    EXPECT_TRUE(client.read_reply().starts_with("HTTP/1.1 200 "));
    client.send("GET /__audit HTTP/1.1\r\nHost: x\r\n\r\n");
    const std::string audit = client.read_reply();
    EXPECT_NE(audit.find("\"clean\":true"), std::string::npos) << audit;
    EXPECT_NE(audit.find("\"path\":\"a.bin\""), std::string::npos);
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "kept" /
                                        to_hex(digest_of(Algorithm::kSha256, "hello"))));
    program.signal(number);
    EXPECT_EQ(program.wait(), 0);
  }
}

TEST(Program, takes_every_flag_it_documents) {
  Program program({"--read-only-token=lab-reader",
                   "--client-id=lab-c",
                   "--client-secret=lab-s",
                   "--audience=lab",
                   "--token-ttl=1h",
                   "--environment=non-production",
                   "--gigabyte=decimal",
                   "--largest-file=100",
                   "--smallest-file=0",
                   "--late-fields=refused",
                   "--metadata-part=any",
                   "--managed-with-uri=default",
                   "--uri=http://a.test/?a=b=77",
                   "--uri=http://a.test/gone=missing",
                   "--other-uris=missing",
                   "--fetch=later",
                   "--pending-gets=0",
                   "--fetch-takes=0s",
                   "--fail-fetch-every=0",
                   "--pending-status=200",
                   "--failed-fetch=removed",
                   "--etag-after-fetch=changed",
                   "--create-reply=body",
                   "--create-etag=absent",
                   "--update-status=204",
                   "--missing-precondition=400",
                   "--put-metadata=kept",
                   "--managed-as=boolean",
                   "--expiry-name=expiredOn",
                   "--metadata-query=on",
                   "--searchable-after=0s"});
  const std::string line = program.read_line();
  ASSERT_TRUE(line.starts_with("listening on ")) << line;
  test::RawClient client(static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1))));
  const std::string head = " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer lab-token\r\n";
  const std::string body = R"({"uri":"http://a.test/?a=b","metadata":{"k":"v"}})";
  client.send("POST /v1/assets" + head + "Content-Type: application/json\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  const std::string made = client.read_reply();
  EXPECT_TRUE(made.starts_with("HTTP/1.1 202 ")) << made;
  EXPECT_EQ(made.find("ETag"), std::string::npos);
  EXPECT_NE(made.find("\"managed\":true"), std::string::npos);
  EXPECT_NE(made.find("\"expiredOn\":"), std::string::npos);
  client.send("GET /v1/assets?metadata.k=v" + head + "\r\n");
  const std::string found = client.read_reply();
  EXPECT_NE(found.find("\"size\":77"), std::string::npos) << found;
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST(Program, refuses_flags_it_does_not_understand) {
  for (const char* flag : {"--token-ttl=5",
                           "--environment=test",
                           "--gigabyte=si",
                           "--largest-file=-1",
                           "--smallest-file=x",
                           "--late-fields=lost",
                           "--metadata-part=text",
                           "--managed-with-uri=no",
                           "--uri=http://a.test/",
                           "--uri=http://a.test/=big",
                           "--uri==5",
                           "--other-uris=gone",
                           "--fetch=now",
                           "--pending-gets=-1",
                           "--fetch-takes=1",
                           "--fail-fetch-every=",
                           "--pending-status=204",
                           "--failed-fetch=kept",
                           "--etag-after-fetch=no",
                           "--create-status=202",
                           "--create-reply=none",
                           "--create-etag=weak",
                           "--update-status=202",
                           "--missing-precondition=412",
                           "--put-metadata=merged",
                           "--managed-as=number",
                           "--expiry-name=expires",
                           "--metadata-query=yes",
                           "--searchable-after=x"}) {
    Program program({flag});
    EXPECT_NE(program.read_rest().find(": not a value of this flag"), std::string::npos) << flag;
    EXPECT_EQ(program.wait(), 2) << flag;
  }
  Program unknown({"--approval", "none"});
  EXPECT_NE(unknown.read_rest().find("unknown flag --approval"), std::string::npos);
  EXPECT_EQ(unknown.wait(), 2);
}

TEST(Program, explains_itself) {
  Program program({"--help"});
  EXPECT_NE(program.read_rest().find("--late-fields taken|dropped|refused"), std::string::npos);
  EXPECT_EQ(program.wait(), 0);
}

}  // namespace
}  // namespace ingot::lab
