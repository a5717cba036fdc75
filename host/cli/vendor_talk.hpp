// VendorTalk: conversations with a vendor outside a run: LOGIN as needed, DISCOVER and VERIFY, and
// nothing that changes anything there. Keeps no ledger. Blocks; one thread beside the client's.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/cli/loaded_job.hpp"
#include "host/cli/signals.hpp"
#include "host/cli/state_folder.hpp"
#include "host/plugin/actions.hpp"
#include "host/transfer/session_spec.hpp"

namespace ingot::cli {

class VendorTalk {
 public:
  // Whether the folder of the job's files must be there.
  enum class Files { needed, optional };
  struct Parts {
    LoadedJob& loaded;
    const StateFolder& state;  // of rotated refresh tokens, which are kept as a run keeps them
    Signals& signals;
    std::string ca_file;
    Files files = Files::needed;
  };
  // Errors: those of the job's secrets, of its folder, and of --ca-file. Parts must outlive the
  // talk.
  static Result<std::unique_ptr<VendorTalk>> begin(Parts parts);
  ~VendorTalk();

  // This machine's clock minus the vendor's; nothing when the vendor does not tell.
  Result<std::optional<std::int64_t>> clock_difference();
  // The errors of both: auth (credentials or permissions), rejected (the job's config does not fit
  // the account), cancelled, unavailable. DISCOVER's JSON, as later sessions get it; empty when the
  // plugin cannot ask.
  Result<std::string> discover();
  // How each item ended, in their order; see INGOT_OP_VERIFY.
  Result<std::vector<plugin::ItemAction>> verify(std::vector<transfer::SessionItem> items,
                                                 const std::string& context);

  // Without the secrets that have passed by.
  std::string scrubbed(const std::string& text) const;
  // Warnings of the plugin and the host so far, scrubbed.
  const std::vector<std::string>& notes() const;

 private:
  struct Line;
  explicit VendorTalk(std::unique_ptr<Line> line);

  std::unique_ptr<Line> line_;
};

}  // namespace ingot::cli
