#pragma once
// What the compiler has to say about a specification.

#include "mplc/source/source.hpp"

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

class Diagnostics;

/// One message under construction: notes and fix-its are added to it, and its end prints it.
class [[nodiscard("a statement of its own prints the message")]] Report {
public:
  Report(Diagnostics& owner, Diag kind, Range range, std::string text);
  ~Report();
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  /// Points at another place that matters.
  Report& note(Diag kind, Range range, std::initializer_list<std::string_view> arguments = {});
  /// Shows what to write in place of `range`.
  Report& fix(Range range, std::string replacement);
  /// Ends the statement that makes a report.
  void done() const {}

private:
  friend class Diagnostics;
  struct Part {
    Diag kind;
    Range range;
    std::string text;
  };
  struct Fix {
    Range range;
    std::string replacement;
  };
  Diagnostics& owner_;
  std::vector<Part> parts_;
  std::vector<Fix> fixes_;
};

/// Prints messages with carets, and counts them.
class Diagnostics {
public:
  struct Options {
    bool warnings_are_errors = false;
    bool color = false;
  };
  /// Keeps `sources` and `out`, which must outlive it.
  Diagnostics(const SourceManager& sources, std::FILE* out, Options options)
      : sources_(sources), out_(out), options_(options) {}

  /// `{0}`, `{1}`... of the registered text are replaced by `arguments`. After kErrorLimit errors
  /// nothing is printed.
  Report report(Diag kind, Range range, std::initializer_list<std::string_view> arguments = {});

  [[nodiscard]] unsigned errors() const { return errors_; }
  [[nodiscard]] bool failed() const { return errors_ != 0; }

  static constexpr unsigned kErrorLimit =
      20; // what fits a screen; the rest is mostly the same mistake

private:
  friend class Report;
  void print(const Report& report);
  void print_part(const Report::Part& part, Severity severity, std::span<const Report::Fix> fixes);
  [[nodiscard]] Severity effective(Diag kind) const;

  const SourceManager& sources_;
  std::FILE* out_;
  Options options_;
  unsigned errors_ = 0;
};

/// Of `candidates`, the one that `name` was probably meant to be; "" if none is near.
[[nodiscard]] std::string_view nearest(std::string_view name,
                                       std::span<const std::string_view> candidates);

} // namespace mir::mplc
