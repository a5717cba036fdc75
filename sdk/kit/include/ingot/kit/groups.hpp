// Calls that take all items of a group or none: one refused item costs the whole group, so a
// refused group is cut until the items to blame stand alone. One session.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <ingot/batch.hpp>
#include <ingot/kit/verdict.hpp>

namespace ingot::kit {

// Which of `count` items a refusal is about, by index from 0, with the vendor's words; empty when
// it does not say. Understood are lists of errors with an index, or with a path that begins with
// one.
std::map<std::size_t, std::string> read_violations(std::string_view body, std::size_t count);

// How a refused group of more than one goes on: those that the answer names and the others apart,
// or halves. Names are a hint only, as vendors seldom document them: an item is refused for good
// when it is refused alone, or when the answer names every item of its group.
std::vector<std::vector<std::uint32_t>> split_refused(const std::vector<std::uint32_t>& group,
                                                      std::string_view body);
// The vendor's words about each item of a group if it names all of them, else empty.
std::vector<std::string> refused_one_by_one(const std::vector<std::uint32_t>& group,
                                            std::string_view body);

// One kind of call that may be repeated. `accept` and `refuse` end the items.
struct GroupCall {
  std::function<Request(const std::vector<std::uint32_t>&)> request;
  std::function<void(const std::vector<std::uint32_t>&, const Reply&)> accept;
  std::function<void(std::uint32_t, const Judgement&)> refuse;
};

// Sends `items` in groups of at most `size`. At most `most_writes` calls; items left then are
// refused with a verdict busy, so that a later session goes on with them. `call` must outlive the
// task.
task<> send_groups(Batch& batch, std::vector<std::uint32_t> items, std::size_t size,
                   std::size_t most_writes, const GroupCall& call);

}  // namespace ingot::kit
