// The loader and the published JSON Schema agree about jobs made at random from the declared keys,
// good ones and ones with a fault. What only the loader can judge stays out: what a variable, a
// regular expression or a file stands for, and what two values of different sections mean together
// (sizes, formats of dates, defaults of parameters).
#include <gtest/gtest.h>

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>

#include <map>
#include <random>
#include <set>
#include <sstream>

#include "host/job/job_schema.hpp"
#include "host/job/literal.hpp"
#include "host/job/spec.hpp"
#include "tests/job/context.hpp"
#include "tests/job/json_schema_check.hpp"

namespace ingot::job {
namespace {

using Poco::Dynamic::Var;
using Poco::JSON::Array;
using Poco::JSON::Object;

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  bool coin(int of = 2) { return below(of) == 0; }
  int below(int limit) { return static_cast<int>(engine_() % static_cast<unsigned>(limit)); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return std::uniform_int_distribution<std::int64_t>(low, high)(engine_);
  }
  template <class List>
  auto one(const List& list) {
    auto at = std::begin(list);
    std::advance(at, below(static_cast<int>(std::size(list))));
    return *at;
  }
  std::string word() {
    return one(
        std::vector<std::string>{"Title", "a b", "0123", "no", "x.csv", "ünï", "true", "~x"});
  }

 private:
  std::mt19937 engine_;
};

// Var turns into anything implicitly, so lists of it are made one by one.
template <class... Values>
std::vector<Var> vars(const Values&... values) {
  std::vector<Var> all;
  (all.emplace_back(values), ...);
  return all;
}

template <class... Values>
Array::Ptr array(const Values&... values) {
  Array::Ptr made = new Array;
  (made->add(Var(values)), ...);
  return made;
}

// A good value for every declared key.
class JobMaker {
 public:
  explicit JobMaker(unsigned seed) : random_(seed) {}

  Object::Ptr job() {
    Object::Ptr made = mapping(job_keys(), "");
    settle(*made);
    return made;
  }

 private:
  Object::Ptr mapping(std::span<const KeySpec> keys, const std::string& prefix) {
    Object::Ptr made = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    for (const KeySpec& key : keys) {
      if (key.presence == Presence::optional && random_.coin()) continue;
      made->set(std::string(key.name), value(key, prefix + std::string(key.name)));
    }
    return made;
  }

  Var value(const KeySpec& key, const std::string& path) {
    if (const auto fixed = known_.find(path); fixed != known_.end())
      return random_.one(fixed->second);
    if (!key.word.empty() && random_.coin(3)) return std::string(key.word);
    switch (key.kind) {
      case KeyKind::mapping:
        return mapping(key.children, path + ".");
      case KeyKind::path:
        return std::string(key.variables == Variables::run ? "out/${run.id}/x" : "in/x y.csv");
      case KeyKind::boolean:
        return random_.coin() ? Var(random_.coin()) : Var(std::string("true"));
      case KeyKind::integer:
        return number(random_.between(key.min, key.max));
      case KeyKind::size:
        return random_.coin() ? number(random_.between(key.min, key.max))
                              : Var(size_literal(
                                    static_cast<std::uint64_t>(random_.between(key.min, key.max))));
      case KeyKind::rate:
        return size_literal(static_cast<std::uint64_t>(random_.between(key.min, key.max))) + "/s";
      case KeyKind::duration:
        return duration(random_.between(key.min, key.max));
      case KeyKind::duration_range: {
        const std::int64_t first = random_.between(key.min, key.max);
        return duration(first) + ".." + duration(random_.between(first, key.max));
      }
      case KeyKind::budget:
        return random_.one(vars(std::string("1.25%"), 0, 17, std::string("100%")));
      case KeyKind::choice:
        return std::string(random_.one(key.choices));
      case KeyKind::choice_list:
        return some(key.choices);
      case KeyKind::glob_list:
        return array(std::string("**/*.{jpg,tif}"), std::string("a?"));
      case KeyKind::text_list:
        return array(random_.word(), std::string("other"));
      case KeyKind::date_format:
        return std::string(random_.one(
            std::vector<const char*>{"YYYY-MM-DD", "D.M.YYYY", "MM/DD/YYYY", "YYYYMMDD"}));
      case KeyKind::open:
        return open(key.name);
      default:
        return random_.word();
    }
  }

  Var number(std::int64_t amount) {
    return random_.coin() ? Var(amount) : Var(std::to_string(amount));
  }
  static std::string duration(std::int64_t ms) {
    return duration_literal(std::chrono::milliseconds(ms));
  }

