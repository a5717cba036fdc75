// FileTrust: who else may have written a plugin. Pure but for a look at the file system; any thread.
#pragma once

#include <filesystem>

#include "host/base/result.hpp"

namespace ingot::plugin {

// refused: the file or the folder it lies in may be written by everybody, or belongs to somebody who is neither root nor
// whoever runs this. The message is the rest of a sentence that begins with the plugin, with the cure.
Status check_writers(const std::filesystem::path& file);

}  // namespace ingot::plugin
