// ingot-sink: a server for benchmarks that speaks enough of S3 for its clients and throws bodies
// away. Verifies no signature. Runs until it is ended by a signal.
#include <sched.h>

#include <charconv>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "benchmarks/sink/server.hpp"
#include "benchmarks/sink/tls_context.hpp"

namespace {

using namespace ingot::sink;

constexpr const char* kUsage =
    "ingot-sink [--verify] [--cpu N] [--tls FOLDER]\n"
    "  --verify      compares bodies with Content-MD5 and answers true MD5s as ETags; else the ETag\n"
    "                is what Content-MD5 says\n"
    "  --cpu N       stays on this processor\n"
    "  --tls FOLDER  listens for HTTPS too, and writes ca.pem there, which clients have to trust\n"
    "prints its addresses on stdout: http://..., then https://...; GET /_stats tells what arrived\n";

struct Options {
  Bodies bodies = Bodies::discarded;
  std::optional<unsigned> cpu;
  std::string tls_folder;
};

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view flag = argv[i];
    const std::string_view value = i + 1 < argc ? argv[i + 1] : "";
    if (flag == "--verify") {
      options.bodies = Bodies::verified;
      continue;
    }
    if (value.empty()) return std::nullopt;
    ++i;
    if (flag == "--tls") {
      options.tls_folder = value;
    } else if (flag == "--cpu") {
      unsigned cpu = 0;
      const auto read = std::from_chars(value.data(), value.data() + value.size(), cpu);
      if (read.ec != std::errc() || cpu >= CPU_SETSIZE) return std::nullopt;
      options.cpu = cpu;
    } else {
      return std::nullopt;
    }
  }
  return options;
}

int fail(const std::string& what) {
  std::fprintf(stderr, "ingot-sink: %s\n", what.c_str());
  return 1;
}

int failed_call(const std::string& what) { return fail(what + ": " + std::strerror(errno)); }

bool pin_to(unsigned cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu, &cpus);
  return ::sched_setaffinity(0, sizeof(cpus), &cpus) == 0;
}

int serve(const Options& options) {
  if (options.cpu && !pin_to(*options.cpu)) return failed_call("pin to processor");
  std::optional<TlsContext> tls;
  if (!options.tls_folder.empty()) {
    auto made = TlsContext::make(options.tls_folder);
    if (const auto* problem = std::get_if<std::string>(&made)) return fail(*problem);
    tls = std::move(std::get<TlsContext>(made));
  }
  Server server(options.bodies);
  const std::uint16_t port = server.listen(nullptr);
  const std::uint16_t tls_port = tls ? server.listen(tls->ssl_ctx()) : 0;
  if (port == 0 || (tls && tls_port == 0)) return failed_call("listen");
  std::printf("http://127.0.0.1:%d\n", port);
  if (tls) std::printf("https://127.0.0.1:%d\n", tls_port);
  std::fflush(stdout);
  errno = server.run();
  return failed_call("wait for clients");
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  return serve(*options);
}
