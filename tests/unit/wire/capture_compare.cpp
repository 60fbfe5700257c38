/// \file
/// Reads every packet of a folder of captures with the generated parsers, compares each field with
/// what tshark says of the same packet, and builds each header again. Run by ctest: exit code 0
/// when all agrees, 1 when not, and 77
/// ("skipped") when the folder is not there.
///
/// usage: capture_compare FOLDER        the folder must be there, and hold every protocol
///        capture_compare --others FOLDER    the folder $MIR_CAPTURES, or FOLDER, if it is there
#include "capture_file.hpp"
#include "comparison.hpp"
#include "dissection.hpp"
#include "report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace mir::wire_test;
namespace fs = std::filesystem;

constexpr int kSkipped = 77; // SKIP_RETURN_CODE in CMakeLists.txt
constexpr std::array<const char*, 7> kProtocols{"eth", "vlan", "arp", "ip", "icmp", "udp", "tcp"};

/// Every capture below the folder, in order of name.
std::vector<fs::path> captures_in(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
    const std::string suffix = entry.path().extension();
    if (entry.is_regular_file() && (suffix == ".pcap" || suffix == ".pcapng" || suffix == ".cap"))
      paths.push_back(entry.path());
  }
  std::ranges::sort(paths);
  return paths;
}

/// Packets of all files, by link type: tshark takes longer to start than to read a hundred packets.
std::map<int, std::vector<Packet>> packets_of(const fs::path& folder, Report& report) {
  std::map<int, std::vector<Packet>> packets;
  for (const fs::path& path : captures_in(folder)) {
    Capture capture = read_capture(path, fs::relative(path, folder));
    if (!capture.complaint.empty())
      ++report.excused["rest of a file that cannot be read: " + capture.complaint];
    ++report.files;
    for (Packet& packet : capture.packets)
      packets[packet.link_type].push_back(std::move(packet));
  }
  return packets;
}

/// Compares packets of one link type.
void compare(Report& report, const std::vector<Packet>& packets, const fs::path& scratch) {
  const fs::path file = scratch / (std::to_string(packets.front().link_type) + ".pcap");
  if (const auto written = write_capture(file, packets); !written) {
    report.failures.push_back(written.error());
    return;
  }
  Tshark tshark(file);
  for (const Packet& packet : packets) {
    const auto dissection = tshark.next();
    if (!dissection) {
      report.failures.push_back(packet.where + ": tshark says nothing");
      return;
    }
    ++report.packets;
    Comparison(report, packet.where, packet.bytes, *dissection).run(packet.link_type);
  }
}

/// A folder that is gone at the end of the block.
class Scratch {
public:
  Scratch() : name_(fs::temp_directory_path() / "mir-captures-XXXXXX") {
    made_ = mkdtemp(name_.data()) != nullptr;
  }
  ~Scratch() {
    std::error_code ignored; // a scratch folder that stays does no harm
    fs::remove_all(name_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] bool made() const { return made_; }
  [[nodiscard]] const std::string& name() const { return name_; }

private:
  std::string name_;
  bool made_ = false;
};

Report compare_folder(const fs::path& folder) {
  Report report;
  const Scratch scratch;
  if (!scratch.made())
    report.failures.push_back("cannot make " + scratch.name());
  else
    for (const auto& [link_type, packets] : packets_of(folder, report))
      compare(report, packets, scratch.name());
  return report;
}

} // namespace

int main(int count, char** arguments) {
  const bool others = count == 3 && std::strcmp(arguments[1], "--others") == 0;
  if (count != 2 && !others) {
    std::fprintf(stderr, "usage: %s [--others] FOLDER\n", arguments[0]);
    return 2;
  }
  fs::path folder = arguments[count - 1];
  if (const char* given = std::getenv("MIR_CAPTURES"); others && given != nullptr && *given != '\0')
    folder = given;
  if (!fs::is_directory(folder)) {
    std::printf("skipped: there is no folder %s (set MIR_CAPTURES to one that holds captures)\n",
                folder.c_str());
    return others ? kSkipped : 1;
  }
  Report report = compare_folder(folder);
  for (const char* protocol : kProtocols)
    if (!others && report.layers[protocol] == 0)
      report.failures.push_back(std::string("no header compared: ") + protocol);
  if (report.packets == 0)
    report.failures.push_back("no packet compared");
  report.print();
  return report.failures.empty() ? 0 : 1;
}
