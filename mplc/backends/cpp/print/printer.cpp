#include "mplc/backends/cpp/print/printer.hpp"

#include "llvm/ADT/StringExtras.h"

namespace mir::mplc::cpp {

namespace {

constexpr std::size_t kColumns = 100; // as clang-format has it in most houses

/// Where a line that is too long is broken: at a blank that fits and is not in a string, after a
/// comma between arguments rather than elsewhere. All of the line if it fits.
std::size_t break_before(std::string_view line, std::size_t columns) {
  if (line.size() <= columns || line.find("//") != std::string_view::npos)
    return line.size();
  std::size_t comma = 0;
  std::size_t blank = 0;
  bool in_string = false;
  bool in_call = false;
  for (std::size_t i = line.find_first_not_of(' '); i < line.size(); ++i) {
    if (in_string && line[i] == '\\') {
      ++i; // what it escapes is neither a quote nor a backslash of its own
      continue;
    }
    in_string = in_string != (line[i] == '"');
    in_call |= line[i] == '(';
    const bool last_word = line.size() - i <= 2; // a brace stays with what it belongs to
    if (line[i] != ' ' || in_string || last_word || (i > columns && blank != 0))
      continue;
    blank = i;
    if (in_call && line[i - 1] == ',')
      comma = i;
  }
  return comma > columns / 2 ? comma : blank != 0 ? blank : line.size();
}

} // namespace

void Printer::raw(std::string_view line) {
  text_ += line;
  text_ += '\n';
  ++lines_;
}

/// Writes a `#line` if the compiler would otherwise take the next line for another one.
void Printer::lead(const ir::Location& where) {
  if (!options_.line_directives)
    return;
  if (where.line == 0) {
    if (presumed_.line != 0) // the directive is a line itself, and names the one after it
      raw(fmt::format("#line {} {}", lines_ + 2, quoted(options_.header_name)));
    presumed_ = {};
    return;
  }
  if (presumed_.line != where.line || presumed_.file != where.file)
    raw(fmt::format("#line {} {}", where.line, quoted(module_.files[where.file].path)));
  presumed_ = {.file = where.file, .line = where.line + 1};
}

void Printer::put(std::string_view line) {
  std::size_t indent = depth_ * std::size_t{2};
  fresh_ = line.ends_with('{') || line.ends_with(':');
  while (true) {
    const std::size_t cut = break_before(line, kColumns - indent);
    lead(where_);
    raw(std::string(indent, ' ') + std::string(line.substr(0, cut)));
    if (cut == line.size())
      return;
    line.remove_prefix(cut + 1);
    indent = (depth_ + 2) * std::size_t{2};
  }
}

void Printer::function(std::string_view head, std::string_view body) {
  const std::string line = fmt::format("{} {{ {} }}", head, body);
  if (break_before(line, kColumns - depth_ * std::size_t{2}) == line.size()) {
    put(line);
    return;
  }
  put(fmt::format("{} {{", head));
  ++depth_;
  put(body);
  --depth_;
  put("}");
}

void Printer::label(std::string_view text) {
  --depth_;
  put(text);
  ++depth_;
}

void Printer::blank() {
  if (fresh_)
    return;
  raw("");
  if (presumed_.line != 0)
    ++presumed_.line;
  fresh_ = true;
}

void Printer::doc(std::string_view text) {
  if (text.empty())
    return;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string escaped;
    for (const char c : text.substr(0, end)) {
      if (c == '\\' || c == '@' || c == '<')
        escaped += '\\';
      escaped += c;
    }
    const std::string_view space = escaped.empty() || escaped.starts_with(' ') ? "" : " ";
    raw(fmt::format("{:{}}///{}{}", "", depth_ * 2, space, escaped));
    if (presumed_.line != 0)
      ++presumed_.line;
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + 1);
  }
}

void Printer::verbatim(std::string_view text) {
  lead({});
  for (const char c : text)
    lines_ += c == '\n';
  text_ += text;
  fresh_ = false;
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    // Octal: three digits end the escape, where hexadecimal would take those that follow.
    result += llvm::isPrint(c) ? std::string(1, c)
                               : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
  }
  return result + '"';
}

} // namespace mir::mplc::cpp