  Array::Ptr some(std::span<const std::string_view> choices) {
    Array::Ptr made = new Array;
    for (const std::string_view choice : choices) {
      if (random_.coin()) made->add(std::string(choice));
    }
    return made;
  }

  Var open(std::string_view name) {
    if (name == "tests") return Array::Ptr(new Array);  // job_tests_test has their inside
    Object::Ptr made = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    if (name == "fields") {
      for (const char* field : {"Title", "Keywords", "Expires"}) {
        if (random_.coin()) made->set(field, field_rule());
      }
    } else if (name == "columns") {
      for (const char* column : {"File", "Rights"}) made->set(column, column_rule());
    } else if (name == "map") {
      made->set("RF", random_.word());
    } else if (name == "literal") {
      return random_.coin() ? Var(random_.word()) : Var(array(random_.word(), random_.word()));
    } else if (name == "params") {
      Object::Ptr param = new Object;
      param->set("type", std::string("string"));
      if (random_.coin()) param->set("description", random_.word());
      made->set("season", param);
    } else if (name == "profiles") {
      made->set("staging", Object::Ptr(new Object));
    } else if (name == "config") {
      Object::Ptr secret = new Object;
      secret->set("secret", std::string("env:TOKEN"));
      made->set("access_token", secret);
      if (random_.coin()) made->set("batch_size", number(random_.between(1, 100)));
    }
    return made;
  }

  Var field_rule() {
    if (random_.coin(3)) return random_.word();
    Object::Ptr rule = mapping(field_keys(), "field.");
    const auto sources = std::vector<std::string>{"literal", "from"};
    const std::string source = random_.one(sources);
    for (const char* other : {"literal", "from", "column"}) {
      if (other != source) rule->remove(other);
    }
    if (!rule->has(source))
      rule->set(source, source == "from" ? Var(std::string("stem")) : Var(random_.word()));
    if (rule->has("date")) {
      rule->remove("map");
      rule->remove("default");
    }
    return rule;
  }

  Var column_rule() {
    if (random_.coin(3))
      return std::string(random_.one(std::vector<const char*>{"required", "date", "url"}));
    if (random_.coin(3)) return array(std::string("RF"), std::string("RM"));
    Object::Ptr rule = mapping(column_keys(), "column.");
    if (rule->has("format")) rule->set("type", std::string("date"));
    if (rule->size() == 0) rule->set("required", true);
    return rule;
  }

  // Makes the sections fit together.
  void settle(Object& job) {
    Object::Ptr scan = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    const auto& keys = find_key(job_keys(), "scan")->children;
    const auto add = [&](const char* name) {
      scan->set(name, value(*find_key(keys, name), std::string("scan.") + name));
    };
    const std::string source = random_.one(std::vector<std::string>{"folder", "records", "uris"});
    add(source.c_str());
    if (source == "folder" && random_.coin()) add(random_.coin() ? "manifest" : "list");
    if (random_.coin()) add("fields");
    for (const char* table : {"manifest", "records", "uris"}) {
      if (Object::Ptr section = scan->getObject(table)) one_file(*section);
    }
    job.set("scan", scan);
    const bool has_table = !scan->has("folder") || scan->has("manifest");
    if (Object::Ptr validate = job.getObject("validate")) {
      validate->remove("max_size");
      if (!has_table) validate->remove("columns");
    }
    if (Object::Ptr plan = job.getObject("plan")) settle_plan(*plan);
    if (Object::Ptr manifest = scan->getObject("manifest")) {
      const bool sets_aside =
          manifest->optValue<std::string>("row_without_file", "") == "quarantine" ||
          manifest->optValue<std::string>("file_without_row", "") == "quarantine";
      if (!sets_aside) return;
      Object::Ptr failure = new Object;
      failure->set("quarantine", std::string("q/${run.id}"));
      job.set("failure", failure);
    }
  }

  void one_file(Object& section) {
    for (const char* form : {"csv", "jsonl", "list"}) section.remove(form);
    section.set(random_.coin() ? "csv" : "jsonl", std::string("rows"));
    if (section.has("key") || section.has("match")) return;
    section.set("column", std::string("Uri"));
  }

  static void settle_plan(Object& plan) {
    if (!plan.has("identity")) return;
    plan.set("identity", array(std::string("relative_path"), std::string("sha256")));
    plan.set("if_exists", std::string("skip"));
  }

