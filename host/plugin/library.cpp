#include "host/plugin/library.hpp"

#include <dlfcn.h>

#include <string>
#include <system_error>

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>

#include <ingot/plugin.h>

#include "host/base/text.hpp"
#include "host/plugin/elf_note.hpp"
#include "host/plugin/probe.hpp"
#include "host/plugin/table_call.hpp"

namespace ingot::plugin {

namespace {

constexpr const char* kQuery = "ingot_plugin_query";
constexpr std::size_t kMostTextOfTable = 256;

const AbiVersion kHostAbi = AbiVersion::of(INGOT_ABI_VERSION);

Error refusal(std::string message) {
  return Error{ErrorKind::refused, std::move(message)};
}

std::string this_major() {
  return std::to_string(kHostAbi.major) + ".x";
}

// A text of the table, cut at a length no honest one has.
std::string shown(const char* text) {
  return printable(std::string_view(text, strnlen(text, kMostTextOfTable)));
}

}  // namespace

Status check_exports(const std::filesystem::path& file) {
  INGOT_TRY(const auto exported, list_exported(file));
  bool has_query = false;
  std::string others;
  std::size_t count = 0;
  for (const auto& name : exported) {
    if (name == kQuery) {
      has_query = true;
    } else if (++count <= 3) {
      others += (count == 1 ? "" : ", ") + printable(name);
    }
  }
  if (!has_query)
    return refusal("does not export " + std::string(kQuery) + ", so it is no ingot plugin");
  if (count == 0) return {};
  return refusal("exports " + std::to_string(count) + " symbols besides " + kQuery + " (" + others +
                 (count > 3 ? ", …" : "") + "); link it with a version script that hides them");
}

Result<const ingot_plugin*> load_table(const std::filesystem::path& file, const Manifest& manifest,
                                       const ReportStage& report) {
  namespace load_mode = boost::dll::load_mode;
  // NODELETE: threads, thread-locals and atexit handlers of a plugin may run on after its last
  // session, so no close of any handle may ever unload it.
  const auto mode =
      load_mode::rtld_now | load_mode::rtld_local | static_cast<load_mode::type>(RTLD_NODELETE);
  report(ProbeStage::loading);
  std::error_code failure;
  ::dlerror();
  const boost::dll::shared_library library(file, failure, mode);
  if (!library.is_loaded()) {
    const char* why = ::dlerror();
    return refusal("cannot be loaded: " + (why == nullptr ? failure.message() : printable(why)));
  }
  if (!library.has(kQuery)) return refusal("does not export " + std::string(kQuery));
  report(ProbeStage::querying);
  const auto answer =
      call_query(library.get<decltype(ingot_plugin_query)>(kQuery), INGOT_ABI_VERSION);
  if (!answer) return refusal("threw an exception while being queried");
  INGOT_CHECK(check_table(*answer));
  INGOT_CHECK(check_identity(**answer, manifest));
  return *answer;
}

Status check_abi(const Manifest& manifest) {
  if (manifest.abi_min.major != kHostAbi.major) {
    return refusal("speaks ABI " + manifest.abi_min.to_string() + ", this ingot speaks " +
                   kHostAbi.to_string() + "; install a plugin built for " + this_major());
  }
  if (manifest.abi_min > kHostAbi) {
    return refusal("needs ABI " + manifest.abi_min.to_string() + ", this ingot speaks " +
                   kHostAbi.to_string() + "; update ingot or install a plugin built for " +
                   kHostAbi.to_string());
  }
  return {};
}

Status check_table(const ingot_plugin* table) {
  if (table == nullptr) {
    return refusal("speaks no ABI that this ingot speaks (" + kHostAbi.to_string() +
                   "); install a plugin built for " + this_major());
  }
  if (reinterpret_cast<std::uintptr_t>(table) % alignof(ingot_plugin) != 0) {
    return refusal("answers a table at an unaligned address");
  }
  // Its size comes first in every version; nothing else may be read before it is known to be there.
  if (table->size < sizeof(ingot_plugin)) {
    return refusal("answers a table of " + std::to_string(table->size) + " bytes, ABI " +
                   kHostAbi.to_string() + " needs " + std::to_string(sizeof(ingot_plugin)));
  }
  const AbiVersion abi = AbiVersion::of(table->abi);
  if (abi.major != kHostAbi.major) {
    return refusal("speaks ABI " + abi.to_string() + ", this ingot speaks " + kHostAbi.to_string() +
                   "; install a plugin built for " + this_major());
  }
  if (abi > kHostAbi) {
    return refusal("answers with ABI " + abi.to_string() + ", newer than the " +
                   kHostAbi.to_string() +
                   " this ingot asked for; update ingot or install a plugin built for " +
                   kHostAbi.to_string());
  }
  const auto null_slot = [table]() -> const char* {
    if (table->id == nullptr) return "id";
    if (table->version == nullptr) return "version";
    if (table->open == nullptr) return "open";
    if (table->step == nullptr) return "step";
    if (table->close == nullptr) return "close";
    return table->extension == nullptr ? "extension" : nullptr;
  }();
  if (null_slot != nullptr)
    return refusal("answers a table whose slot `" + std::string(null_slot) + "` is null");
  return {};
}

Status check_identity(const ingot_plugin& table, const Manifest& manifest) {
  if (const std::string id = shown(table.id); id != manifest.id) {
    return refusal("calls itself `" + id + "`, its manifest says `" + manifest.id + "`");
  }
  const auto version = Version::parse(shown(table.version));
  if (!version || *version != manifest.version) {
    return refusal("calls itself version " + shown(table.version) + ", its manifest says " +
                   manifest.version.to_string());
  }
  return {};
}

Result<Manifest> read_installed(const std::filesystem::path& file) {
  INGOT_TRY(const std::string text, read_manifest_note(file));
  auto manifest = parse_manifest(text);
  if (!manifest) return refusal("has an unusable " + manifest.error().message);
  return manifest;
}

Result<Library> Library::load(const std::filesystem::path& file, const LoadOptions& options) {
  std::error_code failure;
  // Absolute: a bare name would make the loader look through the system's folders.
  const auto path = std::filesystem::absolute(file, failure).lexically_normal();
  const auto about = [&path](const Error& error) {
    return Error{error.kind, "plugin " + printable(path.string()) + " " + error.message};
  };
  if (failure) return about(refusal("has no absolute path: " + failure.message()));
  auto manifest = read_installed(path);
  if (!manifest) return about(manifest.error());
  if (const Status speaks = check_abi(*manifest); !speaks) return about(speaks.error());
  if (const Status exports = check_exports(path); !exports) return about(exports.error());
  const auto trial = [&](const ReportStage& report) {
    return Status::of(load_table(path, *manifest, report));
  };
  if (const Status tried = probe(trial, options.deadline); !tried) return about(tried.error());
  const auto table = load_table(path, *manifest);
  if (!table) return about(table.error());
  return Library(path, *std::move(manifest), *table);
}

}  // namespace ingot::plugin
