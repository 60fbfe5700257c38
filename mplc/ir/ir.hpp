#pragma once
// The decided form of a specification: what sema and lowering agreed on, and all that a back end
// may see.
//
// A back end prints this and decides nothing: names are final C++ names, positions are final,
// checks that cannot fail are already gone, and the order of the steps is the order of execution.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mir::mplc::ir {

// Indices into the vector named in the comment. A packet is self-contained: all but PacketId and
// EnumId are per packet.
using PacketId = std::uint32_t;    // Module::packets
using EnumId = std::uint32_t;      // Module::enums
using FieldId = std::uint32_t;     // Packet::fields
using ClassifyId = std::uint32_t;  // Packet::classifies
using AnchorId = std::uint32_t;    // Packet::anchors
using ParameterId = std::uint32_t; // Packet::parameters
using RegionId = std::uint32_t;    // Packet::regions
using ChecksumId = std::uint32_t;  // Packet::checksums

/// Where a thing was written, for `#line` and for messages; line 0 means "nowhere".
struct Location {
  std::uint32_t file = 0; ///< into Module::files
  std::uint32_t line = 0, column = 0;
};

/// A place in a packet, relative to an anchor: `anchor + bytes`, and `bits` further (0 to 7, most
/// significant first).
struct Position {
  AnchorId anchor = 0;
  std::uint32_t bytes = 0;
  std::uint32_t bits = 0;
  bool operator==(const Position&) const = default;
};

/// A place that other places are counted from.
struct Anchor {
  enum class Kind {
    Start,         ///< byte 0 of the packet; always anchor 0
    End,           ///< the end of the bytes given (the packet's extent); always anchor 1
    AfterField,    ///< the end of `field`, whose size is known only at run time
    AfterClassify, ///< the end of `classify`, whose clauses differ in size (rounded down to a byte)
    RegionEnd      ///< the end of `region`
  };
  Kind kind = Kind::Start;
  FieldId field = 0;
  ClassifyId classify = 0;
  RegionId region = 0;
  std::string name;     ///< C++ name, unique among the packet's anchors: "options_end"
  std::string shared{}; ///< not empty: the name of a variable for this and for anchors of other
                        ///< clauses, one of which matches
  bool stored = false;  ///< an accessor needs it after parse(), so the view keeps it (never set for
                        ///< Start and End)
};

/// One clause of one classify.
struct ClauseRef {
  ClassifyId classify = 0;
  std::uint32_t clause = 0;
  bool operator==(const ClauseRef&) const = default;
};

// -- Expressions
// ------------------------------------------------------------------------------------------------------

/// A typed expression over what is already known at the step that holds it. Text is the contents of
/// a string or the bytes of a field; it is only compared, and handed on as an argument.
///
/// I64 arithmetic is exact: lowering has shown by intervals that it stays within 64 bits, except in
/// nodes with `checked` set, where the emitter must test for overflow (or a divisor of 0) and fail
/// with Reason::Overflow at the step's field.
struct Expr {
  enum class Type { Bool, I64, U64, Text };
  enum class Op {
    Constant,  ///< `value` (of I64: its two's complement; of Bool: 0 or 1)
    Text,      ///< `text`, raw bytes
    Field,     ///< the value of field `index` (I64 where it fits, U64 for 64-bit unsigned; Bool for
               ///< boolean; Text for strings and bytes)
    Parameter, ///< parameter `index`
    ParameterLength, ///< bytes of parameter `index`, a Text
    Position,        ///< bytes from the start of the packet to `position` (its bits are 0)
    Length,          ///< bytes that field `index` takes on the wire, padding included
    Count,           ///< elements of array field `index`
    Present,         ///< Bool: whether field `index`, which has a condition, is there
    ToI64,           ///< args[0] is U64; checked: fails above 2^63-1
    ToU64,           ///< args[0] is I64 and known not to be negative
    Negate,
    Not,
    Add,
    Sub,
    Mul,
    Div,
    Mod,
    BitAnd,
    BitOr,
    BitXor,
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
    Select ///< args[0] ? args[1] : args[2]
  };
  Op op = Op::Constant;
  Type type = Type::I64;
  bool checked = false;
  std::uint64_t value = 0;
  std::uint32_t index = 0;
  Position position{};
  std::string text{};
  std::vector<Expr> args{};
  std::int64_t low = 0, high = 0; ///< I64: the interval its value lies in
  Location where{};
  [[nodiscard]] bool is_constant() const { return op == Op::Constant; }
};

