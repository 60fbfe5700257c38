#include "mplc/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <filesystem>

namespace mir::mplc {
namespace {

constexpr int kUsageError = 2; // 1 is a specification with mistakes

/// Options as compilers spell them, which CLI11 cannot take as they are.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSpellings{
    {{"-Werror", "--warnings-are-errors"},
     {"-MD", "--write-dependencies"},
     {"-MF", "--dependency-file"}}};

std::vector<std::string> arguments(int argc, const char* const* argv) {
  std::vector<std::string> list;
  for (int i = argc - 1; i > 0; --i) { // CLI11 takes them last first
    const auto* spelling = std::ranges::find(kSpellings, std::string_view(argv[i]),
                                             &decltype(kSpellings)::value_type::first);
    list.emplace_back(spelling == kSpellings.end() ? argv[i] : spelling->second);
  }
  return list;
}

std::string take_first(std::vector<std::string>& list) {
  std::string first = std::move(list.front());
  list.erase(list.begin());
  return first;
}

/// What --emit takes, in the order in which it is listed.
constexpr std::array<std::pair<std::string_view, Emit>, 9> kKinds{{{"cpp", Emit::Cpp},
                                                                   {"tests", Emit::Tests},
                                                                   {"fuzz", Emit::Fuzz},
                                                                   {"print", Emit::Print},
                                                                   {"json", Emit::Json},
                                                                   {"dot", Emit::Dot},
                                                                   {"ir", Emit::Ir},
                                                                   {"ast", Emit::Ast},
                                                                   {"tokens", Emit::Tokens}}};

/// "cpp, tests, fuzz and so on".
std::string kinds() {
  std::string list;
  for (const auto& [name, kind] : kKinds)
    list += (list.empty() ? "" : kind == kKinds.back().second ? " and " : ", ") + std::string(name);
  return list;
}

/// The number of a kind in place of its name, which is what CLI11 makes an enumeration of.
std::string take_kind(std::string& name) {
  name = CLI::detail::to_lower(name);
  const auto* found =
      std::ranges::find(kKinds, std::string_view(name), &decltype(kKinds)::value_type::first);
  if (found == kKinds.end())
    return "nothing is called '" + name + "' that could be written; there are " + kinds();
  name = std::to_string(static_cast<int>(found->second));
  return {};
}

/// What is wrong with a command line whose words are all right by themselves; "" if nothing is.
std::string contradiction(const Command& command) {
  const std::string& first = command.files.front();
  if (first.find_first_of("./") == std::string::npos && !std::filesystem::exists(first))
    return "'" + first +
           "' is no command and no file; the commands are check, decode and explain-checks, and a "
           "specification is a file such as udp.mpl";
  if ((command.write_dependencies || !command.dependency_file.empty()) && command.output.empty())
    return "-MD and -MF need -o: what is written to standard output depends on nothing";
  if (!command.dependency_file.empty() && command.files.size() > 1)
    return "-MF names one file, but there are several specifications; with -MD each has its own";
  return {};
}

void decode_options(CLI::App& at, Command& command) {
  DecodeOptions& decode = command.decode;
  at.add_option("FILES", decode.captures,
                "a specification, then captures: pcap or pcapng, - for "
                "standard input")
      ->type_name("");
  at.add_option("-I", command.include_folders, "look here for imported and nested specifications")
      ->type_name("FOLDER")
      ->allow_extra_args(false);
  at.add_option("--packet", decode.packet,
                "the packet to decode; the one that the file is named "
                "after unless given")
      ->type_name("NAME");
  at.add_option("--argument", decode.arguments, "the next argument of a packet with parameters")
      ->type_name("VALUE")
      ->allow_extra_args(false);
  auto* place = at.add_option_group(
      "place", "where the packets are; what carries a packet of a well-known name is known");
  place->require_option(0, 1);
  place->add_option("--udp", decode.udp_ports, "in datagrams from or to this port")
      ->type_name("PORT")
      ->allow_extra_args(false);
  place->add_option("--tcp", decode.tcp_ports, "in segments from or to this port, each by itself")
      ->type_name("PORT")
      ->allow_extra_args(false);
  place->add_option("--skip", decode.skip, "behind so many bytes of each frame")
      ->type_name("BYTES");
  place->add_flag("--raw", decode.raw, "each file is one packet, and no capture");
  at.add_flag("--json", command.json, "print each packet as one line of JSON");
  at.footer("Example: mplc decode udp.mpl trace.pcapng\n"
            "Exit status: 0 all decoded, 1 some malformed, 2 bad command line, 3 a file cannot be "
            "read,\n4 no frame carries such a packet.");
}

} // namespace

