#pragma once
// A specification as it was written: nothing is resolved, nothing is thrown away.

#include "mplc/lex/token.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mir::mplc::ast {

/// A word with its place.
struct Name {
  std::string text;
  Range range{};
};

enum class ExprKind {
  Error, ///< already reported
  Integer,
  String,
  Boolean,
  Name,
  Tag,  ///< UIDENT
  Call, ///< name "(" [expr {"," expr}] ")"; operands: the arguments
  Negate,
  Not,
  Range,
  Or,
  And,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  Equal,
  NotEqual,
  BitOr,
  BitXor,
  BitAnd,
  ShiftLeft,
  ShiftRight,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Select, ///< operands: condition, then, else
  Tuple,  ///< "(" expr "," expr {"," expr} ")"; only what is classified, and its patterns
  Named   ///< name "=" expr; only an argument of a call
};

struct Expr {
  ExprKind kind = ExprKind::Error;
  Range range{};
  std::uint64_t value = 0; ///< Integer; Boolean: 0 or 1
  std::string text{};      ///< String: contents; Name, Tag, Call, Named: the name
  std::vector<Expr> operands{};
};

/// `| expr -> Tag` of a variant or an enum.
struct VariantMatch {
  Expr value;
  Name tag;
  bool preferred = false; ///< "=>"
  std::string doc{};
  Range range{};
};

/// `name(arguments)`, or `variant {...}`, or `strict`.
struct Attribute {
  Name name;
  std::vector<Expr> arguments{};
  std::vector<VariantMatch> matches{}; ///< of variant
  Range range{};
};

struct Stmt;
using Block = std::vector<Stmt>;

/// `name : type[size] attributes;`
struct FieldStmt {
  Name name{};
  Name type{};
  std::optional<Expr> size{};
  bool text = false; ///< byte[n] text
  std::vector<Attribute> attributes{};
  std::optional<Expr> condition{}; ///< when (...)
};

/// `name : packet target(arguments);`
struct NestedStmt {
  Name name{};
  Name target{};
  std::vector<Expr> arguments{};
  std::optional<Expr> condition{};
};

/// `name : array (count) {...}`
struct ArrayStmt {
  enum class Extent { Count, Rest, Until };
  Name name{};
  Extent extent = Extent::Count;
  std::optional<Expr> bound{}; ///< the count
  std::optional<Expr> until{}; ///< of Until; of Rest: what also ends it
  std::optional<Range> lazy{}; ///< the word: elements are checked as they are reached
  Block body;
  Range close{};                   ///< empty: before its '}'
  std::optional<Expr> condition{}; ///< when (...)
};

struct Clause {
  std::vector<Expr> patterns; ///< empty: `_`
  Name name;                  ///< the STRING
  std::optional<Expr> guard{};
  Block body;
  std::string doc{};
  Range range{};
};

struct ClassifyStmt {
  Expr subject; ///< Tuple: several
  std::vector<Clause> clauses;
};

/// `in byte[size] align(bits) {...}`
struct RegionStmt {
  Expr size;
  std::optional<Expr> align{};
  Block body;
};

/// `check (condition) "message";`
struct CheckStmt {
  Expr condition;
  std::string message;
};

/// `();`
struct UnitStmt {};

struct Stmt {
  std::variant<UnitStmt, FieldStmt, NestedStmt, ArrayStmt, ClassifyStmt, RegionStmt, CheckStmt>
      node;
  std::string doc{}; ///< text of the /// lines before it
  Range range{};
};

struct Parameter {
  Name type, name;
};

struct Packet {
  Name name;
  std::vector<Parameter> parameters{};
  bool message = false; ///< "message" before the body
  Block body;
  std::string doc{};
  Range range{};
  Range close{}; ///< empty: before its '}'
};

struct Typedef {
  Name name, base;
};

struct Struct {
  Name name;
  Block body;
};

struct Import {
  Name path; ///< the contents of the string
};

/// `let name = value;`
struct Let {
  Name name;
  Expr value;
};

/// `enum name : base {...}` or `flags name : base {...}`
struct Enum {
  Name name, base;
  std::optional<Expr> size{}; ///< of bit[n]
  bool flags = false;
  std::vector<VariantMatch> matches{};
  std::string doc{};
};

/// `endian little;`
struct EndianDecl {
  Name order;
};

/// `name` or `name[element]`.
struct Selector {
  Name name;
  std::optional<std::uint64_t> element{};
};

/// `a[1].b = expr;` of a test.
struct Expectation {
  std::vector<Selector> path; ///< from the packet to one of its fields, or of an element
  Expr value;
};

/// `hex "..." = {...}` or `hex "..." fails at packet.field`
struct Vector {
  std::string hex;
  std::vector<Expectation> fields{};
  std::vector<Name> fails_at{}; ///< arrays and packets that lead to a field, and the field
  Range range{};
};

/// `test [packet] ["name"] [(arguments)] {...}`
struct Test {
  std::optional<Name> packet{};
  std::string name;
  std::vector<Expr> arguments{}; ///< for the parameters of the packet
  std::vector<Vector> vectors{};
};

struct Decl {
  std::variant<Packet, Typedef, Struct, Import, Let, Enum, EndianDecl, Test> node;
  Range range{};
};

struct File {
  FileId id = 0;
  std::vector<Decl> decls;
  TokenStream tokens; ///< every word, for tools that must not lose any
};

} // namespace mir::mplc::ast