// -- What a packet is made of
// -------------------------------------------------------------------------------------------

enum class Endian { Big, Little };

/// How a field lies on the wire.
struct Wire {
  enum class Kind {
    Unsigned, ///< `bits` wide (1 to 64); a whole number of bytes at a byte boundary unless `packed`
    Signed,   ///< two's complement, 8 to 64 bits
    Boolean,  ///< one byte, 0 or not 0
    Bytes,    ///< `fixed_bytes`, or as many as its Size step says
    Text,     ///< a length of `prefix_bytes`, then that many bytes
    CString,  ///< bytes that are not 0, and a 0
    Mpint,    ///< RFC 4251 5
    DnsName,  ///< RFC 1035 4.1.4; uncompressed when written
    DnsNameCompressed, ///< compressed when written
    Label,             ///< no bytes
    Packet,            ///< nested `packet` with `arguments`
    Array ///< elements are `packet` (blocks become packets of their own); see step Repeat
  };
  Kind kind = Kind::Unsigned;
  std::uint32_t bits = 0;
  bool packed = false; ///< declared bit[n]: may share bytes with its neighbours
  Endian endian = Endian::Big;
  std::optional<std::uint64_t> fixed_bytes{}; ///< Bytes of constant size
  bool text = false; ///< Bytes: characters; with fixed_bytes padded with zeros, which are no part
                     ///< of the text
  std::uint32_t prefix_bytes = 0;
  PacketId packet = 0;
  std::vector<Expr> arguments{}; ///< Packet, Array
};

/// Where a field's value comes from when a packet is built.
enum class Role {
  Required,  ///< the caller gives it
  Defaulted, ///< the caller may give it; else `default_value`
  Constant,  ///< always `constant`
  Computed,  ///< always what its Compute step yields
  Tag,       ///< a classify field: follows from the clause chosen, see Clause::tag
  Checksum,  ///< computed over what is written, unless the caller gives it: see Packet::checksums
  None       ///< labels: nothing to build
};

struct Tag {
  std::string name; ///< as in the specification
  std::string cpp_name;
  std::uint64_t value = 0; ///< Enum::textual: its index
  std::uint64_t high = 0;  ///< the last of a range of values, else `value`
  std::string text{};      ///< Enum::textual
  std::string doc{};
  bool shadowed = false; ///< an earlier tag has this value: never the result of parsing
  Location where{};
};

/// A variant of one field, or a named enumeration that fields share.
struct Enum {
  std::string name; ///< in the specification: the field's name, or its own
  std::string doc{};
  std::string cpp_name; ///< "Protocol"; inside its packet's class when `owner` is set
  std::optional<PacketId> owner{};
  std::uint32_t bits =
      8; ///< of the field on the wire: the underlying type is the smallest that holds it
  bool textual = false; ///< the wire form is a string: Tag::text instead of Tag::value
  bool flags = false;   ///< a set: the tags' values are bits of it
  std::vector<Tag> tags;
  Location where{};
};

