#include "mplc/diag/diagnostics.hpp"

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

namespace mir::mplc {
namespace {

struct Entry {
  Severity severity;
  std::string_view id;
  std::string_view text;
};

constexpr Entry kTable[] = {
#define MPLC_DIAG(name, severity, id, text) {Severity::severity, id, text},
#include "mplc/diag/kinds.def"
#undef MPLC_DIAG
};

const Entry& entry(Diag kind) { return kTable[static_cast<std::size_t>(kind)]; }

std::string fill(std::string_view text, std::initializer_list<std::string_view> arguments) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      out += text[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(text[i + 1] - '0');
    assert(index < arguments.size() && "a registered text needs more arguments");
    out += arguments.begin()[index];
    i += 2;
  }
  return out;
}

llvm::SourceMgr::DiagKind llvm_kind(Severity severity) {
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

} // namespace

Report::Report(Diagnostics& owner, Diag kind, Range range, std::string text) : owner_(owner) {
  parts_.push_back({kind, range, std::move(text)});
}

Report::~Report() { owner_.print(*this); }

Report& Report::note(Diag kind, Range range, std::initializer_list<std::string_view> arguments) {
  parts_.push_back({kind, range, fill(entry(kind).text, arguments)});
  return *this;
}

Report& Report::fix(Range range, std::string replacement) {
  fixes_.push_back({range, std::move(replacement)});
  return *this;
}

Report Diagnostics::report(Diag kind, Range range,
                           std::initializer_list<std::string_view> arguments) {
  return {*this, kind, range, fill(entry(kind).text, arguments)};
}

Severity Diagnostics::effective(Diag kind) const {
  const Severity severity = entry(kind).severity;
  return severity == Severity::Warning && options_.warnings_are_errors ? Severity::Error : severity;
}

void Diagnostics::print(const Report& report) {
  const Severity severity = effective(report.parts_.front().kind);
  if (errors_ >= kErrorLimit)
    return;
  print_part(report.parts_.front(), severity, report.fixes_);
  for (std::size_t i = 1; i < report.parts_.size(); ++i)
    print_part(report.parts_[i], Severity::Note, {});
  if (severity == Severity::Error && ++errors_ == kErrorLimit)
    print_part({Diag::TooManyErrors, {}, std::string(entry(Diag::TooManyErrors).text)},
               Severity::Error, {});
}

void Diagnostics::print_part(const Report::Part& part, Severity severity,
                             std::span<const Report::Fix> fixes) {
  std::string text = part.text;
  if (severity != Severity::Note)
    text += " [" + std::string(entry(part.kind).id) + "]";
  std::string line;
  llvm::raw_string_ostream stream(line);
  if (part.range.file == 0) {
    llvm::SMDiagnostic("mplc", llvm_kind(severity), text).print(nullptr, stream, options_.color);
  } else {
    const char* start = sources_.text(part.range.file).data();
    auto place = [&](Range range) {
      return llvm::SMRange(llvm::SMLoc::getFromPointer(start + range.begin),
                           llvm::SMLoc::getFromPointer(start + range.end));
    };
    std::vector<llvm::SMFixIt> hints;
    for (const Report::Fix& fix : fixes)
      hints.emplace_back(place(fix.range), fix.replacement);
    const llvm::SMRange range = place(part.range);
    const llvm::SMDiagnostic message =
        sources_.llvm().GetMessage(range.Start, llvm_kind(severity), text, range, hints);
    // LLVM names the buffer by its own path; ours is the path as the user knows it.
    llvm::SMDiagnostic(sources_.llvm(), range.Start, sources_.path(part.range.file),
                       message.getLineNo(), message.getColumnNo(), message.getKind(),
                       message.getMessage(), message.getLineContents(), message.getRanges(),
                       message.getFixIts())
        .print(nullptr, stream, options_.color);
  }
  std::fwrite(line.data(), 1, line.size(), out_);
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  // A third of the letters may be wrong: more, and the guess is noise.
  unsigned best = static_cast<unsigned>(name.size()) / 3 + 1;
  std::string_view found;
  for (std::string_view candidate : candidates) {
    const unsigned distance = llvm::StringRef(name).edit_distance(candidate, true, best);
    if (distance < best || (distance == best && found.empty())) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

} // namespace mir::mplc
