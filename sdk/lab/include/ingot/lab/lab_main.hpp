// The command line every emulator executable shares: flags, faults, the server, and running until
// SIGTERM or SIGINT. A vendor adds its own flags and says how to make its service.
// Threads: called once, from main, before any other thread exists.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <ingot/lab/clock.hpp>
#include <ingot/lab/expected.hpp>
#include <ingot/lab/object_store.hpp>
#include <ingot/lab/service.hpp>

namespace ingot::lab {

// A flag only this vendor's lab has: "--token", "TEXT", "a bearer token that is always accepted".
struct LabFlag {
  std::string name;
  std::string value_name;
  std::string help;
};

// What the shared flags said.
struct LabSettings {
  std::string origin;  // "http://127.0.0.1:40123": what upload URLs must begin with
  Storage storage = Storage::kDiscard;
  std::filesystem::path directory = {};  // exists; where kept parts go
  std::int64_t url_ttl_ms = 15 * 60'000;
  std::uint64_t seed = 0;
  std::multimap<std::string, std::string> flags = {};  // the vendor's own, as typed
};

struct LabProgram {
  std::string name;     // "ingot-lab-dash"
  std::string summary;  // one line for --help
  std::vector<LabFlag> flags;
  // The problem is printed, and the program ends with 2. `clock` outlives the service.
  std::function<Expected<std::unique_ptr<Service>>(const LabSettings&, const Clock& clock)> make;
  std::string url_ttl = "15m";  // what --url-ttl is where nobody says otherwise; a duration
  // The `vendor` section of a job that uploads files to this lab as its flags are by default, in
  // YAML; ${params.address} stands for the lab's origin. Empty: nothing of the kind.
  std::string example = {};
};

// Exit code: 0 after SIGTERM/SIGINT or --help, 2 for wrong flags or a wrong faults file, 8 when the
// port cannot be had. Prints "listening on http://127.0.0.1:PORT" to stdout once requests are
// answered.
int lab_main(int argc, char** argv, const LabProgram& program);

}  // namespace ingot::lab
