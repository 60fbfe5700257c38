#include "mplc/command/fix.hpp"

#include "mplc/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mir::mplc {
namespace {

// Mistakes of one phase hide those of the next, and two that overlap wait for each other: few
// rounds see the end of that.
constexpr int kMostRounds = 20;

/// One file on its way from wrong to right.
class Fixer {
public:
  Fixer(const Env& env, const Command& command, const std::string& path, std::string text)
      : env_(env), command_(command), path_(path), text_(std::move(text)) {}

  /// Makes the mends of one reading; false if there are none.
  bool round() {
    SourceManager sources(search_folders(env_, command_));
    Diagnostics diagnostics(sources, nullptr, diagnostic_options(env_, command_));
    const FileId main = sources.add(path_, text_);
    (void)read_module(command_, main, sources, diagnostics);
    std::vector<Edit> chosen;
    for (const Message& message : diagnostics.messages())
      if (fits(message, main, chosen) && made_.insert(key(message, sources)).second) {
        chosen.insert(chosen.end(), message.fix.begin(), message.fix.end());
        tell(message, sources);
      }
    text_ = apply_edits(text_, chosen);
    return !chosen.empty();
  }

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] std::size_t made() const { return made_.size(); }

private:
  /// All of a mend or nothing of it.
  static bool fits(const Message& message, FileId main, const std::vector<Edit>& chosen) {
    return !message.fix.empty() && std::ranges::all_of(message.fix, [&](const Edit& edit) {
      return edit.range.file == main && std::ranges::all_of(chosen, [&](const Edit& other) {
               return compatible(edit, other);
             });
    });
  }

  /// A mend that did not help is not made again.
  static std::string key(const Message& message, const SourceManager& sources) {
    const LineColumn place = sources.line_column(message.range.file, message.range.begin);
    return fmt::format("{}:{}", place.line, message.text);
  }

  void tell(const Message& message, const SourceManager& sources) const {
    for (const Edit& edit : message.fix) {
      const LineColumn place = sources.line_column(edit.range.file, edit.range.begin);
      const std::string_view old = sources.text(edit.range);
      fmt::print(env_.out, "{}:{}:{}: ", path_, place.line, place.column);
      if (old.empty())
        fmt::print(env_.out, "inserted '{}'", trim(edit.replacement));
      else if (edit.replacement.empty())
        fmt::print(env_.out, "removed '{}'", trim(old));
      else
        fmt::print(env_.out, "replaced '{}' with '{}'", old, edit.replacement);
      fmt::print(env_.out, " [{}]\n", message.id);
    }
  }

  static std::string_view trim(std::string_view text) {
    const auto first = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
  }

  const Env& env_;
  const Command& command_;
  const std::string& path_;
  std::string text_;
  std::set<std::string> made_;
};

} // namespace

bool fix_file(const Env& env, const Command& command, const std::string& file) {
  SourceManager sources({});
  Diagnostics diagnostics(sources, env.err, diagnostic_options(env, command));
  const auto main = sources.open(file);
  if (!main) {
    diagnostics.report(Diag::CannotRead, {}, {file, main.error()}).done();
    return false;
  }
  Fixer fixer(env, command, file, std::string(sources.text(*main)));
  for (int rounds = 0; rounds < kMostRounds && fixer.round();)
    ++rounds;
  if (fixer.text() != sources.text(*main)) {
    if (const auto written = write_atomically(file, fixer.text()); !written) {
      diagnostics.report(Diag::CannotWrite, {}, {file, written.error()}).done();
      return false;
    }
    fmt::print(env.out, "{}: {} mended\n", file, fixer.made());
    std::fflush(env.out); // before what is left to say, on the other stream
  }
  return compile_file(env, command, file).has_value();
}

} // namespace mir::mplc