struct Field {
  std::string name;     ///< as in the specification
  std::string cpp_name; ///< the accessor and the member of Fields
  std::string setter;   ///< "set_ttl"; unique in its packet or clause
  std::string path;     ///< with its clauses: "EchoRequest.identifier"; what an Error shows
  std::string doc{};    ///< text of its /// comments, lines separated by \n
  Wire wire{};
  Position position{};
  Position end{}; ///< for a field of run-time size: its AfterField anchor, or End if it takes all
                  ///< that is left
  std::optional<ClauseRef> clause{}; ///< the innermost clause it lives in
  Role role = Role::Required;
  std::optional<EnumId> variant{};
  bool strict = false;                 ///< an unknown value of `variant` is an error
  std::optional<Expr> constant{};      ///< const(c)
  std::optional<Expr> default_value{}; ///< default(c), or the `=>` tag
  std::optional<Expr> minimum{}, maximum{};
  std::optional<Expr> condition{}; ///< when(c): the field is there only if this holds; then its
                                   ///< `end` is an anchor of its own. See step Optional
  AnchorId limit = 1;              ///< where the innermost region it lies in ends
  bool counted = false;            ///< Array: an expression uses the number of its elements
  bool lazy = false; ///< Array: its elements are checked as they are reached, not by a parse
  bool until_required = false; ///< Array: it ends with an element for which Packet::last holds
  std::string element_name{};  ///< Array: what the class of its elements is called inside this one
  std::uint32_t align_bytes = 1; ///< Bytes: zero-padded to a multiple of this when built
  bool fixed_size = false;       ///< `end` is on the same anchor as `position`: no size at run time
  bool payload =
      false; ///< Bytes that end the packet: a build may leave them in place (prepend, scatter)
  bool settable = false; ///< a setter in place needs no more than a range check and the checksums
                         ///< that cover it: nothing else depends on the value
  Location where{};
};

/// How many whole bytes a field of a kind other than Packet takes whenever it is there, if that is
/// known.
[[nodiscard]] std::optional<std::uint32_t> constant_size(const Field& field);

/// What is laid out one after the other in a packet or a clause, in source order.
struct Item {
  enum class Kind { Field, Classify };
  Kind kind = Kind::Field;
  std::uint32_t index = 0;
};
using Body = std::vector<Item>;

/// One alternative a clause matches: low..high, both included; or `text` for strings.
struct Pattern {
  std::uint64_t low = 0, high = 0;
  std::string text{};
};

/// How a clause settles its classify field when it is built.
enum class TagSource {
  Pattern, ///< the only value the clause matches: patterns[0].low (or .text)
  Field,   ///< computed by a Compute step in the clause's block, and checked against the patterns
  Given,   ///< the clause's Fields have a member for it, named as the field; it must match the
           ///< patterns
  None     ///< an expression is classified: Check steps see to it that the clause is the one that
           ///< parsing would choose
};

struct Clause {
  std::string name;     ///< the STRING of the specification
  std::string cpp_name; ///< enumerator and type: "EchoRequest"
  std::string accessor; ///< "echo_request", for as_echo_request()
  std::string doc{};
  std::vector<Pattern> patterns{};
  bool otherwise = false;          ///< the default clause: matches everything
  std::optional<Expr> condition{}; ///< Bool, in place of `patterns`: where strings, an expression
                                   ///< or several values are classified
  std::optional<Expr> guard{};     ///< `when`: Bool
  TagSource tag = TagSource::Pattern;
  Body body{};
  Position end{}; ///< where its last field ends
  Location where{};
};

struct Classify {
  std::string name; ///< of the field classified; of the first that an expression uses
  std::string
      cpp_name; ///< of the enumeration of its clauses: "EtherTypeClause"; unique in the packet
  std::string accessor;              ///< "ether_type_clause"; unique in the packet
  FieldId field = 0;                 ///< what is classified, or what errors name
  bool is_field = true;              ///< false: an expression or several values are classified
  std::optional<ClauseRef> clause{}; ///< the innermost clause it lives in
  std::vector<Clause> clauses{};
  std::optional<AnchorId>
      join{}; ///< set if the clauses differ in size: becomes the end of the clause that matched
  Location where{};
};

/// `in byte[size] {...}`: a part of the packet that ends where its size says. Its fields are those
/// of the packet, in its body; the steps Enter and Leave stand around theirs.
struct Region {
  Position begin{};
  Position content_end{};        ///< where the last thing in it ends
  AnchorId end = 1;              ///< its own anchor, or that of `outer` where it takes all of it
  AnchorId outer = 1;            ///< where the region around it ends
  FieldId field = 0;             ///< the first field in it: where an error of its size is reported
  std::uint32_t align_bytes = 1; ///< zero-padded to a multiple of this when built; then what
                                 ///< follows the last field is padding, and not looked at
  std::optional<std::uint64_t> fixed_bytes{}; ///< of constant size
  Location where{};
};

