// ListSource: the files of a folder that a list of paths names, as items.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "host/io/path_list.hpp"
#include "host/run/item_source.hpp"
#include "host/run/named_files.hpp"

namespace ingot::run {

struct ListSourceOptions {
  std::optional<std::filesystem::path> list;  // none: standard input, which can be walked once
  io::PathSeparator separator = io::PathSeparator::line;
  NamedFilesOptions files;
  // Of a run that goes on, whose list was cut off: without a path the walk is cut off as well.
  bool must_name_files = false;
};
// `clock` must outlive the source.
std::unique_ptr<ItemSource> list_source(ListSourceOptions options, Clock& clock);

}  // namespace ingot::run
