#include <iterator>

#include "driver/plan/net_definitions.hpp"
#include "driver/plan/plan.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"

namespace mir::driver {
namespace {

/// `path` relative to the folder when it lies below it. Commands name a project's files so: they do
/// not change when the project is moved, and neither does what they make.
std::string shortened(llvm::StringRef path, llvm::StringRef folder) {
  llvm::StringRef rest = path;
  return rest.consume_front(folder) && rest.consume_front("/") ? rest.str() : path.str();
}

class Planner {
public:
  explicit Planner(const PlanRequest& request) : request_(request) {
    const Project& project = request.project;
    plan_.name = project.manifest.name.value;
    plan_.target = request.target.name.str();
    plan_.folder = project.folder;
    plan_.build = shortened(request.build_folder, project.folder);
    // A folder each: going from one to the other and back makes nothing again. What a target's
    // tests are made of is what its program is made of, and more.
    plan_.work = plan_.build + "/" + plan_.target;
    if (request.target.hosted)
      plan_.work += request.mode == Mode::Debug ? "" : "-release";
    else
      plan_.work += request.mode == Mode::Debug ? "-debug" : "";
    plan_.file = plan_.work + (is_test() ? "/test.ninja" : "/build.ninja");
    plan_.image = base() + request.target.suffix.str();
    if (!is_test())
      plan_.result = plan_.build + "/" + plan_.name + request.target.suffix.str();
    plan_.stamp = plan_.work + "/toolchain";
    plan_.runner = request.home.step();
    // Each way of checking has files of its own: going from one to the other repeats nothing.
    if (request.checking != Checking::None)
      plan_.capabilities = plan_.work + (is_within() ? "/capabilities" : "/check/capabilities");
    if (request.target.configuration == nullptr || is_test())
      return;
    plan_.configuration_file = plan_.build + "/" + plan_.name + ".cfg";
    plan_.configuration =
        request.target.configuration(project.manifest, llvm::sys::path::filename(plan_.result), "");
  }

  Plan plan() {
    // In the order data flows: a specification becomes a header, a header part of an object,
    // objects a program.
    for (const std::string& file : request_.project.specifications)
      add_specification(file);
    if (is_test())
      for (const std::string& file : request_.project.test_specifications)
        add_specification(file);
    add_headers();
    for (const std::string& file : request_.project.sources)
      add_source(file);
    if (is_test())
      for (const std::string& file : request_.project.tests)
        add_source(file);
    add_program_check();
    for (const std::string& file : request_.installed.sources)
      if (is_compiled(file))
        add_library_source(file);
    add_link();
    return std::move(plan_);
  }

private:
  void add_specification(const std::string& file) {
    std::string header = generated() + "/" + llvm::sys::path::stem(file).str() + ".hpp";
    Step step{.kind = StepKind::Specification,
              .what = "generate " + llvm::sys::path::filename(header).str(),
              .inputs = {file},
              .implied = {plan_.stamp},
              .only_after = {},
              .output = header,
              .depfile = header + ".d",
              .command = {},
              .launcher = {}};
    step.command = {
        request_.home.mplc(),          file, "-o", header, "-MD", "-MF", step.depfile, "-I",
        request_.home.specifications()};
    application_headers_.push_back(header);
    plan_.steps.push_back(std::move(step));
  }

  void add_source(const std::string& file) {
    Step step = compile_step("compile " + file, file, "obj/app/" + file);
    step.only_after = application_headers_;
    if (is_within()) {
      step.facts = step.output + ".facts";
      step.reader = {request_.home.check(), "compile", step.facts, "--"};
      facts_.push_back(step.facts);
    } else if (request_.checking == Checking::Apart) {
      add_source_check(file);
    }
    // Headers of the installation are not listed (-MMD): the stamp tells when one of them changes.
    step.depfile = step.output + ".d";
    step.command.insert(step.command.end(), {"-MMD", "-MF", step.depfile});
    plan_.steps.push_back(std::move(step));
  }

  /// Reading a source takes as long as the front end of its compilation; the precompiled headers
  /// of the library make it a fraction. Nothing waits for it but the link.
  void add_source_check(const std::string& file) {
    Step step =
        compiler_step(StepKind::Check, "check " + file, plan_.work + "/check/" + file + ".facts");
    step.inputs = {file};
    step.only_after = application_headers_;
    step.depfile = step.output + ".d";
    step.command.insert(step.command.begin(), {request_.home.check(), "source", step.output, "--"});
    if (!precompiled_.empty()) {
      step.implied.push_back(precompiled_);
      step.command.insert(step.command.end(), {"-include-pch", precompiled_});
    }
    // The compilation will print its warnings.
    step.command.insert(step.command.end(), {"-w", "-MMD", "-MF", step.depfile, "-MT", step.output,
                                             "-fsyntax-only", file});
    facts_.push_back(step.output);
    plan_.steps.push_back(std::move(step));
  }

