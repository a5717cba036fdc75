// LinkModel: the path to a store as a discrete-event simulation: one shared bandwidth divided max-min fairly,
// connections that start slowly and are kept alive, a ceiling of each by random loss, a server that takes its time,
// throttles above a number of requests or suffers from many. Not packets: rates change only when something begins,
// ends or doubles its window. Deterministic for a seed. Used by one thread.
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace ingot::test {

struct LinkShape {
  std::string name;
  double bits_per_second = 1e9;
  std::chrono::duration<double> round_trip{0.02};
  double loss = 0;  // share of segments
  // What a connection may have under way: Linux' default ceiling of a send buffer.
  double window_max = 4 << 20;
  unsigned handshakes = 2;  // round trips of a fresh connection: TCP and TLS 1.3
  std::chrono::duration<double> server_time{0.02};  // mean, between the last byte and the answer
  unsigned throttled_above = 0;  // requests at once; those above it are answered 429. 0: never
  double straggler_share = 0;    // of the requests, whose connection runs at a twentieth of its rate
  // Above this many requests at once each one more costs everybody `contention` of the bandwidth.
  unsigned contended_above = 0;
  double contention = 0;
};

class LinkModel {
 public:
  using Time = std::chrono::nanoseconds;  // since the model began

  struct Done {
    std::uint64_t id = 0;
    std::uint64_t bytes = 0;
    Time started{0}, connected{0}, ended{0};
    bool is_throttled = false;
  };

  LinkModel(LinkShape shape, std::uint64_t seed) : shape_(std::move(shape)), random_(seed) {}

  // Conditions change from now on; what is under way keeps its own.
  void reshape(LinkShape shape) { shape_ = std::move(shape); }
  void start(std::uint64_t id, std::uint64_t bytes);
  // Goes on until something is done or until `until`; what is done at that moment.
  std::vector<Done> advance(Time until);

  Time now() const { return at(now_); }
  std::size_t in_flight() const { return flows_.size(); }
  // Of bodies, that have left so far.
  std::uint64_t bytes_sent() const { return static_cast<std::uint64_t>(std::llround(bytes_sent_)); }

 private:
  enum class Phase { connecting, sending, answering };
  struct Connection {
    double window = 0;  // bytes
    double idle_since = 0;
  };
  struct Flow {
    Done done;
    Connection connection;
    Phase phase = Phase::connecting;
    double left = 0;     // bytes
    double next = 0;     // when the phase ends, or while sending when the window may grow
    double ceiling = 0;  // bytes per second, by loss
    double rate = 0;
  };

  static Time at(double seconds) { return Time(std::llround(seconds * 1e9)); }
  double fraction() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  double round_trip() const { return shape_.round_trip.count(); }
  double bandwidth() const;
  Connection take_connection();
  double draw_ceiling();
  void share_out();
  double next_event() const;
  void move_to(double time);
  void turn_phase(Flow& flow);

  LinkShape shape_;
  std::mt19937_64 random_;
  double now_ = 0, bytes_sent_ = 0;
  std::map<std::uint64_t, Flow> flows_;
  std::vector<Connection> idle_;
};

}  // namespace ingot::test
