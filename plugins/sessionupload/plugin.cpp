// The one exported symbol of ingot-sessionupload.so; tests link everything else.
#include "plugins/sessionupload/sessionupload.hpp"

INGOT_PLUGIN(ingot::sessionupload::SessionUpload, ingot::sessionupload::kPluginId,
             ingot::sessionupload::kPluginVersion)
