// Glob: tables of what matches and what nearly does, the errors, and comparison with a slow and
// simple matcher.
#include "host/io/glob.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace ingot::io {
namespace {

struct Case {
  std::string pattern;
  std::vector<std::string> good;
  std::vector<std::string> near_misses;
};

const Case kCases[] = {
    {"*.jpg",
     {"a.jpg", "x/y/a.jpg", ".jpg", "x/.hidden.jpg"},
     {"a.JPG", "a.jpg/b", "a.jpgx", "ajpg"}},
    {".*", {".git", "a/.git", ".a.b"}, {"a.git", ".git/config", "a/b"}},
    {"a.jpg", {"a.jpg", "x/a.jpg"}, {"aa.jpg", "a.jpg/x", "axjpg"}},
    {"/a.jpg", {"a.jpg"}, {"x/a.jpg"}},
    {"/*.jpg", {"a.jpg"}, {"x/a.jpg"}},
    {"a/*.jpg", {"a/b.jpg", "a/.jpg"}, {"b.jpg", "a/b/c.jpg", "x/a/b.jpg"}},
    {"**/*.jpg", {"a.jpg", "a/b/c.jpg"}, {"a.jpg/b", "a/b/c.png"}},
    {"**/a/b", {"a/b", "x/a/b", "x/y/a/b"}, {"xa/b", "a/b/c", "b"}},
    {"a/**/b", {"a/b", "a/x/b", "a/x/y/b"}, {"ab", "a/bb", "a/x/yb", "x/a/b", "a/b/c"}},
    {"a/**", {"a/b", "a/b/c"}, {"a", "ab", "x/a/b"}},
    {"**", {"a", "a/b", ".x"}, {}},
    {"/**", {"a", "a/b"}, {}},
    {"cache/", {"cache/x", "a/cache/x", "a/cache/x/y"}, {"cache", "a/cache", "xcache/y"}},
    {"/cache/", {"cache/x", "cache/x/y"}, {"cache", "a/cache/x"}},
    {"a/b/", {"a/b/x"}, {"a/b", "x/a/b/c"}},
    {"a?c", {"abc", "aéc", "a😀c", "x/a c"}, {"ac", "abbc", "a/c"}},
    {"[a-c]x", {"ax", "bx", "cx"}, {"dx", "x", "Ax", "abx"}},
    {"[!a-c]x", {"dx", "-x", "éx"}, {"ax", "cx", "x"}},
    {"[^a]x", {"bx"}, {"ax"}},
    {"a[!b]c", {"axc"}, {"a/c", "abc"}},
    {"[]a]x", {"]x", "ax"}, {"bx"}},
    {"[!]]x", {"ax"}, {"]x"}},
    {"[a-]x", {"ax", "-x"}, {"bx"}},
    {"[-a]x", {"ax", "-x"}, {"bx"}},
    {"[à-ü]", {"é"}, {"e", "z"}},
    {"[!-~]", {"!", "a/!", "x"}, {"-", "~"}},
    {"a[+-9]b", {"a5b", "a+b", "a.b"}, {"a/b", "aab"}},
    {"[\\]\\-]x", {"]x", "-x"}, {"\\x"}},
    {"{a,b}.{jpg,tif}", {"a.jpg", "b.tif", "x/a.tif"}, {"c.jpg", "a.png", "a,b.jpg"}},
    {"{a,b{c,d{e,f}}}", {"a", "bc", "bde", "bdf"}, {"b", "bd", "be"}},
    {"a{,.bak}", {"a", "a.bak"}, {"a.ba", ""}},
    {"{a/,}b", {"a/b", "b"}, {"x/b", "a/x/b"}},
    {"{**/,}x", {"x", "a/x"}, {"ax"}},
    {"{a,b}/**", {"a/x", "b/x/y"}, {"c/x", "a"}},
    {"a,b", {"a,b"}, {"a", "b"}},
    {"\\*\\?\\[\\]\\{\\}\\\\\\,\\!\\^\\-", {"*?[]{}\\,!^-"}, {"x"}},
    {"a*b*c", {"abc", "axbxc", "abcabc"}, {"ab", "acb", "a/b/c"}},
    {"*", {"a", "x/y", ".z"}, {}},
    {"été/*.jpg", {"été/a.jpg"}, {"ete/a.jpg"}},
};

TEST(Glob, matches_what_its_page_says_and_no_near_miss) {
  for (const Case& one : kCases) {
    const auto glob = Glob::compile(one.pattern);
    ASSERT_TRUE(glob) << glob.error().message;
    EXPECT_EQ(glob->pattern(), one.pattern);
    for (const auto& path : one.good)
      EXPECT_TRUE(glob->matches(path)) << one.pattern << " on " << path;
    for (const auto& path : one.near_misses)
      EXPECT_FALSE(glob->matches(path)) << one.pattern << " on " << path;
  }
}

struct Bad {
  std::string pattern;
  std::size_t position;
  std::string says;
};

const Bad kBad[] = {
    {"", 1, "names nothing"},
    {"/", 1, "names nothing"},
    {"{}", 1, "names nothing"},
    {"a//b", 3, "empty part"},
    {"//a", 2, "empty part"},
    {"a//", 3, "empty part"},
    {"./a", 1, "relative to the scanned folder"},
    {"a/../b", 3, "relative to the scanned folder"},
    {"a/.", 3, "relative to the scanned folder"},
    {"/..", 2, "relative to the scanned folder"},
    {"a**", 2, "must stand alone"},
    {"**.jpg", 1, "must stand alone"},
    {"a/**b", 3, "must stand alone"},
    {"***", 1, "must stand alone"},
    {"a{**/x,y}", 3, "must stand alone"},
    {"{a/**,b}", 4, "{a,b}/**"},
    {"[a", 1, "`[` without `]`"},
    {"é[a", 2, "`[` without `]`"},
    {"x[]", 2, "`[` without `]`"},
    {"[!]", 1, "`[` without `]`"},
    {"[a-", 1, "`[` without `]`"},
    {"[z-a]", 2, "backwards"},
    {"[[:alpha:]]", 2, "named classes"},
    {"a[x/y]", 4, "cannot be in a set"},
    {"{a,b", 1, "`{` without `}`"},
    {"a{b,{c}", 2, "`{` without `}`"},
    {"a}", 2, "`}` without `{`"},
    {"a\\", 2, "at the end"},
    {"a\\b", 2, "folders are separated by `/`"},
    {"{{{{{{{{{a}}}}}}}}}", 9, "too deeply"},
    {std::string("a\0b", 3), 2, "zero byte"},
    {"caf\xe9.jpg", 1, "not UTF-8"},
    {std::string(1001, 'a'), 1001, "longer than 1000"},
};

TEST(Glob, says_what_is_wrong_with_a_pattern_and_where) {
  for (const Bad& bad : kBad) {
    const auto glob = Glob::compile(bad.pattern);
    ASSERT_FALSE(glob) << bad.pattern;
    const Error& error = glob.error();
    EXPECT_EQ(error.kind, ErrorKind::invalid);
    EXPECT_NE(error.message.find(": character " + std::to_string(bad.position) + ": "),
              std::string::npos)
        << error.message;
    EXPECT_NE(error.message.find(bad.says), std::string::npos) << error.message;
  }
}

TEST(Glob, takes_time_that_grows_with_the_path_only) {
  std::string pattern;
  for (int i = 0; i < 150; ++i) pattern += "*a{a,aa,*}";
  // A backtracking matcher would not come back from this.
  const auto glob = Glob::compile(pattern.substr(0, 990) + "b");
  ASSERT_TRUE(glob);
  EXPECT_FALSE(glob->matches(std::string(2000, 'a')));
  EXPECT_TRUE(glob->matches(std::string(2000, 'a') + "b"));
}

TEST(Glob, knows_which_folders_can_hold_a_match) {
  const auto may = [](const char* pattern, const char* folder) {
    return Glob::compile(pattern)->may_match_below(folder);
  };
  EXPECT_TRUE(may("*.jpg", "any/where"));
  EXPECT_TRUE(may("a/*.jpg", "a"));
  EXPECT_FALSE(may("a/*.jpg", "b"));
  EXPECT_FALSE(may("a/*.jpg", "a/b"));
  EXPECT_FALSE(may("/a.jpg", "a"));
  EXPECT_FALSE(may("/*", "a"));
  EXPECT_TRUE(may("a/b/**", "a"));
  EXPECT_TRUE(may("a/b/**", "a/b/c/d"));
  EXPECT_FALSE(may("a/b/**", "a/c"));
  EXPECT_TRUE(may("a/**/x", "a/q/r"));
  EXPECT_TRUE(may("cache/", "q"));
  EXPECT_FALSE(may("/cache/", "q"));
  EXPECT_TRUE(may("**/a/x", "q/r"));
}

TEST(Glob, knows_which_folders_it_covers_whole) {
  const auto covers = [](const char* pattern, const char* folder) {
    return Glob::compile(pattern)->covers(folder);
  };
  EXPECT_TRUE(covers("a/**", "a"));
  EXPECT_TRUE(covers("a/**", "a/b"));
  EXPECT_FALSE(covers("a/**", "x/a"));
  EXPECT_FALSE(covers("a/**", "b"));
  EXPECT_TRUE(covers("cache/", "x/cache"));
  EXPECT_TRUE(covers("cache/", "x/cache/y"));
  EXPECT_FALSE(covers("/cache/", "x/cache"));
  EXPECT_TRUE(covers("/cache/", "cache"));
  EXPECT_TRUE(covers("**", "a"));
  EXPECT_TRUE(covers("**/tmp/**", "x/tmp"));
  EXPECT_FALSE(covers("a/*", "a"));
  EXPECT_FALSE(covers("*.jpg", "a.jpg"));
}

TEST(Glob, compares_names_that_are_not_utf8_byte_by_byte) {
  EXPECT_TRUE(Glob::compile("caf?.jpg")->matches("caf\xe9.jpg"));
  EXPECT_TRUE(Glob::compile("*.jpg")->matches("\xff\xfe.jpg"));
  EXPECT_TRUE(Glob::compile("[!a]")->matches("\xff"));
  EXPECT_FALSE(Glob::compile("?")->matches("\xff\xfe"));
  EXPECT_FALSE(Glob::compile("\xc3\xbf")->matches("\xff"));
}

// The slow and simple matcher: braces expanded to all their combinations, then recursion.
std::vector<std::string> expand(const std::string& pattern) {
  const std::size_t open = pattern.find('{');
  if (open == std::string::npos) return {pattern};
  int depth = 0;
  std::vector<std::string> alternatives(1);
  std::size_t at = open;
  for (;; ++at) {
    const char c = pattern[at];
    if (c == '{' && depth++ == 0) continue;
    if (c == '}' && --depth == 0) break;
    if (c == ',' && depth == 1) {
      alternatives.emplace_back();
    } else {
      alternatives.back() += c;
    }
  }
  std::vector<std::string> all;
  for (const auto& one : alternatives) {
    for (auto& full : expand(pattern.substr(0, open) + one + pattern.substr(at + 1)))
      all.push_back(full);
  }
  return all;
}

bool slow_match(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern.starts_with("@/")) {
    if (slow_match(pattern.substr(2), path)) return true;
    const std::size_t slash = path.find('/');
    return slash != std::string_view::npos && slow_match(pattern, path.substr(slash + 1));
  }
  if (pattern == "@") return !path.empty();
  if (pattern[0] == '*') {
    if (slow_match(pattern.substr(1), path)) return true;
    return !path.empty() && path[0] != '/' && slow_match(pattern, path.substr(1));
  }
  if (path.empty()) return false;
  if (pattern.starts_with("[ab]")) {
    return (path[0] == 'a' || path[0] == 'b') && slow_match(pattern.substr(4), path.substr(1));
  }
  const bool is_same = pattern[0] == '?' ? path[0] != '/' : pattern[0] == path[0];
  return is_same && slow_match(pattern.substr(1), path.substr(1));
}