std::expected<Command, int> parse_command_line(int argc, const char* const* argv) {
  Command command;
  CLI::App app("Compile protocol specifications to C++ headers", "mplc");
  std::string edition, endian = "big";
  auto reading = [&](CLI::App& at) {
    at.add_option("FILE", command.files, "specifications to compile")->type_name("");
    at.add_option("-I", command.include_folders, "look here for imported and nested specifications")
        ->type_name("FOLDER")
        ->allow_extra_args(false);
    at.add_flag("--warnings-are-errors", command.warnings_are_errors,
                "-Werror: warnings fail, too");
    at.add_option("--edition", edition, "2006: as lenient as the first MPL")
        ->check(CLI::IsMember({"2006"}));
    at.add_option("--endian", endian, "byte order of scalars that do not say their own")
        ->check(CLI::IsMember({"big", "little"}));
  };
  app.set_version_flag("--version", "mplc " MPLC_VERSION);
  reading(app);
  app.add_option("-o", command.output, "write here; a folder if there are several specifications")
      ->type_name("OUT");
  app.add_option("--namespace", command.cpp_namespace,
                 "C++ namespace; the file's name unless given")
      ->type_name("NS");
  app.add_option("--emit", command.emit, "what to write: " + kinds())
      ->transform(CLI::Validator(take_kind, ""))
      ->type_name("KIND");
  app.add_flag("--write-dependencies", command.write_dependencies,
               "-MD: write the files read, for make and ninja");
  app.add_option("--dependency-file", command.dependency_file, "-MF: where to write them")
      ->type_name("FILE");
  CLI::App* check = app.add_subcommand("check", "Report mistakes and write nothing");
  reading(*check);
  check->add_flag("--fix", command.fix, "make the fix-its that messages show, in the files given");
  check->add_flag("--json", command.json, "print each message as one line of JSON");
  CLI::App* explain =
      app.add_subcommand("explain-checks", "Show what the parser of each packet still tests");
  reading(*explain);
  explain->add_flag("--json", command.json, "print each check as one line of JSON");
  CLI::App* decode = app.add_subcommand("decode", "Print the packets of captures");
  decode_options(*decode, command);
  app.footer("Example: mplc udp.mpl -o udp.hpp");
  explain->footer("Example: mplc explain-checks udp.mpl");
  check->footer("Example: mplc check -Werror udp.mpl");
  try { // CLI11 knows no other way to fail
    app.parse(arguments(argc, argv));
    if (decode->parsed() && !command.decode.captures.empty())
      command.files = {take_first(command.decode.captures)};
    if (command.files.empty() || (decode->parsed() && command.decode.captures.empty()))
      throw CLI::RequiredError("FILE");
    if (const std::string wrong = contradiction(command); !wrong.empty())
      throw CLI::ValidationError(wrong);
  } catch (const CLI::ParseError& error) {
    return std::unexpected(app.exit(error) == 0 ? 0 : kUsageError);
  }
  command.verb = check->parsed()     ? Verb::Check
                 : decode->parsed()  ? Verb::Decode
                 : explain->parsed() ? Verb::ExplainChecks
                                     : Verb::Compile;
  command.edition_2006 = edition == "2006";
  command.little_endian = endian == "little";
  command.write_dependencies |= !command.dependency_file.empty();
  return command;
}

} // namespace mir::mplc
