#pragma once
// Where the parser stands in the words, and how it recovers.

#include "mplc/ast/ast.hpp"
#include "mplc/diag/diagnostics.hpp"

#include <optional>

namespace mir::mplc {

/// A position in a token stream. Doc comments are stepped over and kept for whoever asks.
class Cursor {
public:
  Cursor(const SourceManager& sources, const TokenStream& stream, Diagnostics& diagnostics)
      : sources_(sources), stream_(stream), diagnostics_(diagnostics) {
    skip_docs();
  }

  [[nodiscard]] const Token& peek(unsigned ahead = 0) const;
  [[nodiscard]] bool at(TokenKind kind) const { return peek().kind == kind; }
  /// Whether this is the name `word`: a keyword only where it stands.
  [[nodiscard]] bool at_word(std::string_view word) const;
  [[nodiscard]] std::string_view text(const Token& token) const {
    return sources_.text(token.range);
  }
  [[nodiscard]] const std::string& string(const Token& token) const {
    return stream_.strings[token.value];
  }

  Token take();
  bool accept(TokenKind kind);
  /// Takes a token of `kind`, or reports that it is missing from `where` ("after the name of a
  /// field") and fails.
  std::optional<Token> expect(TokenKind kind, std::string_view where);
  std::optional<ast::Name> expect_name(std::string_view where);

  /// The text of the doc comments directly before this token.
  [[nodiscard]] std::string take_doc();
  /// The range from `begin` to the last token taken.
  [[nodiscard]] Range since(Range begin) const { return join(begin, last_); }
  [[nodiscard]] Range last() const { return last_; }

  /// Reports what was found instead of `wanted`, unless it is a word that was reported already.
  void unexpected(std::string_view wanted, std::string_view where);
  /// Whether this is a misspelt `keyword`, where nothing else could stand: then it is reported, and
  /// may be read as one.
  [[nodiscard]] bool meant(std::string_view keyword, std::string_view where);
  /// Steps over the rest of a broken statement: past its ';', or up to the '}' that ends its block.
  void skip_statement();
  /// One block further in; false, and reported, where that is too deep for the phases to come.
  [[nodiscard]] bool enter_block();
  void leave_block() { --block_depth_; }
  [[nodiscard]] Diagnostics& diagnostics() { return diagnostics_; }

private:
  void skip_docs();
  /// Adds to a report of what is missing how to mend it, where only one thing can be meant.
  void mend(Report& report, std::string_view wanted, std::string_view where) const;
  void capitalize(Report& report, const Token& name) const;

  const SourceManager& sources_;
  const TokenStream& stream_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::size_t first_doc_ = 0; // tokens [first_doc_, at_) are the doc comments before at_
  Range last_{};
  unsigned block_depth_ = 0;
};

} // namespace mir::mplc
