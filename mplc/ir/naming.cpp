#include "mplc/ir/naming.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace mir::mplc::ir {
namespace {

constexpr std::array<std::string_view, 97> kCppWords{
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break",
    "case", "catch", "char", "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return",
    "co_yield", "compl", "concept", "const", "const_cast", "consteval", "constexpr", "constinit",
    "continue", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum",
    "explicit", "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline",
    "int", "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr",
    "operator", "or", "or_eq", "private", "protected", "public", "register", "reinterpret_cast",
    "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast",
    "struct", "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef",
    "typeid", "typename", "union", "unsigned", "using", "virtual", "void", "volatile", "wchar_t",
    "while", "xor", "xor_eq",
    // What the generated classes and the standard library use themselves.
    "std", "mpl", "errno", "assert", "stdin"};

// Functions of every generated view that take no argument, as accessors do; and its data.
constexpr std::array<std::string_view, 4> kMembers{"bytes", "fields", "ends_array", "at_"};

// Macros of gcc and clang in their own dialect, -std=gnu++23, which CMake asks for.
constexpr std::array<std::string_view, 2> kDialect{"linux", "unix"};

constexpr std::array<std::string_view, 12> kMacros{
    "NULL",   "EOF",     "NAN",     "INFINITY",     "SEEK_SET",     "SEEK_CUR",
    "BUFSIZ", "SIG_ERR", "SIGTERM", "EXIT_SUCCESS", "EXIT_FAILURE", "TRUE"};

template <typename Table> bool contains(const Table& table, std::string_view name) {
  return std::ranges::find(table, name) != table.end();
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_upper(c) || is_upper(upper(c)) || is_digit(c) || c == '_'; }

} // namespace

std::string type_name(std::string_view name) {
  std::string out;
  bool start = true;
  for (const char c : name) {
    if (is_word(c) && c != '_') {
      out += start ? upper(c) : c;
      start = false;
    } else {
      start = true;
    }
  }
  if (out.empty() || is_digit(out.front()))
    out.insert(out.begin(), '_');
  return out;
}

std::string singular(std::string_view name) {
  const auto ends = [name](std::initializer_list<std::string_view> ends) {
    return std::ranges::any_of(ends, [name](std::string_view end) { return name.ends_with(end); });
  };
  std::string out(name);
  if (!ends({"s"}) || ends({"ss", "us", "is"}) || name.size() < 2)
    return out + "_element";
  if (ends({"ies"}))
    return out.replace(out.size() - 3, 3, "y");
  out.resize(out.size() - (ends({"sses", "xes", "ches", "shes"}) ? 2 : 1));
  return out;
}

std::string snake_name(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_word(c) || c == '_') {
      if (!out.ends_with('_'))
        out += '_';
      continue;
    }
    // A capital starts a word, except within a run of capitals: "EchoRequest", "IPv4".
    const bool after_lower =
        i > 0 && is_word(name[i - 1]) && !is_upper(name[i - 1]) && name[i - 1] != '_';
    if (is_upper(c) && after_lower)
      out += '_';
    out += lower(c);
  }
  return out;
}

std::string accessor_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    // A doubled '_' is reserved everywhere in C++.
    const char next = is_word(c) ? c : '_';
    if (next != '_' || !out.ends_with('_'))
      out += next;
  }
  if (out == "_")
    out = "_field";
  else if (out.front() == '_' && is_upper(out[1])) // reserved as well
    out.insert(0, "field");
  if (!contains(kCppWords, out) && !contains(kMembers, out) && !contains(kDialect, out))
    return out;
  return out.ends_with('_') ? out + "2" : out + "_";
}

std::string enumerator_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const char next = is_word(c) ? c : '_';
    if (next != '_' || !out.ends_with('_'))
      out += next;
  }
  return contains(kMacros, out) ? out + "_" : out;
}

bool is_namespace(std::string_view name) {
  while (true) {
    const std::size_t end = std::min(name.find("::"), name.size());
    const std::string_view part = name.substr(0, end);
    if (part.empty() || is_digit(part.front()) || !std::ranges::all_of(part, is_word) ||
        contains(kCppWords, part))
      return false;
    if (end == name.size())
      return true;
    name.remove_prefix(end + 2);
  }
}

std::string joined(std::string_view first, std::string_view second) {
  while (first.ends_with('_'))
    first.remove_suffix(1);
  while (second.starts_with('_'))
    second.remove_prefix(1);
  return std::string(first) + "_" + std::string(second);
}

std::string NameSet::claim(std::string name) {
  std::string fresh = name;
  for (unsigned number = 2; !taken_.insert(fresh).second; ++number)
    fresh = joined(name, std::to_string(number));
  return fresh;
}

} // namespace mir::mplc::ir
