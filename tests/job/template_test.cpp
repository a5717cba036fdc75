// Templates and field values: the facts of odd names, safe paths, and every kind of field rule.
#include "host/job/template.hpp"

#include <gtest/gtest.h>

#include "host/job/fields.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

using test::load_good;
using test::smallest_job;

ItemFacts item(std::string_view key) {
  return {key, 42, 1'769'853'600'123'000'000};
}

TEST(Template, takes_names_apart) {
  struct Case {
    const char *key, *dir, *name, *stem, *ext;
  };
  const Case cases[] = {{"a/b/x.tar.gz", "a/b", "x.tar.gz", "x.tar", "gz"},
                        {"x", "", "x", "x", ""},
                        {".hidden", "", ".hidden", ".hidden", ""},
                        {"d.d/x", "d.d", "x", "x", ""},
                        {"x.", "", "x.", "x", ""},
                        {"ä ö/é.JPG", "ä ö", "é.JPG", "é", "JPG"}};
  for (const Case& c : cases) {
    EXPECT_EQ(item_value(Variable::item_dir, item(c.key)), c.dir) << c.key;
    EXPECT_EQ(item_value(Variable::item_name, item(c.key)), c.name) << c.key;
    EXPECT_EQ(item_value(Variable::item_stem, item(c.key)), c.stem) << c.key;
    EXPECT_EQ(item_value(Variable::item_ext, item(c.key)), c.ext) << c.key;
    EXPECT_EQ(item_value(Variable::item_path, item(c.key)), c.key);
  }
  EXPECT_EQ(item_value(Variable::item_size, item("x")), "42");
  EXPECT_EQ(item_value(Variable::item_mtime, item("x")), "2026-01-31T10:00:00.123Z");
}

Result<std::string> folder_of(const std::string& text, std::string_view key) {
  const auto job = load_good(
      "version: 1\njob: t\nvendor: { plugin: dash, config: { access_token: { secret: env:T }, "
      "folder: \"" +
      text + "\" } }\nscan: { folder: { root: in } }\n");
  if (!job) return Error{ErrorKind::internal, "the job did not load"};
  return job->vendor.item_templates.at(0).text.render(item(key));
}

TEST(Template, keeps_paths_clean) {
  EXPECT_EQ(*folder_of("/C/${item.dir}", "a/b/x.jpg"), "/C/a/b");
  EXPECT_EQ(*folder_of("/C/${item.dir}", "x.jpg"), "/C");
  EXPECT_EQ(*folder_of("/${item.dir}/${item.ext}/", "x.jpg"), "/jpg");
  EXPECT_EQ(*folder_of("/", "x.jpg"), "/");
  EXPECT_EQ(*folder_of("/$${item.dir}/${job}", "x.jpg"), "/${item.dir}/t");
}

TEST(Template, leaves_the_beginning_of_an_address_alone) {
  EXPECT_EQ(*folder_of("s3://bucket/${item.dir}", "a/b/x.jpg"), "s3://bucket/a/b");
  EXPECT_EQ(*folder_of("/C//${item.dir}", "http:/x.jpg"), "/C/http:");
}

TEST(Template, refuses_to_climb_out_of_its_prefix) {
  EXPECT_FALSE(folder_of("/C/${item.stem}", "...jpg"));
  EXPECT_FALSE(folder_of("/C/.${item.ext}", "x"));
  EXPECT_FALSE(folder_of("/C/${item.stem}", "a\nb.jpg"));
  EXPECT_EQ(*folder_of("/C/${item.stem}x", "...jpg"), "/C/..x");
}

TEST(Template, does_not_read_variables_out_of_values) {
  auto with = test::context();
  with.params = {{"p", "${item.name}"}};
  const auto job = load_good(
      smallest_job(
          "params: { p: { type: string } }\nreport: { json: \"r-${params.p}-${run.id}\" }\n"),
      with);
  ASSERT_TRUE(job && job->report.json);
  EXPECT_EQ(job->report.json->render_run("R7"), "/jobs/r-${item.name}-R7");
}

std::string fields(const std::string& rules, std::string_view key) {
  const auto job = load_good(
      "version: 1\njob: t\nvendor: { plugin: dash, config: { access_token: { secret: env:T } } }\n"
      "scan:\n  folder: { root: in }\n  fields:\n" +
      rules);
  if (!job) return "did not load";
  const auto json = item_json(*job, item(key));
  return json ? *json : "error: " + json.error().message;
}

TEST(Fields, give_templates_lists_and_facts) {
  EXPECT_EQ(
      fields("    T: a ${item.stem}\n    D: { from: relative_path }\n    K: [x, \"${item.ext}\"]\n",
             "q/é.jpg"),
      R"({"fields":{"T":"a é","D":"q/é.jpg","K":["x","jpg"]},"config":{"folder":"/"}})");
}

TEST(Fields, keep_the_spelling_of_scalars) {
  EXPECT_EQ(
      fields("    A: no\n    B: 0123\n    C: 2030-01-01\n    D: 1e3\n", "x"),
      R"({"fields":{"A":"no","B":"0123","C":"2030-01-01","D":"1e3"},"config":{"folder":"/"}})");
}

TEST(Fields, split_then_map_then_default) {
  const std::string rule =
      "    K: { from: stem, split: \"-\", map: { a: Alpha, b: Beta }, default: Other }\n";
  EXPECT_EQ(fields(rule, "a-b- -z.jpg"),
            R"({"fields":{"K":["Alpha","Beta","Other"]},"config":{"folder":"/"}})");
}

TEST(Fields, without_a_value_are_left_out_defaulted_or_refused) {
  EXPECT_EQ(fields("    E: { from: ext }\n", "x"), R"({"fields":{},"config":{"folder":"/"}})");
  EXPECT_EQ(fields("    E: { from: ext, default: none }\n", "x"),
            R"({"fields":{"E":"none"},"config":{"folder":"/"}})");
  EXPECT_EQ(fields("    E: { from: ext, required: true }\n", "x"),
            "error: field `E`: there is no value");
}

TEST(Fields, refuse_a_value_the_map_does_not_list) {
  EXPECT_EQ(fields("    R: { from: stem, map: { RF: Free } }\n", "RX.jpg"),
            "error: field `R`: the map has no entry for `RX` and there is no default");
}

TEST(Fields, escape_json_and_refuse_control_characters) {
  EXPECT_EQ(fields("    T: ${item.stem}\n", "a\"b\\c.jpg"),
            R"({"fields":{"T":"a\"b\\c"},"config":{"folder":"/"}})");
  EXPECT_EQ(fields("    T: ${item.stem}\n", "a\x1b.jpg"),
            "error: field `T`: ${item.stem} has a control character: `a\\x1B`");
}

TEST(Fields, nest_item_keys_of_the_config) {
  Job job;
  const auto piece = [](Variable v) {
    return Template({Template::Piece{{}, v}}, Template::Shape::text);
  };
  job.vendor.item_templates = {{"a.b", piece(Variable::item_name)},
                               {"c", piece(Variable::item_ext)},
                               {"a.d.e", piece(Variable::item_stem)}};
  EXPECT_EQ(*item_json(job, item("x.y")),
            R"({"fields":{},"config":{"a":{"b":"x.y","d":{"e":"x"}},"c":"y"}})");
}

}  // namespace
}  // namespace ingot::job
