#include "driver/report/audit.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Object/ELF.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

namespace mir::driver {
namespace {

using Answer = Finding::Answer;
using Elf = llvm::object::ELFFile<llvm::object::ELF64LE>;
namespace elf = llvm::ELF;

Finding good_if(bool good, std::string name, std::string text) {
  return {good ? Answer::Good : Answer::Bad, std::move(name), std::move(text)};
}

llvm::Error audit_segments(const Elf& file, std::vector<Finding>& findings) {
  auto segments = file.program_headers();
  if (!segments)
    return segments.takeError();
  unsigned loaded = 0, both = 0;
  bool stack = false, relro = false, dynamic = false;
  for (const auto& segment : *segments) {
    const bool executable = (segment.p_flags & elf::PF_X) != 0;
    if (segment.p_type == elf::PT_LOAD) {
      ++loaded;
      both += executable && (segment.p_flags & elf::PF_W) != 0 ? 1 : 0;
    }
    stack = stack || (segment.p_type == elf::PT_GNU_STACK && !executable);
    relro = relro || segment.p_type == elf::PT_GNU_RELRO;
    dynamic = dynamic || segment.p_type == elf::PT_INTERP || segment.p_type == elf::PT_DYNAMIC;
  }
  findings.push_back(
      good_if(both == 0, "write-xor-execute",
              fmt::format("{} of {} segments are writable and executable", both, loaded)));
  findings.push_back(good_if(stack, "stack-not-executable",
                             stack ? "the stack holds data only" : "the stack may hold code"));
  if (relro)
    findings.push_back(
        {Answer::Good, "relro", "what is constant after the start is read-only then"});
  else
    findings.push_back({Answer::NotApplicable, "relro", "nothing is relocated at the start"});
  findings.push_back(good_if(!dynamic, "self-contained",
                             dynamic ? "it asks for a dynamic linker" : "no dynamic linker"));
  return llvm::Error::success();
}

/// What the processor may enforce for the whole program: IBT | SHSTK of
/// GNU_PROPERTY_X86_FEATURE_1_AND (x86-64 psABI, program property), which the linker keeps only
/// when every object has it.
unsigned read_marks(llvm::ArrayRef<std::uint8_t> properties) {
  constexpr std::size_t kHead = 8, kAlign = 8; // type and size, 4 bytes each; data is padded
  using llvm::support::endian::read32le;
  while (properties.size() >= kHead) {
    const std::size_t size = read32le(&properties[4]);
    if (size > properties.size() - kHead)
      return 0;
    if (read32le(properties.data()) == elf::GNU_PROPERTY_X86_FEATURE_1_AND && size == 4)
      return read32le(&properties[kHead]);
    properties = properties.drop_front(
        std::min<std::size_t>(properties.size(), kHead + llvm::alignTo(size, kAlign)));
  }
  return 0;
}

llvm::Error audit_marks(const Elf& file, std::vector<Finding>& findings) {
  auto sections = file.sections();
  if (!sections)
    return sections.takeError();
  unsigned marks = 0;
  for (const auto& section : *sections) {
    if (section.sh_type != elf::SHT_NOTE)
      continue;
    llvm::Error error = llvm::Error::success();
    for (const auto& note : file.notes(section, error))
      if (note.getName() == "GNU" && note.getType() == elf::NT_GNU_PROPERTY_TYPE_0)
        marks |= read_marks(note.getDesc(section.sh_addralign));
    if (error)
      return error;
  }
  const bool branches = (marks & elf::GNU_PROPERTY_X86_FEATURE_1_IBT) != 0;
  const bool stack = (marks & elf::GNU_PROPERTY_X86_FEATURE_1_SHSTK) != 0;
  const char* const text =
      branches && stack ? "the processor may track indirect branches and keep a shadow stack"
      : branches        ? "the processor may track indirect branches; no mark for a shadow stack"
      : stack           ? "the processor may keep a shadow stack; no mark for indirect branches"
                        : "no marks for indirect branch tracking or a shadow stack";
  findings.push_back({branches || stack ? Answer::Good : Answer::NotApplicable, "cet", text});
  return llvm::Error::success();
}

llvm::Error audit_symbols(const Elf& file, std::vector<Finding>& findings) {
  auto sections = file.sections();
  if (!sections)
    return sections.takeError();
  bool checks = false;
  std::vector<std::string> undefined;
  for (const auto& section : *sections) {
    if (section.sh_type != elf::SHT_SYMTAB)
      continue;
    auto symbols = file.symbols(&section);
    auto names = file.getStringTableForSymtab(section);
    if (!symbols || !names)
      return llvm::joinErrors(symbols.takeError(), names.takeError());
    for (const auto& symbol : *symbols) {
      auto name = symbol.getName(*names);
      if (!name)
        return name.takeError();
      checks = checks || *name == "__stack_chk_fail";
      if (symbol.isUndefined() && symbol.getBinding() == elf::STB_GLOBAL)
        undefined.push_back(name->str());
    }
  }
  findings.push_back(
      good_if(checks, "stack-protector",
              checks ? "functions with arrays check their stack" : "no function checks its stack"));
  findings.push_back(good_if(undefined.empty(), "no-undefined-symbol",
                             undefined.empty() ? "every symbol is defined"
                                               : "undefined: " + llvm::join(undefined, ", ")));
  return llvm::Error::success();
}

void audit_kind(const Elf& file, std::vector<Finding>& findings) {
  const bool moves = file.getHeader().e_type == elf::ET_DYN;
  findings.push_back({moves ? Answer::Good : Answer::NotApplicable, "pie",
                      moves ? "it runs at any address" : "it is linked for one address"});
}

} // namespace

llvm::Expected<std::vector<Finding>> audit_program(llvm::StringRef bytes) {
  auto file = Elf::create(bytes);
  if (!file)
    return file.takeError();
  std::vector<Finding> findings;
  if (auto error = audit_segments(*file, findings))
    return error;
  if (auto error = audit_symbols(*file, findings))
    return error;
  if (auto error = audit_marks(*file, findings))
    return error;
  audit_kind(*file, findings);
  return findings;
}

std::vector<Finding> audit_capabilities(const std::vector<std::string>& used,
                                        const std::vector<std::string>* declared) {
  if (declared == nullptr)
    return {{Answer::NotApplicable, "capabilities",
             "mir.toml declares none; it uses " +
                 (used.empty() ? std::string("none") : llvm::join(used, ", "))}};
  std::vector<Finding> findings;
  for (const std::string& name : used)
    if (!llvm::is_contained(*declared, name))
      findings.push_back({Answer::Bad, "capabilities",
                          "it uses '" + name +
                              "', which app.capabilities of mir.toml "
                              "does not list"});
  for (const std::string& name : *declared)
    if (!llvm::is_contained(used, name))
      findings.push_back(
          {Answer::NotApplicable, "capabilities",
           "app.capabilities of mir.toml lists '" + name + "', which it does not use"});
  if (findings.empty())
    findings.push_back({Answer::Good, "capabilities", "it uses what mir.toml declares"});
  return findings;
}

} // namespace mir::driver
