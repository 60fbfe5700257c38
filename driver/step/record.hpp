/// \file
/// What a step of a build read and made when it last ran.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mir::driver {

/// One file that the step read.
struct Seen {
  std::string digest;
  std::int64_t size = 0;
  std::int64_t changed_ns = 0;
  std::string path;
};

struct Record {
  std::string command; ///< digest of its words
  std::string output;  ///< digest of what it made
  std::vector<Seen> inputs;
  std::string depfile; ///< the text in which the command listed what it read; empty for none
};

/// \returns nothing when there is none, or another version of this program wrote it.
std::optional<Record> read_record(const std::string& path);

/// Replaces the file in one step. \returns false when that fails.
bool write_record(const std::string& path, const Record& record);

/// The file as it is now.
///
/// \returns nothing when it cannot be read.
std::optional<Seen> look_at(const std::string& path);

/// Whether the file still holds what it held. Reads it only when its time has changed; then `seen`
/// gets the new time.
bool is_unchanged(Seen& seen);

/// The files that a depfile lists, as compilers write it (Makefile syntax).
std::vector<std::string> listed_in(std::string_view depfile);

} // namespace mir::driver
