// Inputs that mean harm, and jobs made at random: nothing crashes, nothing grows, and what is valid
// loads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "host/job/config_schema.hpp"
#include "host/job/literal.hpp"
#include "host/job/render.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

using test::codes_of;
using test::smallest_job;

std::string repeated(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(Hostile, deep_nesting_is_refused) {
  // What is never closed may look like a key to the YAML parser before it is too deep; refused it
  // is either way.
  for (const char* unit : {"[", "{a: ", "- "}) {
    EXPECT_THAT(codes_of(repeated(unit, 20'000)), testing::AnyOf("J1009", "J1013")) << unit;
  }
  std::string blocks;
  for (int i = 0; i < 500; ++i) blocks += std::string(static_cast<std::size_t>(i), ' ') + "a:\n";
  EXPECT_EQ(codes_of(blocks), "J1009");
}

TEST(Hostile, the_deepest_allowed_nesting_is_read) {
  EXPECT_EQ(codes_of(repeated("[", 32) + repeated("]", 32)), "J2002");
  EXPECT_EQ(codes_of(repeated("[", 33) + repeated("]", 33)), "J1009");
}

TEST(Hostile, aliases_cannot_explode) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" +
              repeated(before + ", ", 9) + before + "]\n";
  }
  EXPECT_EQ(codes_of(laughs), "J1010");
  EXPECT_EQ(codes_of("a: &a [*a]\n"), "J1010");
  EXPECT_EQ(
      codes_of("a: &a " + std::string(100'000, 'x') + "\nb: [" + repeated("*a, ", 1000) + "*a]\n"),
      "J1010");
}

TEST(Hostile, huge_inputs_are_refused_or_read_quickly) {
  EXPECT_EQ(codes_of(std::string((1 << 20) + 1, 'x')), "J1003");
  EXPECT_EQ(codes_of(std::string(1 << 20, 'x')), "J2002");
  EXPECT_NE(
      codes_of(smallest_job("report: { json: \"" + std::string(500'000, 'y') + "\" }\nx: 1\n")),
      "");
  EXPECT_NE(codes_of(repeated("k: 1\n", 20'000)), "");
}

TEST(Hostile, bytes_that_are_no_text_are_refused) {
  EXPECT_EQ(codes_of(std::string("a: b\0c\n", 7)), "J1004");
  EXPECT_EQ(codes_of("a: \xFF\n"), "J1001");
  EXPECT_EQ(codes_of(std::string("\xFF\xFEv\0e\0", 6)), "J1001");
  EXPECT_EQ(codes_of("a: \x01\n"), "J1004");
}

TEST(Hostile, random_bytes_never_crash) {
  std::mt19937 random(20'270'101);
  for (int round = 0; round < 1000; ++round) {
    std::string bytes(random() % 200, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    EXPECT_NE(codes_of(bytes), "");
  }
}

// Mutations of a real job reach deeper than noise does.
TEST(Hostile, mutated_jobs_never_crash) {
  static constexpr std::string_view kPieces[] = {
      "${",           "}",           "{",      "[",    "]",  ": ", "\n", "  ",    "- ",
      "&a ",          "*a",          "!!str ", "'",    "\"", "|",  ">",  "#",     "<<: *a",
      "${item.name}", "${env:HOME}", "$${",    "null", "~",  "\t", "? ", "---\n", "%"};
  const std::string seed = smallest_job(
      "params: { a: { type: string, default: x } }\nreport: { json: \"${run.id}-${params.a}\" "
      "}\nplan: { digests: [sha256] }\n"
      "profiles: { p: { upload.retries: 3, vendor.config.subdomain: acme } }\nupload: { backoff: "
      "1s..5m }\n");
  std::mt19937 random(7);
  LoadContext with = test::context();
  with.profile = "p";
  std::size_t loaded = 0;
  for (int round = 0; round < 800; ++round) {
    std::string yaml = seed;
    for (unsigned edits = 1 + random() % 4; edits > 0; --edits) {
      const std::size_t at = random() % yaml.size();
      switch (random() % 3) {
        case 0:
          yaml.erase(at, 1 + random() % 6);
          break;
        case 1:
          yaml.insert(at, kPieces[random() % std::size(kPieces)]);
          break;
        default:
          yaml[at] = static_cast<char>(32 + random() % 95);
      }
    }
    const LoadResult result = load("job.yaml", yaml, with);
    EXPECT_NE(result.job.has_value(), result.diagnostics.has_errors());
    EXPECT_EQ(render(result.diagnostics, yaml, Colour::off).find('\x1b'), std::string::npos);
    loaded += result.job ? 1 : 0;
  }
  EXPECT_GT(loaded, 0U);
}

TEST(Hostile, plugin_schemas_never_crash) {
  const std::string seed = test::dash_plugin().config_schema_json;
  ASSERT_TRUE(parse_config_schema(seed));
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string json = seed;
    for (int edit = 0; edit < 3; ++edit)
      json[random() % json.size()] = "{}[]\",:0a\\"[random() % 10];
    const auto schema = parse_config_schema(json);
    EXPECT_TRUE(schema || !schema.error().message.empty());
  }
  EXPECT_FALSE(parse_config_schema(repeated("[", 100'000)));
  EXPECT_FALSE(parse_config_schema(repeated("{\"items\":", 60'000)));
}

// Picks one of the texts that a key accepts.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  std::string job() {
    std::string yaml = "version: 1\njob: g" + std::to_string(random_() % 1000) + "\n";
    yaml += "vendor:\n  plugin: dash\n  config:\n    access_token: { secret: " +
            one({"env:A", "file:a b", "exec:x -y", "ledger:n"}) + " }\n";
    maybe(yaml,
          "    folder: " + one({"/", "/a/${item.dir}", "\"/x/${item.stem}/${job}\"", "fixed"}));
    maybe(yaml, "    batch_size: " + std::to_string(1 + random_() % 100));
    maybe(yaml, "    poll: { every: " + duration(100, 60'000) + " }");
    maybe(yaml, "    window: " + size(1024, 1'048'576));
    yaml += "scan:\n  folder:\n    root: " +
            one({"in", "../in", "/abs/in", "\"a b\"", "${env:HOME}/x"}) + "\n";
    maybe(yaml, "    include: " + one({"[\"**/*.jpg\"]", "[a, b]", "[]"}));
    maybe(yaml, "    stable_for: " + duration(0, 86'400'000));
    maybe(yaml, "  fields: { T: " +
                    one({"x", "\"${item.name}\"", "[a, b]", "{ from: ext, default: d }"}) + " }");
    maybe(yaml,
          "validate: { min_size: " + size(0, 1000) + ", max_size: " + size(1000, 1 << 30) + " }");
    maybe(yaml, "plan: { part_size: " + one({"auto", size(5'242'881, 5'368'709'119)}) + " }");
    maybe(yaml, "upload: { retries: " + std::to_string(random_() % 21) +
                    ", deadline: " + duration(1000, 86'400'000) + " }");
    maybe(yaml, "failure: { budget: " + one({"0%", "1.25%", "100%", "7"}) + " }");
    maybe(yaml, "lifecycle: { to: " + one({"staged", "approval", "live"}) + " }");
    maybe(yaml, "report: { json: \"" + one({"${run.id}", "a/${job}.json", "/x/$${y}"}) + "\" }");
    return yaml;
  }

 private:
  std::string one(std::initializer_list<std::string> texts) {
    return *(texts.begin() + random_() % texts.size());
  }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(random_);
  }
  std::string duration(std::int64_t low, std::int64_t high) {
    return duration_literal(std::chrono::milliseconds(between(low, high)));
  }
  std::string size(std::int64_t low, std::int64_t high) {
    return size_literal(static_cast<std::uint64_t>(between(low, high)));
  }
  void maybe(std::string& yaml, const std::string& line) {
    if (random_() % 2 == 0) yaml += line + "\n";
  }
  std::mt19937 random_;
};

TEST(Property, every_generated_job_loads) {
  for (unsigned seed = 0; seed < 200; ++seed)
    ASSERT_TRUE(test::load_good(Generator(seed).job())) << seed;
}

}  // namespace
}  // namespace ingot::job
