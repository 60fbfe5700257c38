/// \file
/// What a build will do, as data: it can be printed, compared and tested without a compiler or a
/// disk.
#pragma once

#include <string>
#include <vector>

#include "driver/project/project.hpp"
#include "driver/target/target.hpp"
#include "driver/toolchain/flags.hpp"
#include "driver/toolchain/home.hpp"
#include "driver/toolchain/tools.hpp"

namespace mir::driver {

enum class StepKind { Specification, Headers, Check, Compile, Link, Image };

/// The name of a kind in `mir plan --json`.
llvm::StringRef name(StepKind kind);

/// One command. Paths are absolute, or relative to the plan's folder.
struct Step {
  StepKind kind;
  std::string what; ///< for people: "compile main.cpp"
  std::vector<std::string> inputs;
  std::vector<std::string> implied; ///< inputs that the command finds by itself
  std::vector<std::string>
      only_after; ///< outputs that must be there before, whose changes `depfile` tells
  std::string output;
  std::string
      depfile; ///< where the command lists what it read (Makefile syntax); empty for nowhere
  std::vector<std::string> command;
  std::string launcher; ///< what the command is handed to; empty for nothing
  /// A program that carries the command out and checks what it compiles on the way, with its first
  /// arguments; empty for none.
  std::vector<std::string> reader = {};
  std::string facts = {}; ///< what the reader writes beside the output
};

/// The command with its launcher or reader.
std::vector<std::string> whole_command(const Step& step);

struct Plan {
  std::string name;               ///< the application's
  std::string target;             ///< its name
  std::string folder;             ///< that the commands run in: the project's, absolute
  std::string build;              ///< the folder of the results of all targets
  std::string work;               ///< the folder of this target's
  std::string file;               ///< the plan for Ninja, in `work`
  std::string image;              ///< what the last step makes
  std::string result;             ///< the name in `build` under which the newest image is found
  std::string configuration_file; ///< beside the result, for what starts it; empty for none
  std::string configuration;      ///< its text
  std::string capabilities; ///< where checking the application lists them; empty for no checks
  std::string runner;       ///< the program that runs a step only when it must; see driver/step
  std::string stamp; ///< the file that says what tools and parts of the installation the steps use
  std::vector<Step> steps;
};

/// A path of the plan, absolute.
std::string on_disk(const Plan& plan, llvm::StringRef path);

/// Where Stamp::seen is kept.
inline std::string seen_file(const Plan& plan) { return plan.stamp + ".seen"; }

/// What the linker says of the image: docs/mir.md names it.
inline std::string map_file(const Plan& plan) { return plan.work + "/" + plan.name + ".map"; }

/// The installed library OS, as far as a plan uses it.
struct Installed {
  std::vector<std::string> sources;  ///< to compile; below Home::stdlib()
  std::vector<std::string> archives; ///< of the rest, compiled already; absolute
};

/// What a plan makes.
enum class Purpose {
  Program, ///< the application
  Tests,   ///< a program that runs the tests of the application
};

/// How the application is read for mistakes.
enum class Checking {
  None,
  Apart,  ///< without compiling it
  Within, ///< as it is compiled
};

struct PlanRequest {
  const Project& project;
  const Target& target;
  const Home& home;
  const Tools& tools;
  const Installed& installed;
  std::string build_folder; ///< absolute
  Mode mode = Mode::Release;
  Purpose purpose = Purpose::Program;
  Checking checking = Checking::Within;
};

/// Decides every step. A pure function of its argument.
Plan make_plan(const PlanRequest& request);

} // namespace mir::driver
