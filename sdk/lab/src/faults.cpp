#include <ingot/lab/faults.hpp>

namespace ingot::lab {

std::string html_error_page(int status) {
  const std::string title = std::to_string(status) + " " + std::string(reason_of(status));
  return "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head>\n<body><center><h1>" +
         title + "</h1></center><hr><center>lab-gateway</center></body></html>\n";
}

bool matches_glob(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.starts_with("**")) {
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (matches_glob(glob.substr(2), text.substr(taken))) return true;
    }
    return false;
  }
  if (glob.front() == '*') {
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (matches_glob(glob.substr(1), text.substr(taken))) return true;
      if (taken < text.size() && text[taken] == '/') return false;
    }
    return false;
  }
  if (text.empty() || (glob.front() != '?' && glob.front() != text.front())) return false;
  if (glob.front() == '?' && text.front() == '/') return false;
  return matches_glob(glob.substr(1), text.substr(1));
}

}  // namespace ingot::lab
