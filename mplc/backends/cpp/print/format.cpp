#include "mplc/backends/cpp/print/format.hpp"

#include "mplc/backends/cpp/print/printer.hpp"

#include <fmt/format.h>

namespace mir::mplc::cpp {

namespace {

using Kind = ir::Wire::Kind;

/// The place `bytes` further on.
ir::Position past(ir::Position place, std::uint64_t bytes) {
  place.bytes += static_cast<std::uint32_t>(bytes);
  return place;
}

/// How a string's length stands before it: template arguments.
std::string prefix(const ir::Wire& wire) {
  const bool little = wire.endian == ir::Endian::Little;
  return std::to_string(wire.prefix_bytes) + (little ? ", std::endian::little" : "");
}

/// The bytes of a string in a packet, without its length or the zero that ends it.
std::string bytes_in_packet(const Spelling& names, In in, const ir::Field& field) {
  const ir::Position begin = past(field.position, field.wire.prefix_bytes);
  const std::string at = names.address(in, begin);
  if (field.wire.fixed_bytes)
    return fmt::format("mpl::Bytes({}, {})", at, *field.wire.fixed_bytes);
  const std::string size = names.distance(in, begin, field.end);
  return fmt::format("mpl::Bytes({}, {}{})", at, size,
                     field.wire.kind == Kind::CString ? " - 1" : "");
}

std::string string_in_packet(const Spelling& names, In in, const ir::Field& field) {
  if (field.wire.text && field.wire.fixed_bytes)
    return fmt::format("mpl::unpadded({}, {})", names.address(in, field.position),
                       *field.wire.fixed_bytes);
  return fmt::format("mpl::String({})", bytes_in_packet(names, in, field));
}

} // namespace

std::string text_literal(std::string_view text) {
  return fmt::format("mpl::String(std::string_view({}, {}))", quoted(text), text.size());
}

std::string content(const Spelling& names, const ir::Field& field) {
  if (is_name(field.wire))
    return fmt::format(
        "mpl::DnsName(at_.names, {}, at_.message, {}, {})",
        names.name_slot(static_cast<ir::FieldId>(&field - names.packet().fields.data())),
        names.address(In::View, field.position), names.address(In::View, field.end));
  if (field.wire.kind == Kind::Mpint) {
    const ir::Position begin = past(field.position, 4);
    return fmt::format("mpl::Mpint(mpl::Bytes({}, {}))", names.address(In::View, begin),
                       names.distance(In::View, begin, field.end));
  }
  return string_in_packet(names, In::View, field);
}

std::string text_of(const Spelling& names, In in, ir::FieldId id) {
  const ir::Field& field = names.field(id);
  if (in != In::Build)
    return string_in_packet(names, in, field);
  return fmt::format("mpl::String({})", names.given(id));
}

std::string scan_call(const Spelling& names, const ir::Scan& scan) {
  const ir::Field& field = names.field(scan.field);
  const std::string at = names.address(In::Parse, field.position);
  const std::string left =
      names.distance(In::Parse, field.position, ir::Position{.anchor = scan.limit});
  switch (field.wire.kind) {
  case Kind::Text:
    return fmt::format("mpl::scan_text<{}>({}, {})", prefix(field.wire), at, left);
  case Kind::CString:
    return fmt::format("mpl::scan_cstring({}, {})", at, left);
  case Kind::Mpint:
    return fmt::format("mpl::scan_mpint({}, {})", at, left);
  default:
    return fmt::format("mpl::scan_name(message, {}, {}, names, {})", at, left,
                       names.name_slot(scan.field));
  }
}

std::string wire_size(const Spelling& names, const ir::Field& field, const std::string& given) {
  switch (field.wire.kind) {
  case Kind::Text:
    return fmt::format("{} + {}.size()", field.wire.prefix_bytes, given);
  case Kind::CString:
    return given + ".size() + 1";
  case Kind::Mpint:
    return "4 + " + given + ".size()";
  case Kind::DnsName:
    return given + ".wire_size()";
  case Kind::DnsNameCompressed: {
    const std::string begin = names.offset(In::Build, field.position);
    const std::string place = begin == "0" ? "names" : fmt::format("(names + ({}))", begin);
    return fmt::format("{}.place({})", place, given);
  }
  default:
    return field.align_bytes > 1
               ? fmt::format("mpl::padded({}.size(), {})", given, field.align_bytes)
               : given + ".size()";
  }
}

Refusal refusal(const ir::Field& field, const std::string& given) {
  const std::string size = given + ".size()";
  switch (field.wire.kind) {
  case Kind::Text:
    return {fmt::format("!mpl::fits_text<{}>({})", field.wire.prefix_bytes, given), "OutOfRange",
            size};
  case Kind::CString:
    return {fmt::format("!mpl::fits_cstring({})", given), "Malformed", size};
  case Kind::Mpint:
    return {fmt::format("{} > UINT32_MAX", size), "OutOfRange", size};
  case Kind::DnsName:
  case Kind::DnsNameCompressed:
    return {fmt::format("!{}.valid()", given), "Malformed", "0"};
  default:
    return {fmt::format("!mpl::fits_padded({}, {})", given, field.wire.fixed_bytes.value_or(0)),
            "OutOfRange", size};
  }
}

std::string put_call(const Spelling& names, const ir::Field& field, const std::string& given) {
  const std::string at = names.address(In::Build, field.position);
  switch (field.wire.kind) {
  case Kind::Text:
    return fmt::format("mpl::put_text<{}>({}, {});", prefix(field.wire), at, given);
  case Kind::CString:
    return fmt::format("mpl::put_cstring({}, {});", at, given);
  case Kind::Mpint:
    return fmt::format("mpl::put_mpint({}, {});", at, given);
  case Kind::DnsName:
    return fmt::format("{}.put_plain({});", given, at);
  case Kind::DnsNameCompressed: {
    const std::string begin = names.offset(In::Build, field.position);
    const std::string place = begin == "0" ? "names" : fmt::format("(names + ({}))", begin);
    return fmt::format("{}.put({}, {});", place, at, given);
  }
  default:
    if (field.wire.fixed_bytes)
      return fmt::format("mpl::put_padded({}, {}, {});", at, given, *field.wire.fixed_bytes);
    return fmt::format("mpl::put({}, {});", at, given);
  }
}

} // namespace mir::mplc::cpp
