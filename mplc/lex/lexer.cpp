#include "mplc/lex/lexer.hpp"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/JSON.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

namespace mir::mplc {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_word(char c) { return is_digit(c) || is_lower(c) || is_upper(c) || c == '\''; }

/// Value of a digit in any base up to 16; 16 for what is no digit.
unsigned digit_value(char c) {
  if (is_digit(c))
    return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a') + 10 : 16;
}

struct Keyword {
  std::string_view text;
  TokenKind kind;
};
constexpr std::array kKeywords{
    Keyword{"packet", TokenKind::KwPacket},   Keyword{"classify", TokenKind::KwClassify},
    Keyword{"variant", TokenKind::KwVariant}, Keyword{"array", TokenKind::KwArray},
    Keyword{"when", TokenKind::KwWhen},       Keyword{"true", TokenKind::KwTrue},
    Keyword{"false", TokenKind::KwFalse},     Keyword{"struct", TokenKind::KwStruct},
    Keyword{"typedef", TokenKind::KwTypedef}};

// Longest first: the first that fits is the word.
constexpr std::array kMarks{
    Keyword{"->", TokenKind::Arrow},       Keyword{"=>", TokenKind::FatArrow},
    Keyword{"..", TokenKind::DotDot},      Keyword{"||", TokenKind::BarBar},
    Keyword{"&&", TokenKind::AmpAmp},      Keyword{"<<", TokenKind::ShiftLeft},
    Keyword{">>", TokenKind::ShiftRight},  Keyword{">=", TokenKind::GreaterEqual},
    Keyword{"<=", TokenKind::LessEqual},   Keyword{"==", TokenKind::EqualEqual},
    Keyword{"!=", TokenKind::BangEqual},   Keyword{"{", TokenKind::LeftBrace},
    Keyword{"}", TokenKind::RightBrace},   Keyword{"(", TokenKind::LeftParen},
    Keyword{")", TokenKind::RightParen},   Keyword{"[", TokenKind::LeftBracket},
    Keyword{"]", TokenKind::RightBracket}, Keyword{";", TokenKind::Semicolon},
    Keyword{":", TokenKind::Colon},        Keyword{",", TokenKind::Comma},
    Keyword{"?", TokenKind::Question},     Keyword{"=", TokenKind::Assign},
    Keyword{"|", TokenKind::Bar},          Keyword{"!", TokenKind::Bang},
    Keyword{"&", TokenKind::Amp},          Keyword{"^", TokenKind::Caret},
    Keyword{">", TokenKind::Greater},      Keyword{"<", TokenKind::Less},
    Keyword{"+", TokenKind::Plus},         Keyword{"-", TokenKind::Minus},
    Keyword{"*", TokenKind::Star},         Keyword{"/", TokenKind::Slash},
    Keyword{"%", TokenKind::Percent},      Keyword{".", TokenKind::Dot}};

class Lexer {
public:
  Lexer(const SourceManager& sources, FileId file, Diagnostics& diagnostics)
      : text_(sources.text(file)), diagnostics_(diagnostics) {
    stream_.file = file;
    stream_.tokens.reserve(text_.size() / 4);
  }

  TokenStream run() {
    if (readable())
      while (skip_blanks(), at_ < text_.size())
        word();
    add(TokenKind::End, at_);
    return std::move(stream_);
  }

private:
  /// Whether the text is UTF-8; what is not, is some other kind of file or a damaged one, and would
  /// spoil every output that quotes it.
  bool readable() {
    std::size_t bad = 0;
    if (llvm::json::isUTF8(text_, &bad))
      return true;
    const std::string byte = llvm::utohexstr(static_cast<unsigned char>(text_[bad]), true);
    const auto begin = static_cast<std::uint32_t>(bad);
    diagnostics_.report(Diag::NotUtf8, {stream_.file, begin, begin + 1}, {byte}).done();
    stream_.cut = true;
    return false;
  }

  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool starts(std::string_view mark) const {
    return text_.substr(at_).starts_with(mark);
  }
  [[nodiscard]] Range range_from(std::size_t begin) const {
    return {stream_.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }
  void add(TokenKind kind, std::size_t begin, std::uint64_t value = 0) {
    stream_.tokens.push_back({kind, range_from(begin), value});
  }
  [[nodiscard]] std::size_t line_end() const {
    return std::min(text_.find('\n', at_), text_.size());
  }

  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      const char c = peek();
      if (starts("/*"))
        block_comment();
      else if (starts("//"))
        line_comment();
      else if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
        return;
    }
  }

  // Leaves at_ on the last character of the comment, for the loop above to step over.
  void line_comment() {
    const std::size_t begin = at_;
    at_ = line_end();
    const std::string_view line = text_.substr(begin, at_ - begin);
    if (line.starts_with("///") && !line.starts_with("////"))
      add(TokenKind::DocComment, begin);
    --at_;
  }

  void block_comment() {
    const std::size_t begin = at_;
    unsigned depth = 0;
    for (; at_ < text_.size(); ++at_) {
      if (starts("/*")) {
        ++depth, ++at_;
      } else if (starts("*/")) {
        ++at_;
        if (--depth == 0)
          return;
      }
    }
    const auto start = static_cast<std::uint32_t>(begin);
    diagnostics_.report(Diag::UnterminatedComment, {stream_.file, start, start + 2}).done();
    stream_.cut = true;
    at_ = text_.size() - 1;
  }

  void word() {
    const char c = peek();
    if (is_digit(c))
      integer();
    else if (is_lower(c) || is_upper(c))
      name();
    else if (c == '"')
      string();
    else
      mark();
  }

