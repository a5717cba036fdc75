// ItemUpload: takes one item from nothing to an available asset: opens an upload session or goes on
// with one, sends what the vendor does not have, confirms each part, completes, and waits for the
// asset. Lives in the frame of TRANSFER; one session.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include <ingot/batch.hpp>
#include <ingot/kit/parts.hpp>
#include <ingot/kit/signal.hpp>
#include <ingot/kit/tags.hpp>
#include <ingot/kit/verdict.hpp>

#include "plugins/sessionupload/config.hpp"
#include "plugins/sessionupload/probe.hpp"
#include "plugins/sessionupload/replies.hpp"
#include "plugins/sessionupload/requests.hpp"
#include "plugins/sessionupload/target.hpp"

namespace ingot::sessionupload {

struct Place {
  std::uint32_t round = 0;          // upload sessions begun for the item; 0: none
  std::int64_t since_ms = 0;        // when this one was, on our clock
  std::string upload_id, asset_id;  // empty: begun, and the answer is not known
  std::string shape;                // Upload::shape() when it was opened
  bool is_trusted = false;          // what it says is stored is of this file
};

// What must survive a kill to find the sessions of a batch again: ids, never URLs.
struct Checkpoint {
  static constexpr std::uint32_t kSchema = 1;
  std::map<std::uint32_t, Place> places;  // by item index

  std::string to_json() const;
  // Empty for text of another schema.
  static Checkpoint read(std::string_view json, std::uint32_t schema);
};

// Calls that the host remembers over a restart.
enum class Call : std::uint64_t { start = 1, part, complete, archive, move };

// The upload session that a failed item leaves open, in the item's meta: for ABORT to cancel or, of
// an item without remote id, for its next TRANSFER to go on with.
struct OpenUpload {
  std::string upload_id, asset_id;  // both empty: none is open

  std::string to_meta() const;
  // Of the meta of a complete upload: none.
  static OpenUpload read(std::string_view meta);
};

class ItemUpload final : public PartRoute {
 public:
  // All must outlive the object; `state` is shared by the items of the batch.
  ItemUpload(Batch& batch, const Config& config, Checkpoint& state, const Item& item,
             Target target);

  // Ends the item.
  task<> run();

  task<PartUrl> url(const PartRange& part, unsigned refused) override;
  task<std::optional<Ending>> stored(const PartRange& part, const std::string& etag) override;

 private:
  using Failure = std::optional<Ending>;
  enum class Renewal { read, resume };

  // Sessions: upload.cpp.
  task<Failure> open();
  task<Failure> start(Overwrite overwrite);
  bool is_of_other_file(const Upload& upload) const;
  Wanted wanted(std::optional<std::uint64_t> size);
  // `requests`: how many starts this session has sent so far.
  Failure refusal(const Judgement& judgement, std::uint32_t requests);
  Failure adopt(Upload upload);
  task<Failure> send();
  task<Failure> renew(Renewal how);

  // The end of it: upload_finish.cpp.
  task<Failure> complete();
  task<Failure> wait_until_available();
  void fail(const Ending& ending);

  Place& place() { return state_.places[item_.idx]; }
  void save() { batch_.checkpoint(Checkpoint::kSchema, state_.to_json()); }
  std::uint64_t tag(Call call, std::uint32_t attempt = 0) {
    return tag_of(call, item_.idx, place().round, 0, attempt);
  }

  Batch& batch_;
  const Config& config_;
  const Api api_;
  Checkpoint& state_;
  const Item& item_;
  const Target target_;
  Upload upload_;
  std::int64_t received_ms_ = 0;  // when upload_ was read
  bool is_own_ = false;           // the checkpoint knew the upload session
  bool was_completed_ = false;    // the vendor has accepted the completion, or may have
  bool is_accepted_ = false;
  std::map<std::uint32_t, std::string> given_;  // URL last handed out, by number of the part
  bool is_renewing_ = false;
  Signal renewed_;
};

}  // namespace ingot::sessionupload
