#include "host/io/glob.hpp"

#include "host/base/text.hpp"
#include "host/io/glob_automaton.hpp"
#include "host/io/glob_parser.hpp"

namespace ingot::io {

namespace {

std::string_view last_part(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

Error names_nothing(std::string_view pattern) {
  return Error{ErrorKind::invalid,
               "pattern `" + printable(pattern) +
                   "`: character 1: the pattern names nothing; write `**` for everything"};
}

}  // namespace

bool Glob::Rule::matches(std::string_view path) const {
  return automaton->matches(scope == Scope::name ? last_part(path) : path);
}

Result<Glob::Rule> Glob::compile_rule(std::string_view pattern, std::size_t begin,
                                      std::size_t end) {
  std::string_view text = pattern.substr(begin, end - begin);
  Rule rule;
  // `**/name` says the same as `name` and is cheaper so.
  const bool is_any_depth = text.starts_with("**/") && text.find('/', 3) == std::string_view::npos;
  if (is_any_depth && text.size() > 3 && begin == 0) {
    begin += 3;
    text.remove_prefix(3);
  }
  const bool is_anchored = begin == 1 && pattern.starts_with('/');
  if (!is_anchored && text.find('/') == std::string_view::npos) rule.scope = Scope::name;
  INGOT_TRY(GlobAutomaton automaton, GlobParser(pattern, begin, text).parse());
  rule.automaton = std::make_shared<const GlobAutomaton>(std::move(automaton));
  return rule;
}

Result<Glob::Rule> Glob::everything_below(std::string_view pattern, const Rule& folder) {
  const std::size_t begin = pattern.starts_with('/') ? 1 : 0;
  std::string text(folder.scope == Scope::name ? "**/" : "");
  text += pattern.substr(begin, pattern.size() - 1 - begin);
  text += "/**";
  INGOT_TRY(GlobAutomaton automaton, GlobParser(pattern, begin, text).parse());
  return Rule{std::make_shared<const GlobAutomaton>(std::move(automaton)), Scope::path};
}

Result<Glob> Glob::compile(std::string_view pattern) {
  Glob glob;
  glob.pattern_ = pattern;
  const std::size_t begin = pattern.starts_with('/') ? 1 : 0;
  if (pattern.size() == begin) return names_nothing(pattern);
  if (pattern.ends_with('/')) {
    INGOT_TRY(glob.folders_, compile_rule(pattern, begin, pattern.size() - 1));
    INGOT_TRY(glob.paths_, everything_below(pattern, *glob.folders_));
    return glob;
  }
  INGOT_TRY(glob.paths_, compile_rule(pattern, begin, pattern.size()));
  if (pattern == "**" || pattern == "/**") {
    glob.folders_ = glob.paths_;
  } else if (pattern.ends_with("/**")) {
    // The folder part is compared with whole paths even where it has no '/': `cache/**` is about
    // the root's.
    const std::string folder(pattern.substr(begin, pattern.size() - 3 - begin));
    INGOT_TRY(GlobAutomaton automaton, GlobParser(pattern, begin, folder).parse());
    glob.folders_ = Rule{std::make_shared<const GlobAutomaton>(std::move(automaton)), Scope::path};
  }
  return glob;
}

bool Glob::matches(std::string_view path) const {
  return paths_.matches(path);
}

bool Glob::may_match_below(std::string_view folder) const {
  return paths_.scope == Scope::name || paths_.automaton->begins_with_folder(folder);
}

bool Glob::covers(std::string_view folder) const {
  // What lies below such a folder matches, and so does everything below that again.
  return folders_ && (folders_->matches(folder) || paths_.matches(folder));
}

}  // namespace ingot::io
