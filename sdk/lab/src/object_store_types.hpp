// What ObjectStore keeps about uploads, and the XML it refuses with. Not public. Values; the owner
// locks.
#pragma once

#include <map>
#include <string>

#include <ingot/lab/object_store.hpp>

namespace ingot::lab {

struct ObjectStore::Part {
  std::uint64_t size = 0;
  std::string md5;   // raw, of the bytes kept
  std::string etag;  // raw, as answered: a lying fault makes it differ from md5
  std::optional<std::string>
      sha256;                  // raw; taken on the way only where one part is the whole object
  std::filesystem::path file;  // empty when discarded
  bool was_acknowledged = false;

  // What is told of it outside.
  HeldPart held(int number) const;
};

struct ObjectStore::Upload {
  std::string key;
  std::size_t expected_parts = 1;
  std::map<int, Part> parts;
  int in_flight = 0;
  bool is_closed = false;  // being completed, or complete
};

// One PUT on its way.
struct ObjectStore::Arrival {
  std::string upload_id;
  int part_number = 0;
  std::uint64_t serial = 0;
  bool may_take_sha256 = false;
};

struct ObjectStore::Received {
  Part part;
  std::string sent_md5;  // raw, of everything that came
  std::string etag;      // raw, to be answered
  std::optional<StoreRefusal> refusal;
};

StoreRefusal no_such_upload();
StoreRefusal incomplete_body();
std::string request_id_of(std::uint64_t serial);
// Is what came whole, and is it what Content-MD5 says?
std::optional<StoreRefusal> check_received(const Request& request, const std::string& raw_md5,
                                           std::uint64_t seen);
// The error document S3 answers with.
Reply refuse(const StoreRefusal& refusal, const Request& request, std::uint64_t serial,
             const std::string& extra = {});

}  // namespace ingot::lab
