// The executable itself: its line, its port file, its exit codes. Each test ends the process it
// started.
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <string>
#include <vector>

#include "tests/sdk/lab/raw_client.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::lab {
namespace {

class Program : public test::Program {
 public:
  explicit Program(std::vector<std::string> arguments)
      : test::Program(INGOT_LAB_TENOVOS, std::move(arguments)) {}
};

TEST(Program, listens_says_where_and_ends_well_when_told_to) {
  const test::TempDir folder;
  for (const int number : {SIGTERM, SIGINT}) {
    const std::string port_file = (folder.path() / std::to_string(number)).string();
    Program program(
        {"--port-file", port_file, "--store=" + (folder.path() / "parts").string(), "--seed", "7"});
    const std::string line = program.read_line();
    int port = 0;
    std::ifstream(port_file) >> port;
    EXPECT_EQ(line, "listening on http://127.0.0.1:" + std::to_string(port));
    test::RawClient client(static_cast<std::uint16_t>(port));
    client.send("GET /__audit HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_NE(client.read_reply().find("\"clean\":true"), std::string::npos);
    EXPECT_TRUE(std::filesystem::is_directory(folder.path() / "parts"));
    program.signal(number);
    EXPECT_EQ(program.wait(), 0);
  }
}

TEST(Program, refuses_flags_it_does_not_understand) {
  const test::TempDir folder;
  const std::string faults = (folder.path() / "f.yaml").string();
  std::ofstream(faults) << "faults:\n  - do: { stauts: 500 }\n";
  struct Case {
    std::vector<std::string> arguments;
    std::string says;
  };
  const Case cases[] = {{{"--nonsense"}, "unknown flag --nonsense"},
                        {{"--reply"}, "--reply: a value is missing"},
                        {{"--reply", "round"}, "--reply round: not a value of this flag"},
                        {{"--part-bytes=0"}, "--part-bytes 0: not a value of this flag"},
                        {{"--token-ttl", "5"}, "--token-ttl 5: not a value of this flag"},
                        {{"--require", "Colour"}, "--require Colour: not a value of this flag"},
                        {{"--base-path", "v1/"}, "--base-path v1/: not a value of this flag"},
                        {{"--faults", faults}, faults + ":2:11: unknown key `stauts` in `do`"}};
  for (const Case& wrong : cases) {
    Program program(wrong.arguments);
    EXPECT_NE(program.read_rest().find(wrong.says), std::string::npos) << wrong.says;
    EXPECT_EQ(program.wait(), 2) << wrong.says;
  }
}

TEST(Program, explains_itself) {
  Program program({"--help"});
  EXPECT_NE(program.read_rest().find("--one-part by-filesize|url|urls"), std::string::npos);
  EXPECT_EQ(program.wait(), 0);
}

TEST(Program, turns_its_flags_into_a_tenant) {
  Program program({"--reply", "flat", "--one-part=url", "--base-path=", "--require", "Title",
                   "--rights", "uploader", "--url-ttl", "1h"});
  const std::string line = program.read_line();
  test::RawClient client(static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1))));
  const auto create = [&](const std::string& metadata) {
    const std::string body =
        R"({"filename":"a","metadataTemplateId":"1ab00000-0000-4000-8000-0000000000a1",)"
        R"("metadata":[)" +
        metadata +
        R"(],"securityTemplateIds":["1ab00000-0000-4000-8000-0000000000b1"],"filesize":3})";
    client.send(
        "POST /asset HTTP/1.1\r\nHost: x\r\nX-API-Key: lab-api-key\r\n"
        "Authorization: lab-authorization\r\nContent-Type: application/json\r\n"
        "Content-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.read_reply();
  };
  EXPECT_NE(create("").find("metadata: Title is required"), std::string::npos);
  const std::string created =
      create(R"({"metadataDefinitionId":"1ab00000-0000-4000-8000-00000000a101",)"
             R"("metadataDefinitionValue":"t"})");
  EXPECT_NE(created.find(R"(,"url":"http://127.0.0.1:)"), std::string::npos) << created;
  EXPECT_NE(created.find("X-Amz-Expires=3600"), std::string::npos) << created;
  EXPECT_EQ(created.find(R"("data")"), std::string::npos) << created;
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

}  // namespace
}  // namespace ingot::lab
