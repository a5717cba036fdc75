// The one exported symbol of ingot-acme.so; tests link everything else.
#include "src/acme.hpp"

INGOT_PLUGIN(acme_plugin::Acme, acme_plugin::kPluginId, acme_plugin::kPluginVersion)
