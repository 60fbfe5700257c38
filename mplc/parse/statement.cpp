#include "mplc/parse/statement.hpp"

#include "mplc/parse/expression.hpp"

#include <algorithm>
#include <array>

namespace mir::mplc {
namespace {

using ast::Expr;

constexpr std::string_view kStatement = "at the start of a statement";

/// `{`, unless that is one block too many: then it is left for the recovery to step over.
bool open_block(Cursor& cursor, std::string_view where) {
  if (cursor.at(TokenKind::LeftBrace) && !cursor.enter_block())
    return false;
  return cursor.expect(TokenKind::LeftBrace, where).has_value();
}

/// `(` expression `)`.
std::optional<Expr> parenthesised(Cursor& cursor, std::string_view where) {
  if (!cursor.expect(TokenKind::LeftParen, where))
    return std::nullopt;
  Expr expr = parse_expression(cursor);
  if (expr.kind == ast::ExprKind::Error ||
      !cursor.expect(TokenKind::RightParen, "to close the parenthesis"))
    return std::nullopt;
  return expr;
}

/// [ "when" "(" expr ")" ]; false if it is broken.
bool when(Cursor& cursor, std::optional<Expr>& condition) {
  if (!cursor.accept(TokenKind::KwWhen))
    return true;
  condition = parenthesised(cursor, "after 'when'");
  return condition.has_value();
}

std::optional<ast::Attribute> attribute(Cursor& cursor) {
  ast::Attribute attribute;
  const bool variant =
      cursor.at(TokenKind::KwVariant) ||
      (cursor.peek(1).kind == TokenKind::LeftBrace && cursor.meant("variant", "before its tags"));
  const Token token = cursor.take();
  attribute.name = {variant ? "variant" : std::string(cursor.text(token)), token.range};
  if (variant) {
    auto matches = parse_matches(cursor);
    if (!matches)
      return std::nullopt;
    attribute.matches = std::move(*matches);
  } else if (cursor.at(TokenKind::LeftParen)) {
    auto list = parse_arguments(cursor, "");
    if (!list)
      return std::nullopt;
    attribute.arguments = std::move(*list);
  }
  attribute.range = cursor.since(token.range);
  return attribute;
}

/// The rest of `name : type ...`; the ';' is left.
std::optional<ast::FieldStmt> field(Cursor& cursor, ast::Name name) {
  ast::FieldStmt field{.name = std::move(name)};
  auto type = cursor.expect_name("as the type of a field");
  if (!type)
    return std::nullopt;
  field.type = std::move(*type);
  if (cursor.accept(TokenKind::LeftBracket)) {
    field.size = parse_expression(cursor);
    if (field.size->kind == ast::ExprKind::Error ||
        !cursor.expect(TokenKind::RightBracket, "after the size"))
      return std::nullopt;
  }
  if (cursor.at_word("text")) {
    cursor.take();
    field.text = true;
  }
  // A name before a ':', or before what was meant as one, is the next field, after a ';' that is
  // missing.
  while (cursor.at(TokenKind::KwVariant) ||
         (cursor.at(TokenKind::Identifier) && cursor.peek(1).kind != TokenKind::Colon &&
          cursor.peek(1).kind != TokenKind::Assign)) {
    auto next = attribute(cursor);
    if (!next)
      return std::nullopt;
    field.attributes.push_back(std::move(*next));
  }
  if (!when(cursor, field.condition))
    return std::nullopt;
  return field;
}

std::optional<ast::NestedStmt> nested(Cursor& cursor, ast::Name name) {
  cursor.take();
  ast::NestedStmt nested{.name = std::move(name)};
  auto target = cursor.expect_name("after 'packet'");
  if (!target)
    return std::nullopt;
  nested.target = std::move(*target);
  auto list = parse_arguments(cursor, "after the packet's name");
  if (!list || !when(cursor, nested.condition))
    return std::nullopt;
  nested.arguments = std::move(*list);
  return nested;
}

/// `until (condition)`; false if it is broken.
bool until(Cursor& cursor, ast::ArrayStmt& array) {
  cursor.take();
  array.until = parenthesised(cursor, "after 'until'");
  return array.until.has_value();
}

/// How often an array repeats: `(count)`, `(..)`, `(..) until (condition)` or `until (condition)`.
bool extent(Cursor& cursor, ast::ArrayStmt& array) {
  if (cursor.at_word("until")) {
    array.extent = ast::ArrayStmt::Extent::Until;
    return until(cursor, array);
  }
  if (!cursor.expect(TokenKind::LeftParen, "after 'array'"))
    return false;
  if (cursor.accept(TokenKind::DotDot))
    array.extent = ast::ArrayStmt::Extent::Rest;
  else
    array.bound = parse_expression(cursor);
  if ((array.bound && array.bound->kind == ast::ExprKind::Error) ||
      !cursor.expect(TokenKind::RightParen, "to close the parenthesis"))
    return false;
  const bool also = array.extent == ast::ArrayStmt::Extent::Rest && cursor.at_word("until");
  return !also || until(cursor, array);
}

std::optional<ast::ArrayStmt> array(Cursor& cursor, ast::Name name) {
  cursor.take();
  ast::ArrayStmt array;
  array.name = std::move(name);
  if (!extent(cursor, array))
    return std::nullopt;
  if (cursor.at_word("lazy"))
    array.lazy = cursor.take().range;
  auto body = parse_block(cursor, "around what an array repeats");
  if (!body)
    return std::nullopt;
  array.close = {array.name.range.file, cursor.last().end - 1, cursor.last().end - 1};
  if (!when(cursor, array.condition))
    return std::nullopt;
  array.body = std::move(*body);
  return array;
}

/// The statements up to the next '|' or '}'.
ast::Block clause_body(Cursor& cursor);

std::optional<ast::Clause> clause(Cursor& cursor) {
  ast::Clause clause;
  clause.doc = cursor.take_doc();
  const Range begin = cursor.peek().range;
  if (!cursor.expect(TokenKind::Bar, "before a clause"))
    return std::nullopt;
  if (cursor.at_word("_")) {
    cursor.take();
  } else {
    do {
      clause.patterns.push_back(parse_pattern(cursor));
      if (clause.patterns.back().kind == ast::ExprKind::Error)
        return std::nullopt;
    } while (cursor.accept(TokenKind::Comma));
  }
  if (!cursor.expect(TokenKind::Colon, "after the pattern of a clause"))
    return std::nullopt;
  const auto name = cursor.expect(TokenKind::String, "as the name of a clause");
  if (!name)
    return std::nullopt;
  clause.name = {cursor.string(*name), name->range};
  if (!when(cursor, clause.guard) ||
      !cursor.expect(TokenKind::Arrow, "before the fields of a clause"))
    return std::nullopt;
  clause.range = cursor.since(begin);
  clause.body = clause_body(cursor);
  return clause;
}

/// Steps to the next clause, or to the '}' of the classify.
void skip_clause(Cursor& cursor) {
  while (!cursor.at(TokenKind::Bar) && !cursor.at(TokenKind::RightBrace) &&
         !cursor.at(TokenKind::End))
    cursor.skip_statement();
}

std::optional<ast::ClassifyStmt> classify(Cursor& cursor) {
  cursor.take();
  ast::ClassifyStmt classify{.subject = parse_subject(cursor), .clauses = {}};
  if (classify.subject.kind == ast::ExprKind::Error)
    return std::nullopt;
  if (!open_block(cursor, "before the clauses of a classify"))
    return std::nullopt;
  do {
    if (auto next = clause(cursor))
      classify.clauses.push_back(std::move(*next));
    else
      skip_clause(cursor);
  } while (cursor.at(TokenKind::Bar));
  cursor.leave_block();
  if (!cursor.expect(TokenKind::RightBrace, "after the last clause"))
    return std::nullopt;
  return classify;
}

std::optional<ast::RegionStmt> region(Cursor& cursor) {
  cursor.take();
  if (!cursor.at_word("byte")) {
    cursor.unexpected("'byte'", "after 'in'");
    return std::nullopt;
  }
  cursor.take();
  if (!cursor.expect(TokenKind::LeftBracket, "before the size of a region"))
    return std::nullopt;
  ast::RegionStmt region{.size = parse_expression(cursor), .align = {}, .body = {}};
  if (region.size.kind == ast::ExprKind::Error ||
      !cursor.expect(TokenKind::RightBracket, "after the size"))
    return std::nullopt;
  if (cursor.at_word("align")) {
    cursor.take();
    region.align = parenthesised(cursor, "after 'align'");
    if (!region.align)
      return std::nullopt;
  }
  auto body = parse_block(cursor, "around a region");
  if (!body)
    return std::nullopt;
  region.body = std::move(*body);
  return region;
}

std::optional<ast::CheckStmt> check(Cursor& cursor) {
  cursor.take();
  auto condition = parenthesised(cursor, "after 'check'");
  if (!condition)
    return std::nullopt;
  const auto message = cursor.expect(TokenKind::String, "as the message of a check");
  if (!message)
    return std::nullopt;
  return ast::CheckStmt{std::move(*condition), cursor.string(*message)};
}

/// A type, a name that is no attribute and a parenthesis: the type was to be the word 'packet'.
bool meant_packet(Cursor& cursor) {
  constexpr std::array<std::string_view, 7> kWithArguments{"const", "value", "default", "min",
                                                           "max",   "align", "checksum"};
  return cursor.peek(1).kind == TokenKind::Identifier &&
         cursor.peek(2).kind == TokenKind::LeftParen &&
         std::ranges::find(kWithArguments, cursor.text(cursor.peek(1))) == kWithArguments.end() &&
         cursor.meant("packet", "before the name of one");
}

/// A field, a nested packet or an array: all begin with `name :`.
bool named(Cursor& cursor, ast::Stmt& stmt) {
  auto name = cursor.expect_name("at the start of a field");
  if (!name || !cursor.expect(TokenKind::Colon, "after the name of a field"))
    return false;
  auto keep = [&stmt](auto parsed) {
    if (parsed)
      stmt.node = std::move(*parsed);
    return parsed.has_value();
  };
  if (cursor.at(TokenKind::KwPacket) || meant_packet(cursor))
    return keep(nested(cursor, std::move(*name)));
  if (cursor.at(TokenKind::KwArray) || (cursor.peek(1).kind == TokenKind::LeftParen &&
                                        cursor.meant("array", "before how often it repeats")))
    return keep(array(cursor, std::move(*name)));
  return keep(field(cursor, std::move(*name)));
}

bool node(Cursor& cursor, ast::Stmt& stmt) {
  auto keep = [&stmt](auto parsed) {
    if (parsed)
      stmt.node = std::move(*parsed);
    return parsed.has_value();
  };
  if (cursor.accept(TokenKind::LeftParen))
    return cursor.expect(TokenKind::RightParen, "in the empty statement '()'").has_value();
  const bool called = cursor.peek(1).kind == TokenKind::LeftParen; // no field begins so
  if (cursor.at(TokenKind::KwClassify) || (called && cursor.meant("classify", kStatement)))
    return keep(classify(cursor));
  if (called && (cursor.at_word("check") || cursor.meant("check", kStatement)))
    return keep(check(cursor));
  if (cursor.at_word("in") && cursor.peek(1).kind == TokenKind::Identifier)
    return keep(region(cursor));
  return named(cursor, stmt);
}

std::optional<ast::Stmt> statement(Cursor& cursor) {
  ast::Stmt stmt;
  stmt.doc = cursor.take_doc();
  const Range begin = cursor.peek().range;
  // A ';' that is missing costs only itself: the statement before it was whole.
  if (node(cursor, stmt)) {
    if (!cursor.expect(TokenKind::Semicolon, "at the end of a statement") &&
        !cursor.at(TokenKind::Identifier) && !cursor.at(TokenKind::KwClassify))
      cursor.skip_statement();
    stmt.range = cursor.since(begin);
    return stmt;
  }
  cursor.skip_statement();
  return std::nullopt;
}

ast::Block clause_body(Cursor& cursor) {
  ast::Block body;
  while (!cursor.at(TokenKind::Bar) && !cursor.at(TokenKind::RightBrace) &&
         !cursor.at(TokenKind::End))
    if (auto next = statement(cursor))
      body.push_back(std::move(*next));
  return body;
}

} // namespace

std::optional<ast::Block> parse_block(Cursor& cursor, std::string_view where) {
  if (!open_block(cursor, where))
    return std::nullopt;
  ast::Block body;
  while (!cursor.at(TokenKind::RightBrace) && !cursor.at(TokenKind::End)) {
    if (auto next = statement(cursor))
      body.push_back(std::move(*next));
    else if (cursor.at(TokenKind::Bar)) // a '|' can follow only a clause that broke: nothing here
                                        // can use it
      cursor.take();
  }
  cursor.leave_block();
  if (!cursor.expect(TokenKind::RightBrace, "to close the block"))
    return std::nullopt;
  return body;
}

std::optional<std::vector<ast::VariantMatch>> parse_matches(Cursor& cursor) {
  if (!cursor.expect(TokenKind::LeftBrace, "before the tags of a variant"))
    return std::nullopt;
  std::vector<ast::VariantMatch> matches;
  do {
    ast::VariantMatch match;
    match.doc = cursor.take_doc();
    const Range begin = cursor.peek().range;
    if (!cursor.expect(TokenKind::Bar, "before a value of a variant"))
      return std::nullopt;
    match.value = parse_pattern(cursor);
    if (match.value.kind == ast::ExprKind::Error)
      return std::nullopt;
    match.preferred = cursor.at(TokenKind::FatArrow);
    if (!cursor.accept(TokenKind::FatArrow) &&
        !cursor.expect(TokenKind::Arrow, "after a value of a variant"))
      return std::nullopt;
    const auto tag =
        cursor.expect(TokenKind::UpperIdentifier, "(a capital letter first) after the arrow");
    if (!tag)
      return std::nullopt;
    match.tag = {std::string(cursor.text(*tag)), tag->range};
    match.range = cursor.since(begin);
    matches.push_back(std::move(match));
  } while (cursor.at(TokenKind::Bar));
  if (!cursor.expect(TokenKind::RightBrace, "after the last tag"))
    return std::nullopt;
  return matches;
}

} // namespace mir::mplc