enum class Algorithm {
  Internet, ///< RFC 1071
  Crc32,    ///< IEEE 802.3
  Adler32,  ///< RFC 1950 8.2
  Fletcher, ///< of the field's width (RFC 1146)
  Extern    ///< the caller's own
};

/// One field of a pseudo header.
struct PseudoField {
  FieldId field = 0;           ///< of the packet
  std::optional<Expr> value{}; ///< absent: constant, or the caller gives it
};

/// Bytes that a checksum covers although they are on no wire: those of a packet of numbers, and of
/// byte strings of constant, even size.
struct Pseudo {
  PacketId packet = 0;
  std::string cpp_name; ///< of the class for what the caller gives: "PseudoHeader"
  std::vector<PseudoField> fields{};
};

struct Checksum {
  FieldId field = 0;
  Algorithm algorithm = Algorithm::Internet;
  bool zero_is_none = false;    ///< 0 means that there is none; a computed 0 is written as all ones
  FieldId first = 0, last = 0;  ///< it covers these and all between them
  Position begin{}, end{};      ///< where that is; bits are 0
  bool inside = false;          ///< its field lies in there, and counts as 0
  std::vector<Pseudo> pseudo{}; ///< several: the caller says which, by what it gives
  std::string verify;           ///< "verify_checksum"
  std::string mend;             ///< "update_checksum"
  Location where{};
};

struct Parameter {
  std::string name, cpp_name;
  Expr::Type type = Expr::Type::I64; ///< I64, Bool or Text
  Location where{};
};

// -- Programs
// -------------------------------------------------------------------------------------------------------------

/// Why bytes were not a packet, or values could not be built.
enum class Reason {
  Truncated,   ///< fewer bytes than the fixed fields need
  BadConstant, ///< not what const(c) says
  BelowMinimum,
  AboveMaximum,
  BadValue,      ///< not what value(e) computes
  NegativeSize,  ///< a size expression below 0
  PastEnd,       ///< a size that reaches beyond the bytes given
  NotMultiple,   ///< a size that align() forbids
  NoClause,      ///< no clause of a classify matches
  UnknownTag,    ///< a value without a tag in a strict variant
  CheckFailed,   ///< a check (e) "message"
  Overflow,      ///< arithmetic beyond 64 bits
  Malformed,     ///< a string, DNS name or mpint that breaks its own format
  TrailingBytes, ///< a region that is not used up
  EmptyElement,  ///< an element of an array that takes no bytes
  // Only when building:
  WrongPresence, ///< a field that is given against its condition, or left out
  OutOfRange,    ///< a value that its field cannot hold
  SizeMismatch   ///< bytes given whose number is not what parsing would compute
};
[[nodiscard]] std::string_view name(Reason reason);

struct Step;
using Block = std::vector<Step>;

/// From `from`, `bytes` more must lie before `limit`; else Truncated. One for each run of fixed
/// fields.
struct Need {
  Position from; ///< bits are 0
  std::uint32_t bytes = 0;
  AnchorId limit = 1;
  std::vector<FieldId> fields; ///< that the run covers, in order: the first whose `end` lies beyond
                               ///< is the one to name
};

/// `field` is used by a later step: read it into a local.
struct Load {
  FieldId field = 0;
};

/// Some bytes as one big-endian number: the bits of `mask` must lie in low..high.
struct Wide {
  Position position; ///< bits are 0
  std::uint32_t bytes = 1;
  std::uint64_t mask = 0, low = 0, high = 0;
};

/// `condition` must hold; else `reason` at `field`.
struct Check {
  Expr condition;
  Reason reason = Reason::CheckFailed;
  FieldId field = 0;
  std::string message{};          ///< CheckFailed: the author's words
  bool deferred = false;          ///< need not be tested: the next Check with `together` does
  std::optional<Wide> together{}; ///< holds if this check and the deferred ones before it do; where
                                  ///< it does not, the first of them that fails is the error
};

