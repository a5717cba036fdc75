// ingot-lab-acme: the emulator as a program; `ingot lab acme` starts it once it is installed.
// Ports, faults and storage are the lab library's flags, the vendor's own are read here.
#include <ingot/lab/flag_value.hpp>
#include <ingot/lab/lab_main.hpp>

#include "lab/acme_emulator.hpp"

namespace {

using namespace ingot::lab;

Expected<std::unique_ptr<Service>> make(const LabSettings& settings, const Clock& clock) {
  acme_lab::AcmeOptions options;
  options.origin = settings.origin;
  options.storage = settings.storage;
  options.directory = settings.directory;
  options.seed = settings.seed;
  options.url_ttl_ms = settings.url_ttl_ms;
  for (const auto& [name, value] : settings.flags) {
    if (name == "--client-id") options.client_id = value;
    if (name == "--client-secret") options.client_secret = value;
    if (name == "--token-ttl" && !read_duration(value, options.token_ttl_ms))
      return Problem{name + " " + value + ": expected a duration like 30s"};
  }
  return std::unique_ptr<Service>(
      std::make_unique<acme_lab::AcmeEmulator>(std::move(options), clock));
}

// What fits the flags' defaults.
constexpr const char* kExample = R"(vendor:
  plugin: acme
  base_url: ${params.address}
  config:
    client_id: lab-client
    client_secret: { secret: "exec:echo lab-secret" }
    folder: /Bench
)";

}  // namespace

int main(int argc, char** argv) {
  return lab_main(argc, argv,
                  {"ingot-lab-acme",
                   "Acme on this machine, for tests and demonstrations",
                   {{"--client-id", "TEXT", "of the API client (lab-client)"},
                    {"--client-secret", "TEXT", "of the API client (lab-secret)"},
                    {"--token-ttl", "DURATION", "life of access tokens (60m)"}},
                   make,
                   "15m",
                   kExample});
}
