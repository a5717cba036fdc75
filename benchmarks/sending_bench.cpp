// What it costs the client's CPU to send a file in 8 MiB PUTs, and small bodies one by one, to a
// sink in another process on another CPU: host/net as the engine uses it, against what the kernel
// and OpenSSL allow, Poco's streams and libcurl. INGOT_BENCH_MIB: size of the file (512), which is
// made in the temp folder and removed.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>

#include "benchmarks/loopback_sink.hpp"
#include "benchmarks/part_sender.hpp"
#include "benchmarks/suite.hpp"
#include "benchmarks/unpaced.hpp"
#include "host/digest/lane_digests.hpp"
#include "host/net/client.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::bench {
namespace {

using benchmark::State;

constexpr std::uint64_t kPart = 8u << 20;
constexpr std::uint64_t kSmallBodies = 256;  // a run's

// The file all rows send, in the page cache since it was written; and where they send it.
class World {
 public:
  World() : sink_(folder_.path()), files_(open_root(folder_.path())) {
    const char* mib = std::getenv("INGOT_BENCH_MIB");
    write(mib == nullptr ? 512 : std::strtoull(mib, nullptr, 10));
    source_ = source();
    file_.emplace(*files_.open(source_));
  }

  const LoopbackSink& sink() const { return sink_; }
  Target target(bool is_tls) const {
    if (is_tls) return {sink_.tls_port(), sink_.ca_file()};
    return {sink_.plain_port(), {}};
  }
  const io::FileHandle& file() const { return *file_; }
  FilePart part(std::uint64_t offset, std::uint64_t length) const {
    return {file_->fd(), path().string(), offset, std::min(length, file_->size() - offset)};
  }

 private:
  static io::RootFolder open_root(const std::filesystem::path& folder) {
    return *io::RootFolder::open(folder, io::Symlinks::skip);
  }
  std::filesystem::path path() const { return folder_.path() / "big"; }

  void write(std::uint64_t mib) const {
    std::mt19937_64 random(1);
    std::vector<std::uint64_t> block((1u << 20) / sizeof(std::uint64_t));
    for (auto& word : block) word = random();
    std::ofstream out(path(), std::ios::binary);
    for (std::uint64_t i = 0; i < mib; ++i) {
      block[0] = i;
      out.write(reinterpret_cast<const char*>(block.data()), 1 << 20);
    }
  }
  io::SourceFile source() const {
    struct stat is = {};
    ::stat(path().c_str(), &is);
    return {"big", static_cast<std::uint64_t>(is.st_size),
            is.st_mtim.tv_sec * 1'000'000'000 + is.st_mtim.tv_nsec, is.st_ino, is.st_dev};
  }

  test::TempDir folder_;
  LoopbackSink sink_;
  io::DiskFiles files_;
  io::SourceFile source_;
  std::optional<io::FileHandle> file_;
};

// How a body reaches the sink that host/net gives it.
enum class Through { file, buffer };

class Body final : public net::BodySource {
 public:
  Body(const FilePart& part, Through through, std::span<std::byte> buffer)
      : part_(part), through_(through), buffer_(buffer) {}
  std::uint64_t size() const override { return part_.length; }

  Status send_to(net::BodySink& sink) override {
    if (through_ == Through::file) return sink.send_file(part_.file, part_.offset, part_.length);
    for (std::uint64_t at = 0; at < part_.length;) {
      const auto count = ::pread(part_.file, buffer_.data(),
                                 std::min<std::uint64_t>(part_.length - at, buffer_.size()),
                                 static_cast<off_t>(part_.offset + at));
      if (count <= 0) return system_error("read", errno);
      INGOT_CHECK(sink.write(buffer_.first(static_cast<std::size_t>(count))));
      at += static_cast<std::uint64_t>(count);
    }
    return {};
  }

 private:
  const FilePart& part_;
  const Through through_;
  const std::span<std::byte> buffer_;
};

class OurSender final : public PartSender {
 public:
  OurSender(const Target& target, Through through)
      : client_(options(target)), through_(through), buffer_(256u << 10) {
    const std::string scheme = target.ca_file.empty() ? "http" : "https";
    request_.method = "PUT";
    request_.url = scheme + "://127.0.0.1:" + std::to_string(target.port) + "/part";
  }

  bool send(const FilePart& part) override { return send(part, {}); }
  bool send(const FilePart& part, std::vector<net::Header> headers) {
    request_.headers = std::move(headers);
    request_.body_size = part.length;
    Body body(part, through_, buffer_);
    const net::Answer answer = client_.exchange(request_, &body, {});
    return answer.delivery == net::Delivery::response && answer.response.status == 200;
  }
  // Of all exchanges, those over a connection that had served before.
  double reused_share() const {
    const auto stats = client_.stats();
    const double opened = static_cast<double>(stats.at(0).opened);
    return static_cast<double>(stats.at(0).reused) /
           (opened + static_cast<double>(stats.at(0).reused));
  }