/// `field`, of Bytes, takes `size` bytes; defines the anchor of `field.end`.
struct Size {
  FieldId field = 0;
  Expr size;                  ///< I64
  bool check_negative = true; ///< false: shown not to be below 0
  std::uint32_t multiple = 1; ///< NotMultiple unless a multiple of this
  bool check_end = true;      ///< PastEnd unless it ends at or before `limit`
  AnchorId limit = 1;
  bool deferred = false; ///< need not be tested: the next Size with `together` cannot end before it
  bool together =
      false; ///< where this fails, the deferred Enter or Size before it may be the error
};

/// `field` (Text, Mpint, DnsName...) says itself how long it is; defines the anchor of `field.end`.
struct Scan {
  FieldId field = 0;
  AnchorId limit = 1;
};

/// `field` is a nested packet, parsed from its position; defines the anchor of `field.end`.
struct Nested {
  FieldId field = 0;
  AnchorId limit = 1;
};

/// `field` is an array: its elements, one after the other, from its position; defines the anchor of
/// `field.end`, unless it takes all that is left.
struct Repeat {
  enum class Extent {
    Count,    ///< `count` elements
    Rest,     ///< to `limit`
    Until,    ///< to the first for which Packet::last of the element holds
    RestUntil ///< to that element, or to `limit`
  };
  FieldId field = 0;
  Extent extent = Extent::Rest;
  std::optional<Expr> count{}; ///< I64
  bool check_negative = true;  ///< NegativeSize if the count is below 0
  bool may_be_empty = false;   ///< an element can turn out to take no bytes: EmptyElement
  AnchorId limit = 1;
  bool lazy = false; ///< Rest: the elements are not looked at; their arguments are kept
};

/// `region` takes `size` bytes; defines the anchor of its end.
struct Enter {
  RegionId region = 0;
  Expr size;                  ///< I64
  bool check_negative = true; ///< false: shown not to be below 0
  std::uint32_t multiple = 1; ///< NotMultiple unless a multiple of this
  bool check_end = true;      ///< PastEnd unless it ends at or before Region::outer
  bool deferred = false;      ///< as that of Size
};

/// The end of a region. Parsing: TrailingBytes unless its content ends there (`check`). Measuring:
/// defines the anchor of its end. Writing: its padding, before its content.
struct Leave {
  RegionId region = 0;
  bool check = false;
};

/// Parsing: the clauses in order; the first that matches wins, and none is NoClause. A clause ends
/// by setting `join`, if there is one. Building: the block of the clause that the caller chose;
/// `join` is set in Build::measure.
struct Branch {
  ClassifyId classify = 0;
  std::vector<Block> blocks; ///< one a clause
};

/// The steps of `field`, which is there only on its condition. Parsing: the condition decides, and
/// if the field is not there, its end is where it would begin. Building: what the caller gave
/// decides; that both agree is checked by a Check step.
struct Optional {
  FieldId field = 0;
  Block block;
};

/// What follows holds only if `clause` is the one that matched; then its fields are known again,
/// each once it is loaded here.
struct Within {
  ClauseRef clause;
  Block block;
};

// Steps of a build only:

/// What the caller gave for `field` (Text, CString, Mpint, DnsName..., Bytes that are text) must be
/// something that can be written: OutOfRange if it is too long, else Malformed.
struct Validate {
  FieldId field = 0;
};

/// The bytes given for `field` are counted (padding included) and define the anchor of `field.end`.
struct Measure {
  FieldId field = 0;
};

/// The value of computed `field`; of a Tag field in a clause whose TagSource is Field. Checks
/// before it have shown that the field can hold it.
struct Compute {
  FieldId field = 0;
  Expr value;
};

/// Write one unit of at most 64 bits: the fields in order, most significant first.
struct Store {
  Position position;
  std::uint32_t bits = 0; ///< sum of the fields' widths
  Endian endian = Endian::Big;
  std::vector<FieldId> fields;
  bool merge =
      false; ///< position.bits > 0: keep the bits of the first byte that are already written
};

