#pragma once
// Lines of C++ with their indentation, each led back to the specification where it comes from one.

#include "mplc/backends/cpp/cpp.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace mir::mplc::cpp {

/// Collects the text of one header.
class Printer {
public:
  Printer(const ir::Module& module, const CppOptions& options)
      : module_(module), options_(options) {}

  template <class... Args> void line(fmt::format_string<Args...> format, Args&&... args) {
    put(fmt::format(format, std::forward<Args>(args)...));
  }
  /// A line, then one level further in.
  template <class... Args> void open(fmt::format_string<Args...> format, Args&&... args) {
    line(format, std::forward<Args>(args)...);
    ++depth_;
  }
  /// One level back out, then a line.
  void close(std::string_view text = "}") {
    --depth_;
    put(text);
  }
  /// A line between two blocks: `} else {`.
  template <class... Args> void reopen(fmt::format_string<Args...> format, Args&&... args) {
    --depth_;
    open(format, std::forward<Args>(args)...);
  }
  /// A short function, on one line where it fits.
  void function(std::string_view head, std::string_view body);
  /// `public:` and its like: one level out, for this line only.
  void label(std::string_view text);
  /// An empty line, unless a block has just begun or there is one already.
  void blank();
  /// A doc comment. Text that Doxygen would take for a command is escaped.
  void doc(std::string_view text);
  /// Text as it is, at the left margin.
  void verbatim(std::string_view text);

  /// The lines that follow were written at this place of the specification, until here() is called.
  void from(const ir::Location& where) { where_ = where; }
  /// The lines that follow are the header's own.
  void here() { where_ = {}; }

  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void put(std::string_view line);
  void raw(std::string_view line);
  void lead(const ir::Location& where);

  const ir::Module& module_;
  const CppOptions& options_;
  std::string text_;
  unsigned depth_ = 0;
  std::uint32_t lines_ = 0; ///< written so far
  ir::Location where_{};    ///< of the next line; line 0: the header itself
  ir::Location presumed_{}; ///< what a compiler takes the next line for; line 0: the header itself
  bool fresh_ = true;       ///< a blank line would be one too many
};

/// A string literal of C++ that has these bytes.
[[nodiscard]] std::string quoted(std::string_view text);

} // namespace mir::mplc::cpp
