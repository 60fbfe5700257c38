#include "driver/command/command.hpp"
#include "driver/plan/shell.hpp"
#include "driver/scaffold/scaffold.hpp"
#include "driver/toolchain/home.hpp"

namespace mir::driver {

int command_new(Env& env, const CommandLine& line, Diagnostics& diagnostics) {
  Home home = find_home(env);
  if (line.list) {
    auto templates = list_templates(env, home, diagnostics);
    if (!templates)
      return diagnostics.exit_code();
    for (const Template& known : *templates)
      if (line.json)
        print_json(env, {{"type", "template"},
                         {"name", llvm::json::fixUTF8(known.name)},
                         {"what", llvm::json::fixUTF8(known.what)}});
      else
        env.out << fmt::format("{:<14} {}\n", known.name, known.what);
    if (line.json)
      return 0;
    print_next(env, "mir new hello --template=" +
                        (templates->empty() ? "NAME" : templates->front().name));
    return 0;
  }
  auto files = make_project(env, home, line.folder, line.template_name, line.dry_run, diagnostics);
  if (!files)
    return diagnostics.exit_code();
  if (line.json) {
    llvm::json::Array names;
    for (const std::string& file : *files)
      names.push_back(llvm::json::fixUTF8(file));
    print_json(env, {{"type", "project"},
                     {"folder", llvm::json::fixUTF8(line.folder)},
                     {"template", line.template_name},
                     {"files", std::move(names)},
                     {"made", !line.dry_run}});
    return 0;
  }
  if (line.dry_run) {
    for (const std::string& file : *files)
      env.out << "would make '" << line.folder << "/" << file << "'\n";
    return end_dry_run(env, line);
  }
  env.out << "made '" << line.folder << "' from the template '" << line.template_name << "'\n";
  print_next(env, "mir run " + shell_quoted(line.folder));
  return 0;
}

} // namespace mir::driver
