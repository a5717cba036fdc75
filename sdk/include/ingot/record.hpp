// The layer's codec of the flat records of plugin.h; the host has its own, on purpose: two readings
// of one header keep each other honest. Thread rule: see the two parts.
#pragma once

#include <ingot/record_reader.hpp>
#include <ingot/record_writer.hpp>
