// What sending costs the client, from page cache to a loopback sink: dispatcher, digests, threads and the HTTP client
// together, against a bare loop of pread and send that hashes nothing. Time is CPU time of the whole client process.
// parts/…: 1 GiB in parts of 8 MiB; files/…: many files of one size. Rows:
//   baseline        pread, send, nothing else
//   plain           no digest
//   content_md5     MD5 of the body in a header
//   etag            MD5 of the body, to be compared with the store's ETag; both: the two of them
//   on_the_way      etag with a body that cannot be hashed ahead: by OpenSSL while it is sent
//   sha256          both, and the item's SHA-256
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <ingot/plugin.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <random>

#include "benchmarks/draining_sink.hpp"
#include "benchmarks/suite.hpp"
#include "host/io/files.hpp"
#include "host/io/folder_scan.hpp"
#include "host/net/client.hpp"
#include "host/transfer/dispatcher.hpp"
#include "host/transfer/thread_workers.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::transfer {
namespace {

constexpr std::uint64_t kPart = 8u << 20;
constexpr std::size_t kOutstanding = 72;  // byte slots and the window
constexpr unsigned kSlots = 8;

enum class Wish { plain, content_md5, etag, both, on_the_way, sha256 };

double cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double context_switches() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_nvcsw + usage.ru_nivcsw);
}

// A file and its ranges that are sent, each by one request.
struct Load {
  std::vector<SessionItem> items;
  struct Body {
    std::uint32_t item;
    std::uint64_t offset, length;
  };
  std::vector<Body> bodies;
  std::uint64_t bytes = 0;
};

class Sources {
 public:
  Load big(std::uint64_t size) {
    Load load = made("big", 1, size);
    load.bodies.clear();
    for (std::uint64_t at = 0; at < size; at += kPart) load.bodies.push_back({0, at, kPart});
    return load;
  }
  Load made(const std::string& name, std::size_t count, std::uint64_t size) {
    Load load;
    std::mt19937_64 random(7);
    std::string block(1u << 20, '\0');
    for (char& c : block) c = static_cast<char>(random());
    for (std::size_t i = 0; i < count; ++i) {
      SessionItem item;
      item.file.key = name + std::to_string(i);
      item.file.size = size;
      const auto path = folder_.path() / item.file.key;
      std::ofstream out(path, std::ios::binary);
      for (std::uint64_t at = 0; at < size; at += block.size()) {
        out.write(block.data(), static_cast<std::streamsize>(std::min<std::uint64_t>(block.size(), size - at)));
      }
      out.close();
      struct stat facts {};
      ::stat(path.c_str(), &facts);
      item.file.mtime_ns = facts.st_mtim.tv_sec * 1'000'000'000LL + facts.st_mtim.tv_nsec;
      load.items.push_back(std::move(item));
      load.bodies.push_back({static_cast<std::uint32_t>(i), 0, size});
      load.bytes += size;
    }
    return load;
  }
  std::filesystem::path path() const { return folder_.path(); }

 private:
  test::TempDir folder_;
};

plugin::Segments literal(std::string text) {
  plugin::Segment segment;
  segment.text = std::move(text);
  return {segment};
}

plugin::HttpAction action_of(const Load::Body& body, Wish wish, std::uint16_t port) {
  plugin::HttpAction action;
  action.flags = INGOT_F_EXACT_HEADERS | INGOT_F_IDEMPOTENT | INGOT_F_SENSITIVE;
  action.method = "PUT";
  action.url = literal("http://127.0.0.1:" + std::to_string(port) + "/bucket/object?partNumber=1");
  plugin::Segment file;
  file.kind = plugin::SegmentKind::file;
  file.ref = body.item;
  file.off = body.offset;
  file.len = body.length;
  action.body = {file};
  action.items = {body.item};
  if (wish == Wish::content_md5 || wish == Wish::both || wish == Wish::sha256) {
    plugin::Segment digest;
    digest.kind = plugin::SegmentKind::digest;
    digest.ref = plugin::kWholeBody;
    digest.text = "md5/base64";
    action.headers.emplace_back("Content-MD5", plugin::Segments{digest});
  }
  if (wish != Wish::plain && wish != Wish::content_md5) action.flags |= INGOT_F_VERIFY_ETAG;
  if (wish == Wish::on_the_way) action.body.insert(action.body.begin(), plugin::Segment());
  return action;
}

class Sender final : private DispatchListener {
 public:
  Sender(const Sources& sources, Wish wish, std::uint16_t port)
      : wish_(wish),
        port_(port),
        files_(*io::RootFolder::open(sources.path(), io::Symlinks::skip)),
        gate_(clock_, 0),
        client_(net::ClientOptions{}),
        workers_({client_, files_, gate_, mailbox_}, kSlots),
        dispatcher_({clock_, entropy_, workers_, vault_, credentials_, *this}, options(wish)) {}

