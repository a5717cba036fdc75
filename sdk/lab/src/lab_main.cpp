#include <ingot/lab/lab_main.hpp>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <optional>
#include <random>
#include <string_view>

#include <ingot/lab/duration.hpp>
#include <ingot/lab/faulty_service.hpp>
#include <ingot/lab/server.hpp>

namespace ingot::lab {

namespace {

constexpr int kUsage = 2;
constexpr int kUnavailable = 8;

struct Flags {
  LabSettings settings;
  ServerOptions server;
  std::string port_file, faults_file, tls_folder;
  bool wants_help = false, wants_example = false;
};

std::vector<LabFlag> shared_flags(const LabProgram& program) {
  return {{"--port", "N", "port of 127.0.0.1 to listen on; 0 lets the system choose (0)"},
          {"--port-file", "PATH", "write the chosen port there, in one step"},
          {"--faults", "FILE", "YAML rules for what is to go wrong"},
          {"--store", "DIR|discard|sink", "keep uploaded parts in DIR, or only their digests (discard); sink: only sizes"},
          {"--example", "", "print the vendor section of a job that fits this lab, and end"},
          {"--tls", "DIR", "serve https; a fresh CA is written to DIR/ca.pem"},
          {"--url-ttl", "DURATION", "how long upload URLs live (" + program.url_ttl + ")"},
          {"--latency", "DURATION", "wait so long before every reply (0ms)"},
          {"--seed", "N", "of ids and signatures; runs with equal seeds are alike (random)"},
          {"--help", "", "this text"}};
}

void print_help(const LabProgram& program) {
  std::printf("%s: %s\n\nusage: %s [flags]\n\n", program.name.c_str(), program.summary.c_str(),
              program.name.c_str());
  std::vector<LabFlag> flags = shared_flags(program);
  flags.insert(flags.end(), program.flags.begin(), program.flags.end());
  for (const LabFlag& flag : flags) {
    std::printf("  %-28s %s\n", (flag.name + " " + flag.value_name).c_str(), flag.help.c_str());
  }
}

template <typename T>
std::optional<T> whole_number(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Empty, or what is wrong with the value.
std::string take_shared(const std::string& name, const std::string& value, Flags& flags) {
  if (name == "--port") {
    const auto port = whole_number<std::uint16_t>(value);
    flags.server.port = port.value_or(0);
    return port ? "" : "expected a port from 0 to 65535";
  }
  if (name == "--seed") {
    const auto seed = whole_number<std::uint64_t>(value);
    flags.settings.seed = seed.value_or(0);
    return seed ? "" : "expected a whole number";
  }
  if (name == "--url-ttl" || name == "--latency") {
    const std::optional<std::int64_t> ms = duration_ms(value);
    if (!ms) return "expected a duration like 20ms, 30s, 15m or 2h";
    (name == "--url-ttl" ? flags.settings.url_ttl_ms : flags.server.latency_ms) = *ms;
    return "";
  }
  if (name == "--store") {
    flags.settings.storage = value == "discard" ? Storage::kDiscard
                             : value == "sink"  ? Storage::kSink
                                                : Storage::kKeep;
    flags.settings.directory = flags.settings.storage == Storage::kKeep ? value : "";
    return "";
  }
  if (name == "--port-file") flags.port_file = value;
  if (name == "--faults") flags.faults_file = value;
  if (name == "--tls") flags.tls_folder = value;
  return "";
}

bool is_among(const std::vector<LabFlag>& flags, std::string_view name) {
  for (const LabFlag& flag : flags) {
    if (flag.name == name) return true;
  }
  return false;
}

Expected<Flags> parse_flags(int argc, char** argv, const LabProgram& program) {
  Flags flags;
  flags.settings.seed = std::random_device{}();
  flags.settings.url_ttl_ms = duration_ms(program.url_ttl).value_or(flags.settings.url_ttl_ms);
  for (int i = 1; i < argc; ++i) {
    std::string name = argv[i];
    if (name == "--help" || name == "-h") {
      flags.wants_help = true;
      return flags;
    }
    if (name == "--example") {
      flags.wants_example = true;
      continue;
    }
    std::optional<std::string> value;
    if (const std::size_t equals = name.find('='); equals != name.npos) {
      value = name.substr(equals + 1);
      name.resize(equals);
    }
    const bool is_shared = is_among(shared_flags(program), name);
    if (!is_shared && !is_among(program.flags, name)) return Problem{"unknown flag " + name};
    if (!value && i + 1 < argc) value = argv[++i];
    if (!value) return Problem{name + ": a value is missing"};
    if (!is_shared) flags.settings.flags.emplace(name, *value);
    const std::string wrong = is_shared ? take_shared(name, *value, flags) : "";
    if (!wrong.empty()) return Problem{name + " " + *value + ": " + wrong};
  }
  return flags;
}

// Written beside and renamed, so that whoever waits for the file never reads half a number.
std::string write_port_file(const std::string& path, std::uint16_t port) {
  const std::string beside = path + ".new";
  std::FILE* file = std::fopen(beside.c_str(), "w");
  const bool is_open = file != nullptr;
  const bool is_written = is_open && std::fprintf(file, "%u\n", static_cast<unsigned>(port)) > 0;
  const bool is_closed = is_open && std::fclose(file) == 0;
  if (is_written && is_closed && std::rename(beside.c_str(), path.c_str()) == 0) return "";
  return "write " + path + ": not possible";
}

int fail(const LabProgram& program, const std::string& message, int code) {
  std::fprintf(stderr, "%s: %s\n", program.name.c_str(), message.c_str());
  return code;
}

Expected<FaultPlan> read_plan(const std::string& file) {
  if (file.empty()) return FaultPlan{};
  ParsedFaults parsed = load_faults(file);
  if (parsed.problems.empty()) return std::move(parsed.plan);
  std::string all;
  for (const std::string& problem : parsed.problems) all += "\n  " + problem;
  return Problem{"the faults file is wrong:" + all};
}

// Folders and keys that must be there before anything listens.
std::string prepare(Flags& flags) {
  std::error_code error;
  if (flags.settings.storage == Storage::kKeep) {
    std::filesystem::create_directories(flags.settings.directory, error);
    if (error) return "create " + flags.settings.directory.string() + ": " + error.message();
  }
  if (flags.tls_folder.empty()) return "";
  Expected<TlsIdentity> identity = make_tls_identity(flags.tls_folder);
  if (identity) flags.server.tls = *identity;
  return identity.problem();
}

int serve(const LabProgram& program, Flags& flags, FaultPlan plan, const sigset_t& signals) {
  Expected<std::unique_ptr<Server>> server = Server::open(flags.server);
  if (!server) return fail(program, server.problem(), kUnavailable);
  flags.settings.origin = (*server)->origin();
  const SystemClock clock;
  const Expected<std::unique_ptr<Service>> service = program.make(flags.settings, clock);
  if (!service) return fail(program, service.problem(), kUsage);
  FaultyService faulty(**service, std::move(plan), clock);
  (*server)->start(faulty);
  if (!flags.port_file.empty()) {
    const std::string problem = write_port_file(flags.port_file, (*server)->port());
    if (!problem.empty()) return fail(program, problem, kUsage);
  }
  std::printf("listening on %s\n", (*server)->origin().c_str());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&signals, &signal);
  (*server)->stop();
  return 0;
}

}  // namespace

int lab_main(int argc, char** argv, const LabProgram& program) {
  // Blocked before the first thread exists, so that only sigwait below sees them.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  Expected<Flags> flags = parse_flags(argc, argv, program);
  if (!flags) return fail(program, flags.problem() + "; --help lists the flags", kUsage);
  if (flags->wants_help) {
    print_help(program);
    return 0;
  }
  if (flags->wants_example) {
    if (program.example.empty())
      return fail(program, "this lab has no example of a job that uploads files", kUsage);
    std::fputs(program.example.c_str(), stdout);
    return 0;
  }
  Expected<FaultPlan> plan = read_plan(flags->faults_file);
  if (!plan) return fail(program, plan.problem(), kUsage);
  const std::string problem = prepare(*flags);
  if (!problem.empty()) return fail(program, problem, kUsage);
  return serve(program, *flags, std::move(*plan), signals);
}

}  // namespace ingot::lab