bool slow_glob(const std::string& pattern, const std::string& path) {
  const bool is_name = pattern.find('/') == std::string::npos;
  const std::string subject = is_name ? path.substr(path.rfind('/') + 1) : path;
  // `**` gets a letter of its own, so that two `*` which braces bring together do not look like it.
  std::string marked = pattern;
  for (std::size_t at = marked.find("**"); at != std::string::npos; at = marked.find("**"))
    marked.replace(at, 2, 1, '@');
  for (const auto& one : expand(marked)) {
    if (slow_match(one, subject)) return true;
  }
  return false;
}

TEST(Glob, agrees_with_a_slow_and_simple_matcher) {
  std::mt19937 random(3);
  const std::vector<std::string> atoms = {"a", "b",   "c",      "*",    "?",       "[ab]",
                                          "/", "**/", "{a,b*}", "{,c}", "{a/b,c}", "/**"};
  std::vector<std::string> paths;
  for (int i = 0; i < 300; ++i) {
    std::string path;
    for (unsigned k = 0; k < 1 + random() % 7; ++k) {
      const bool may_slash = !path.empty() && path.back() != '/';
      path += may_slash && random() % 3 == 0 ? '/' : "abc"[random() % 3];
    }
    if (path.back() == '/') path.pop_back();
    paths.push_back(path);
  }
  int compared = 0;
  for (int round = 0; round < 2000; ++round) {
    std::string pattern;
    for (unsigned k = 0; k < 1 + random() % 5; ++k) pattern += atoms[random() % atoms.size()];
    if (pattern.back() == '/' || pattern.front() == '/') continue;
    const auto glob = Glob::compile(pattern);
    if (!glob) continue;
    ++compared;
    for (int i = 0; i < 40; ++i) {
      const std::string& path = paths[random() % paths.size()];
      ASSERT_EQ(glob->matches(path), slow_glob(pattern, path)) << pattern << " on " << path;
      if (!glob->matches(path)) continue;
      // What matches lies below folders that say so.
      for (std::size_t slash = path.find('/'); slash != std::string::npos;
           slash = path.find('/', slash + 1)) {
        ASSERT_TRUE(glob->may_match_below(path.substr(0, slash))) << pattern << " on " << path;
      }
    }
  }
  EXPECT_GT(compared, 500);
}

TEST(Glob, survives_any_bytes_as_a_pattern) {
  std::mt19937 random(4);
  const std::string alphabet = "ab*?[]{}!-,\\/.^\xc3\xa9\xff";
  for (int round = 0; round < 10'000; ++round) {
    std::string pattern;
    for (unsigned k = 0; k < random() % 12; ++k) pattern += alphabet[random() % alphabet.size()];
    const auto glob = Glob::compile(pattern);
    if (!glob) {
      EXPECT_EQ(glob.error().kind, ErrorKind::invalid);
      continue;
    }
    glob->matches("a/b\xff/.x");
    glob->covers("a/b");
    glob->may_match_below("a");
  }
}

}  // namespace
}  // namespace ingot::io
