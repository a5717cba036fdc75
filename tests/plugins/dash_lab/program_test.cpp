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
      : test::Program(INGOT_LAB_DASH, std::move(arguments)) {}
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
                        {{"--approval", "maybe"}, "--approval maybe: not a value of this flag"},
                        {{"--max-items=0"}, "--max-items 0: not a value of this flag"},
                        {{"--faults", faults}, faults + ":2:11: unknown key `stauts` in `do`"},
                        {{"--store", "/proc/none/x"}, "create /proc/none/x: "},
                        {{"--tls", "/proc/none/x"}, "create /proc/none/x: "}};
  for (const Case& wrong : cases) {
    Program program(wrong.arguments);
    EXPECT_NE(program.read_rest().find(wrong.says), std::string::npos) << wrong.says;
    EXPECT_EQ(program.wait(), 2) << wrong.says;
  }
}

TEST(Program, explains_itself) {
  Program program({"--help"});
  EXPECT_NE(program.read_rest().find("--approval none|required"), std::string::npos);
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
