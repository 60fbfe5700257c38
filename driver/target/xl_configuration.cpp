#include "driver/target/xl_configuration.hpp"

#include <fmt/format.h>

namespace mir::driver {
namespace {

/// A string of xl.cfg(5), whose escapes are C's.
std::string quoted(llvm::StringRef text) {
  std::string result = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\')
      result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result + "\"";
}

std::string list(llvm::StringRef key, const std::vector<Text>& texts) {
  if (texts.empty())
    return {};
  std::string result = key.str() + " = [";
  for (const Text& text : texts)
    result += (result.ends_with("[") ? "" : ", ") + quoted(text.value);
  return result + "]\n";
}

} // namespace

std::string xl_configuration(const Manifest& manifest, llvm::StringRef image,
                             llvm::StringRef command_line) {
  constexpr std::uint64_t kMiB = 1 << 20;
  std::string text =
      fmt::format("# Made by mir. In this folder: xl create -c {}.cfg\n", manifest.name.value);
  text += fmt::format("name = {}\n", quoted(manifest.name.value));
  text += "type = \"pvh\"\n";
  text += fmt::format("kernel = {}\n", quoted(image));
  text += fmt::format("memory = {}\n", (manifest.xen.memory + kMiB - 1) / kMiB);
  text += "vcpus = 1\n";
  // The guest reads the time stamp counter itself; Xen's clock page says how to scale it.
  text += "tsc_mode = \"native\"\n";
  if (!command_line.empty())
    text += fmt::format("cmdline = {}\n", quoted(command_line));
  text += list("vif", manifest.xen.vif);
  text += list("disk", manifest.xen.disks);
  return text;
}

} // namespace mir::driver
