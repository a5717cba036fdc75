// The operations of the plugin, each a coroutine over one session. `batch` and `config` outlive it;
// none throws for anything a vendor or a job can say.
#pragma once

#include <ingot/batch.hpp>

#include "plugins/dash/config.hpp"

namespace ingot::dash {

task<> login(Batch& batch, const Config& config);      // refresh_token grant; needs `oauth`
task<> discover(Batch& batch, const Config& config);   // the user, the fields, the folder field
task<> validate(Batch& batch, const Config& config);   // no requests
task<> transfer(Batch& batch, const Config& config);   // create, upload, complete, describe
task<> lifecycle(Batch& batch, const Config& config);  // STAGED -> approval or live
task<> verify(Batch& batch, const Config& config);     // the asset and its file, as they are now
task<> estimate(Batch& batch, const Config& config);   // no requests
task<> abort(Batch& batch, const Config& config);  // deletes what this run created and left STAGED

}  // namespace ingot::dash
