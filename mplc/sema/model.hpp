#pragma once
// What a specification means: every name resolved, every rule checked; where things lie is not yet
// known.

#include "mplc/source/source.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mir::mplc::sema {

/// Every value of an expression: wide enough that sums and products of 64-bit numbers do not wrap.
using Int = __int128;

using PacketId = std::uint32_t;   // Model::packets
using FieldId = std::uint32_t;    // Packet::fields, in source order
using ClassifyId = std::uint32_t; // Packet::classifies
using RegionId = std::uint32_t;   // Packet::regions

enum class Type { Error, Bool, Int, Text };

enum class Op {
  Error, ///< already reported
  Constant,
  Text,
  Field,
  Parameter,
  SizeOf,          ///< of field `index`
  OffsetOf,        ///< the end of field `index`
  CountOf,         ///< of array field `index`
  SizeOfParameter, ///< of parameter `index`, bytes
  Remaining,
  Negate,
  Not,
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
  Select
};

struct Expr {
  Op op = Op::Error;
  Type type = Type::Error;
  Range range{};
  Int value = 0;           ///< Constant: an integer between -2^63 and 2^64-1; of Bool 0 or 1
  std::string text{};      ///< Text
  std::uint32_t index = 0; ///< Field, SizeOf, OffsetOf, CountOf, Parameter
  std::vector<Expr> operands{};
  [[nodiscard]] bool failed() const { return type == Type::Error; }
  [[nodiscard]] bool is_constant() const { return op == Op::Constant || op == Op::Text; }
};

struct ClauseRef {
  ClassifyId classify = 0;
  std::uint32_t clause = 0;
  auto operator<=>(const ClauseRef&) const = default;
};

enum class FieldKind {
  Error,
  Unsigned,
  Signed,
  Boolean,
  Bytes,
  Text,    ///< a length of `prefix_bytes`, then that many bytes
  CString, ///< up to a byte that is 0
  Mpint,
  DnsName,
  Label,
  Packet,
  Array
};

struct Tag {
  std::string name, doc;
  std::uint64_t value = 0; ///< of a string: the index of the tag
  std::uint64_t high = 0;  ///< the last of a range of values, else `value`
  std::string text{};      ///< the value, of a string
  bool shadowed = false;   ///< an earlier tag has the same value
  Range range{};
};

struct Variant {
  std::vector<Tag> tags;
  std::optional<std::size_t> preferred{}; ///< the `=>` tag
  bool strict = false;
  bool flags = false;                    ///< the tags are bits of a set
  std::optional<std::uint32_t> shared{}; ///< into Model::enums: not the field's own
  Range range{};
};

/// How often an array repeats.
struct Repetition {
  enum class Extent {
    Count,    ///< `count` times
    Rest,     ///< to the end of the region
    Until,    ///< to the element that Packet::last is true for
    RestUntil ///< to that element or to the end of the region
  };
  Extent extent = Extent::Count;
  std::optional<Expr> count{};
  bool lazy = false; ///< Rest: elements are checked as they are reached
};

struct Field {
  std::string name, doc;
  Range range{}; ///< of the name
  Range tail{};  ///< empty: where its statement could go on
  FieldKind kind = FieldKind::Error;
  std::uint32_t bits = 0;         ///< Unsigned, Signed, Boolean
  bool packed = false;            ///< bit[n]
  bool text = false;              ///< Bytes: byte[n] text
  bool compressed = false;        ///< DnsName: when written
  std::uint32_t prefix_bytes = 0; ///< Text
  bool little = false;            ///< least significant byte first
  std::optional<ClauseRef> clause{};
  std::optional<Expr> size{};         ///< Bytes
  std::uint32_t align_bytes = 1;      ///< Bytes
  PacketId packet = 0;                ///< Packet; Array: its element
  std::vector<Expr> arguments{};      ///< Packet, Array
  Repetition repetition{};            ///< Array
  std::optional<Expr> condition{};    ///< when (...): it is there only if this holds
  bool optional = false;              ///< has a `when`
  std::optional<RegionId> region{};   ///< the innermost region it lies in
  std::vector<std::string> structs{}; ///< the fields that structs expanded to get to it
  std::optional<Expr> constant{}, value{}, default_value{}, minimum{}, maximum{};
  bool value_failed = false; ///< it has a value, in which there is a mistake
  std::optional<Variant> variant{};
  bool drives =
      false; ///< gives a size, an argument or a classify tag: value is not compared on parse
  std::optional<ClassifyId> classified{};  ///< the classify whose tag it is
  std::optional<std::uint32_t> checksum{}; ///< Packet::checksums
};

enum class Algorithm {
  Internet,         ///< RFC 1071
  InternetOptional, ///< the same, and 0 means that there is none (RFC 768)
  Crc32,            ///< IEEE 802.3
  Adler32,          ///< RFC 1950 8.2
  Fletcher,         ///< of 16 or 32 bits (RFC 1146)
  Extern            ///< the caller's own
};