  void add_program_check() {
    if (request_.checking == Checking::None)
      return;
    Step step{
        .kind = StepKind::Check,
        .what = "check " + plan_.name,
        .inputs = facts_,
        .implied = {plan_.stamp},
        .only_after = {},
        .output = plan_.capabilities,
        .depfile = {},
        .command = {request_.home.check(), "program", plan_.capabilities, plan_.target, "--color"},
        .launcher = {}};
    llvm::append_range(step.command, facts_);
    plan_.steps.push_back(std::move(step));
  }

  /// The library's own headers and the C++ library below them, read once: without this, reading
  /// them is three quarters of the work of a first build. An application's sources do without: what
  /// they forget to include is missing on every machine.
  void add_headers() {
    if (request_.target.headers.empty() || readers_of_headers() < 2)
      return;
    // Another machine would not have them, and a cache would have to hold them.
    if (!request_.tools.launcher.empty())
      return;
    Step step = compiler_step(StepKind::Headers, "precompile headers (library)",
                              plan_.work + "/obj/mir/library.pch");
    // Times of files have no place in it: who checks a copy out gets the same bytes.
    step.command.insert(step.command.end(), {"-Xclang", "-fno-pch-timestamp", "-x", "c++-header"});
    const bool has_network = !request_.target.hosted ||
                             llvm::any_of(request_.installed.sources, [](llvm::StringRef file) {
                               return file.starts_with("net/");
                             });
    for (llvm::StringRef header : request_.target.headers)
      if (has_network || !header.starts_with("mir/net/"))
        step.command.insert(step.command.end(), {"-include", header.str()});
    step.command.insert(step.command.end(), {"/dev/null", "-o", step.output});
    precompiled_ = step.output;
    plan_.steps.push_back(std::move(step));
  }

  /// How many steps would begin with the precompiled headers. Making them takes as long as one
  /// step does without.
  [[nodiscard]] std::size_t readers_of_headers() const {
    const auto compiled = static_cast<std::size_t>(
        llvm::count_if(request_.installed.sources,
                       [](llvm::StringRef file) { return file != kNetDefaultsSource; }));
    return compiled + (request_.checking == Checking::Apart ? request_.project.sources.size() : 0);
  }

  [[nodiscard]] bool is_within() const { return request_.checking == Checking::Within; }

  /// An archive holds what a manifest that says nothing of the network would make.
  [[nodiscard]] bool is_compiled(llvm::StringRef file) const {
    return file != kNetDefaultsSource || request_.installed.archives.empty() ||
           !net_definitions(request_.project.manifest.net).empty();
  }

  void add_library_source(const std::string& file) {
    Step step = compile_step("compile " + file + " (library)", request_.home.stdlib() + "/" + file,
                             "obj/mir/" + file);
    if (file == kNetDefaultsSource) {
      // Not with the precompiled headers, which were made without these definitions.
      llvm::append_range(step.command, net_definitions(request_.project.manifest.net));
    } else if (!precompiled_.empty()) {
      step.implied.push_back(precompiled_);
      step.command.insert(step.command.end(), {"-include-pch", precompiled_});
    }
    plan_.steps.push_back(std::move(step));
  }

  Step compile_step(std::string what, const std::string& file, const std::string& object_name) {
    Step step =
        compiler_step(StepKind::Compile, std::move(what), plan_.work + "/" + object_name + ".o");
    step.inputs = {file};
    step.launcher = request_.tools.launcher;
    step.command.insert(step.command.end(), {"-c", file, "-o", step.output});
    objects_.push_back(step.output);
    return step;
  }

  /// With the flags that all steps of the compiler have in common.
  Step compiler_step(StepKind kind, std::string what, std::string output) {
    Step step{.kind = kind,
              .what = std::move(what),
              .inputs = {},
              .implied = {plan_.stamp},
              .only_after = {},
              .output = std::move(output),
              .depfile = {},
              .command = {request_.tools.compiler},
              .launcher = {}};
    llvm::append_range(step.command, request_.target.hosted
                                         ? host_compile_flags(request_.home, request_.mode)
                                         : compile_flags(request_.home, request_.mode));
    if (llvm::sys::path::is_absolute(plan_.build))
      step.command.push_back("-ffile-prefix-map=" + plan_.build + "=_build");
    step.command.insert(step.command.end(), {"-I", generated()});
    return step;
  }

