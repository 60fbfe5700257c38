#include "driver/names/table.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "llvm/Demangle/Demangle.h"

namespace mir::driver {
namespace {

constexpr std::size_t kMostName = 120;       // bytes: a line of the console with its address
constexpr std::uint64_t kMostGuessed = 4096; // bytes; no piece of our assembly is longer

/// The qualified name, without parameters. Copies of a function that the compiler makes, such as
/// the parts of a coroutine, have a suffix, which is dropped.
std::string demangled(std::string_view name) {
  const std::string whole(name.substr(0, name.find('.')));
  llvm::ItaniumPartialDemangler demangler;
  // It would take "x" for a type, the other thing that has such names.
  if (!whole.starts_with("_Z") || demangler.partialDemangle(whole.c_str()))
    return whole;
  char* text = demangler.isFunction() ? demangler.getFunctionName(nullptr, nullptr)
                                      : demangler.finishDemangle(nullptr, nullptr);
  if (text == nullptr)
    return whole;
  std::string result(text);
  std::free(text);
  return result;
}

/// The characters of an operator's name that would be taken for brackets.
std::size_t operator_size(std::string_view text) {
  constexpr std::string_view kOperator = "operator";
  if (!text.starts_with(kOperator))
    return 0;
  const std::size_t end = text.find_first_not_of("<>=-", kOperator.size());
  std::string_view sign = text.substr(kOperator.size(), end - kOperator.size());
  for (std::string_view known : {"<=>", "<<=", ">>=", "->", "<<", ">>", "<=", ">=", "<", ">"})
    if (sign.starts_with(known))
      return kOperator.size() + known.size();
  return 0;
}

std::string without_arguments(std::string_view text) {
  std::string result;
  for (std::size_t depth = 0; !text.empty();) {
    if (const std::size_t size = operator_size(text)) {
      if (depth == 0)
        result += text.substr(0, size);
      text.remove_prefix(size);
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '>' && depth > 0 && --depth > 0)
      continue;
    if (depth == 0 || (c == '<' && depth == 0))
      result += c;
    if (c == '<')
      ++depth;
  }
  return result;
}

void append_number(std::string& table, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7)
    table += static_cast<char>(number | 0x80);
  table += static_cast<char>(number);
}

} // namespace

std::string short_name(std::string_view name) {
  std::string text = without_arguments(demangled(name));
  constexpr std::string_view kInline = "std::__1::"; // libc++'s own version of its namespace
  for (std::size_t at = 0; (at = text.find(kInline, at)) != std::string::npos;)
    text.replace(at, kInline.size(), "std::");
  if (text.size() > kMostName)
    text = text.substr(0, kMostName - 3) + "...";
  return text;
}

std::string table_of(const std::vector<Function>& functions) {
  std::string records, before;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const Function& function = functions[i];
    if (function.address < end)
      continue; // a part of the one before
    const std::uint64_t room =
        i + 1 < functions.size() ? functions[i + 1].address - function.address : kMostGuessed;
    const std::uint64_t size = function.size != 0 ? function.size : std::min(room, kMostGuessed);
    const std::string name = short_name(function.name);
    const auto same =
        static_cast<std::size_t>(std::ranges::mismatch(name, before).in1 - name.begin());
    append_number(records, function.address - end);
    append_number(records, size);
    append_number(records, same);
    append_number(records, name.size() - same);
    records.append(name, same);
    end = function.address + size;
    before = name;
  }
  std::string table(kNamesMagic);
  const std::uint64_t size = kNamesMagic.size() + 4 + records.size();
  for (int shift = 0; shift < 32; shift += 8)
    table += static_cast<char>(size >> shift);
  return table + records;
}

} // namespace mir::driver
