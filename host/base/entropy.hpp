// Entropy: the only source of randomness (run ids, session entropy, jitter). SystemEntropy asks the kernel;
// SeededEntropy repeats itself for tests and the simulator. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>

namespace ingot {

class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  std::uint64_t number() {
    std::uint64_t value = 0;
    fill(std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
  std::string bytes(std::size_t count) {
    std::string text(count, '\0');
    fill(std::as_writable_bytes(std::span(text)));
    return text;
  }
  // Uniform in [0, 1).
  double fraction() { return static_cast<double>(number() >> 11) * 0x1.0p-53; }
};

class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::byte> bytes) override;
};

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::mt19937_64 engine_;
};

}  // namespace ingot
