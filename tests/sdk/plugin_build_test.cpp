// What ingot_add_plugin makes: one exported symbol, nothing unresolved, the manifest as a note that
// survives strip, and a library that works when it is loaded.
#include <gtest/gtest.h>

#include <dlfcn.h>
#include <elf.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <ingot/testkit/fake_host.hpp>

#include "tests/support/temp_dir.hpp"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string output_of(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), n);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return output;
}

template <class T>
T at(const std::string& bytes, std::size_t offset) {
  T value{};
  if (offset + sizeof(T) > bytes.size()) {
    ADD_FAILURE() << "beyond the end of the file";
  } else {
    std::memcpy(&value, bytes.data() + offset, sizeof(T));
  }
  return value;
}

// The notes of owner "Ingot" and type 1 in the loaded segments of type PT_NOTE.
std::vector<std::string> manifest_notes(const std::string& elf) {
  std::vector<std::string> found;
  const auto head = at<Elf64_Ehdr>(elf, 0);
  for (std::size_t i = 0; i < head.e_phnum; ++i) {
    const auto segment = at<Elf64_Phdr>(elf, head.e_phoff + i * head.e_phentsize);
    if (segment.p_type != PT_NOTE) continue;
    const std::size_t align = segment.p_align < 4 ? 4 : segment.p_align;
    const auto padded = [align](std::size_t n) { return (n + align - 1) / align * align; };
    std::size_t pos = segment.p_offset;
    while (pos + sizeof(Elf64_Nhdr) <= segment.p_offset + segment.p_filesz) {
      const auto note = at<Elf64_Nhdr>(elf, pos);
      const std::size_t name = pos + sizeof(Elf64_Nhdr), desc = name + padded(note.n_namesz);
      if (elf.compare(name, note.n_namesz, std::string("Ingot\0", 6)) == 0 && note.n_type == 1) {
        found.push_back(elf.substr(desc, note.n_descsz));
      }
      pos = desc + padded(note.n_descsz);
    }
  }
  return found;
}

TEST(PluginBuild, exports_one_symbol) {
  std::istringstream lines(output_of("nm -D --defined-only " EXAMPLE_PLUGIN));
  std::vector<std::string> names;
  for (std::string address, kind, name; lines >> address >> kind >> name;)
    names.push_back(kind + " " + name);
  EXPECT_EQ(names, std::vector<std::string>{"T ingot_plugin_query"});
}

TEST(PluginBuild, carries_its_manifest_as_a_note) {
  const std::vector<std::string> notes = manifest_notes(read_file(EXAMPLE_PLUGIN));
  ASSERT_EQ(notes.size(), 1u);
  EXPECT_EQ(notes[0], read_file(EXAMPLE_MANIFEST));
  EXPECT_NE(output_of("readelf -n " EXAMPLE_PLUGIN).find(".note.ingot.manifest"),
            std::string::npos);
}

TEST(PluginBuild, keeps_its_manifest_through_strip) {
  const ingot::test::TempDir folder;
  const std::string stripped = (folder.path() / "stripped.so").string();
  output_of("strip -o " + stripped + " " EXAMPLE_PLUGIN);
  EXPECT_EQ(manifest_notes(read_file(stripped)), manifest_notes(read_file(EXAMPLE_PLUGIN)));
}

TEST(PluginBuild, binds_at_once_and_has_no_executable_stack_nor_text_relocations) {
  const std::string dynamic = output_of("readelf -Wdl " EXAMPLE_PLUGIN);
  EXPECT_NE(dynamic.find("NOW"), std::string::npos);
  EXPECT_NE(dynamic.find("GNU_RELRO"), std::string::npos);
  EXPECT_EQ(dynamic.find("TEXTREL"), std::string::npos);
  EXPECT_NE(dynamic.find("GNU_STACK"), std::string::npos);
  EXPECT_EQ(dynamic.find("RWE"), std::string::npos);
  EXPECT_EQ(output_of("readelf -WsD " EXAMPLE_PLUGIN).find("UNIQUE"), std::string::npos);
}

TEST(PluginBuild, works_when_loaded) {
  // Never closed: a plugin is not unloaded.
  void* library = dlopen(EXAMPLE_PLUGIN, RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
  const auto query = reinterpret_cast<const ingot_plugin* (*)(std::uint32_t)>(
      dlsym(library, "ingot_plugin_query"));
  ASSERT_NE(query, nullptr);
  EXPECT_EQ(query(2u << 16), nullptr);
  EXPECT_EQ(query(0), nullptr);
  const ingot_plugin* table = query(INGOT_ABI_VERSION);
  ASSERT_NE(table, nullptr);
  EXPECT_EQ(query(INGOT_ABI_VERSION), table) << "any number of times";
  EXPECT_STREQ(table->id, "test.example");

  ingot::test::FakeHost host(*table);
  EXPECT_EQ(host.open("nonsense"), INGOT_E_CONFIG);
  EXPECT_EQ(host.notes().at(0).text, "config: is not an object");
  ASSERT_EQ(host.open("{}"), INGOT_OK);
  ingot::test::Begin begin;
  begin.items = {ingot::test::make_item("a", 10), ingot::test::make_item("b", 20)};
  ASSERT_EQ(host.begin(begin), INGOT_OK);
  EXPECT_EQ(host.outstanding().at(1).body, "${file:1:0:20}");
  host.run([](const ingot::test::Sent& sent) {
    return sent.items.at(0) == 0 ? ingot::test::respond(200, "id-0") : ingot::test::respond(500);
  });
  EXPECT_EQ(host.end_of(0)->remote_id, "id-0");
  EXPECT_EQ(host.end_of(1)->result, std::uint32_t{INGOT_IT_RETRYABLE});
  EXPECT_TRUE(host.violations().empty());
}

}  // namespace
