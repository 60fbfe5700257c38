#include "mplc/diag/diagnostics.hpp"

#include "mplc/diag/print.hpp"

#include <llvm/ADT/StringRef.h>

#include <algorithm>
#include <cassert>
#include <tuple>

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

Message make(Diag kind, Range range, std::initializer_list<std::string_view> arguments) {
  return {.severity = entry(kind).severity,
          .id = entry(kind).id,
          .range = range,
          .text = fill(entry(kind).text, arguments)};
}

auto place(const Message& message) { return std::tuple(message.range.file, message.range.begin); }

/// A struct that several fields use is looked at once for each; its mistakes count once.
bool same(const Message& a, const Message& b) {
  return place(a) == place(b) && a.id == b.id && a.text == b.text;
}

} // namespace

Report::~Report() { owner_.file(std::move(message_)); }

Report& Report::note(Diag kind, Range range, std::initializer_list<std::string_view> arguments) {
  message_.notes.push_back({range, fill(entry(kind).text, arguments)});
  return *this;
}

Report& Report::fix(Range range, std::string replacement) {
  message_.fix.push_back({range, std::move(replacement)});
  return *this;
}

Report& Report::fix_if(Range range, std::string_view replacement) {
  return replacement.empty() ? *this : fix(range, std::string(replacement));
}

Report Diagnostics::report(Diag kind, Range range,
                           std::initializer_list<std::string_view> arguments) {
  Message message = make(kind, range, arguments);
  if (message.severity == Severity::Warning && options_.warnings_are_errors)
    message.severity = Severity::Error;
  return {*this, std::move(message)};
}

void Diagnostics::file(Message message) {
  constexpr std::size_t kMostKept = 1000; // of a file that is some other kind of text
  errors_ += message.severity == Severity::Error;
  const auto later = std::ranges::upper_bound(messages_, place(message), {}, place);
  const bool known = std::any_of(messages_.begin(), later,
                                 [&](const Message& other) { return same(other, message); });
  if (!known && messages_.size() < kMostKept)
    messages_.insert(later, std::move(message));
}

void Diagnostics::finish() {
  if (!out_ || messages_.empty())
    return;
  std::string text;
  unsigned errors = 0, warnings = 0;
  auto print = [&](const Message& message) {
    text += options_.json ? print_json(message, sources_)
                          : print_text(message, sources_, options_.color);
  };
  for (const Message& message : messages_) {
    const bool error = message.severity == Severity::Error;
    unsigned& printed = error ? errors : warnings;
    if (printed == kLimit) // warnings: the errors among them still count
      continue;
    print(message);
    if (++printed == kLimit)
      print(make(error ? Diag::TooManyErrors : Diag::TooManyWarnings, {}, {}));
    if (errors == kLimit)
      break;
  }
  messages_.clear();
  std::fwrite(text.data(), 1, text.size(), out_);
}

namespace {

/// How far one name is from another; the less, the nearer.
struct Distance {
  unsigned slips = ~0U;
  bool reordered = false; ///< the commonest slip: letters in the wrong order
  std::size_t alike = 0;  ///< letters that both begin with
  bool as_long = false;
  [[nodiscard]] bool operator<(const Distance& other) const {
    return std::tuple(slips, !reordered, other.alike, !as_long) <
           std::tuple(other.slips, !other.reordered, alike, !other.as_long);
  }
};

/// More than `most` slips are not counted.
Distance distance(std::string_view name, std::string_view candidate, unsigned most) {
  const auto [end, other] = std::ranges::mismatch(name, candidate);
  const auto alike = static_cast<std::size_t>(end - name.begin());
  if (std::ranges::is_permutation(name, candidate))
    return {name == candidate ? 0U : 1U, true, alike, true};
  const unsigned slips = llvm::StringRef(name).edit_distance(candidate, true, most);
  if (slips > most)
    return {};
  return {slips, false, alike, name.size() == candidate.size()};
}

/// Whether something at `other` may be meant as well as what is nearest, at `best`.
bool rivals(Distance best, Distance other) {
  return other.slips == best.slips && (!best.reordered || other.reordered);
}

} // namespace

Near nearest(std::string_view name, std::span<const std::string_view> candidates) {
  // A third of the letters may be wrong: more, and the guess is noise. So is any for one letter.
  const unsigned most = name.size() < 2 ? 0 : std::max(1U, static_cast<unsigned>(name.size()) / 3);
  Near found;
  Distance best;
  for (const std::string_view candidate : candidates) {
    const Distance far = distance(name, candidate, most);
    if (far < best) {
      best = far;
      found.name = candidate;
    }
  }
  found.sure = !found.empty() && std::ranges::none_of(candidates, [&](std::string_view other) {
    return other != found.name && rivals(best, distance(name, other, most));
  });
  return found;
}

} // namespace mir::mplc
