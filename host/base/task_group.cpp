#include "host/base/task_group.hpp"

#include <pthread.h>

#include <exception>

namespace ingot {

TaskGroup::~TaskGroup() {
  stop();
  ignore_error(join(), "an owner that cares has already joined");
}

void TaskGroup::spawn(std::string name, Task task) {
  std::lock_guard lock(mutex_);
  threads_.emplace_back([this, name = std::move(name), task = std::move(task)] {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
    Status status;
    try {
      status = task(source_.get_token());
    } catch (const std::exception& caught) {
      status = Error{ErrorKind::internal, name + ": " + caught.what()};
    }
    finish(status);
  });
}

void TaskGroup::finish(const Status& status) {
  if (status.ok()) return;
  {
    std::lock_guard lock(mutex_);
    if (!first_failure_) first_failure_ = status.error();
  }
  stop();
}

Status TaskGroup::join() {
  std::vector<std::jthread> threads;
  {
    std::lock_guard lock(mutex_);
    threads.swap(threads_);
  }
  for (auto& thread : threads) thread.join();
  std::lock_guard lock(mutex_);
  return first_failure_ ? Status(*first_failure_) : Status();
}

}  // namespace ingot
