/// \file
/// What a guest's console tells `mir` beside the program's own output.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "llvm/ADT/StringRef.h"

namespace mir::driver {

/// Follows a console line by line.
class ConsoleLines {
public:
  /// \returns what the user is to see of the line; nothing when it was only for mir.
  std::optional<std::string> line(llvm::StringRef text);

  /// \returns what the user may see already of a line that has not ended: nothing that line() might
  /// still leave out.
  static llvm::StringRef part(llvm::StringRef text);

  /// What the program ended with, from its last line "mir: exit 3".
  [[nodiscard]] std::optional<int> exit_code() const { return exit_code_; }
  /// Xen's reason for the guest's end, or "none" when it was not even created; empty without Xen.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  /// What xl said when it could not create the guest.
  [[nodiscard]] const std::vector<std::string>& complaints() const { return complaints_; }

  /// What was done on the way, for those who want to know; since the last call.
  [[nodiscard]] std::vector<std::string> take_remarks() { return std::exchange(remarks_, {}); }

private:
  std::optional<int> exit_code_;
  std::string reason_;
  std::vector<std::string> complaints_, remarks_;
};

} // namespace mir::driver