  [[nodiscard]] bool is_test() const { return request_.purpose == Purpose::Tests; }
  /// What the images' names have in common.
  [[nodiscard]] std::string base() const {
    return plan_.work + "/" + plan_.name + (is_test() ? "-test" : "");
  }

  /// A program of this machine, which the compiler links.
  void add_host_link() {
    Step link{.kind = StepKind::Link,
              .what = "link " + plan_.name + "-test",
              .inputs = objects_,
              .implied = {plan_.stamp},
              .only_after = {},
              .output = plan_.image,
              .depfile = {},
              .command = {request_.tools.compiler},
              .launcher = {}};
    llvm::append_range(link.command, host_link_flags(request_.mode));
    link.command.insert(link.command.end(), {"-o", plan_.image});
    llvm::append_range(link.command, objects_);
    llvm::append_range(link.command, request_.installed.archives);
    llvm::append_range(link.implied, request_.installed.archives);
    plan_.steps.push_back(std::move(link));
  }

  void add_link() {
    if (request_.target.hosted)
      return add_host_link();
    const Home& home = request_.home;
    std::string program = base() + ".elf";
    std::string archive = home.archive(plan_.target);
    Step link{.kind = StepKind::Link,
              .what = "link " + plan_.name + (is_test() ? "-test" : ""),
              .inputs = objects_,
              .implied = {plan_.stamp},
              .only_after = {},
              .output = program,
              .depfile = {},
              .command = {request_.tools.linker},
              .launcher = {}};
    // No program that has not been checked.
    if (request_.checking != Checking::None)
      link.only_after.push_back(plan_.capabilities);
    llvm::append_range(link.command, link_flags());
    for (llvm::StringRef flag : request_.target.link)
      link.command.push_back(flag.str());
    link.command.insert(link.command.end(), {"-o", program, "-Map=" + base() + ".map", "--cref"});
    for (llvm::StringRef file : request_.target.start_files)
      link.command.push_back(home.sysroot() + "/lib/" + file.str());
    llvm::append_range(link.command, objects_);
    link.command.push_back("--start-group");
    llvm::append_range(link.command, request_.installed.archives);
    llvm::append_range(link.implied, request_.installed.archives);
    link.command.push_back(archive);
    link.implied.push_back(archive);
    llvm::append_range(link.command, library_files(home));
    link.command.push_back("--end-group");
    plan_.steps.push_back(std::move(link));
    add_image(program);
  }

  /// Two files: one with symbols for a debugger, one without for the machine that runs it.
  void add_image(const std::string& program) {
    const bool names = request_.target.names;
    const std::string stripped = names ? base() + ".stripped" : plan_.image;
    const std::string name = plan_.name + (is_test() ? "-test" : "");
    add_image_step("strip " + name, {program}, stripped,
                   {request_.tools.copier, "--strip-all", program, stripped});
    if (names)
      add_image_step("name the functions of " + name, {program, stripped}, plan_.image,
                     {request_.home.names(), program, stripped, plan_.image});
  }

  void add_image_step(std::string what, std::vector<std::string> inputs, std::string output,
                      std::vector<std::string> command) {
    plan_.steps.push_back({.kind = StepKind::Image,
                           .what = std::move(what),
                           .inputs = std::move(inputs),
                           .implied = {plan_.stamp},
                           .only_after = {},
                           .output = std::move(output),
                           .depfile = {},
                           .command = std::move(command),
                           .launcher = {}});
  }

  [[nodiscard]] std::string generated() const { return plan_.work + "/gen"; }

  const PlanRequest& request_;
  Plan plan_;
  std::vector<std::string> application_headers_, facts_, objects_;
  std::string precompiled_; ///< empty when there is nothing to precompile
};

} // namespace

Plan make_plan(const PlanRequest& request) { return Planner(request).plan(); }

std::string on_disk(const Plan& plan, llvm::StringRef path) {
  return path.starts_with("/") ? path.str() : plan.folder + "/" + path.str();
}

std::vector<std::string> whole_command(const Step& step) {
  std::vector<std::string> words = step.reader;
  llvm::append_range(words, step.command);
  if (!step.launcher.empty())
    words.insert(words.begin(), step.launcher);
  return words;
}

llvm::StringRef name(StepKind kind) {
  switch (kind) {
  case StepKind::Specification:
    return "specification";
  case StepKind::Headers:
    return "headers";
  case StepKind::Check:
    return "check";
  case StepKind::Compile:
    return "compile";
  case StepKind::Link:
    return "link";
  case StepKind::Image:
    return "image";
  }
  llvm_unreachable("every kind is listed");
}

} // namespace mir::driver