/// A checksum that the caller does not give.
struct Sum {
  ChecksumId checksum = 0;
  enum class From {
    Bytes,  ///< at the end of a write: the bytes written, and the payload wherever it is
    Values, ///< at the start: the values that are going to be written
    Mixed   ///< at the end: values, and the bytes of what has no value, such as arrays
  };
  From from = From::Bytes;
  Block parts; ///< not Bytes: the steps of this write that make up what is covered
};

/// Write Bytes, Text, Mpint, a DNS name, a nested packet or an array, and its padding.
struct StoreField {
  FieldId field = 0;
};

struct Step {
  std::variant<Need, Load, Check, Size, Scan, Nested, Repeat, Enter, Leave, Branch, Optional,
               Within, Validate, Measure, Compute, Store, StoreField, Sum>
      op;
  Location where{};
};

/// How a packet is built: three passes over what the caller gave.
struct Build {
  bool small = false; ///< few steps: worth copying to where it is called from
  Block measure;      ///< defines all anchors: size() runs only this. Measure, Branch
  Block compute; ///< computed fields, then all checks. Compute, Check, Branch (the tag's match is
                 ///< checked by Check steps)
  Block write;   ///< cannot fail. Store, StoreField, Sum, Branch
};

struct Packet {
  std::string name;
  std::string cpp_name; ///< class name: "Ipv4"
  std::string doc{};
  bool exported = true; ///< false: the block of an array, used only by its owner
  bool names = false; ///< it or a packet in it has a DNS name, which may point back to bytes before
                      ///< the packet: parse() is told where the message begins
  bool compresses = false; ///< one of these is written compressed: a build is given the table of
                           ///< names written so far
  bool deferred =
      false;            ///< it, or what is in it, has a lazy array: a parse leaves checks for later
  bool message = false; ///< names in it count from its start, not from that of an outer packet
  std::vector<Parameter> parameters{};
  std::vector<Field> fields{};
  std::vector<Classify> classifies{};
  std::vector<Checksum> checksums{};
  std::vector<Anchor> anchors{};
  std::vector<Region> regions{};
  std::optional<Expr> last{}; ///< the element of an array: Bool, true if it ends the array
  Body body{};
  Position end{}; ///< where the last field ends: the packet's size
  Block parse{};
  Build build{};
  Location where{};
};

// -- Vectors
// -----------------------------------------------------------------------------------------------------------

/// From a packet into one that it has: a nested one, or an element of an array.
struct Descent {
  FieldId field = 0;
  std::optional<std::uint64_t> element{}; ///< from 0
};

/// A field must have a value. Where clauses have fields of one name, that of the one that matches.
struct Expectation {
  struct Alternative {
    std::vector<Descent> path{}; ///< from the packet to `owner`
    PacketId owner = 0;          ///< the packet that has the field
    FieldId field = 0;
    Expr value;                          ///< Constant, I64 if negative, else U64; or Text for Bytes
    std::optional<std::uint64_t> high{}; ///< any number from `value` to this
  };
  std::string name; ///< of the field, in the specification
  std::vector<Alternative> alternatives;
  Location where{};
};

struct Fault {
  PacketId packet = 0;
  FieldId field = 0;
};

/// Bytes, and what parsing them must give.
struct Vector {
  std::string test; ///< may be ""
  PacketId packet = 0;
  std::vector<Expr> arguments{}; ///< Constant, or Text
  std::string bytes;
  std::vector<Expectation> expected;
  std::vector<Fault> faults; ///< not empty: parsing fails at one of these
  Location where{};
};

struct File {
  std::string path; ///< as it was given or found
};

struct Module {
  std::string name;          ///< stem of the main file
  std::string cpp_namespace; ///< "net::wire"; never empty
  std::vector<File> files{};
  std::vector<Enum> enums{};
  std::vector<Packet> packets{}; ///< a nested packet comes before those that use it
  std::vector<Vector> vectors{}; ///< of the main file
  std::string vectors_class;     ///< "UdpVectors"
};

/// The module as text for tests and for people (`--emit=ir`).
[[nodiscard]] std::string to_text(const Module& module);
/// The same as JSON (`--emit=json`).
[[nodiscard]] std::string to_json(const Module& module);

} // namespace mir::mplc::ir
