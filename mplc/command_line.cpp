#include "mplc/command_line.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <map>

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

} // namespace

std::expected<Command, int> parse_command_line(int argc, const char* const* argv) {
  Command command;
  CLI::App app("Compile protocol specifications to C++ headers", "mplc");
  std::string edition, endian = "big";
  const std::map<std::string, Emit> kinds{
      {"tokens", Emit::Tokens}, {"ast", Emit::Ast}, {"ir", Emit::Ir},       {"cpp", Emit::Cpp},
      {"json", Emit::Json},     {"dot", Emit::Dot}, {"tests", Emit::Tests}, {"fuzz", Emit::Fuzz}};
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
  reading(app);
  app.add_option("-o", command.output, "write here; a folder if there are several specifications")
      ->type_name("OUT");
  app.add_option("--namespace", command.cpp_namespace,
                 "C++ namespace; the file's name unless given")
      ->type_name("NS");
  app.add_option("--emit", command.emit,
                 "what to write: tokens, ast, ir, cpp, json, dot, tests or fuzz")
      ->transform(CLI::Transformer(kinds, CLI::ignore_case).description(""))
      ->type_name("KIND");
  app.add_flag("--write-dependencies", command.write_dependencies,
               "-MD: write the files read, for make and ninja");
  app.add_option("--dependency-file", command.dependency_file, "-MF: where to write them")
      ->type_name("FILE");
  CLI::App* check = app.add_subcommand("check", "Report mistakes and write nothing");
  reading(*check);
  check->add_flag("--fix", command.fix, "make the fix-its that messages show, in the files given");
  check->add_flag("--json", command.json, "print each message as one line of JSON");
  app.footer("Example: mplc udp.mpl -o udp.hpp");
  check->footer("Example: mplc check -Werror udp.mpl");
  try { // CLI11 knows no other way to fail
    app.parse(arguments(argc, argv));
    if (command.files.empty())
      throw CLI::RequiredError("FILE");
  } catch (const CLI::ParseError& error) {
    return std::unexpected(app.exit(error) == 0 ? 0 : kUsageError);
  }
  command.verb = check->parsed() ? Verb::Check : Verb::Compile;
  command.edition_2006 = edition == "2006";
  command.little_endian = endian == "little";
  command.write_dependencies |= !command.dependency_file.empty();
  return command;
}

} // namespace mir::mplc
