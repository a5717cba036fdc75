// TRANSFER: first every item gets its asset, then the bytes go.
#include "plugins/dash/creator.hpp"
#include "plugins/dash/operations.hpp"
#include "plugins/dash/uploader.hpp"

namespace ingot::dash {

task<> transfer(Batch& batch, const Config& config) {
  Workbench bench(batch, config);
  Creator creator(bench);
  co_await creator.run();
  Uploader uploader(bench);
  co_await uploader.run();
  // Only a stopped run leaves items open; the checkpoint says how far they are.
  for (ItemWork& work : bench.items) {
    if (!batch.is_open(work.item)) continue;
    bench.end(work, work.failure.value_or(
                        Ending(End::retryable, "cancelled", "transfer: the run was stopped")));
  }
}

}  // namespace ingot::dash
