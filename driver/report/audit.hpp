/// \file
/// What the bytes of an image say about its defences.
#pragma once

#include <string>
#include <vector>

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

namespace mir::driver {

/// One question and its answer.
struct Finding {
  enum class Answer { Good, Bad, NotApplicable } answer;
  std::string name; ///< "writable-and-executable"
  std::string text; ///< what was seen
};

/// Reads a program with its symbols: that no segment is writable and executable, that the stack is
/// not executable, that functions check their stack, that what the loader relocates is read-only
/// afterwards, that nothing is left to a dynamic linker, that no symbol is undefined, and whether
/// indirect calls are marked for the processor.
llvm::Expected<std::vector<Finding>> audit_program(llvm::StringRef bytes);

/// Compares what the application uses with what its manifest declares.
///
/// \param declared is null when the manifest declares nothing.
std::vector<Finding> audit_capabilities(const std::vector<std::string>& used,
                                        const std::vector<std::string>* declared);

} // namespace mir::driver
