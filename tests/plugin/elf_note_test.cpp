#include "host/plugin/elf_note.hpp"

#include <elf.h>
#include <sys/stat.h>

#include <cstring>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plugin/module_files.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::plugin {
namespace {

using ingot::test::TempDir;
using test::content_of;
using test::module;
using test::write_file;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ElfNote : public ::testing::Test {
 protected:
  std::string refusal(const std::filesystem::path& file) {
    const auto note = read_manifest_note(file);
    if (note) return "(read)";
    EXPECT_TRUE(note.error().kind == ErrorKind::refused ||
                note.error().kind == ErrorKind::not_found);
    return note.error().message;
  }
  // The plain plugin with its ELF header changed.
  template <class Change>
  std::filesystem::path changed(Change change) {
    std::string bytes = good_;
    Elf64_Ehdr header;
    std::memcpy(&header, bytes.data(), sizeof(header));
    change(header, bytes);
    std::memcpy(bytes.data(), &header, std::min(sizeof(header), bytes.size()));
    return write_file(dir_.path() / "changed.so", bytes);
  }

  TempDir dir_;
  const std::string good_ = content_of(module("plain"));
};

TEST_F(ElfNote, reads_the_manifest_without_loading_the_file) {
  const auto note = read_manifest_note(module("crashes_at_load"));
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_THAT(*note, HasSubstr("\"name\": \"crashes-at-load\""));
}

TEST_F(ElfNote, reads_the_manifest_behind_notes_of_another_alignment) {
  const auto mixed = changed([](const Elf64_Ehdr& header, std::string& bytes) {
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
      char* const at = bytes.data() + header.e_phoff + i * header.e_phentsize;
      Elf64_Phdr segment;
      std::memcpy(&segment, at, sizeof(segment));
      if (segment.p_type != PT_NOTE) continue;
      segment.p_align = 8;
      std::memcpy(at, &segment, sizeof(segment));
    }
  });
  const auto note = read_manifest_note(mixed);
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(*note, *read_manifest_note(module("plain")));
}

TEST_F(ElfNote, lists_what_a_plugin_exports) {
  const auto exported = list_exported(module("plain"));
  ASSERT_TRUE(exported) << exported.error().message;
  EXPECT_THAT(*exported, ElementsAre("ingot_plugin_query"));
  const auto more = list_exported(module("exports_more"));
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_THAT(*more, Contains("helper"));
}

TEST_F(ElfNote, lists_the_libraries_a_plugin_needs) {
  const auto needed = list_needed(module("plain"));
  ASSERT_TRUE(needed) << needed.error().message;
  EXPECT_THAT(*needed, Contains("libc.so.6"));
  EXPECT_EQ(list_needed(dir_.path() / "none.so").error().kind, ErrorKind::not_found);
}

TEST_F(ElfNote, refuses_files_that_are_no_libraries) {
  EXPECT_THAT(refusal(dir_.path() / "none.so"), HasSubstr("cannot be opened: no such file"));
  EXPECT_EQ(read_manifest_note(dir_.path() / "none.so").error().kind, ErrorKind::not_found);
  EXPECT_THAT(refusal(dir_.path()), HasSubstr("is not a regular file"));
  EXPECT_THAT(refusal(write_file(dir_.path() / "empty.so", "")),
              HasSubstr("is not a shared library"));
  EXPECT_THAT(refusal(write_file(dir_.path() / "text.so", "#!/bin/sh\necho plugin\n")),
              HasSubstr("is not a shared library"));
  EXPECT_THAT(refusal(write_file(dir_.path() / "short.so", good_.substr(0, 20))),
              HasSubstr("is truncated"));
}

TEST_F(ElfNote, does_not_wait_for_a_pipe) {
  const auto pipe = dir_.path() / "pipe.so";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_THAT(refusal(pipe), HasSubstr("is not a regular file"));
}

TEST_F(ElfNote, refuses_libraries_of_other_machines) {
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_machine = EM_S390; })),
              HasSubstr("was built for s390, this ingot runs on"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_ident[EI_CLASS] = ELFCLASS32; })),
              HasSubstr("64-bit"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_ident[EI_DATA] = ELFDATA2MSB; })),
              HasSubstr("little-endian"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_type = ET_EXEC; })),
              HasSubstr("not a shared library"));
}

TEST_F(ElfNote, refuses_tables_that_lie_beyond_the_file) {
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_phoff = UINT64_MAX - 8; })),
              HasSubstr("is truncated"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_shoff = UINT64_MAX - 8; })),
              HasSubstr("is truncated"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_phentsize = 8; })),
              HasSubstr("unknown size"));
  EXPECT_THAT(refusal(changed([](Elf64_Ehdr& h, auto&) { h.e_shentsize = 8; })),
              HasSubstr("unknown size"));
}

TEST_F(ElfNote, refuses_a_library_without_a_manifest) {
  EXPECT_THAT(refusal(module("no_manifest")), HasSubstr("without an ingot manifest"));
}

TEST_F(ElfNote, reads_the_manifest_of_a_library_without_sections) {
  const auto stripped =
      changed([](Elf64_Ehdr& h, auto&) { h.e_shoff = h.e_shnum = h.e_shstrndx = 0; });
  EXPECT_TRUE(read_manifest_note(stripped));
  const auto exported = list_exported(stripped);
  ASSERT_FALSE(exported);
  EXPECT_THAT(exported.error().message, HasSubstr("no table of dynamic symbols"));
}

TEST_F(ElfNote, refuses_a_damaged_note) {
  std::string bytes = good_;
  const std::size_t owner = bytes.find(std::string_view("\x01\0\0\0Ingot\0", 10));
  ASSERT_NE(owner, std::string::npos);
  bytes[owner - 2] = '\x7F';  // the length of the text, now some gigabytes
  bytes[owner - 1] = '\x7F';
  EXPECT_THAT(refusal(write_file(dir_.path() / "damaged.so", bytes)), HasSubstr("damaged note"));
}

TEST_F(ElfNote, refuses_every_truncation_of_a_plugin) {
  for (std::size_t size = 0; size + 1 < good_.size(); size += 1 + good_.size() / 64) {
    const auto file = write_file(dir_.path() / "cut.so", std::string_view(good_).substr(0, size));
    EXPECT_NE(refusal(file), "(read)") << size << " of " << good_.size();
  }
}

TEST_F(ElfNote, survives_any_damage_to_headers_and_tables) {
  std::mt19937 random(4711);
  Elf64_Ehdr header;
  std::memcpy(&header, good_.data(), sizeof(header));
  for (int round = 0; round < 128; ++round) {
    std::string bytes = good_;
    for (int i = 0; i < 6; ++i) {
      const std::size_t in_tables =
          header.e_phoff + random() % (header.e_phnum * sizeof(Elf64_Phdr));
      const std::size_t in_sections =
          header.e_shoff + random() % (header.e_shnum * sizeof(Elf64_Shdr));
      const std::size_t places[] = {16 + random() % 48, in_tables, in_sections};
      bytes[places[random() % 3]] = static_cast<char>(random());
    }
    const auto file = write_file(dir_.path() / "odd.so", bytes);
    const auto note = read_manifest_note(file);
    EXPECT_TRUE(note || !note.error().message.empty());
    ignore_error(list_exported(file), "only that it returns matters here");
  }
}

}  // namespace
}  // namespace ingot::plugin
