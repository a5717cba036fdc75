// A store that runs as a process of its own, with boto3 as the vendor, as StoreUnderTest.
#include <ingot/lab/json.hpp>

#include <cstdlib>
#include <stdexcept>

#include "tests/support/object_stores/child_process.hpp"
#include "tests/support/object_stores/store_under_test.hpp"

namespace ingot::test {

namespace {

using lab::Json;
using namespace std::chrono_literals;

// Debian's: its packages are not seen by another interpreter that may come first in the PATH.
constexpr char kPython[] = "/usr/bin/python3";
constexpr int kNotInstalled = 3;  // exit code of the launchers

std::string script(const std::string& name) {
  return std::string(INGOT_SOURCE_DIR) + "/tests/support/object_stores/" + name;
}

std::string text_of(const Json& answer, std::string_view name) {
  const std::string* text = answer[name].text();
  return text == nullptr ? std::string() : *text;
}

class RealStore final : public StoreUnderTest {
 public:
  RealStore(ChildProcess launcher, ChildProcess desk)
      : launcher_(std::move(launcher)), desk_(std::move(desk)) {}

  Upload begin(const std::string& key) override {
    return {key, text_of(must(wish("create", key)), "id")};
  }
  std::string part_url(const Upload& upload, int number, const UrlWish& url) override {
    Json asked = with_id("sign_part", upload);
    asked.set("number", number);
    return signed_url(std::move(asked), url);
  }
  std::string object_url(const std::string& key, const UrlWish& url) override {
    return signed_url(wish("sign_object", key), url);
  }
  Completion complete(const Upload& upload, const std::vector<ListedPart>& parts) override {
    Json asked = with_id("complete", upload), list = Json::list();
    for (const ListedPart& part : parts)
      list.push(Json::list({Json(part.number), Json(part.etag)}));
    asked.set("parts", std::move(list));
    const Json answer = ask(asked);
    return {static_cast<int>(*answer["status"].integer()), text_of(answer, "code")};
  }
  void abort(const Upload& upload) override { must(with_id("abort", upload)); }
  std::vector<HeldPart> parts(const Upload& upload) override {
    std::vector<HeldPart> held;
    const Json answer = must(with_id("parts", upload));
    for (const Json& part : *answer["parts"].items()) {
      held.push_back({static_cast<int>(*part[std::size_t{0}].integer()),
                      static_cast<std::uint64_t>(*part[1].integer()), *part[2].text()});
    }
    return held;
  }
  std::optional<HeldObject> object(const std::string& key) override {
    const Json head = ask(wish("head", key));
    if (*head["status"].integer() == 404) return std::nullopt;
    if (*head["status"].integer() != 200) throw std::runtime_error("head: " + head.dump());
    return HeldObject{static_cast<std::uint64_t>(*head["size"].integer()), text_of(head, "etag"),
                      text_of(must(wish("sha256", key)), "sha256")};
  }

 private:
  static Json wish(const char* operation, const std::string& key) {
    Json asked = Json::object();
    asked.set("op", operation);
    asked.set("key", key);
    return asked;
  }
  static Json with_id(const char* operation, const Upload& upload) {
    Json asked = wish(operation, upload.key);
    asked.set("id", upload.id);
    return asked;
  }
  std::string signed_url(Json asked, const UrlWish& url) {
    asked.set("lives_s", url.lives_s);
    asked.set("signed_ago_s", url.signed_ago_s);
    if (!url.content_md5.empty()) asked.set("content_md5", url.content_md5);
    return text_of(must(asked), "url");
  }

  Json ask(const Json& asked) {
    const Status written = desk_.write_line(asked.dump());
    if (!written) throw std::runtime_error("the desk: " + written.error().message);
    const auto line = desk_.read_line(60s);
    if (!line) throw std::runtime_error("the desk: " + line.error().message);
    auto answer = Json::parse(*line);
    if (!answer) throw std::runtime_error("the desk: " + answer.problem());
    return std::move(*answer);
  }
  // Of what no test expects to fail.
  Json must(const Json& asked) {
    Json answer = ask(asked);
    if (*answer["status"].integer() / 100 != 2) {
      throw std::runtime_error(asked.dump() + ": " + answer.dump());
    }
    return answer;
  }

  ChildProcess launcher_;  // ends after the desk
  ChildProcess desk_;
};

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace

std::string to_string(StoreKind kind) {
  switch (kind) {
    case StoreKind::lab:
      return "lab";
    case StoreKind::swift:
      return "swift";
    case StoreKind::radosgw:
      return "radosgw";
  }
  return "unknown";
}

StoreOrWhyNot open_real_store(StoreKind kind) {
  const bool may_be_missing = kind != StoreKind::swift;
  if (kind == StoreKind::swift && is_set("INGOT_NO_SWIFT")) {
    return {nullptr, {"INGOT_NO_SWIFT=1: uploads are not tried against OpenStack Swift", true}};
  }
  const auto no_store = [&](const std::string& why, bool is_allowed) {
    return StoreOrWhyNot{nullptr, {to_string(kind) + ": " + why, is_allowed}};
  };
  auto launcher = ChildProcess::start({kPython, "-B", script(to_string(kind) + "_store.py")});
  if (!launcher) return no_store(launcher.error().message, may_be_missing);
  const auto ready = launcher->read_line(120s);
  if (!ready) {
    if (launcher->exit_code() != kNotInstalled) return no_store("its launcher failed", false);
    return no_store(may_be_missing ? "not installed"
                                   : "not installed; run scripts/setup, or set INGOT_NO_SWIFT=1",
                    may_be_missing);
  }
  const std::size_t first = ready->find(' '), second = ready->find(' ', first + 1);
  if (!ready->starts_with("READY ") || second == std::string::npos) return no_store(*ready, false);
  auto desk = ChildProcess::start({kPython, "-B", script("s3_desk.py"),
                                   ready->substr(first + 1, second - first - 1),
                                   ready->substr(second + 1)});
  if (!desk) return no_store(desk.error().message, false);
  return {std::make_unique<RealStore>(*std::move(launcher), *std::move(desk)), {}};
}

}  // namespace ingot::test