  // False when a request was not answered with 200.
  bool send(const Load& load) {
    std::size_t submitted = 0;
    answered_ = refused_ = 0;
    while (answered_ < load.bodies.size()) {
      while (submitted < load.bodies.size() && submitted - answered_ < kOutstanding) {
        auto action = action_of(load.bodies[submitted], wish_, port_);
        action.id = ++submitted;
        dispatcher_.submit(1, std::move(action), load.items, 0);
      }
      dispatcher_.turn();
      for (auto& fact : mailbox_.take(std::chrono::seconds(30))) {
        if (auto* result = std::get_if<AttemptResult>(&fact)) dispatcher_.handle(std::move(*result));
        if (auto* digest = std::get_if<DigestResult>(&fact)) dispatcher_.handle(*digest);
      }
    }
    return refused_ == 0;
  }

 private:
  static DispatchOptions options(Wish wish) {
    DispatchOptions options;
    options.byte_slots = kSlots;
    options.takes_sha256 = wish == Wish::sha256;
    options.ahead.bytes = 1u << 30;
    return options;
  }
  void answered(SessionId, const plugin::HttpAction&, HttpOutcome outcome) override {
    ++answered_;
    if (outcome.status != 200) ++refused_;
  }
  std::uint64_t record_intent(SessionId, const plugin::HttpAction&) override { return 0; }
  void login_wanted(const std::string&) override {}

  const Wish wish_;
  const std::uint16_t port_;
  SystemClock clock_;
  SystemEntropy entropy_;
  io::DiskFiles files_;
  secrets::Vault vault_;
  Credentials credentials_;
  ByteGate gate_;
  Mailbox<Fact> mailbox_;
  net::Client client_;
  ThreadWorkers workers_;
  Dispatcher dispatcher_;
  std::size_t answered_ = 0, refused_ = 0;
};

template <class Run>
void measure(benchmark::State& state, const Load& load, Run&& run) {
  double switches = 0;
  for (auto _ : state) {
    const double before = cpu_seconds();
    switches -= context_switches();
    if (!run()) state.SkipWithError("a request failed");
    state.SetIterationTime(cpu_seconds() - before);
    switches += context_switches();
  }
  const auto rounds = static_cast<double>(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(load.bytes) * state.iterations());
  state.counters["us_each"] = benchmark::Counter(
      rounds * static_cast<double>(load.bodies.size()) / 1e6, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["switches_each"] = switches / rounds / static_cast<double>(load.bodies.size());
}

void engine(benchmark::State& state, const Sources& sources, const Load& load, Wish wish, std::uint16_t port) {
  Sender sender(sources, wish, port);
  measure(state, load, [&] { return sender.send(load); });
}

void bare(benchmark::State& state, const Sources& sources, const Load& load, std::uint16_t port) {
  const int sink = bench::connect_to(port);
  std::vector<char> block(256u << 10);
  const auto put = [&](const Load::Body& body) {
    const auto path = sources.path() / load.items[body.item].file.key;
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const std::string head = "PUT /bucket/object HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: " +
                             std::to_string(body.length) + "\r\n\r\n";
    bool is_good = ::send(sink, head.data(), head.size(), MSG_MORE) > 0;
    for (std::uint64_t at = 0; at < body.length && is_good;) {
      const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), body.length - at));
      const ssize_t count = ::pread(file, block.data(), most, static_cast<off_t>(body.offset + at));
      is_good = count > 0 && ::send(sink, block.data(), static_cast<std::size_t>(count), 0) == count;
      at += static_cast<std::uint64_t>(count);
    }
    ::close(file);
    char answer[256];
    return is_good && ::recv(sink, answer, sizeof answer, 0) > 0;
  };
  measure(state, load, [&] { return std::all_of(load.bodies.begin(), load.bodies.end(), put); });
  ::close(sink);
}

void add_all(const Sources& sources, const std::map<std::string, Load>& loads, std::uint16_t port) {
  const std::pair<const char*, Wish> wishes[] = {{"plain", Wish::plain},   {"content_md5", Wish::content_md5},
                                                 {"etag", Wish::etag},     {"both", Wish::both},
                                                 {"sha256", Wish::sha256}, {"on_the_way", Wish::on_the_way}};
  for (const auto& [name, load] : loads) {
    const auto add = [&, name = name](const std::string& row, auto run) {
      benchmark::RegisterBenchmark((name + "/" + row).c_str(), run)->UseManualTime()->Unit(benchmark::kMillisecond);
    };
    add("baseline", [&sources, &load = load, port](auto& state) { bare(state, sources, load, port); });
    for (const auto& [row, wish] : wishes) {
      add(row, [&sources, &load = load, wish = wish, port](auto& state) { engine(state, sources, load, wish, port); });
    }
  }
}

}  // namespace
}  // namespace ingot::transfer

int main(int argc, char** argv) {
  const ingot::bench::DrainingSink sink;
  ingot::bench::leave_the_last_core();
  ingot::transfer::Sources sources;
  std::map<std::string, ingot::transfer::Load> loads;
  loads["parts"] = sources.big(1u << 30);
  for (const std::uint64_t kib : {4, 64, 256}) {
    loads["files_" + std::to_string(kib) + "k"] = sources.made("f" + std::to_string(kib) + "_", 1024, kib << 10);
  }
  ingot::transfer::add_all(sources, loads, sink.port());
  return ingot::bench::run_suite(argc, argv, "0.05");
}