  void name() {
    const std::size_t begin = at_;
    while (is_word(peek()))
      ++at_;
    const std::string_view text = text_.substr(begin, at_ - begin);
    for (const Keyword& keyword : kKeywords)
      if (keyword.text == text)
        return add(keyword.kind, begin);
    add(is_upper(text.front()) ? TokenKind::UpperIdentifier : TokenKind::Identifier, begin);
  }

  void integer() {
    const std::size_t begin = at_;
    unsigned base = 10;
    // The first MPL took the prefix of a base in capitals, too.
    if (const int prefix = peek() == '0' ? peek(1) | 0x20 : 0;
        prefix == 'x' || prefix == 'o' || prefix == 'b') {
      base = prefix == 'x' ? 16 : prefix == 'o' ? 8 : 2;
      at_ += 2;
    }
    const std::size_t digits = at_;
    std::uint64_t value = 0;
    bool overflow = false, malformed = false;
    for (; is_word(peek()); ++at_) {
      const unsigned digit = digit_value(peek());
      if (peek() == '_' && at_ != digits && is_word(peek(1)))
        continue;
      if (digit >= base) {
        malformed = true;
        continue;
      }
      overflow |= __builtin_mul_overflow(value, base, &value) ||
                  __builtin_add_overflow(value, digit, &value);
    }
    malformed |= at_ == digits;
    if (malformed)
      bad_integer(begin);
    else if (overflow)
      diagnostics_
          .report(Diag::IntegerOverflow, range_from(begin), {text_.substr(begin, at_ - begin)})
          .done();
    add(malformed || overflow ? TokenKind::Error : TokenKind::Integer, begin, value);
  }

  void bad_integer(std::size_t begin) {
    diagnostics_.report(Diag::BadInteger, range_from(begin), {text_.substr(begin, at_ - begin)})
        .done();
  }

  void string() {
    const std::size_t begin = at_++;
    std::string value;
    while (peek() != '"') {
      if (at_ >= text_.size() || peek() == '\n') {
        diagnostics_
            .report(Diag::UnterminatedString, {stream_.file, static_cast<std::uint32_t>(begin),
                                               static_cast<std::uint32_t>(begin + 1)})
            .done();
        return add(TokenKind::Error, begin);
      }
      if (peek() == '\\')
        escape(value);
      else
        value += text_[at_++];
    }
    ++at_;
    add(TokenKind::String, begin, stream_.strings.size());
    stream_.strings.push_back(std::move(value));
  }

  void escape(std::string& value) {
    constexpr std::string_view kLetters = "abfnrtv\\\"'?";
    constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\\"'?";
    const std::size_t begin = at_++;
    if (const auto letter = kLetters.find(peek());
        at_ < text_.size() && letter != std::string_view::npos) {
      ++at_;
      value += kValues[letter];
      return;
    }
    const bool hex = peek() == 'x';
    at_ += hex;
    unsigned code = 0, count = 0;
    for (const unsigned base = hex ? 16 : 8; count < (hex ? 2u : 3u) && digit_value(peek()) < base;
         ++count)
      code = code * base + digit_value(text_[at_++]);
    if (count == 0 || code > 0xff) {
      if (count == 0 && !hex && peek() != '\n' && at_ < text_.size())
        ++at_;
      Report report = diagnostics_.report(Diag::BadEscape, range_from(begin),
                                          {text_.substr(begin, at_ - begin)});
      const auto place = static_cast<std::uint32_t>(begin);
      if (count == 0)
        report.fix({stream_.file, place, place}, "\\");
    }
    value += static_cast<char>(code);
  }

  void mark() {
    const std::size_t begin = at_;
    for (const Keyword& mark : kMarks) {
      if (starts(mark.text)) {
        at_ += mark.text.size();
        return add(mark.kind, begin);
      }
    }
    ++at_;
    while ((peek() & 0xc0) == 0x80) // the rest of a UTF-8 character: one message for it, not three
      ++at_;
    diagnostics_
        .report(Diag::UnexpectedCharacter, range_from(begin), {text_.substr(begin, at_ - begin)})
        .fix(range_from(begin), "");
    add(TokenKind::Error, begin);
  }

  std::string_view text_;
  Diagnostics& diagnostics_;
  TokenStream stream_;
  std::size_t at_ = 0;
};

} // namespace

TokenStream lex(const SourceManager& sources, FileId file, Diagnostics& diagnostics) {
  return Lexer(sources, file, diagnostics).run();
}

std::string_view spelling(TokenKind kind) {
  switch (kind) {
  case TokenKind::End:
    return "the end of the file";
  case TokenKind::Error:
    return "a broken word";
  case TokenKind::Identifier:
    return "a name";
  case TokenKind::UpperIdentifier:
    return "a tag";
  case TokenKind::Integer:
    return "a number";
  case TokenKind::String:
    return "a string";
  case TokenKind::DocComment:
    return "a doc comment";
  default:
    break;
  }
  static constexpr auto find = [](const auto& table, TokenKind wanted) -> std::string_view {
    for (const Keyword& entry : table)
      if (entry.kind == wanted)
        return entry.text;
    return {};
  };
  const std::string_view keyword = find(kKeywords, kind);
  return keyword.empty() ? find(kMarks, kind) : keyword;
}

std::string print_tokens(const SourceManager& sources, const TokenStream& stream) {
  std::string out;
  for (const Token& token : stream.tokens) {
    const LineColumn place = sources.line_column(stream.file, token.range.begin);
    out += std::to_string(place.line) + ":" + std::to_string(place.column) + " ";
    out += spelling(token.kind);
    if (token.kind >= TokenKind::Identifier && token.kind <= TokenKind::DocComment)
      out += ": " + std::string(sources.text(token.range));
    out += '\n';
  }
  return out;
}

} // namespace mir::mplc
