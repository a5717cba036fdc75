// Scope: the variables of a job while it is loaded. Replaces ${env:X}, ${params.x} and ${job} by
// their text and keeps
// ${item.*} and ${run.id} as holes where they may stand. Reads no environment itself. Owned by one
// thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "host/job/diagnostic.hpp"
#include "host/job/node.hpp"
#include "host/job/template.hpp"

namespace ingot::job {

using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view name)>;

// Which variables may stand in a text, beyond nothing: each includes those before it, item and run
// exclude each other.
enum class Variables {
  none,         // the job's own name, parameter declarations
  environment,  // defaults and values of parameters
  load,         // environment, params, job
  item,         // load and ${item.*}
  run,          // load and ${run.id}
};

class Scope {
 public:
  // Borrows the reporter. An empty lookup knows no variable.
  Scope(Reporter& reporter, EnvironmentLookup environment)
      : reporter_(reporter), environment_(std::move(environment)) {}

  void set_job(std::string name) { job_ = std::move(name); }
  // The job's items come from rows, so that ${row.COLUMN} has a meaning.
  void allow_rows() { has_rows_ = true; }
  bool has_rows() const { return has_rows_; }
  struct Param {
    enum class State {
      given,
      absent,  // neither given nor defaulted: its use is an error
      broken,  // the reason was reported already: its use yields nothing, silently
    };
    State state = State::absent;
    std::string value = {};
  };
  void set_param(const std::string& name, Param param) { params_[name] = std::move(param); }

  // The text with every variable replaced; nothing after reporting a problem. Precondition: node is
  // a scalar and `allowed` is not item or run.
  std::optional<std::string> text(const Node& node, Variables allowed) const;
  // The same, keeping holes.
  std::optional<Template> parse(const Node& node, Variables allowed, Template::Shape shape) const;

 private:
  struct Use;
  std::optional<Template::Piece> resolve(const Use& use) const;
  std::optional<Template::Piece> resolve_environment(const Use& use, const std::string& name) const;
  std::optional<Template::Piece> resolve_row(const Use& use, const std::string& column) const;
  std::optional<Template::Piece> resolve_param(const Use& use, const std::string& name) const;
  std::optional<Template::Piece> unknown(const Use& use) const;
  std::optional<Template::Piece> not_here(const Use& use) const;
  Span place(const Node& node, std::string_view spelled) const;

  Reporter& reporter_;
  EnvironmentLookup environment_;
  std::optional<std::string> job_;
  bool has_rows_ = false;
  std::map<std::string, Param> params_;
};

// True when the text has a variable: such a text cannot be judged before it is expanded.
bool has_variable(std::string_view text);

}  // namespace ingot::job