 private:
  static net::ClientOptions options(const Target& target) {
    net::ClientOptions chosen;
    chosen.ca_file = target.ca_file;
    return chosen;
  }
  net::Client client_;
  const Through through_;
  net::Request request_;
  std::vector<std::byte> buffer_;
};

struct Row {
  bool is_tls;
  MakeSender make = nullptr;  // null: ours
  Through through = Through::file;
};

// Connected, and what a first request costs already paid.
template <class Sender>
std::unique_ptr<Sender> warm(std::unique_ptr<Sender> sender, State& state, const World& world) {
  if (!sender->send(world.part(0, 1))) state.SkipWithError("the sink said no");
  if (unpace_connections() == "bbr") state.SetLabel("paced by BBR");
  return sender;
}

std::unique_ptr<PartSender> sender_of(const Row& row, State& state, const World& world) {
  auto sender = row.make != nullptr
                    ? row.make(world.target(row.is_tls))
                    : std::make_unique<OurSender>(world.target(row.is_tls), row.through);
  return warm(std::move(sender), state, world);
}

void count_reuse(State& state, const PartSender& sender) {
  if (const auto* ours = dynamic_cast<const OurSender*>(&sender)) {
    state.counters["reused_share"] = ours->reused_share();
  }
}

void parts(State& state, const World& world, Row row) {
  const auto sender = sender_of(row, state, world);
  const std::uint64_t size = world.file().size();
  for (auto _ : state) {
    for (std::uint64_t at = 0; at < size; at += kPart) {
      if (!sender->send(world.part(at, kPart))) return state.SkipWithError("the sink said no");
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
  count_reuse(state, *sender);
}

// The parts' MD5s in lanes, as many at a time as there are lanes, then each part with its own: each
// byte is read from the disk once and twice from the page cache.
void parts_with_md5(State& state, const World& world, Row row) {
  const auto sender =
      warm(std::make_unique<OurSender>(world.target(row.is_tls), row.through), state, world);
  auto lanes = *digest::LaneHasher::start(digest::Algorithm::md5);
  const std::uint64_t size = world.file().size(), window = kPart * lanes.kernel().lanes;
  for (auto _ : state) {
    for (std::uint64_t from = 0; from < size; from += window) {
      std::vector<digest::FileRange> ranges;
      for (std::uint64_t at = from; at < std::min(size, from + window); at += kPart) {
        ranges.push_back({world.file(), at, std::min(kPart, size - at)});
      }
      const auto digests = lane_digests(lanes, ranges, {});
      for (std::size_t i = 0; i < ranges.size(); ++i) {
        if (!digests[i] || !sender->send(world.part(ranges[i].offset, kPart),
                                         {{"Content-MD5", digests[i]->base64()}})) {
          return state.SkipWithError("the sink said no");
        }
      }
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * size));
  count_reuse(state, *sender);
}

void small_bodies(State& state, const World& world, Row row, std::uint64_t body) {
  const auto sender = sender_of(row, state, world);
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < kSmallBodies; ++i) {
      if (!sender->send(world.part(i * body, body))) return state.SkipWithError("the sink said no");
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * kSmallBodies));
  count_reuse(state, *sender);
}

template <class... Arguments>
void add(const std::string& name, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), arguments...)->Unit(benchmark::kMillisecond);
}

void add_parts(const std::string& group, const World& world, bool is_tls) {
  add(group + "/poco_copied_stream", parts, std::cref(world), Row{is_tls, poco_copied_stream});
  add(group + "/poco_stream_write", parts, std::cref(world), Row{is_tls, poco_stream_write});
  if (libcurl(world.target(is_tls))) {
    add(group + "/libcurl", parts, std::cref(world), Row{is_tls, libcurl});
  }
  add(group + "/ours_file", parts, std::cref(world), Row{is_tls});
  add(group + "/ours_buffer", parts, std::cref(world), Row{is_tls, nullptr, Through::buffer});
  add(group + "/ours_file_md5", parts_with_md5, std::cref(world), Row{is_tls});
}

void add_all(const World& world) {
  add("plain/baseline", parts, std::cref(world), Row{false, bare_send});
  add("plain/sendfile", parts, std::cref(world), Row{false, bare_sendfile});
  add_parts("plain", world, false);
  add("tls/baseline", parts, std::cref(world), Row{true, bare_ssl_write});
  add_parts("tls", world, true);
  for (const std::uint64_t body : {4u << 10, 64u << 10, 256u << 10}) {
    const std::string group = "small_" + std::to_string(body >> 10) + "k/";
    add(group + "baseline", small_bodies, std::cref(world), Row{false, bare_send}, body);
    add(group + "sendfile", small_bodies, std::cref(world), Row{false, bare_sendfile}, body);
    add(group + "poco", small_bodies, std::cref(world), Row{false, poco_copied_stream}, body);
    add(group + "ours_file", small_bodies, std::cref(world), Row{false}, body);
    add(group + "ours_buffer", small_bodies, std::cref(world), Row{false, nullptr, Through::buffer},
        body);
  }
}

}  // namespace
}  // namespace ingot::bench

int main(int argc, char** argv) {
  const ingot::bench::World world;
  ingot::bench::pin_to(ingot::bench::Place::client);
  ingot::bench::add_all(world);
  return ingot::bench::run_suite(argc, argv);
}
