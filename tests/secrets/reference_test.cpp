// References to secrets: what is one, what each place gives, and that no error repeats a value.
#include "host/secrets/reference.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "host/secrets/token_store.hpp"
#include "tests/support/temp_dir.hpp"

namespace ingot::secrets {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string write_file(const test::TempDir& dir, const std::string& content, mode_t mode) {
  const std::string path = (dir.path() / "secret").string();
  std::ofstream(path) << content;
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  return path;
}

Result<Resolved> resolve_text(const std::string& text, const Sources& sources = {}) {
  INGOT_TRY(const Reference reference, parse_reference(text));
  return resolve(reference, sources, {});
}

TEST(Reference, is_one_of_four_kinds) {
  for (const std::string text :
       {"env:TOKEN", "env:_a1", "file:/run/secrets/x y", "exec:pass show dash", "ledger:dash"}) {
    const auto reference = parse_reference(text);
    ASSERT_TRUE(reference) << text;
    EXPECT_EQ(reference->text(), text);
  }
}

TEST(Reference, refuses_anything_else_without_repeating_it) {
  for (const std::string text :
       {"s3cr3t-value", "", "env:", "env:s3cr3t-value", "env:1A", "file:s3cr3t-value",
        "file:", "exec:", "ledger:", "Env:A", "vault:s3cr3t-value"}) {
    const auto reference = parse_reference(text);
    ASSERT_FALSE(reference) << text;
    EXPECT_EQ(reference.error().kind, ErrorKind::invalid);
    EXPECT_THAT(reference.error().message, Not(HasSubstr("s3cr3t-value")));
  }
  EXPECT_FALSE(parse_reference(std::string("file:/a\0b", 9)));
}

TEST(Reference, takes_a_variable_from_the_given_environment) {
  Sources sources;
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    if (name == "SET") return "value";
    if (name == "BLANK") return "";
    return std::nullopt;
  };
  EXPECT_EQ(resolve_text("env:SET", sources)->value.reveal(), "value");
  EXPECT_EQ(resolve_text("env:UNSET", sources).error().kind, ErrorKind::not_found);
  EXPECT_THAT(resolve_text("env:UNSET", sources).error().message, HasSubstr("env:UNSET: "));
  EXPECT_THAT(resolve_text("env:BLANK", sources).error().message, HasSubstr("empty"));
  EXPECT_EQ(resolve_text("env:SET").error().kind, ErrorKind::not_found);
}

TEST(Reference, takes_a_file_without_its_last_line_end) {
  test::TempDir dir;
  for (const auto& [content, expected] :
       std::vector<std::pair<std::string, std::string>>{{"value\n", "value"},
                                                        {"value", "value"},
                                                        {"value\r\n", "value"},
                                                        {"two\nlines\n", "two\nlines"},
                                                        {"value\n\n", "value\n"}}) {
    const auto resolved = resolve_text("file:" + write_file(dir, content, 0600));
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->value.reveal(), expected);
    EXPECT_EQ(resolved->note, "");
  }
}

TEST(Reference, warns_about_a_file_others_can_read) {
  test::TempDir dir;
  for (const mode_t mode : {0640u, 0604u, 0644u}) {
    const auto resolved = resolve_text("file:" + write_file(dir, "s3cr3t-value", mode));
    ASSERT_TRUE(resolved);
    EXPECT_THAT(resolved->note, HasSubstr("others can read"));
    EXPECT_THAT(resolved->note, Not(HasSubstr("s3cr3t-value")));
  }
}

TEST(Reference, refuses_a_file_that_is_missing_empty_too_large_or_not_a_file) {
  test::TempDir dir;
  const std::string missing = "file:" + (dir.path() / "missing").string();
  EXPECT_EQ(resolve_text(missing).error().kind, ErrorKind::not_found);
  EXPECT_THAT(resolve_text(missing).error().message, HasSubstr(missing));
  EXPECT_FALSE(resolve_text("file:" + dir.path().string()));
  EXPECT_FALSE(resolve_text("file:" + write_file(dir, "", 0600)));
  EXPECT_FALSE(resolve_text("file:" + write_file(dir, "\n", 0600)));
  EXPECT_TRUE(resolve_text("file:" + write_file(dir, std::string(64 * 1024, 'x'), 0600)));
  EXPECT_FALSE(resolve_text("file:" + write_file(dir, std::string(64 * 1024 + 1, 'x'), 0600)));
}

TEST(Reference, takes_the_first_line_of_a_command) {
  EXPECT_EQ(resolve_text("exec:echo value; echo more")->value.reveal(), "value");
  const auto failed = resolve_text("exec:echo s3cr3t-value | tr a-z A-Z; false");
  EXPECT_THAT(failed.error().message, Not(HasSubstr("S3CR3T-VALUE")));
  EXPECT_FALSE(resolve_text("exec:true"));
}

TEST(Reference, takes_a_stored_token_by_name) {
  test::TempDir dir;
  TokenStore tokens(dir.path() / "tokens");
  Sources sources;
  sources.tokens = &tokens;
  EXPECT_EQ(resolve_text("ledger:dash", sources).error().kind, ErrorKind::not_found);
  ASSERT_TRUE(tokens.save("dash", Secret(std::string("kept")), Secret(std::string("first"))).ok());
  EXPECT_EQ(resolve_text("ledger:dash", sources)->value.reveal(), "kept");
  EXPECT_EQ(resolve_text("ledger:dash").error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace ingot::secrets
