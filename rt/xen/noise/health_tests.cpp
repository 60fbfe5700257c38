#include "rt/xen/noise/health_tests.hpp"

namespace mir::rt {

void HealthTests::judge(Guess& guess, bool right) {
  guess.run = right ? guess.run + 1 : 0;
  guess.right += right ? 1 : 0;
  // The sample that a run repeats counts as its first (4.4.1), and so does that of the window.
  failed_ = failed_ || guess.run + 1 >= kLongestRun || guess.right + 1 >= kMostRight;
}

// Which distance to guess by next.
void HealthTests::learn(uint32_t sample) {
  for (size_t ago = 1; ago <= kPast && ago <= count_; ++ago)
    if (past(ago) == sample && ++scores_[ago - 1] > scores_[best_ - 1])
      best_ = ago;
}

bool HealthTests::take(uint32_t sample) {
  if (count_ % kWindow == 0) {
    first_ = sample;
    lag_.right = proportion_.right = line_.right = 0;
  } else {
    judge(proportion_, sample == first_);
  }
  if (count_ >= best_)
    judge(lag_, sample == past(best_));
  if (count_ >= 2)
    judge(line_, sample == 2 * past(1) - past(2));
  learn(sample);
  past_[count_++ % kPast] = sample;
  return !failed_;
}

} // namespace mir::rt
