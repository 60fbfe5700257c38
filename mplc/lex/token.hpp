#pragma once
// The words of a specification.

#include "mplc/source/source.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mir::mplc {

enum class TokenKind : std::uint8_t {
  End,
  Error, ///< already reported; stands where a word was
  Identifier,
  UpperIdentifier,
  Integer,
  String,
  DocComment, ///< one line of ///
  // Keywords of the core; every other name is only a name.
  KwPacket,
  KwClassify,
  KwVariant,
  KwArray,
  KwWhen,
  KwTrue,
  KwFalse,
  KwStruct,
  KwTypedef,
  LeftBrace,
  RightBrace,
  LeftParen,
  RightParen,
  LeftBracket,
  RightBracket,
  Semicolon,
  Colon,
  Comma,
  Question,
  Assign,
  Bar,
  Arrow,
  FatArrow,
  Dot, ///< only in what a test expects
  DotDot,
  BarBar,
  AmpAmp,
  Bang,
  Amp,
  Caret,
  ShiftLeft,
  ShiftRight,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  EqualEqual,
  BangEqual,
  Plus,
  Minus,
  Star,
  Slash,
  Percent
};

struct Token {
  TokenKind kind = TokenKind::End;
  Range range{};
  std::uint64_t value = 0; ///< Integer; of String: index into TokenStream::strings
};

/// The words of one file in order, doc comments among them; the last is End. Blanks and other
/// comments are the gaps.
struct TokenStream {
  FileId file = 0;
  std::vector<Token> tokens;
  std::vector<std::string> strings; ///< contents of String tokens, escapes resolved
  bool cut = false;                 ///< a comment without an end hides the rest (reported)
};

/// What a message calls a token of this kind: "';'", "a name".
[[nodiscard]] std::string_view spelling(TokenKind kind);

} // namespace mir::mplc
