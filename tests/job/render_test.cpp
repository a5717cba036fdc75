// How diagnostics look, with odd lines and in colour; did-you-mean.
#include "host/job/render.hpp"

#include <gtest/gtest.h>

#include "host/job/nearest.hpp"
#include "tests/job/context.hpp"

namespace ingot::job {
namespace {

std::string shown(std::string_view yaml, Colour colour = Colour::off) {
  return render(load("jobs/spring.yaml", yaml, test::context()).diagnostics, yaml, colour);
}

std::string dash_job(const std::string& last_line) {
  return "version: 1\njob: s\nscan: { folder: { root: in } }\nvendor:\n  plugin: dash\n  config:\n "
         "   access_token: { secret: env:T }\n" +
         last_line;
}

TEST(Render, has_the_look_people_know) {
  EXPECT_EQ(shown(dash_job("    subdomian: acme\n")),
            "error[J2007]: unknown key `subdomian`\n"
            " --> jobs/spring.yaml:8:5\n"
            "8 |     subdomian: acme\n"
            "  |     ^^^^^^^^^ did you mean `subdomain`?\n"
            "  = dash 1.2.4 declares: subdomain, access_token, oauth, folder, label, part_md5, "
            "poll, batch_size, window, "
            "ratio, dry, tags, keys, statuses, labels, body, free\n");
}

TEST(Render, counts_characters_and_keeps_carets_below_wide_ones) {
  const std::string text = shown(dash_job("    labels: { \"日本é\": [a] }\n"));
  EXPECT_NE(text.find("jobs/spring.yaml:8:22"), std::string::npos) << text;
  EXPECT_NE(text.find("8 |     labels: { \"日本é\": [a] }\n  |                        ^"),
            std::string::npos)
      << text;
}

TEST(Render, shows_a_window_of_a_very_long_line) {
  const std::string text = shown(dash_job("    subdomain: \"" + std::string(5000, 'x') + "\"\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LT(line.size(), 260U) << line;
}

TEST(Render, never_shows_a_secret_on_any_of_its_lines) {
  const std::string line =
      "    oauth: { client_id: \"\", client_secret: hunter2, refresh_token: { secret: pass-word }, "
      "tokn: x }\n";
  const std::string text = shown(
      "version: 1\njob: s\nscan: { folder: { root: in } }\nvendor:\n  plugin: dash\n  config:\n" +
      line);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_EQ(text.find("pass-word"), std::string::npos) << text;
  EXPECT_NE(text.find("J6005"), std::string::npos);
  EXPECT_NE(text.find("J6006"), std::string::npos);
  EXPECT_NE(text.find("unknown key `tokn`"), std::string::npos);
}

TEST(Render, never_shows_a_password_of_a_url) {
  const std::string text = shown(
      "version: 1\njob: s\nvendor: { plugin: dash, base_url: \"https://me:hunter2@dash.example\" "
      "}\n");
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_NE(text.find("no user name or password belongs here"), std::string::npos) << text;
}

TEST(Render, colours_only_when_asked) {
  const std::string yaml = dash_job("    subdomian: acme\n");
  EXPECT_EQ(shown(yaml).find('\x1b'), std::string::npos);
  const std::string coloured = shown(yaml, Colour::on);
  EXPECT_NE(coloured.find("\x1b[1;31merror[J2007]\x1b[0m"), std::string::npos);
}

TEST(Render, lets_no_value_move_the_cursor) {
  const std::string text = shown(dash_job("    \"a\\e[2Jb\": 1\n"));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("unknown key `a\\x1B[2Jb`"), std::string::npos) << text;
}

TEST(Render, says_how_many_problems_it_left_out) {
  std::string many = dash_job("");
  for (int i = 0; i < 1000; ++i) many += "    wrong" + std::to_string(i) + ": x\n";
  EXPECT_NE(shown(many).find("\nand 800 more problems\n"), std::string::npos);
}

TEST(Nearest, finds_slips_of_the_finger_only) {
  const std::vector<std::string> names = {"subdomain", "client_id", "folder", "part_md5"};
  EXPECT_EQ(nearest("subdomian", names), "subdomain");
  EXPECT_EQ(nearest("Folder", names), "folder");
  EXPECT_EQ(nearest("flder", names), "folder");
  EXPECT_EQ(nearest("client-id", names), "client_id");
  EXPECT_EQ(nearest("colour", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(100'000, 'x'), names), std::nullopt);
  const std::vector<std::string> twins = {"item.ext", "item.exp"};
  EXPECT_EQ(nearest("item.exx", twins), std::nullopt);
}

TEST(Nearest, counts_a_swap_as_one_edit) {
  EXPECT_EQ(edit_distance("ab", "ba"), 1U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace ingot::job
