// Programs that no build of ours makes: what they lack is found in their bytes.
#include "driver/report/audit.hpp"

#include <gtest/gtest.h>

#include "llvm/ADT/SmallString.h"
#include "llvm/ObjectYAML/yaml2obj.h"
#include "llvm/Support/YAMLTraits.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {
namespace {

using Answer = Finding::Answer;

struct Program {
  std::string type = "ET_EXEC";
  std::string segments = {};
  std::string sections = {};
  std::string symbols = "  - Name: __stack_chk_fail\n    Section: .text\n    Binding: STB_GLOBAL\n";
};

std::string bytes_of(const Program& program) {
  const std::string text = "--- !ELF\nFileHeader:\n  Class: ELFCLASS64\n  Data: ELFDATA2LSB\n"
                           "  Machine: EM_X86_64\n  Type: " +
                           program.type + "\nProgramHeaders:\n" + program.segments +
                           "  - Type: PT_GNU_STACK\n    Flags: [ PF_R, PF_W ]\n"
                           "Sections:\n  - Name: .text\n    Type: SHT_PROGBITS\n"
                           "    Flags: [ SHF_ALLOC ]\n    Content: C3\n" +
                           program.sections + "Symbols:\n" + program.symbols + "...\n";
  llvm::SmallString<4096> bytes;
  llvm::raw_svector_ostream out(bytes);
  llvm::yaml::Input input(text);
  EXPECT_TRUE(llvm::yaml::convertYAML(
      input, out, [](const llvm::Twine& message) { ADD_FAILURE() << message.str(); }));
  return bytes.str().str();
}

Finding found(const Program& program, llvm::StringRef name) {
  auto findings = audit_program(bytes_of(program));
  if (!findings) {
    ADD_FAILURE() << llvm::toString(findings.takeError());
    return {};
  }
  for (const Finding& finding : *findings)
    if (finding.name == name)
      return finding;
  ADD_FAILURE() << "no finding of " << name.str();
  return {};
}

constexpr auto kText = "  - Type: PT_LOAD\n    Flags: [ PF_R, PF_X ]\n";

/// A note whose properties are `content`: each a type, a size and its data, padded to 8 bytes.
Program with_properties(const std::string& content) {
  return {.segments = kText,
          .sections = "  - Name: .note.gnu.property\n    Type: SHT_NOTE\n    Flags: [ SHF_ALLOC ]\n"
                      "    AddressAlign: 8\n    Notes:\n      - Name: GNU\n        Type: 5\n"
                      "        Desc: \"" +
                      content + "\"\n"};
}

constexpr auto kFeatures = "020000c004000000"; // GNU_PROPERTY_X86_FEATURE_1_AND, 4 bytes

TEST(Audit, SegmentsAreNeverWritableAndExecutable) {
  EXPECT_EQ(found({.segments = kText}, "write-xor-execute").answer, Answer::Good);
  EXPECT_EQ(found({.segments = "  - Type: PT_LOAD\n    Flags: [ PF_R, PF_W, PF_X ]\n"},
                  "write-xor-execute")
                .answer,
            Answer::Bad);
}

TEST(Audit, ReadOnlyAfterRelocationIsSeen) {
  EXPECT_EQ(found({.segments = kText}, "relro").answer, Answer::NotApplicable);
  EXPECT_EQ(found({.segments = "  - Type: PT_GNU_RELRO\n    Flags: [ PF_R ]\n"}, "relro").answer,
            Answer::Good);
}

TEST(Audit, ADynamicLinkerIsAFinding) {
  EXPECT_EQ(found({.segments = kText}, "self-contained").answer, Answer::Good);
  EXPECT_EQ(
      found({.segments = "  - Type: PT_INTERP\n    Flags: [ PF_R ]\n"}, "self-contained").answer,
      Answer::Bad);
}

TEST(Audit, WhetherItRunsAtAnyAddress) {
  EXPECT_EQ(found({.segments = kText}, "pie").answer, Answer::NotApplicable);
  EXPECT_EQ(found({.type = "ET_DYN", .segments = kText}, "pie").answer, Answer::Good);
}

TEST(Audit, UndefinedSymbolsAndMissingChecksAreNamed) {
  const Program program{.segments = kText,
                        .symbols = "  - Name: elsewhere\n    Binding: STB_GLOBAL\n"};
  EXPECT_EQ(found(program, "no-undefined-symbol").text, "undefined: elsewhere");
  EXPECT_EQ(found(program, "stack-protector").answer, Answer::Bad);
}

TEST(Audit, MarksForTheProcessorAreReadFromTheirBits) {
  EXPECT_EQ(found(with_properties(std::string(kFeatures) + "0300000000000000"), "cet").text,
            "the processor may track indirect branches and keep a shadow stack");
  EXPECT_EQ(found(with_properties(std::string(kFeatures) + "0100000000000000"), "cet").text,
            "the processor may track indirect branches; no mark for a shadow stack");
  EXPECT_EQ(found(with_properties(std::string(kFeatures) + "0200000000000000"), "cet").text,
            "the processor may keep a shadow stack; no mark for indirect branches");
  // Behind another property: that of the instructions used (0xc0010002).
  EXPECT_EQ(found(with_properties("020001c0040000000100000000000000" + std::string(kFeatures) +
                                  "0300000000000000"),
                  "cet")
                .answer,
            Answer::Good);
}

TEST(Audit, ANoteWithoutTheMarkPromisesNothing) {
  EXPECT_EQ(found({.segments = kText}, "cet").answer, Answer::NotApplicable);
  EXPECT_EQ(found(with_properties("020001c0040000000100000000000000"), "cet").answer,
            Answer::NotApplicable);
  EXPECT_EQ(found(with_properties(std::string(kFeatures) + "0000000000000000"), "cet").answer,
            Answer::NotApplicable);
  // Properties that end in the middle.
  EXPECT_EQ(found(with_properties("020000c0ff0000000300000000000000"), "cet").answer,
            Answer::NotApplicable);
  EXPECT_EQ(found(with_properties(kFeatures), "cet").answer, Answer::NotApplicable);
}

TEST(Audit, WhatIsNoProgramIsRefused) {
  auto findings = audit_program("#!/bin/sh\n");
  EXPECT_FALSE(findings);
  llvm::consumeError(findings.takeError());
}

} // namespace
} // namespace mir::driver
