#include "mplc/parse/cursor.hpp"

#include <llvm/ADT/StringExtras.h>

#include <array>

namespace mir::mplc {
namespace {

constexpr std::array<std::string_view, 9> kDeclarations{
    "packet", "struct", "typedef", "import", "let", "enum", "flags", "endian", "test"};

} // namespace

const Token& Cursor::peek(unsigned ahead) const {
  std::size_t at = at_;
  for (; ahead != 0 && at + 1 < stream_.tokens.size(); --ahead)
    do
      ++at;
    while (stream_.tokens[at].kind == TokenKind::DocComment);
  return stream_.tokens[at];
}

bool Cursor::at_word(std::string_view word) const {
  return at(TokenKind::Identifier) && text(peek()) == word;
}

void Cursor::skip_docs() {
  first_doc_ = at_;
  while (stream_.tokens[at_].kind == TokenKind::DocComment)
    ++at_;
}

Token Cursor::take() {
  const Token token = peek();
  if (token.kind != TokenKind::End) {
    last_ = token.range;
    ++at_;
    skip_docs();
  }
  return token;
}

bool Cursor::accept(TokenKind kind) {
  if (!at(kind))
    return false;
  take();
  return true;
}

std::optional<Token> Cursor::expect(TokenKind kind, std::string_view where) {
  if (at(kind))
    return take();
  const bool mark = kind >= TokenKind::LeftBrace;
  const std::string wanted =
      mark ? "'" + std::string(spelling(kind)) + "'" : std::string(spelling(kind));
  unexpected(wanted, where);
  return std::nullopt;
}

std::optional<ast::Name> Cursor::expect_name(std::string_view where) {
  // `_` alone is the default pattern, but as a name it is as good as any.
  const auto token = expect(TokenKind::Identifier, where);
  if (!token)
    return std::nullopt;
  return ast::Name{std::string(text(*token)), token->range};
}

std::string Cursor::take_doc() {
  std::string doc;
  for (std::size_t i = first_doc_; i < at_; ++i) {
    std::string_view line = text(stream_.tokens[i]).substr(3);
    if (line.starts_with(' '))
      line.remove_prefix(1);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (i != first_doc_)
      doc += '\n';
    doc += line;
  }
  return doc;
}

void Cursor::unexpected(std::string_view wanted, std::string_view where) {
  const Token& found = peek();
  if (found.kind == TokenKind::Error || (found.kind == TokenKind::End && stream_.cut))
    return;
  // A missing ';' is best shown where it belongs: behind the last word, not at the next one, a line
  // further down.
  const bool behind = wanted == "';'" && last_.file != 0;
  const Range place = behind ? Range{last_.file, last_.end, last_.end} : found.range;
  const std::string seen = found.kind == TokenKind::End ? std::string(spelling(found.kind))
                                                        : "'" + std::string(text(found)) + "'";
  Report report = diagnostics_.report(Diag::UnexpectedToken, place, {wanted, where, seen});
  mend(report, wanted, where);
}

void Cursor::mend(Report& report, std::string_view wanted, std::string_view where) const {
  const Token& found = peek();
  const Range behind{last_.file, last_.end, last_.end};
  const bool closing = wanted == "')'" || wanted == "']'";
  // Other languages write these a little differently.
  if (found.kind == TokenKind::Assign && wanted == "':'")
    report.fix(found.range, ":");
  else if (found.kind == TokenKind::Assign && closing)
    report.fix(found.range, "==");
  else if (found.kind == TokenKind::Assign && wanted == "'->'")
    report.fix(found.range, "->");
  else if (wanted == "';'" && last_.file != 0 && found.kind != TokenKind::Assign &&
           found.kind != TokenKind::LeftParen && found.kind != TokenKind::LeftBrace)
    report.fix(behind, ";");
  else if (closing && (found.kind == TokenKind::Semicolon || found.kind == TokenKind::LeftBrace))
    report.fix(behind, std::string(wanted.substr(1, 1)));
  else if (found.kind == TokenKind::Identifier && wanted == spelling(TokenKind::UpperIdentifier))
    capitalize(report, found);
  else if (found.kind == TokenKind::UpperIdentifier && where == "as the type of a field")
    report.fix(found.range, llvm::StringRef(text(found)).lower());
  else if (found.kind == TokenKind::Identifier && where == "at the top of a file")
    report.fix_if(found.range, nearest(text(found), kDeclarations).mend());
}

bool Cursor::meant(std::string_view keyword, std::string_view where) {
  const Token& found = peek();
  const std::array<std::string_view, 1> one{keyword};
  if (found.kind != TokenKind::Identifier || nearest(text(found), one).empty())
    return false;
  diagnostics_
      .report(Diag::UnexpectedToken, found.range,
              {"'" + std::string(keyword) + "'", where, "'" + std::string(text(found)) + "'"})
      .fix(found.range, std::string(keyword));
  return true;
}

/// A tag begins with a capital letter; what begins with '_' has none to write large.
void Cursor::capitalize(Report& report, const Token& name) const {
  std::string tag(text(name));
  tag.front() = llvm::toUpper(tag.front());
  if (tag != text(name))
    report.fix(name.range, tag);
}

bool Cursor::enter_block() {
  constexpr unsigned kDeepest = 200; // as of expressions
  if (block_depth_ >= kDeepest) {
    diagnostics_.report(Diag::TooDeep, last_).done();
    return false;
  }
  ++block_depth_;
  return true;
}

void Cursor::skip_statement() {
  for (unsigned depth = 0; !at(TokenKind::End); take()) {
    if (at(TokenKind::LeftBrace)) {
      ++depth;
    } else if (at(TokenKind::RightBrace)) {
      if (depth == 0)
        return;
      --depth;
    } else if (at(TokenKind::Semicolon) && depth == 0) {
      take();
      return;
    }
  }
}

} // namespace mir::mplc
