#include "driver/cli/verb.hpp"

#include <array>

namespace mir::driver {
namespace {

constexpr std::array<VerbText, 16> kVerbs{{
    {Verb::New, "new", "make a new project from a template",
     "  mir new hello --template=echo    make the folder hello with a TCP server in it\n"
     "  mir new --list                   show the templates"},
    {Verb::Build, "build", "build a project",
     "  mir build                          build the project in this folder\n"
     "  mir build --target=unix-socket hello   build the one in hello for one target\n"
     "  mir build --target=unix-socket,xen hello   build it for both\n"
     "  mir build --explain hello              say why each step runs\n"
     "  mir build --build-dir=/tmp/b hello     leave the project's folder untouched"},
    {Verb::Run, "run", "build a project and run it",
     "  mir run hello                    build and run the project in hello\n"
     "  mir run hello -- --port=8082     what follows -- goes to the program\n"
     "  mir run --target=unix-direct -p 8080:80 hello    with a network of its own, and a port of\n"
     "                                   127.0.0.1 that leads there\n"
     "  mir run --target=xen hello       boot it as a guest of Xen, in QEMU\n"
     "  mir run --target=xen --memory=32M --timeout=60 hello    with more memory, and for a "
     "minute\n"
     "  mir run --target=xen -p 8081:8081 hello    port 8081 of 127.0.0.1 is the guest's\n"
     "  mir run --disk=site.img,ro hello    with a disk, which 'mir image' has made\n"
     "  mir run --target=xen --bare hello    boot it in QEMU alone, for a quick look\n"
     "  mir run --dry-run hello          say what would be built and run"},
    {Verb::Test, "test", "build and run a project's tests",
     "  mir test hello                   run test_*.cpp on this machine, in virtual time\n"
     "  mir test --filter='parser/*' hello   only those of test_parser.cpp\n"
     "  mir test --target=unix-socket,xen hello   on the targets themselves\n"
     "  mir test --junit=results.xml hello   write the results for a build server, too"},
    {Verb::Check, "check", "read a project's sources for mistakes, without compiling them",
     "  mir check hello                  report them\n"
     "  mir check --fix hello            and mend what can be mended in one way\n"
     "  mir check --target=xen hello     what Xen cannot give is a mistake\n"
     "  mir check --capabilities hello   list what it asks of its platform"},
    {Verb::Plan, "plan", "print what a build would do, step by step",
     "  mir plan hello                   for people\n"
     "  mir plan --json hello            for programs, one object a line\n"
     "  mir plan --dot hello | dot -Tsvg -o plan.svg    as a picture",
     /*changes=*/false},
    {Verb::Size, "size", "say what an image is made of",
     "  mir size hello                       by library\n"
     "  mir size --by=symbol hello           by function and variable\n"
     "  mir size --why=malloc hello          how the program gets to malloc\n"
     "  mir size --diff=old.map hello        against the map that an earlier build left"},
    {Verb::Audit, "audit", "look at the defences of an image and at what it uses",
     "  mir audit hello                  every finding, good or bad\n"
     "  mir audit --sbom hello           its bill of materials (SPDX)"},
    {Verb::Image, "image", "make the disk image of a key/value store from a folder",
     "  mir image site -o site.img       each file below site becomes a key: index.html, "
     "css/main.css\n"
     "  mir image --exclude='*.map' site -o site.img    without some of them\n"
     "  mir image --list=site.img        check an image, and show its keys"},
    {Verb::Doctor, "doctor", "look for what mir needs on this machine",
     "  mir doctor                       for every target\n"
     "  mir doctor --target=xen --fix    install what Xen lacks"},
    {Verb::Debug, "debug", "build a project with debug information and run it under gdb",
     "  mir debug hello                  gdb knows tasks, durations and packets\n"
     "  mir debug hello -- --port=8082   what follows -- goes to the program\n"
     "  mir debug --target=xen hello     the kernel, in QEMU\n"
     "  mir debug --command='break app_main' --command=run --command=bt hello"},
    {Verb::Clean, "clean", "remove what was built",
     "  mir clean hello                  remove hello/_build"},
    {Verb::Targets, "targets", "list the targets and whether they can be built for",
     "  mir targets\n  mir targets --json",
     /*changes=*/false},
    {Verb::Completions, "completions", "print what makes a shell complete the commands of mir",
     "  source <(mir completions bash)                             in ~/.bashrc\n"
     "  source <(mir completions zsh)                              in ~/.zshrc, after compinit\n"
     "  mir completions fish > ~/.config/fish/completions/mir.fish",
     /*changes=*/false},
    {Verb::Version, "version", "print the version of mir", "  mir version",
     /*changes=*/false},
    {Verb::Help, "help", "explain a command",
     "  mir help build                   the same as mir build --help\n"
     "  mir help --man build | man -l -  its manual page",
     /*changes=*/false},
}};

} // namespace

std::span<const VerbText> verb_texts() { return kVerbs; }

} // namespace mir::driver
