#include "host/job/pattern.hpp"

#include <utility>

#include <Poco/Exception.h>
#include <Poco/RegularExpression.h>

namespace ingot::job {

struct Pattern::Engine {
  Poco::RegularExpression expression;
};

Result<Pattern> Pattern::compile(std::string_view expression, Anchoring anchoring) {
  if (expression.size() > kMaxSubject) {
    return Error{ErrorKind::invalid, "the expression is longer than 1024 characters"};
  }
  try {
    using Poco::RegularExpression;
    std::string text(expression);
    if (anchoring == Anchoring::whole) text = "\\A(?:" + text + ")\\z";
    constexpr int kOptions = RegularExpression::RE_UTF8 | RegularExpression::RE_DOLLAR_ENDONLY;
    return Pattern(std::shared_ptr<const Engine>(new Engine{RegularExpression(text, kOptions)}));
  } catch (const Poco::Exception& problem) {
    return Error{ErrorKind::invalid, problem.message()};
  }
}

Result<bool> Pattern::matches(std::string_view subject) const {
  if (subject.size() > kMaxSubject) {
    return Error{ErrorKind::invalid, "the text is longer than 1024 bytes"};
  }
  try {
    Poco::RegularExpression::Match found;
    return engine_->expression.match(std::string(subject), 0, found) > 0;
  } catch (const Poco::Exception& problem) {
    return Error{ErrorKind::invalid,
                 "the pattern cannot be applied to this text: " + problem.message()};
  }
}

}  // namespace ingot::job
