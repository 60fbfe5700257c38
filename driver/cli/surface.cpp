#include "driver/cli/surface.hpp"

#include <CLI/CLI.hpp>

#include "driver/cli/parser.hpp"

namespace mir::driver {
namespace {

CommandText text_of(const CLI::App& app, const std::string& name) {
  CommandText text{
      .name = name, .what = app.get_description(), .options = {}, .end = app.get_footer()};
  for (const CLI::Option* option : app.get_options()) {
    OptionText entry{.names = {},
                     .value = option->get_expected_max() > 0 ? option->get_type_name() : "",
                     .what = option->get_description(),
                     .positional = option->get_positional()};
    if (entry.positional)
      entry.names.push_back(option->get_name());
    for (const std::string& letter : option->get_snames())
      entry.names.push_back("-" + letter);
    for (const std::string& word : option->get_lnames())
      entry.names.push_back("--" + word);
    // CLI11 shows the choices behind the name of the value.
    entry.value = entry.value.substr(0, entry.value.find(':'));
    text.options.push_back(std::move(entry));
  }
  return text;
}

} // namespace

std::vector<CommandText> command_texts() {
  Parsed parsed;
  auto app = make_parser(parsed);
  std::vector<CommandText> texts{text_of(*app, "")};
  for (const CLI::App* command : app->get_subcommands([](const CLI::App*) { return true; }))
    texts.push_back(text_of(*command, command->get_name()));
  return texts;
}

} // namespace mir::driver
