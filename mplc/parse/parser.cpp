#include "mplc/parse/parser.hpp"

#include "mplc/parse/expression.hpp"
#include "mplc/parse/statement.hpp"

namespace mir::mplc {
namespace {

template <typename Node> using Maybe = std::optional<Node>;

/// Reports a missing ';' without giving up the declaration before it.
void semicolon(Cursor& cursor) {
  (void)cursor.expect(TokenKind::Semicolon, "at the end of a declaration");
}

Maybe<ast::Packet> packet(Cursor& cursor) {
  ast::Packet packet;
  packet.doc = cursor.take_doc();
  const Range begin = cursor.take().range;
  auto name = cursor.expect_name("after 'packet'");
  if (!name)
    return std::nullopt;
  packet.name = std::move(*name);
  if (cursor.accept(TokenKind::LeftParen)) {
    do {
      auto type = cursor.expect_name("as the type of a parameter");
      if (!type)
        return std::nullopt;
      auto parameter = cursor.expect_name("as the name of a parameter");
      if (!parameter)
        return std::nullopt;
      packet.parameters.push_back({std::move(*type), std::move(*parameter)});
    } while (cursor.accept(TokenKind::Comma));
    if (!cursor.expect(TokenKind::RightParen, "after the parameters"))
      return std::nullopt;
  }
  packet.range = cursor.since(begin);
  if (cursor.at_word("message")) {
    cursor.take();
    packet.message = true;
  }
  auto body = parse_block(cursor, "around the fields of a packet");
  if (!body)
    return std::nullopt;
  packet.body = std::move(*body);
  packet.close = {begin.file, cursor.last().end - 1, cursor.last().end - 1};
  cursor.accept(TokenKind::Semicolon);
  return packet;
}

Maybe<ast::Typedef> type_definition(Cursor& cursor) {
  cursor.take();
  auto name = cursor.expect_name("after 'typedef'");
  if (!name)
    return std::nullopt;
  auto base = cursor.expect_name("as the type that a typedef renames");
  if (!base)
    return std::nullopt;
  semicolon(cursor);
  return ast::Typedef{std::move(*name), std::move(*base)};
}

Maybe<ast::Struct> structure(Cursor& cursor) {
  cursor.take();
  auto body = parse_block(cursor, "after 'struct'");
  if (!body)
    return std::nullopt;
  auto name = cursor.expect_name("after a struct");
  if (!name)
    return std::nullopt;
  semicolon(cursor);
  return ast::Struct{std::move(*name), std::move(*body)};
}

Maybe<ast::Import> import(Cursor& cursor) {
  cursor.take();
  const auto path = cursor.expect(TokenKind::String, "after 'import'");
  if (!path)
    return std::nullopt;
  semicolon(cursor);
  return ast::Import{{cursor.string(*path), path->range}};
}

Maybe<ast::Let> let(Cursor& cursor) {
  cursor.take();
  auto name = cursor.expect_name("after 'let'");
  if (!name || !cursor.expect(TokenKind::Assign, "after the name of a constant"))
    return std::nullopt;
  ast::Let let{std::move(*name), parse_expression(cursor)};
  if (let.value.kind == ast::ExprKind::Error)
    return std::nullopt;
  semicolon(cursor);
  return let;
}

Maybe<ast::Enum> enumeration(Cursor& cursor) {
  ast::Enum decl;
  decl.doc = cursor.take_doc();
  decl.flags = cursor.text(cursor.take()) == "flags";
  auto name = cursor.expect_name("as the name of an enumeration");
  if (!name || !cursor.expect(TokenKind::Colon, "before the base type"))
    return std::nullopt;
  decl.name = std::move(*name);
  auto base = cursor.expect_name("as the base type");
  if (!base)
    return std::nullopt;
  decl.base = std::move(*base);
  if (cursor.accept(TokenKind::LeftBracket)) {
    decl.size = parse_expression(cursor);
    if (decl.size->kind == ast::ExprKind::Error ||
        !cursor.expect(TokenKind::RightBracket, "after the size"))
      return std::nullopt;
  }
  auto matches = parse_matches(cursor);
  if (!matches)
    return std::nullopt;
  decl.matches = std::move(*matches);
  cursor.accept(TokenKind::Semicolon);
  return decl;
}

Maybe<ast::EndianDecl> endian(Cursor& cursor) {
  cursor.take();
  auto order = cursor.expect_name("after 'endian'");
  if (!order)
    return std::nullopt;
  semicolon(cursor);
  return ast::EndianDecl{std::move(*order)};
}

/// `a[1].b`
Maybe<std::vector<ast::Selector>> selectors(Cursor& cursor) {
  std::vector<ast::Selector> path;
  do {
    auto name = cursor.expect_name("in what a test expects");
    if (!name)
      return std::nullopt;
    path.push_back({.name = std::move(*name)});
    if (!cursor.accept(TokenKind::LeftBracket))
      continue;
    const auto index = cursor.expect(TokenKind::Integer, "as the number of an element, from 0");
    if (!index || !cursor.expect(TokenKind::RightBracket, "after the number of an element"))
      return std::nullopt;
    path.back().element = index->value;
  } while (cursor.accept(TokenKind::Dot));
  return path;
}

/// `hex "..." fails at a.b`, or `hex "..." = { name = expr; ... }`.
Maybe<ast::Vector> vector(Cursor& cursor) {
  ast::Vector vector;
  const Range begin = cursor.peek().range;
  if (!cursor.at_word("hex")) {
    cursor.unexpected("'hex'", "in a test");
    return std::nullopt;
  }
  cursor.take();
  const auto bytes = cursor.expect(TokenKind::String, "after 'hex'");
  if (!bytes)
    return std::nullopt;
  vector.hex = cursor.string(*bytes);
  while (cursor.at(TokenKind::String)) // long ones go on in the next line
    vector.hex += cursor.string(cursor.take());
  if (cursor.at_word("fails")) {
    cursor.take();
    if (!cursor.at_word("at")) {
      cursor.unexpected("'at'", "after 'fails'");
      return std::nullopt;
    }
    cursor.take();
    do {
      auto name = cursor.expect_name("after 'fails at'");
      if (!name)
        return std::nullopt;
      vector.fails_at.push_back(std::move(*name));
    } while (cursor.accept(TokenKind::Dot));
    vector.range = cursor.since(begin);
    return vector;
  }
  if (!cursor.expect(TokenKind::Assign, "after the bytes of a test") ||
      !cursor.expect(TokenKind::LeftBrace, "before what a test expects"))
    return std::nullopt;
  while (!cursor.accept(TokenKind::RightBrace)) {
    auto path = selectors(cursor);
    if (!path || !cursor.expect(TokenKind::Assign, "after the name of a field"))
      return std::nullopt;
    vector.fields.push_back({std::move(*path), parse_expression(cursor)});
    if (!cursor.expect(TokenKind::Semicolon, "after an expected value"))
      return std::nullopt;
  }
  vector.range = cursor.since(begin);
  return vector;
}

Maybe<ast::Test> test(Cursor& cursor) {
  ast::Test test;
  cursor.take();
  if (cursor.at(TokenKind::Identifier))
    test.packet = cursor.expect_name("");
  if (cursor.at(TokenKind::String))
    test.name = cursor.string(cursor.take());
  if (cursor.at(TokenKind::LeftParen)) {
    auto arguments = parse_arguments(cursor, "");
    if (!arguments)
      return std::nullopt;
    test.arguments = std::move(*arguments);
  }
  if (!cursor.expect(TokenKind::LeftBrace, "before the vectors of a test"))
    return std::nullopt;
  while (!cursor.accept(TokenKind::RightBrace)) {
    auto next = vector(cursor);
    if (!next)
      return std::nullopt;
    test.vectors.push_back(std::move(*next));
    cursor.accept(TokenKind::Semicolon);
  }
  cursor.accept(TokenKind::Semicolon);
  return test;
}

bool at_declaration(Cursor& cursor) {
  switch (cursor.peek().kind) {
  case TokenKind::KwPacket:
  case TokenKind::KwTypedef:
  case TokenKind::KwStruct:
    return true;
  default:
    break;
  }
  // The words of part B may be names of fields, too: only what follows tells.
  const TokenKind next = cursor.peek(1).kind;
  if (next != TokenKind::Identifier && next != TokenKind::String && next != TokenKind::LeftBrace)
    return false;
  for (std::string_view word : {"import", "let", "enum", "flags", "endian", "test"})
    if (cursor.at_word(word))
      return true;
  return false;
}

/// False if the declaration was broken; it has been reported then.
bool declaration(Cursor& cursor, ast::Decl& decl) {
  auto keep = [&decl](auto parsed) {
    if (parsed)
      decl.node = std::move(*parsed);
    return parsed.has_value();
  };
  if (cursor.at(TokenKind::KwPacket))
    return keep(packet(cursor));
  if (cursor.at(TokenKind::KwTypedef))
    return keep(type_definition(cursor));
  if (cursor.at(TokenKind::KwStruct))
    return keep(structure(cursor));
  if (cursor.at_word("import"))
    return keep(import(cursor));
  if (cursor.at_word("let"))
    return keep(let(cursor));
  if (cursor.at_word("endian"))
    return keep(endian(cursor));
  if (cursor.at_word("test"))
    return keep(test(cursor));
  return keep(enumeration(cursor));
}

} // namespace

ast::File parse(const SourceManager& sources, TokenStream tokens, Diagnostics& diagnostics) {
  ast::File file{.id = tokens.file, .decls = {}, .tokens = std::move(tokens)};
  Cursor cursor(sources, file.tokens, diagnostics);
  while (!cursor.at(TokenKind::End)) {
    if (!at_declaration(cursor)) {
      cursor.unexpected("'packet', 'struct' or 'typedef'", "at the top of a file");
      while (!at_declaration(cursor) && !cursor.at(TokenKind::End))
        cursor.take();
      continue;
    }
    ast::Decl decl;
    const Range begin = cursor.peek().range;
    if (declaration(cursor, decl)) {
      decl.range = cursor.since(begin);
      file.decls.push_back(std::move(decl));
      continue;
    }
    // A declaration starts where its keyword does; within a broken one the same words may be names.
    while (!at_declaration(cursor) && !cursor.at(TokenKind::End))
      cursor.take();
  }
  return file;
}

} // namespace mir::mplc
