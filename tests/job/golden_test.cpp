// Bad jobs and what people read about them: tests/golden/jobs/*.yaml beside *.txt. A first line
// "# load: profile=x p.name=value pad=N" sets what the command line would, and appends N
// characters. INGOT_UPDATE_GOLDEN=1 rewrites the texts.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "host/job/codes.hpp"
#include "host/job/render.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> golden_jobs() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(INGOT_GOLDEN_JOBS)) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

struct GoldenJob {
  std::string yaml;
  LoadContext context = test::context();
};

GoldenJob read_golden(const std::filesystem::path& path) {
  GoldenJob job;
  job.yaml = content(path);
  std::istringstream words(job.yaml.substr(0, job.yaml.find('\n')));
  std::string word;
  words >> word >> word;
  if (word != "load:") return job;
  while (words >> word) {
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(0, equals), value = word.substr(equals + 1);
    if (name == "profile") job.context.profile = value;
    if (name == "pad") job.yaml += std::string(std::stoul(value), '#');
    if (name.starts_with("p.")) job.context.params.emplace_back(name.substr(2), value);
  }
  return job;
}

std::string shown(const std::filesystem::path& path) {
  const GoldenJob job = read_golden(path);
  const LoadResult result = load("jobs/" + path.filename().string(), job.yaml, job.context);
  return render(result.diagnostics, job.yaml, Colour::off);
}

TEST(Golden, bad_jobs_read_as_recorded) {
  const char* update = std::getenv("INGOT_UPDATE_GOLDEN");
  for (const auto& path : golden_jobs()) {
    auto expected = path;
    expected.replace_extension(".txt");
    if (update != nullptr && std::string_view(update) == "1")
      std::ofstream(expected, std::ios::binary) << shown(path);
    EXPECT_EQ(shown(path), content(expected)) << path;
  }
}

TEST(Golden, there_are_many) {
  EXPECT_GE(golden_jobs().size(), 80U);
}

TEST(Golden, every_code_is_shown_by_a_bad_job) {
  std::set<std::string> emitted;
  for (const auto& path : golden_jobs()) {
    const std::string text = shown(path);
    static const std::regex kCode("\\[(J[0-9]{4})\\]");
    for (std::sregex_iterator it(text.begin(), text.end(), kCode), end; it != end; ++it)
      emitted.insert((*it)[1]);
  }
  std::set<std::string> declared;
  for (const CodeInfo& info : all_codes()) {
    // J7 is said of rows: column_rule_test. Every key of the format is there, so nothing is said of planned ones.
    const bool is_of_jobs = info.code < Code::row_value_missing;
    if (is_of_jobs) declared.insert(code_name(info.code));
  }
  EXPECT_EQ(emitted, declared);
}

TEST(Codes, each_enumerator_is_explained_and_used) {
  const std::filesystem::path sources = INGOT_JOB_SOURCES;
  const std::string header = content(sources / "codes.hpp");
  std::string code;
  for (const auto& entry : std::filesystem::directory_iterator(sources)) {
    const bool is_use =
        entry.path().extension() == ".cpp" && entry.path().filename() != "codes.cpp";
    if (is_use) code += content(entry.path());
  }
  static const std::regex kEnumerator("  ([a-z_0-9]+) = ([0-9]{4}),");
  std::size_t count = 0;
  for (std::sregex_iterator it(header.begin(), header.end(), kEnumerator), end; it != end;
       ++it, ++count) {
    EXPECT_TRUE(find_code("J" + (*it)[2].str())) << (*it)[1];
    EXPECT_NE(code.find("Code::" + (*it)[1].str()), std::string::npos)
        << (*it)[1] << " is never emitted";
  }
  EXPECT_EQ(count, all_codes().size());
}

TEST(Codes, ascend_and_have_a_title_and_a_paragraph) {
  int previous = 0;
  for (const CodeInfo& info : all_codes()) {
    EXPECT_GT(static_cast<int>(info.code), previous);
    previous = static_cast<int>(info.code);
    EXPECT_FALSE(info.title.empty());
    EXPECT_GT(info.explanation.size(), 40U) << code_name(info.code);
  }
}

TEST(Codes, are_found_as_people_type_them) {
  EXPECT_EQ(find_code("J2007")->code, Code::unknown_key);
  EXPECT_EQ(find_code("j2007")->code, Code::unknown_key);
  for (const char* name : {"", "J", "2007", "J20070", "X2007", "J0001"})
    EXPECT_FALSE(find_code(name)) << name;
}

}  // namespace
}  // namespace ingot::job
