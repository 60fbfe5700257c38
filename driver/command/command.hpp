/// \file
/// The commands: each is a straight line of phases. Every function returns what `mir` ends with.
#pragma once

#include "driver/cli/command_line.hpp"
#include "driver/diag/diagnostics.hpp"
#include "driver/env/env.hpp"
#include "llvm/Support/JSON.h"

namespace mir::driver {

int command_help(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_completions(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_new(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_build(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_run(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_test(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_check(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_plan(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_size(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_audit(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_image(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_doctor(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_debug(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_clean(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_targets(Env& env, const CommandLine& line, Diagnostics& diagnostics);
int command_version(Env& env, const CommandLine& line, Diagnostics& diagnostics);

/// One line of what `--json` prints.
void print_json(Env& env, std::initializer_list<llvm::json::Object::KV> members);

/// As `mir version` says it.
std::string mir_version();

/// The one line that a command ends with: what the user would probably type now.
void print_next(Env& env, const std::string& command);

/// Ends a command that was only to show what it would do: the next step is to type it without
/// `--dry-run`. \returns 0.
int end_dry_run(Env& env, const CommandLine& line);

/// The options and the folder of `line` again, for a command that print_next() proposes.
std::string again(const CommandLine& line, const std::string& verb);

} // namespace mir::driver
