#pragma once
// What the compiler has to say about a specification.

#include "mplc/source/edit.hpp"

#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mir::mplc {

enum class Severity { Note, Warning, Error };

/// Every message there is; diag/kinds.def is the table.
enum class Diag {
#define MPLC_DIAG(name, severity, id, text) name,
#include "mplc/diag/kinds.def"
#undef MPLC_DIAG
};

/// A message that is complete, as it is printed and as tools read it.
struct Message {
  struct Note {
    Range range;
    std::string text;
  };
  Severity severity = Severity::Error; ///< after -Werror
  std::string_view id;
  Range range;
  std::string text;
  std::vector<Note> notes{};
  std::vector<Edit> fix{}; ///< all of them together mend it; empty: nobody knows how
};

class Diagnostics;

/// One message under construction: notes and fix-its are added to it, and its end files it.
class [[nodiscard("a statement of its own files the message")]] Report {
public:
  Report(Diagnostics& owner, Message message) : owner_(owner), message_(std::move(message)) {}
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  /// Points at another place that matters.
  Report& note(Diag kind, Range range, std::initializer_list<std::string_view> arguments = {});
  /// Says what to write in place of `range`; several calls are one mend.
  Report& fix(Range range, std::string replacement);
  /// The same where `replacement` is not empty: a name that was probably meant, for one.
  Report& fix_if(Range range, std::string_view replacement);
  /// Ends the statement that makes a report.
  void done() const {}

private:
  Diagnostics& owner_;
  Message message_;
};

/// Collects messages, and prints them in the order of the text when no more come.
class Diagnostics {
public:
  struct Options {
    bool warnings_are_errors = false;
    bool color = false;
    bool json = false; ///< one object a line instead of text with carets
  };
  /// Keeps `sources` and `out`, which must outlive it.
  /// \param out where finish() prints; nullptr: nowhere, for who reads messages().
  Diagnostics(const SourceManager& sources, std::FILE* out, Options options)
      : sources_(sources), out_(out), options_(options) {}
  ~Diagnostics() { finish(); }
  Diagnostics(const Diagnostics&) = delete;
  Diagnostics& operator=(const Diagnostics&) = delete;

  /// `{0}`, `{1}`... of the registered text are replaced by `arguments`.
  Report report(Diag kind, Range range, std::initializer_list<std::string_view> arguments = {});

  [[nodiscard]] unsigned errors() const { return errors_; }
  [[nodiscard]] bool failed() const { return errors_ != 0; }
  /// All that was reported and is not printed yet, in the order of the text.
  [[nodiscard]] const std::vector<Message>& messages() const { return messages_; }
  /// Prints what was reported: file by file in the order they were read, from top to bottom. After
  /// kLimit errors nothing more is printed, after kLimit warnings no warning.
  void finish();

  static constexpr unsigned kLimit = 20; // what fits a screen; the rest is mostly the same mistake

private:
  friend class Report;
  void file(Message message);

  const SourceManager& sources_;
  std::FILE* out_;
  Options options_;
  std::vector<Message> messages_; // in the order of the text
  unsigned errors_ = 0;
};

/// What a misspelt name was probably meant to be.
struct Near {
  std::string_view name{}; ///< "" if nothing is near
  bool sure = false;       ///< nothing else is as near
  [[nodiscard]] bool empty() const { return name.empty(); }
  /// What to write in place of the misspelt name unasked; "" where that would be a guess.
  [[nodiscard]] std::string_view mend() const { return sure ? name : std::string_view(); }
};

/// Of `candidates`, the one that `name` was probably meant to be.
[[nodiscard]] Near nearest(std::string_view name, std::span<const std::string_view> candidates);

} // namespace mir::mplc