/// A field of a pseudo header that the specification itself settles.
struct PseudoArgument {
  FieldId field = 0; ///< of the pseudo header
  Expr value;
};

/// Bytes that are on no wire and yet covered: a packet, of which the caller gives what no argument
/// does.
struct Pseudo {
  PacketId packet = 0;
  std::vector<PseudoArgument> arguments{};
  Range range{};
};

/// `checksum(algorithm, first .. last, pseudo...)` of a field.
struct Checksum {
  FieldId field = 0;
  Algorithm algorithm = Algorithm::Internet;
  FieldId first = 0, last = 0; ///< covers from the start of one to the end of the other
  std::vector<Pseudo> pseudo{};
  Range range{};
};

/// A named enumeration, or set of bits: a type.
struct Enumeration {
  std::string name, doc;
  bool flags = false;
  Field base{}; ///< what a field of this type is; has the variant
  Range range{};
};

/// low..high, both included.
struct Pattern {
  std::uint64_t low = 0, high = 0;
};

/// What one of several things classified must be: in low..high, or `text`; or anything.
struct Part {
  bool any = false;
  Int low = 0, high = 0;
  std::string text{};
};
using Tuple = std::vector<Part>; ///< one Part for each of Classify::subjects

struct Item {
  enum class Kind { Field, Classify, Check, Region };
  Kind kind = Kind::Field;
  std::uint32_t index = 0;
};

struct Clause {
  std::string name, doc;
  Range range{};
  std::vector<Pattern> patterns{};
  std::vector<Tuple> tuples{}; ///< in place of `patterns` where Classify::subjects are classified
  bool otherwise = false;
  std::optional<Expr> guard{};
  std::vector<Item> body{};
};

struct Classify {
  std::string name{};           ///< of what is classified
  FieldId field = 0;            ///< what is classified; the first that an expression uses
  bool is_field = true;         ///< false: an expression or several of them are classified
  std::vector<Expr> subjects{}; ///< what is classified, if it is not a field that is a number
  std::optional<ClauseRef> clause{};
  std::vector<Clause> clauses{};
  Range range{};
};

/// `in byte[size] {...}`.
struct Region {
  Expr size;
  std::uint32_t align_bytes = 1;
  std::optional<ClauseRef> clause{}; ///< where it stands
  std::vector<Item> body{};
  FieldId first = 0; ///< the first field that may lie in it
  Range range{};     ///< of the size
};

/// `check (condition) "message"`.
struct UserCheck {
  Expr condition;
  std::string message;
  FieldId after = 0; ///< the last field before it
  std::optional<ClauseRef> clause{};
};

struct Parameter {
  std::string name;
  Type type = Type::Int;
  Range range{};
  std::optional<std::pair<Int, Int>> bounds{}; ///< of a number that can only be one of these
  bool sizes = false; ///< gives a size or a count: the tie rule holds for what it comes from
};

struct Packet {
  std::string name, doc; ///< of an element: "tcp.options"
  Range range{};
  Range close{};              ///< empty: before the '}'
  bool element = false;       ///< what an array repeats
  std::optional<Expr> last{}; ///< an element: true for the one that ends the array
  bool message = false;       ///< names in it count from its start
  std::vector<Parameter> parameters{};
  std::vector<Field> fields{};
  std::vector<Classify> classifies{};
  std::vector<UserCheck> checks{};
  std::vector<Region> regions{};
  std::vector<Checksum> checksums{};
  std::vector<Item> body{};
  std::vector<FieldId> compute_order{}; ///< fields with value(e): each after those it uses
};

/// From a packet into one that it has: a nested one, or an element of an array.
struct Descent {
  FieldId field = 0;
  std::optional<std::uint64_t> element{}; ///< from 0
};

/// `a[1].b = value;` of a test. Several clauses may have a field of that name: one of them matches.
struct Expectation {
  struct Alternative {
    std::vector<Descent> path{}; ///< to the packet that has the field
    FieldId field = 0;
    Expr value;                          ///< a constant, of Text for bytes
    std::optional<std::uint64_t> high{}; ///< of a tag that stands for several numbers: the last
  };
  std::string name;
  std::vector<Alternative> alternatives;
  Range range{};
};

/// A field where parsing fails.
struct Fault {
  PacketId packet = 0;
  FieldId field = 0;
};

/// One vector of a test.
struct Vector {
  std::string test; ///< its name; may be ""
  PacketId packet = 0;
  std::vector<Expr> arguments{}; ///< constants, one for each parameter
  std::string bytes;
  std::vector<Expectation> expected{};
  std::vector<Fault> faults{}; ///< not empty: parsing fails at one of these
  Range range{};
};

struct Model {
  FileId main = 0;
  bool modern = false; ///< uses something of part B: then the rules are strict
  std::vector<Enumeration> enums;
  std::vector<Packet> packets; ///< a nested packet comes before those that use it
  std::vector<Vector> vectors; ///< of the main file
};

} // namespace mir::mplc::sema
