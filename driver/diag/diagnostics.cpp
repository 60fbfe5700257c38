#include "driver/diag/diagnostics.hpp"

#include "driver/diag/printable.hpp"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/WithColor.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

/// A text that takes colours. Whether there are any is the user's choice, not LLVM's guess from
/// what it writes to.
class ColourText final : public llvm::raw_ostream {
public:
  ColourText() : raw_ostream(/*unbuffered=*/true) {}
  [[nodiscard]] bool has_colors() const override { return true; }
  [[nodiscard]] const std::string& text() const { return text_; }

private:
  void write_impl(const char* data, std::size_t size) override { text_.append(data, size); }
  [[nodiscard]] std::uint64_t current_pos() const override { return text_.size(); }

  std::string text_;
};

} // namespace

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
                          const std::string& told) {
  // Lines are ours; what else there is of control characters is of somebody's file names.
  std::string text;
  for (llvm::StringRef line : llvm::split(told, '\n'))
    text += (text.empty() ? "" : "\n") + printable(line);
  ColourText message;
  message.enable_colors(colour_);
  if (place.line == 0) {
    llvm::SMDiagnostic("mir", severity, text).print(nullptr, message, colour_);
  } else {
    auto begin = location(place.file, place.line, place.column);
    std::vector<llvm::SMRange> ranges;
    if (place.end_line == place.line && place.end_column > place.column)
      ranges.emplace_back(begin, location(place.file, place.end_line, place.end_column));
    files_.PrintMessage(message, begin, severity, text, ranges, {}, colour_);
  }
  out_ << message.text();
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
