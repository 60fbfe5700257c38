// The functions of a build that users call; what stands behind them is in build.cpp.
#include "mplc/backends/cpp/emit.hpp"

namespace mir::mplc::cpp {

namespace {

/// Computes and checks. A build that fails leaves no names in the table.
void settle(const Target& target) {
  const Spelling& names = target.names;
  const bool table = names.packet().compresses;
  if (table)
    target.out.line("const std::size_t mark = names.mark();");
  target.out.line("const mpl::Outcome<Plan_> settled = settle<Plan_>(fields{});",
                  names.build_arguments());
  target.out.line("if (!settled) [[unlikely]]{}", table ? " {" : "");
  if (table)
    target.out.line("  names.forget(mark);");
  target.out.line("  return std::unexpected(settled.error());");
  if (table)
    target.out.line("}}");
}

/// The signature of one way to build, and the line that settles the plan.
void open_function(const Target& target, std::string_view result, std::string_view name,
                   std::string_view buffer) {
  const Spelling& names = target.names;
  target.out.line("template <class Plan_ = Plan>");
  target.out.open("{} static constexpr std::expected<{}, mpl::Error> {}(mpl::MutableBytes {}, "
                  "const Fields& fields{}) noexcept {{",
                  names.inlined_result(), result, name, buffer, names.build_parameters());
  settle(target);
  target.out.line("[[maybe_unused]] const Plan_& plan = *settled;");
}

void check_room(const Target& target, std::string_view buffer, std::string_view size) {
  const bool table = target.names.packet().compresses;
  target.out.line("if ({}.size() < {}) [[unlikely]]{}", buffer, size, table ? " {" : "");
  if (table)
    target.out.line("  names.forget(mark);");
  target.out.line("  return mpl::fail(mpl::Reason::NoRoom, {}, 0, {});", target.table.packet_row(),
                  size);
  if (table)
    target.out.line("}}");
}

/// size(), and what a packet that has this one in it asks instead.
void emit_size(const Target& target, const std::string& end) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const bool table = names.packet().compresses;
  const auto function = [&](std::string_view name) {
    out.line("template <class Plan_ = Plan>");
    out.open("[[nodiscard]] static constexpr std::size_t {}([[maybe_unused]] const Fields& "
             "fields{}) noexcept {{",
             name, names.build_parameters());
  };
  out.blank();
  out.doc("How many bytes a build will write.");
  function("size");
  if (table) {
    out.line("const std::size_t mark = names.mark();");
    out.line("const std::size_t bytes = place<Plan_>(fields{});", names.build_arguments());
    out.line("names.forget(mark);");
    out.line("return bytes;");
    out.close();
    out.blank();
    out.doc("The same; leaves the names in the table, for those that follow in an outer packet.");
    function("place");
  }
  if (!names.fixed_size())
    out.line("const Plan_ plan = measure<Plan_>(fields{});", names.build_arguments());
  out.line("return {};", end);
  out.close();
}

} // namespace

void emit_build(const Target& target) {
  Printer& out = target.out;
  const Spelling& names = target.names;
  const std::string end = names.offset(In::Build, names.packet().end);

  emit_size(target, end);

  out.blank();
  out.doc("Whether a build would succeed, given room.");
  out.line("template <class Plan_ = Plan>");
  out.open("[[nodiscard]] static constexpr std::expected<void, mpl::Error> check(const Fields& "
           "fields{}) noexcept {{",
           names.build_parameters());
  settle(target);
  if (names.packet().compresses)
    out.line("names.forget(mark);");
  out.line("return {{}};");
  out.close();

  out.blank();
  out.doc("Writes the whole packet at the start of `buffer`.\n"
          "Returns the bytes written; on an error nothing is written.");
  open_function(target, "mpl::MutableBytes", "build", "buffer");
  out.line("const std::size_t end = {};", end);
  if (end != "0") // there is always room for nothing
    check_room(target, "buffer", "end");
  out.line("write(buffer.data(), fields, plan, true{});", names.build_arguments());
  out.line("return buffer.first(end);");
  out.close();

  out.blank();
  out.doc(
      "Writes what stands before the payload at the end of `headroom`: the payload, already in\n"
      "place, begins there. Returns the bytes written; on an error nothing is written.");
  open_function(target, "mpl::MutableBytes", "prepend", "headroom");
  out.line("const std::size_t header = {} - trailing(fields).size();", end);
  check_room(target, "headroom", "header");
  out.line("const mpl::MutableBytes result = headroom.last(header);");
  out.line("write(result.data(), fields, plan, false{});", names.build_arguments());
  out.line("return result;");
  out.close();

  out.blank();
  out.doc(
      "Writes what stands before the payload at the start of `buffer`, and returns it with the\n"
      "payload, which stays where it is. On an error nothing is written.");
  open_function(target, "mpl::Scatter", "scatter", "buffer");
  out.line("const mpl::Bytes payload = trailing(fields);");
  out.line("const std::size_t header = {} - payload.size();", end);
  check_room(target, "buffer", "header");
  out.line("write(buffer.data(), fields, plan, false{});", names.build_arguments());
  out.line("return mpl::Scatter{{mpl::Bytes(buffer.first(header)), payload}};");
  out.close();
}

} // namespace mir::mplc::cpp
