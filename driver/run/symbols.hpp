/// \file
/// The names of a program's functions, for the backtrace of a panic.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// One line of a panic's backtrace: "  #3  0x0000000000105ecd", with a name behind it where the
/// image has one.
struct BacktraceLine {
  unsigned number; ///< 0 is where the panic was; the others are return addresses
  std::uint64_t address;
  std::size_t size; ///< of the line, up to the end of the address
};

/// \returns nothing for any other line.
std::optional<BacktraceLine> backtrace_line(llvm::StringRef text);

/// Looks addresses up in the symbols of an ELF file, which is read when the first one is wanted.
class Symbols {
public:
  explicit Symbols(std::string file);
  Symbols(const Symbols&) = delete;
  Symbols& operator=(const Symbols&) = delete;
  ~Symbols();

  /// The function at a line's address, with its place in the source where that is known; empty when
  /// nothing is.
  std::string at(const BacktraceLine& line);

private:
  struct Reader;
  std::string file_;
  std::unique_ptr<Reader> reader_;
};

} // namespace mir::driver
