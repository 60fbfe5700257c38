#include "mplc/diag/print.hpp"

#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <algorithm>

namespace mir::mplc {
namespace {

using Kind = llvm::SourceMgr::DiagKind;

Kind llvm_kind(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return llvm::SourceMgr::DK_Note;
  case Severity::Warning:
    return llvm::SourceMgr::DK_Warning;
  case Severity::Error:
    return llvm::SourceMgr::DK_Error;
  }
  llvm_unreachable("every severity is listed");
}

std::string_view name(Severity severity) {
  switch (severity) {
  case Severity::Note:
    return "note";
  case Severity::Warning:
    return "warning";
  case Severity::Error:
    return "error";
  }
  llvm_unreachable("every severity is listed");
}

void print_part(llvm::raw_ostream& out, const SourceManager& sources, Kind kind, Range range,
                const std::string& text, std::span<const Edit> fix, bool color) {
  if (range.file == 0)
    return llvm::SMDiagnostic("mplc", kind, text).print(nullptr, out, color);
  auto place = [&](Range part) {
    const char* start = sources.text(part.file).data();
    return llvm::SMRange(llvm::SMLoc::getFromPointer(start + part.begin),
                         llvm::SMLoc::getFromPointer(start + part.end));
  };
  // A line that fills the screen shows nobody where the mistake is.
  constexpr std::size_t kLongestLine = 1000;
  const std::string_view before = sources.text(range.file).substr(0, range.begin);
  const std::string_view rest = sources.text(range.file).substr(range.begin);
  if (before.size() - (before.rfind('\n') + 1) + std::min(rest.find('\n'), rest.size()) >
      kLongestLine) {
    const LineColumn at = sources.line_column(range.file, range.begin);
    const std::string where = std::string(sources.path(range.file)) + ":" +
                              std::to_string(at.line) + ":" + std::to_string(at.column);
    return llvm::SMDiagnostic(where, kind, text).print(nullptr, out, color);
  }
  std::vector<llvm::SMFixIt> hints;
  for (const Edit& edit : fix)
    if (!edit.replacement.empty())
      hints.emplace_back(place(edit.range), edit.replacement);
  const llvm::SMRange whole = place(range);
  const llvm::SMDiagnostic message =
      sources.llvm().GetMessage(whole.Start, kind, text, whole, hints);
  // LLVM names the buffer by its own path; ours is the path as the user knows it.
  llvm::SMDiagnostic(sources.llvm(), whole.Start, sources.path(range.file), message.getLineNo(),
                     message.getColumnNo(), message.getKind(), message.getMessage(),
                     message.getLineContents(), message.getRanges(), message.getFixIts())
      .print(nullptr, out, color);
}

/// What the user sees under the caret cannot show that something goes.
std::string removal(const Message& message, const SourceManager& sources) {
  if (message.fix.size() != 1 || !message.fix.front().replacement.empty())
    return {};
  const std::string_view gone = sources.text(message.fix.front().range);
  const auto first = gone.find_first_not_of(" \t\r\n");
  return gone.size() > 60 || gone.find('\n') != gone.npos || first == gone.npos
             ? std::string("remove it")
             : "remove '" + std::string(gone.substr(first)) + "'";
}

llvm::json::Object place(Range range, const SourceManager& sources) {
  const LineColumn begin = sources.line_column(range.file, range.begin);
  const LineColumn end = sources.line_column(range.file, range.end);
  return llvm::json::Object{
      {"file", range.file == 0 ? std::string() : std::string(sources.path(range.file))},
      {"line", begin.line},
      {"column", begin.column},
      {"end_line", end.line},
      {"end_column", end.column},
      {"offset", range.begin},
      {"length", range.end - range.begin}};
}

} // namespace

std::string print_text(const Message& message, const SourceManager& sources, bool color) {
  std::string text;
  llvm::raw_string_ostream out(text);
  print_part(out, sources, llvm_kind(message.severity), message.range,
             message.text + " [" + std::string(message.id) + "]", message.fix, color);
  for (const Message::Note& note : message.notes)
    print_part(out, sources, llvm::SourceMgr::DK_Note, note.range, note.text, {}, color);
  if (const std::string mend = removal(message, sources); !mend.empty())
    print_part(out, sources, llvm::SourceMgr::DK_Note, message.fix.front().range,
               "to mend this, " + mend, {}, color);
  return text;
}

std::string print_json(const Message& message, const SourceManager& sources) {
  llvm::json::Array notes, fixes;
  for (const Message::Note& note : message.notes)
    notes.push_back(
        llvm::json::Object{{"message", note.text}, {"place", place(note.range, sources)}});
  for (const Edit& edit : message.fix)
    fixes.push_back(llvm::json::Object{{"replacement", edit.replacement},
                                       {"place", place(edit.range, sources)}});
  const llvm::json::Value whole =
      llvm::json::Object{{"severity", std::string(name(message.severity))},
                         {"id", std::string(message.id)},
                         {"message", llvm::json::fixUTF8(message.text)},
                         {"place", place(message.range, sources)},
                         {"notes", std::move(notes)},
                         {"fix", std::move(fixes)}};
  std::string text;
  llvm::raw_string_ostream(text) << whole << '\n';
  return text;
}

} // namespace mir::mplc
