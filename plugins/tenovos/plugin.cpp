// The one exported symbol of ingot-tenovos.so; tests link everything else.
#include "plugins/tenovos/tenovos.hpp"

INGOT_PLUGIN(ingot::tenovos::Tenovos, ingot::tenovos::kPluginId, ingot::tenovos::kPluginVersion)
