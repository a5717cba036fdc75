#include "host/job/yaml_reader.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <unordered_set>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace ingot::job {
namespace {

// YAML ends a plain scalar at a brace when it stands inside { } or [ ]. The braces and the colon of
// a variable are therefore replaced by control characters of the same length (a job may contain
// none) and put back afterwards.
constexpr char kOpen = '\x01', kClose = '\x02', kColon = '\x03';

bool may_be_in_variable(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == ':' || c == '-';
}

std::string masked(std::string_view text) {
  std::string result(text);
  for (std::size_t i = 0; i + 2 < result.size(); ++i) {
    if (result[i] != '$' || result[i + 1] != '{') continue;
    std::size_t end = i + 2;
    while (end < result.size() && may_be_in_variable(result[end])) ++end;
    if (end == result.size() || result[end] != '}') continue;
    result[i + 1] = kOpen;
    result[end] = kClose;
    for (std::size_t k = i + 2; k < end; ++k) {
      if (result[k] == ':') result[k] = kColon;
    }
  }
  return result;
}

std::string unmasked(std::string text) {
  for (char& c : text) {
    if (c == kOpen) c = '{';
    if (c == kClose) c = '}';
    if (c == kColon) c = ':';
  }
  return text;
}

struct Stop {};  // thrown through the YAML parser after a problem was reported

// Builds the tree from parser events. Open collections are on a stack; a mapping alternates key and
// value.
class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const Source& source, Reporter& reporter) : source_(source), reporter_(reporter) {}

  Node take() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Node node;
    node.span = span_of(mark);
    // An empty value is marked at the next token, which may be anywhere: point at its key instead.
    if (!open_.empty() && open_.back().has_key) node.span = open_.back().key_span;
    place(std::move(node), anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    copy_anchor(mark, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_tag(mark, tag);
    Node node;
    node.kind = NodeKind::scalar;
    node.style = tag == "!" ? ScalarStyle::quoted : ScalarStyle::plain;
    node.text = unmasked(value);
    node.span = scalar_span(mark, node.text);
    place(std::move(node), anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(NodeKind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(NodeKind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;
    std::string key;
    Span key_span;
    std::unordered_set<std::string> keys;
  };

  Span span_of(const YAML::Mark& mark) const {
    return Span{static_cast<std::uint32_t>(mark.line + 1),
                static_cast<std::uint32_t>(mark.column + 1), 1};
  }

  // From the first character of the scalar (after an anchor) to its end on the same line.
  Span scalar_span(const YAML::Mark& mark, std::string_view text) const {
    Span span = span_of(mark);
    const std::string_view line = source_.line(span.line);
    std::size_t at = std::min<std::size_t>(span.column - 1, line.size());
    while (at < line.size() && line[at] == '&') {
      at = std::min(line.find(' ', at), line.size());
      at = std::min(line.find_first_not_of(' ', at), line.size());
    }
    if (at == line.size()) return span;
    span.column = static_cast<std::uint32_t>(at + 1);
    const char first = line[at];
    if (first == '|' || first == '>') return span;
    std::size_t length = std::min(text.size(), line.size() - at);
    if (first == '"' || first == '\'') {
      std::size_t end = at + 1;
      while (end < line.size() && line[end] != first)
        end += first == '"' && line[end] == '\\' ? 2 : 1;
      length = std::min(end + 1, line.size()) - at;
    }
    span.length = static_cast<std::uint32_t>(std::max<std::size_t>(1, length));
    return span;
  }

  [[noreturn]] void stop(Code code, Span span, std::string message, std::string suggestion = {}) {
    reporter_.error(code, span, std::move(message), {std::move(suggestion), {}});
    throw Stop{};
  }

  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    const std::string shown = tag.starts_with(kCore) ? "!!" + tag.substr(kCore.size()) : tag;
    stop(Code::tag, span_of(mark), "tag `" + shown + "`: tags are not used in jobs",
         "remove the tag");
  }

  void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    refuse_tag(mark, tag);
    if (is_at_key()) stop(Code::complex_key, span_of(mark), "a key must be plain text");
    if (open_.size() >= kMaxDepth) {
      stop(Code::too_deep, span_of(mark),
           "nested more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    Open opened;
    opened.node.kind = kind;
    opened.node.span = span_of(mark);
    opened.anchor = anchor;
    open_.push_back(std::move(opened));
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    place(std::move(closed.node), closed.anchor);
  }

  bool is_at_key() const {
    return !open_.empty() && open_.back().node.is_mapping() && !open_.back().has_key;
  }

  void place(Node node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.is_sequence()) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, std::move(node));
    } else {
      parent.node.entries.push_back({std::move(parent.key), parent.key_span, std::move(node)});
      parent.has_key = false;
    }
  }

  void take_key(Open& parent, Node node) {
    if (!node.is_scalar()) stop(Code::complex_key, node.span, "a key must be plain text");
    if (node.text == "<<" && node.style == ScalarStyle::plain) {
      stop(Code::merge_key, node.span, "merge key `<<` is not supported",
           "alias a whole value, or use a profile");
    }
    if (!parent.keys.insert(node.text).second) {
      const Entry* first = parent.node.find(node.text);
      reporter_.error(
          Code::duplicate_key, node.span, "key `" + node.text + "` appears twice",
          {first ? "first given in line " + std::to_string(first->key_span.line) : "", {}});
    }
    parent.has_key = true;
    parent.key = std::move(node.text);
    parent.key_span = node.span;
  }

  void copy_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end()) {
      stop(Code::alias_expansion, span_of(mark), "the alias stands inside its own anchor");
    }
    if (is_at_key() && !found->second.is_scalar()) {
      stop(Code::complex_key, span_of(mark), "a key must be plain text");
    }
    charge(found->second, mark, open_.size());
    place(found->second, 0);
  }

  // Counts what an alias adds before it is copied, so the bound holds for memory too.
  void charge(const Node& node, const YAML::Mark& mark, std::size_t depth) {
    aliased_bytes_ += node.text.size();
    if (++aliased_ > kMaxAliasedNodes || aliased_bytes_ > kMaxFileBytes) {
      stop(Code::alias_expansion, span_of(mark),
           "aliases expand to more than " + std::to_string(kMaxAliasedNodes) +
               " values or 1 MiB of text");
    }
    if (depth > kMaxDepth) {
      stop(Code::too_deep, span_of(mark),
           "nested more than " + std::to_string(kMaxDepth) + " levels deep");
    }
    for (const Node& item : node.items) charge(item, mark, depth + 1);
    for (const Entry& entry : node.entries) charge(entry.value, mark, depth + 1);
  }

  const Source& source_;
  Reporter& reporter_;
  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  std::size_t aliased_ = 0;
  std::size_t aliased_bytes_ = 0;
};