  Random random_;
  const std::map<std::string, std::vector<Var>> known_ = {
      {"version", vars(1)},
      {"job", vars(std::string("spring-1"), std::string("2027"))},
      {"vendor.plugin", vars(std::string("dash"))},
      {"vendor.version", vars(std::string("~> 1.2"), std::string("1.2.4"))},
      {"vendor.base_url", vars(std::string("https://dash.example/v2"))},
      {"lifecycle.to", vars(std::string("staged"), std::string("live"))},
      {"plan.part_size", vars(std::string("auto"), std::string("8MiB"), 10'000'000)},
      {"plan.if_exists", vars(std::string("ignore"), std::string("skip"), std::string("fail"))},
      {"field.split", vars(std::string(";"))},
      {"column.pattern", vars(std::string("[A-Z]+"))},
  };

 public:
  // The config is needed in every job, since the plugin wants a login.
  void complete(Object& job) {
    Object::Ptr vendor = job.getObject("vendor");
    vendor->set("config", open("config"));
  }
};

// One fault somewhere, or a change that is none.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  void mutate(Object& job) {
    std::vector<Object::Ptr> objects;
    collect(job, objects);
    if (objects.empty()) return;
    Object& object = *random_.one(objects);
    const std::vector<std::string> names(object.getNames());
    if (names.empty() || random_.coin(5)) {
      object.set(random_.one(std::vector<std::string>{"zz", "pathes", "folders", "columns"}),
                 random_.word());
      return;
    }
    const std::string name = random_.one(names);
    if (random_.coin(4)) {
      object.remove(name);
    } else if (name != "params" && name != "profiles") {
      object.set(name, odd_value());
    }
  }

 private:
  // Not below what modules of their own judge by more than a schema can: they have tests of their
  // own.
  void collect(Object& object, std::vector<Object::Ptr>& objects) {
    for (const std::string& name : object.getNames()) {
      static const std::set<std::string> kLeft = {"params", "profiles", "config", "vendor"};
      Object::Ptr below = object.getObject(name);
      if (below.isNull() || kLeft.contains(name)) continue;
      objects.push_back(below);
      collect(*below, objects);
    }
  }

  Var odd_value() {
    switch (random_.below(9)) {
      case 0:
        return Var();
      case 1:
        return Object::Ptr(new Object);
      case 2:
        return Array::Ptr(new Array);
      case 3:
        return array(Array::Ptr(new Array));
      case 4:
        return std::string("?!");
      case 5:
        return -1;
      case 6:
        return 1.5;
      case 7:
        return std::string("7h30m");
      default:
        return array(std::string("sha256"), std::string("sha256"));
    }
  }

  Random random_;
};

std::string text_of(Object& job) {
  std::ostringstream out;
  job.stringify(out);
  return out.str();
}

class Agreement : public ::testing::Test {
 protected:
  Agreement() {
    const PluginInfo plugins[] = {test::dash_plugin(), test::vault_plugin()};
    schema_ = Poco::JSON::Parser().parse(*job_schema(plugins));
  }

  static Object::Ptr make(unsigned seed) {
    JobMaker maker(seed);
    Object::Ptr job = maker.job();
    maker.complete(*job);
    return job;
  }
  // Both verdicts in one word.
  void expect_agreement(const std::string& job, unsigned seed) {
    const std::string codes = test::codes_of(job);
    is_good_ = codes.empty();
    EXPECT_EQ(test::is_valid(schema_, test::json_of_yaml(job)), is_good_)
        << seed << ": " << job << "\nloader: " << codes;
  }

  Var schema_;
  bool is_good_ = false;
};

TEST_F(Agreement, about_jobs_made_of_the_declared_keys) {
  std::set<std::string> used;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Object::Ptr job = make(seed);
    expect_agreement(text_of(*job), seed);
    EXPECT_TRUE(is_good_) << seed << ": " << text_of(*job) << "\n" << test::codes_of(text_of(*job));
    for (const std::string& name : job->getNames()) used.insert(name);
  }
  for (const KeySpec& key : job_keys()) {
    EXPECT_TRUE(used.contains(std::string(key.name))) << key.name;
  }
}

TEST_F(Agreement, about_jobs_with_a_fault) {
  int good = 0, bad = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Object::Ptr job = make(seed);
    Mutator(seed + 77'777).mutate(*job);
    expect_agreement(text_of(*job), seed);
    ++(is_good_ ? good : bad);
    if (HasFailure()) break;
  }
  EXPECT_GT(good, 100);
  EXPECT_GT(bad, 500);
}

}  // namespace
}  // namespace ingot::job
