// The fixture of the contract that every object store a vendor may hand its clients is held to: the
// lab's own, OpenStack Swift and Ceph's radosgw, all over sockets, written to by the engine's real
// sending half. The tables say what S3 documents and where a store differs; see the README for what
// was observed. One thread.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/object_store/expectations.hpp"

namespace ingot::test {

inline constexpr std::uint64_t kMiB = 1 << 20;

// Bytes that repeat nowhere, so that a part in the wrong place is another part.
std::string noise(std::size_t size, std::uint64_t seed = 1);
std::string raw_md5(std::string_view bytes);
std::string hex_md5(std::string_view bytes);
std::string hex_sha256(std::string_view bytes);

// What an outcome says to a plugin.
Seen seen_of(const transfer::HttpOutcome& outcome);
std::string etag_of(const transfer::HttpOutcome& outcome);

// Each kind of store is started at its first use and ends with the process.
class ObjectStoreContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override;
  StoreUnderTest& store();
  // A key no other test uses, with characters that must stay escaped in a URL.
  std::string key(const std::string& name) const;
  // Bytes of the sender's item as a part.
  Put part(const Upload& upload, int number, std::uint64_t offset, std::uint64_t length);
};

}  // namespace ingot::test
