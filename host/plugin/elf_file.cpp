#include "host/plugin/elf_file.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace ingot::plugin {

namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
constexpr const char* kMachineName = "x86-64";
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
constexpr const char* kMachineName = "arm64";
#else
#error "name the ELF machine of this processor here"
#endif

// More than any sensible library has, few enough to be read whole.
constexpr std::uint64_t kMostPieces = 65'536;

Error refusal(std::string message) {
  return Error{ErrorKind::refused, std::move(message)};
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "arm64";
    case EM_386:
      return "32-bit x86";
    case EM_ARM:
      return "32-bit arm";
    case EM_RISCV:
      return "risc-v";
    case EM_PPC64:
      return "powerpc64";
    case EM_S390:
      return "s390";
    default:
      return "machine type " + std::to_string(machine);
  }
}

Status check_kind(const Elf64_Ehdr& header) {
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB) {
    return refusal("is not a 64-bit little-endian library; this ingot runs on " +
                   std::string(kMachineName));
  }
  if (header.e_machine != kMachine) {
    return refusal("was built for " + machine_name(header.e_machine) + ", this ingot runs on " +
                   kMachineName + "; install the plugin's build for this machine");
  }
  if (header.e_type != ET_DYN) return refusal("is an ELF file, but not a shared library");
  return {};
}

}  // namespace

Result<ElfFile> ElfFile::open(const std::filesystem::path& file) {
  // Without waiting: a pipe that is named like a plugin must not hang the program.
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) {
    Error error = system_error("cannot be opened", errno);
    if (error.kind != ErrorKind::not_found) error.kind = ErrorKind::refused;
    return error;
  }
  ElfFile elf(fd, 0);
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return refusal(system_error("cannot be read", errno).message);
  if (!S_ISREG(facts.st_mode)) return refusal("is not a regular file");
  elf.size_ = static_cast<std::uint64_t>(facts.st_size);
  INGOT_CHECK(elf.read_header());
  return elf;
}

ElfFile::ElfFile(ElfFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      size_(other.size_),
      segments_(other.segments_),
      sections_(other.sections_) {}

ElfFile& ElfFile::operator=(ElfFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  size_ = other.size_;
  segments_ = other.segments_;
  sections_ = other.sections_;
  return *this;
}

ElfFile::~ElfFile() {
  if (fd_ >= 0) ::close(fd_);
}

Result<std::string> ElfFile::bytes(std::uint64_t offset, std::uint64_t size) const {
  if (offset > size_ || size > size_ - offset) {
    return refusal("is truncated: " + std::to_string(size) + " bytes at " + std::to_string(offset) +
                   " are missing, the file has " + std::to_string(size_));
  }
  std::string content(size, '\0');
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got =
        ::pread(fd_, content.data() + done, size - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refusal(system_error("cannot be read", errno).message);
    if (got == 0) return refusal("became shorter while it was read");
    done += static_cast<std::size_t>(got);
  }
  return content;
}

Status ElfFile::read_header() {
  INGOT_TRY(const std::string magic, bytes(0, std::min<std::uint64_t>(size_, SELFMAG)));
  if (magic != ELFMAG) return refusal("is not a shared library (no ELF file)");
  INGOT_TRY(const std::string raw, bytes(0, sizeof(Elf64_Ehdr)));
  Elf64_Ehdr header;
  std::memcpy(&header, raw.data(), sizeof(header));
  INGOT_CHECK(check_kind(header));
  if (header.e_phnum > 0 && header.e_phentsize != sizeof(Elf64_Phdr)) {
    return refusal("has segment entries of an unknown size");
  }
  if (header.e_shoff > 0 && header.e_shentsize != sizeof(Elf64_Shdr)) {
    return refusal("has section entries of an unknown size");
  }
  segments_ = {header.e_phoff, header.e_phnum};
  sections_ = {header.e_shoff, header.e_shoff == 0 ? 0u : header.e_shnum};
  if (header.e_shoff > 0 && header.e_shnum == 0) {
    // With 65 280 sections and more, the count moves into the first section.
    INGOT_TRY(const std::string first, bytes(header.e_shoff, sizeof(Elf64_Shdr)));
    Elf64_Shdr section;
    std::memcpy(&section, first.data(), sizeof(section));
    sections_.count = section.sh_size;
  }
  if (sections_.count > kMostPieces)
    return refusal("has " + std::to_string(sections_.count) + " sections");
  return check_complete();
}

Result<std::vector<ElfPiece>> ElfFile::segments() const {
  INGOT_TRY(const std::string raw, bytes(segments_.offset, segments_.count * sizeof(Elf64_Phdr)));
  std::vector<ElfPiece> pieces;
  for (std::size_t i = 0; i < segments_.count; ++i) {
    Elf64_Phdr one;
    std::memcpy(&one, raw.data() + i * sizeof(one), sizeof(one));
    pieces.push_back({one.p_type, 0, one.p_offset, one.p_filesz, one.p_align});
  }
  return pieces;
}

// The section table usually ends a file, and a segment that is not there whole would be a bus error
// once it is loaded.
Status ElfFile::check_complete() const {
  INGOT_CHECK(Status::of(sections()));
  INGOT_TRY(const auto pieces, segments());
  for (const auto& piece : pieces) {
    if (piece.type == PT_LOAD && (piece.offset > size_ || piece.size > size_ - piece.offset)) {
      return refusal("is truncated: a segment of " + std::to_string(piece.size) + " bytes at " +
                     std::to_string(piece.offset) + " is not there whole, the file has " +
                     std::to_string(size_));
    }
  }
  return {};
}

Result<std::vector<ElfPiece>> ElfFile::sections() const {
  INGOT_TRY(const std::string raw, bytes(sections_.offset, sections_.count * sizeof(Elf64_Shdr)));
  std::vector<ElfPiece> pieces;
  for (std::size_t i = 0; i < sections_.count; ++i) {
    Elf64_Shdr one;
    std::memcpy(&one, raw.data() + i * sizeof(one), sizeof(one));
    pieces.push_back({one.sh_type, one.sh_link, one.sh_offset, one.sh_size, one.sh_addralign});
  }
  return pieces;
}

Result<std::string> ElfFile::read(const ElfPiece& piece, std::uint64_t limit) const {
  if (piece.size > limit) {
    return refusal("has a table of " + std::to_string(piece.size) + " bytes, the limit is " +
                   std::to_string(limit));
  }
  return bytes(piece.offset, piece.size);
}

}  // namespace ingot::plugin
