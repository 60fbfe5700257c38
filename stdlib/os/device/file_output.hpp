/// \file
/// FileOutput: a file that is written from its beginning, on targets whose platform has files.
#pragma once

#include <memory>
#include <string_view>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>

namespace mir::os {

/// One file. Its end of life closes it.
class FileOutput {
public:
  virtual ~FileOutput() = default;
  /// Appends all bytes, waiting for the disk. \returns Errc::Io, Limit (no room), Denied.
  virtual Result<> write(Bytes bytes) noexcept = 0;

protected:
  FileOutput() = default;
  FileOutput(const FileOutput&) = default;
  FileOutput& operator=(const FileOutput&) = default;
};

/// Makes a file, or empties one that is there.
/// \returns Errc::Unsupported on a target without files; NotFound (no such folder), Denied, Invalid
/// (a name of more than 4,095 bytes), Limit, Io.
[[nodiscard]] Result<std::unique_ptr<FileOutput>> create_file(std::string_view name);

} // namespace mir::os
