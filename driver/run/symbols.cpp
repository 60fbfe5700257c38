#include "driver/run/symbols.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "llvm/DebugInfo/Symbolize/Symbolize.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

struct Symbols::Reader {
  llvm::symbolize::LLVMSymbolizer symbolizer;
};

std::optional<BacktraceLine> backtrace_line(llvm::StringRef text) {
  BacktraceLine line{};
  constexpr std::size_t kDigits = 16;
  const llvm::StringRef whole = text;
  if (!text.consume_front("  #") || text.consumeInteger(10, line.number))
    return std::nullopt;
  text = text.ltrim(' ');
  if (!text.consume_front("0x") || text.size() < kDigits ||
      text.take_front(kDigits).getAsInteger(16, line.address))
    return std::nullopt;
  text = text.drop_front(std::min(text.size(), kDigits));
  if (!text.empty() && !text.starts_with(" "))
    return std::nullopt;
  line.size = whole.size() - text.size();
  return line;
}

Symbols::Symbols(std::string file) : file_(std::move(file)) {}
Symbols::~Symbols() = default;

std::string Symbols::at(const BacktraceLine& line) {
  if (!reader_)
    reader_ = std::make_unique<Reader>();
  // A return address may be the first byte of another function: the call lies before it.
  const std::uint64_t address =
      line.number == 0 || line.address == 0 ? line.address : line.address - 1;
  auto found = reader_->symbolizer.symbolizeCode(
      file_, {address, llvm::object::SectionedAddress::UndefSection});
  if (!found) {
    llvm::consumeError(found.takeError());
    return {};
  }
  if (found->FunctionName == llvm::DILineInfo::BadString)
    return {};
  if (found->FileName == llvm::DILineInfo::BadString)
    return found->FunctionName;
  return fmt::format("{} ({}:{})", found->FunctionName, found->FileName, found->Line);
}

} // namespace mir::driver
