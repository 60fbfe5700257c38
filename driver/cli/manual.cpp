#include "driver/cli/manual.hpp"

#include <array>

#include "driver/diag/exit.hpp"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// A line of text: roff reads a backslash, and a dot or a quote at the beginning, as its own.
std::string escaped(llvm::StringRef text) {
  std::string result = text.starts_with(".") || text.starts_with("'") ? "\\&" : "";
  for (char c : text)
    if (c == '\\')
      result += "\\e";
    else if (c == '-') // a hyphen is another character than what the user types
      result += "\\-";
    else
      result += c;
  return result;
}

std::string page_name(llvm::StringRef command) {
  return command.empty() ? "mir" : "mir-" + command.str();
}

std::string synopsis(const CommandText& command) {
  std::string text = ".B mir" + (command.name.empty() ? "" : " " + command.name) + "\n";
  if (command.name.empty())
    return text + ".I COMMAND\n[OPTIONS]\n";
  text += "[OPTIONS]\n";
  for (const OptionText& option : command.options)
    if (option.positional)
      text += "[\\fI" + escaped(option.names.front()) + "\\fR]\n";
  // Only the arguments of a program that mir starts follow two dashes.
  return command.name == "run" ? text + "[\\-\\- \\fIARGUMENTS\\fR]\n" : text;
}

std::string options(const CommandText& command) {
  std::string text;
  for (const OptionText& option : command.options) {
    text += ".TP\n\\fB" + escaped(llvm::join(option.names, ", ")) + "\\fR";
    if (!option.value.empty() && !option.positional)
      text += "=\\fI" + escaped(option.value) + "\\fR";
    text += "\n" + escaped(option.what) + "\n";
  }
  return text;
}

struct CodeText {
  llvm::StringLiteral code, what;
};

constexpr std::array<CodeText, 7> kCodes{{
    {"0", "success"},
    {"1", "the project is wrong: its manifest, a specification, a source, its size"},
    {"2", "the command line is wrong"},
    {"3", "the machine is: a file cannot be read or written, a tool or a part is missing"},
    {"4", "this installation cannot build for the target"},
    {"124", "mir run --timeout has ended the guest"},
    {"128 + N", "interrupted by signal N"},
}};

std::string exit_codes() {
  std::string text = ".SH EXIT STATUS\n";
  for (const CodeText& code : kCodes)
    text += ".TP\n" + escaped(code.code) + "\n" + escaped(code.what) + "\n";
  return text;
}

std::string commands(const std::vector<CommandText>& all) {
  std::string text = ".SH COMMANDS\n";
  for (const CommandText& command : all)
    if (!command.name.empty())
      text +=
          ".TP\n.BR " + escaped(page_name(command.name)) + " (1)\n" + escaped(command.what) + "\n";
  return text;
}

} // namespace

std::string manual_page(const std::vector<CommandText>& all, const CommandText& command,
                        llvm::StringRef version) {
  std::string name = page_name(command.name);
  std::string text = ".TH " + llvm::StringRef(name).upper() + " 1 \"\" \"mir " + version.str() +
                     "\" \"mir\"\n.SH NAME\n" + escaped(name) + " \\- " + escaped(command.what) +
                     "\n.SH SYNOPSIS\n" + synopsis(command);
  if (command.name.empty())
    text += commands(all);
  text += ".SH OPTIONS\n" + options(command);
  auto [heading, lines] = llvm::StringRef(command.end).split('\n');
  const bool has_heading = heading == "Examples:";
  text += ".SH EXAMPLES\n.nf\n";
  for (llvm::StringRef line : llvm::split(has_heading ? lines : command.end, '\n'))
    text += escaped(line) + "\n";
  return text + ".fi\n" + exit_codes() + ".SH SEE ALSO\n.BR mir (1)\n";
}

} // namespace mir::driver