// Notes only where a second document begins.
class NextDocument : public TreeBuilder {
 public:
  using TreeBuilder::TreeBuilder;
  void OnDocumentStart(const YAML::Mark& mark) override {
    start = mark;
    throw Stop{};
  }
  YAML::Mark start;
};

bool is_indented_by_tab(std::string_view line) {
  const std::size_t content = line.find_first_not_of(" \t");
  return content != std::string_view::npos &&
         line.substr(0, content).find('\t') != std::string_view::npos;
}

// Tabs make the YAML parser complain about something else nearby; say what is really wrong.
void report_syntax(const Source& source, Reporter& reporter, const YAML::Exception& problem) {
  const auto line = static_cast<std::uint32_t>(std::max(0, problem.mark.line) + 1);
  for (const std::uint32_t candidate : {line, line - 1, line + 1}) {
    const std::string_view text = source.line(candidate);
    if (!is_indented_by_tab(text)) continue;
    const auto column = static_cast<std::uint32_t>(text.find('\t') + 1);
    reporter.error(Code::tab_indent, Span{candidate, column, 1}, "a tab used for indentation",
                   {"indent with spaces", {}});
    return;
  }
  const auto column = static_cast<std::uint32_t>(std::max(0, problem.mark.column) + 1);
  reporter.error(Code::syntax, Span{line, column, 1}, "not valid YAML: " + unmasked(problem.msg));
}

}  // namespace

std::string_view described(NodeKind kind) {
  switch (kind) {
    case NodeKind::null:
      return "nothing";
    case NodeKind::scalar:
      return "a single value";
    case NodeKind::sequence:
      return "a list";
    case NodeKind::mapping:
      return "a mapping";
  }
  return "nothing";
}

std::optional<Node> read_yaml(const Source& source, Reporter& reporter) {
  if (!check_text(source, reporter)) return std::nullopt;
  TreeBuilder builder(source, reporter);
  NextDocument next(source, reporter);
  bool has_second = false;
  try {
    std::istringstream input(masked(source.text()));
    YAML::Parser parser(input);
    if (!parser.HandleNextDocument(builder)) {
      reporter.error(Code::empty_file, Span{}, "the file holds no job",
                     {{}, "the smallest job has version, job, vendor and scan"});
      return std::nullopt;
    }
    has_second = true;
    has_second = parser.HandleNextDocument(next);
  } catch (const Stop&) {
    if (!has_second) return std::nullopt;
  } catch (const YAML::Exception& problem) {
    report_syntax(source, reporter, problem);
    return std::nullopt;
  }
  if (has_second) {
    const Span place{static_cast<std::uint32_t>(next.start.line + 1),
                     static_cast<std::uint32_t>(next.start.column + 1), 1};
    reporter.error(Code::several_documents, place, "a second document begins here",
                   {"one job per file", {}});
    return std::nullopt;
  }
  return builder.take();
}

}  // namespace ingot::job
