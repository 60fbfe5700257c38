#include "driver/run/reasons.hpp"

#include <algorithm>

namespace mir::driver {

void Reasons::add(llvm::StringRef text) {
  if (text.consume_back(" is dirty")) {
    made_again_.insert(text.str());
    return;
  }
  if (text.consume_front("command line changed for ")) {
    by_output_.try_emplace(text.str(), "its command has changed");
    return;
  }
  if (text.consume_front("output ") || text.consume_front("restat of output ") ||
      text.consume_front("recorded mtime of ")) {
    if (text.consume_back(" doesn't exist")) {
      by_output_.try_emplace(text.str(), "it has not been made yet");
      return;
    }
    auto [output, input] = text.split(" older than most recent input ");
    if (!input.empty())
      by_output_.try_emplace(output.str(),
                             shown(input.substr(0, input.rfind(" ("))) + " has changed");
    return;
  }
  // "deps for 'a.o' are missing", "stored deps info out of date for 'a.o'"
  llvm::StringRef output = text.split('\'').second.split('\'').first;
  by_output_.try_emplace(output.str(), text.starts_with("deps for ")
                                           ? "it has not been made yet"
                                           : "what it read is not known any more");
}

const Step* Reasons::find(llvm::StringRef what) const {
  for (const Plan& plan : plans_)
    for (const Step& step : plan.steps)
      if (step.what == what)
        return &step;
  return nullptr;
}

std::string Reasons::of(llvm::StringRef what) const {
  const Step* step = find(what);
  if (step == nullptr)
    return {};
  if (auto found = by_output_.find(step->output); found != by_output_.end())
    return "because " + found->second;
  for (const auto* inputs : {&step->inputs, &step->implied, &step->only_after})
    for (const std::string& input : *inputs)
      if (made_again_.contains(input))
        return "because " + shown(input) + " is made again";
  return "because a file that it reads is made again";
}

std::string Reasons::shown(llvm::StringRef path) const {
  const bool is_stamp =
      std::ranges::any_of(plans_, [&](const Plan& plan) { return path == plan.stamp; });
  return is_stamp ? "a tool or a part of the installation" : path.str();
}

} // namespace mir::driver
