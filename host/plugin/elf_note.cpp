#include "host/plugin/elf_note.hpp"

#include <elf.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string_view>

#include "host/plugin/elf_file.hpp"
#include "host/plugin/manifest.hpp"

namespace ingot::plugin {

namespace {

constexpr std::string_view kOwner("Ingot\0", 6);  // with its NUL, as it stands in the file
constexpr std::uint32_t kManifestType = 1;
// Notes besides ours are a build id and property flags; symbol tables of the largest libraries
// reach tens of MiB.
constexpr std::uint64_t kMostNoteBytes = kMaxManifestBytes + (64u << 10);
constexpr std::uint64_t kMostSymbolBytes = 64u << 20;

Error refusal(std::string message) {
  return Error{ErrorKind::refused, std::move(message)};
}

std::uint64_t aligned(std::uint64_t value, std::uint64_t to) {
  return (value + to - 1) / to * to;
}

// One note at the beginning of `rest`, which is cut off; nothing when what is left is no whole
// note.
struct Note {
  std::string_view owner, content;
  std::uint32_t type = 0;
};
std::optional<Note> take_note(std::string_view& rest, std::uint64_t align) {
  Elf64_Nhdr head;
  if (rest.size() < sizeof(head)) return std::nullopt;
  std::memcpy(&head, rest.data(), sizeof(head));
  // 32-bit sizes in 64-bit sums: nothing wraps.
  const std::uint64_t content = aligned(sizeof(head) + std::uint64_t{head.n_namesz}, align);
  if (content > rest.size() || head.n_descsz > rest.size() - content) return std::nullopt;
  const Note note{rest.substr(sizeof(head), head.n_namesz), rest.substr(content, head.n_descsz),
                  head.n_type};
  rest.remove_prefix(std::min<std::uint64_t>(aligned(content + head.n_descsz, align), rest.size()));
  return note;
}

Status collect_notes(const ElfFile& elf, const ElfPiece& piece,
                     std::vector<std::string>& manifests) {
  INGOT_TRY(const std::string bytes, elf.read(piece, kMostNoteBytes));
  std::string_view rest = bytes;
  while (!rest.empty()) {
    const auto note = take_note(rest, piece.align == 8 ? 8 : 4);
    if (!note) return refusal("has a damaged note section");
    if (note->owner == kOwner && note->type == kManifestType) manifests.emplace_back(note->content);
  }
  return {};
}

// Segments come first: they are there even when the section table has been stripped. One that does
// not read as notes is no damage yet: mold lays notes of different alignments into one segment.
Result<std::vector<std::string>> manifests_of(const ElfFile& elf) {
  std::vector<std::string> manifests;
  Status damage;
  INGOT_TRY(const auto segments, elf.segments());
  for (const auto& piece : segments) {
    if (piece.type != PT_NOTE) continue;
    if (Status collected = collect_notes(elf, piece, manifests); !collected)
      damage = std::move(collected);
  }
  if (damage && !manifests.empty()) return manifests;
  manifests.clear();
  INGOT_TRY(const auto sections, elf.sections());
  for (const auto& piece : sections) {
    if (piece.type == SHT_NOTE) INGOT_CHECK(collect_notes(elf, piece, manifests));
  }
  if (sections.empty() && !damage) return damage.error();
  return manifests;
}

// Defined here and visible to others. Absolute symbols are version names.
bool is_export(const Elf64_Sym& symbol) {
  const unsigned binding = ELF64_ST_BIND(symbol.st_info);
  const unsigned visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  const bool is_shared = binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE;
  const bool is_visible = visibility == STV_DEFAULT || visibility == STV_PROTECTED;
  return is_shared && is_visible && symbol.st_shndx != SHN_UNDEF && symbol.st_shndx != SHN_ABS;
}

Result<std::vector<std::string>> exports_of(const ElfFile& elf,
                                            const std::vector<ElfPiece>& sections,
                                            const ElfPiece& table) {
  if (table.link >= sections.size()) return refusal("has a symbol table without names");
  INGOT_TRY(const std::string symbols, elf.read(table, kMostSymbolBytes));
  INGOT_TRY(const std::string names, elf.read(sections[table.link], kMostSymbolBytes));
  std::vector<std::string> exported;
  for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= symbols.size(); at += sizeof(Elf64_Sym)) {
    Elf64_Sym symbol;
    std::memcpy(&symbol, symbols.data() + at, sizeof(symbol));
    if (!is_export(symbol)) continue;
    const std::size_t end =
        symbol.st_name < names.size() ? names.find('\0', symbol.st_name) : std::string::npos;
    if (end == std::string::npos) return refusal("has a damaged symbol table");
    exported.push_back(names.substr(symbol.st_name, end - symbol.st_name));
  }
  std::sort(exported.begin(), exported.end());
  return exported;
}

Result<std::vector<std::string>> needed_by(const ElfFile& elf,
                                           const std::vector<ElfPiece>& sections,
                                           const ElfPiece& dynamic) {
  if (dynamic.link >= sections.size()) return refusal("has a dynamic section without names");
  INGOT_TRY(const std::string entries, elf.read(dynamic, kMostSymbolBytes));
  INGOT_TRY(const std::string names, elf.read(sections[dynamic.link], kMostSymbolBytes));
  std::vector<std::string> needed;
  for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= entries.size(); at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry;
    std::memcpy(&entry, entries.data() + at, sizeof(entry));
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag != DT_NEEDED) continue;
    const std::size_t start = entry.d_un.d_val;
    const std::size_t end = start < names.size() ? names.find('\0', start) : std::string::npos;
    if (end == std::string::npos) return refusal("has a damaged dynamic section");
    needed.push_back(names.substr(start, end - start));
  }
  return needed;
}

}  // namespace

Result<std::string> read_manifest_note(const std::filesystem::path& file) {
  INGOT_TRY(const ElfFile elf, ElfFile::open(file));
  INGOT_TRY(const auto manifests, manifests_of(elf));
  if (manifests.empty())
    return refusal("is a shared library without an ingot manifest, so it is no plugin");
  if (manifests.size() > 1)
    return refusal("carries " + std::to_string(manifests.size()) + " ingot manifests");
  return manifests.front();
}

Result<std::vector<std::string>> list_exported(const std::filesystem::path& file) {
  INGOT_TRY(const ElfFile elf, ElfFile::open(file));
  INGOT_TRY(const auto sections, elf.sections());
  for (const auto& section : sections) {
    if (section.type == SHT_DYNSYM) return exports_of(elf, sections, section);
  }
  return refusal(
      "has no table of dynamic symbols; do not strip it further than `strip --strip-unneeded` "
      "does");
}

Result<std::vector<std::string>> list_needed(const std::filesystem::path& file) {
  INGOT_TRY(const ElfFile elf, ElfFile::open(file));
  INGOT_TRY(const auto sections, elf.sections());
  for (const auto& section : sections) {
    if (section.type == SHT_DYNAMIC) return needed_by(elf, sections, section);
  }
  return refusal("has no dynamic section");
}

}  // namespace ingot::plugin
