#include <mir/os/task/group.hpp>

namespace mir::os {

Group::~Group() {
  // The destructors of one task may spawn another: the loop comes to that one too.
  while (Child* child = children_.pop_front())
    delete child;
  MIR_CHECK(joiners_.empty());
}

void Group::cancel() noexcept {
  // First mark, then bury: the end of one task must not find the list half walked.
  children_.for_each([&](Child& child) { scheduler_.doom(child); });
  scheduler_.bury();
}

void Group::remove(Child& child) noexcept {
  delete &child; // leaves the list by itself
  --size_;
  if (size_ > 0)
    return;
  while (!joiners_.empty())
    joiners_.front().wake();
}

void Group::failed(Error error) noexcept {
  if (error_ && !exception_)
    error_ = fail(error);
  cancel();
}

void Group::failed(std::exception_ptr exception) noexcept {
  if (error_ && !exception_)
    exception_ = exception;
  cancel();
}

Result<> Group::take_outcome() {
  if (exception_)
    std::rethrow_exception(std::exchange(exception_, nullptr));
  return std::exchange(error_, Result<>());
}

} // namespace mir::os
