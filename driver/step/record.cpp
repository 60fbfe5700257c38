#include "driver/step/record.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

#include "driver/step/digest.hpp"

namespace mir::driver {
namespace {

constexpr std::string_view kVersion = "mir step 1";

std::optional<Seen> status_of(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return std::nullopt;
  // Of /dev/null, which stands for a source without text, only the name counts.
  if (!S_ISREG(status.st_mode))
    return Seen{{}, 0, 0, path};
  constexpr std::int64_t kNanoseconds = 1'000'000'000;
  return Seen{
      {}, status.st_size, status.st_mtim.tv_sec * kNanoseconds + status.st_mtim.tv_nsec, path};
}

/// The digest of a file. What another step made has one on record.
std::optional<std::string> digest_at(const std::string& path) {
  if (auto record = read_record(path + ".record"))
    return record->output;
  auto digest = digest_of_file(path);
  return digest ? std::optional(text_of(*digest)) : std::nullopt;
}

} // namespace

std::optional<Record> read_record(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line, word;
  Record record;
  if (!std::getline(file, line) || line != kVersion)
    return std::nullopt;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    words >> word;
    if (word == "command") {
      words >> record.command;
    } else if (word == "output") {
      words >> record.output;
    } else if (word == "input") {
      Seen seen;
      words >> seen.digest >> seen.size >> seen.changed_ns;
      words.get();
      std::getline(words, seen.path);
      record.inputs.push_back(std::move(seen));
    } else if (word == "depfile") {
      record.depfile.assign(std::istreambuf_iterator<char>(file), {});
      return record;
    }
  }
  return std::nullopt; // it ends too early
}

bool write_record(const std::string& path, const Record& record) {
  const std::string temporary = path + "." + std::to_string(::getpid());
  {
    std::ofstream file(temporary, std::ios::binary);
    file << kVersion << "\ncommand " << record.command << "\noutput " << record.output << "\n";
    for (const Seen& seen : record.inputs)
      file << "input " << (seen.digest.empty() ? "-" : seen.digest) << " " << seen.size << " "
           << seen.changed_ns << " " << seen.path << "\n";
    file << "depfile\n" << record.depfile;
    file.close();
    if (file && std::rename(temporary.c_str(), path.c_str()) == 0)
      return true;
  }
  std::remove(temporary.c_str());
  return false;
}

std::optional<Seen> look_at(const std::string& path) {
  auto seen = status_of(path);
  if (seen && seen->changed_ns == 0)
    return seen;
  auto digest = seen ? digest_at(path) : std::nullopt;
  if (!digest)
    return std::nullopt;
  seen->digest = *digest;
  return seen;
}

bool is_unchanged(Seen& seen) {
  auto now = status_of(seen.path);
  if (!now || now->size != seen.size)
    return false;
  if (now->changed_ns == seen.changed_ns)
    return true;
  seen.changed_ns = now->changed_ns;
  return digest_at(seen.path) == seen.digest;
}

std::vector<std::string> listed_in(std::string_view depfile) {
  std::vector<std::string> files;
  std::string word;
  bool behind_colon = false;
  auto finish = [&] {
    if (behind_colon && !word.empty())
      files.push_back(word);
    behind_colon = behind_colon || word.ends_with(":");
    word.clear();
  };
  for (std::size_t at = 0; at < depfile.size(); ++at) {
    const char c = depfile[at], next = at + 1 < depfile.size() ? depfile[at + 1] : '\n';
    if (c == '\\' && next == '\n')
      ++at, finish();
    else if ((c == '\\' && (next == ' ' || next == '#' || next == '\\')) ||
             (c == '$' && next == '$'))
      word += depfile[++at];
    else if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
      finish();
    else
      word += c;
  }
  finish();
  return files;
}

} // namespace mir::driver
