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
      : test::Program(INGOT_LAB_SESSIONUPLOAD, std::move(arguments)) {}
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
                        {{"--port"}, "--port: a value is missing"},
                        {{"--port", "65536"}, "--port 65536: expected a port from 0 to 65535"},
                        {{"--latency", "5"}, "--latency 5: expected a duration"},
                        {{"--resume-urls", "old"}, "--resume-urls old: not a value of this flag"},
                        {{"--smallest-chunk=0"}, "--smallest-chunk 0: not a value of this flag"},
                        {{"--token-ttl", "45"}, "--token-ttl 45: not a value of this flag"},
                        {{"--login-status", "Is"}, "--login-status Is: not a value of this flag"},
                        {{"--faults", faults}, faults + ":2:11: unknown key `stauts` in `do`"},
                        {{"--store", "/proc/none/x"}, "create /proc/none/x: "},
                        {{"--tls", "/proc/none/x"}, "create /proc/none/x: "}};
  for (const Case& wrong : cases) {
    Program program(wrong.arguments);
    EXPECT_NE(program.read_rest().find(wrong.says), std::string::npos) << wrong.says;
    EXPECT_EQ(program.wait(), 2) << wrong.says;
  }
}

TEST(Program, takes_its_flags_to_heart) {
  Program program({"--token", "lab-one", "--token", "lab-two", "--expired-status=403",
                   "--status-form", "number", "--smallest-chunk", "4"});
  const std::string line = program.read_line();
  test::RawClient client(static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1))));
  const auto ask = [&](const std::string& method, const std::string& target,
                       const std::string& token, const std::string& body) {
    client.send(method + " " + target + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + token +
                "\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.read_reply();
  };
  const std::string root = "/api/admin/asset/11111111-1111-4111-8111-111111111111";
  const std::string start =
      R"({"relativePath":"a.bin","contentLength":5,"chunkSize":4,"uploadOverwriteOption":"Cancel"})";
  EXPECT_NE(ask("GET", root, "lab-token", "").find(" 401 "), std::string::npos);
  EXPECT_NE(ask("GET", root, "lab-one", "").find("\"assetStatus\":1,"), std::string::npos);
  EXPECT_NE(ask("POST", "/api/asset/upload/start", "lab-two", start).find("\"partNumber\":2"),
            std::string::npos);
  EXPECT_NE(ask("POST", "/__expire-tokens", "lab-two", "").find(" 204 "), std::string::npos);
  EXPECT_NE(ask("GET", root, "lab-one", "").find(" 403 "), std::string::npos);
  program.signal(SIGTERM);
  EXPECT_EQ(program.wait(), 0);
}

TEST(Program, explains_itself) {
  Program program({"--help"});
  EXPECT_NE(program.read_rest().find("--resume-urls fresh|same"), std::string::npos);
  EXPECT_EQ(program.wait(), 0);
}

TEST(Program, says_when_its_port_is_taken) {
  Program first({});
  const std::string line = first.read_line();
  Program second({"--port", line.substr(line.rfind(':') + 1)});
  EXPECT_NE(second.read_rest().find("listen on 127.0.0.1:"), std::string::npos);
  EXPECT_EQ(second.wait(), 8);
  first.signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
}

}  // namespace
}  // namespace ingot::lab
