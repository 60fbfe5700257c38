#include "driver/diag/diagnostics.hpp"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

unsigned Diagnostics::add_file(llvm::StringRef name, llvm::StringRef text) {
  return files_.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(text, name), llvm::SMLoc());
}

void Diagnostics::note(const std::string& text) {
  if (count_ <= kMost)
    message(Place{}, llvm::SourceMgr::DK_Note, text);
}

void Diagnostics::print(const Kind& kind, const Place& place, const std::string& text) {
  if (count_++ == 0)
    exit_ = kind.exit;
  if (count_ <= kMost)
    message(place, llvm::SourceMgr::DK_Error, fmt::format("{} [{}]", text, kind.name));
  if (count_ == kMost + 1)
    message(Place{}, llvm::SourceMgr::DK_Note, "there are more errors; these come first");
}

void Diagnostics::message(const Place& place, llvm::SourceMgr::DiagKind severity,
                          const std::string& text) {
  // Colours are this class's decision: the streams behind `out_` may not know what they write to.
  out_.enable_colors(colour_);
  if (place.line == 0) {
    llvm::SMDiagnostic("mir", severity, text).print(nullptr, out_, colour_);
    return;
  }
  auto begin = location(place.file, place.line, place.column);
  std::vector<llvm::SMRange> ranges;
  if (place.end_line == place.line && place.end_column > place.column)
    ranges.emplace_back(begin, location(place.file, place.end_line, place.end_column));
  files_.PrintMessage(out_, begin, severity, text, ranges, {}, colour_);
}

llvm::SMLoc Diagnostics::location(unsigned file, std::uint32_t line, std::uint32_t column) const {
  llvm::StringRef text = files_.getMemoryBuffer(file)->getBuffer();
  const char* at = text.begin();
  for (; line > 1 && at != text.end(); ++at)
    if (*at == '\n')
      --line;
  // A column is a character, which is a byte that does not continue another one (RFC 3629 3).
  auto continues = [&] { return (static_cast<unsigned char>(*at) & 0xc0) == 0x80; };
  for (; column > 1 && at != text.end() && *at != '\n'; --column)
    do
      ++at;
    while (at != text.end() && continues());
  return llvm::SMLoc::getFromPointer(at);
}

} // namespace mir::driver
