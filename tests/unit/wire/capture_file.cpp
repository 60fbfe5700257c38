#include "capture_file.hpp"

#include <array>
#include <fstream>
#include <memory>
#include <pcap.h>

namespace mir::wire_test {

namespace {

using Handle = std::unique_ptr<pcap_t, decltype(&pcap_close)>;
constexpr int kSnapshotLength = 262144; // bytes; the most that tshark takes

bool is_pcapng(const std::filesystem::path& path) {
  std::array<char, 4> first{};
  std::ifstream(path, std::ios::binary).read(first.data(), first.size());
  return first == std::array{'\n', '\r', '\r', '\n'};
}

} // namespace

Capture read_capture(const std::filesystem::path& path, const std::string& name) {
  if (is_pcapng(path)) // whatever it is called
    return read_pcapng(path, name);
  std::array<char, PCAP_ERRBUF_SIZE> message{};
  const Handle file(pcap_open_offline(path.c_str(), message.data()), &pcap_close);
  if (!file)
    return {{}, message.data()};
  Capture capture;
  pcap_pkthdr* header = nullptr;
  const u_char* data = nullptr;
  int status = 0;
  while ((status = pcap_next_ex(file.get(), &header, &data)) == 1) {
    const auto* first = reinterpret_cast<const std::byte*>(data);
    capture.packets.push_back({name + " packet " + std::to_string(capture.packets.size() + 1),
                               pcap_datalink(file.get()),
                               std::vector(first, first + header->caplen), header->len});
  }
  if (status != PCAP_ERROR_BREAK)
    capture.complaint = pcap_geterr(file.get());
  return capture;
}

std::expected<void, std::string> write_capture(const std::filesystem::path& path,
                                               const std::vector<Packet>& packets) {
  const Handle dead(pcap_open_dead(packets.front().link_type, kSnapshotLength), &pcap_close);
  const std::unique_ptr<pcap_dumper_t, decltype(&pcap_dump_close)> file(
      pcap_dump_open(dead.get(), path.c_str()), &pcap_dump_close);
  if (!file)
    return std::unexpected(pcap_geterr(dead.get()));
  for (const Packet& packet : packets) {
    pcap_pkthdr header{};
    header.caplen = static_cast<bpf_u_int32>(packet.bytes.size());
    header.len = static_cast<bpf_u_int32>(packet.original);
    pcap_dump(reinterpret_cast<u_char*>(file.get()), &header,
              reinterpret_cast<const u_char*>(packet.bytes.data()));
  }
  if (pcap_dump_flush(file.get()) != 0)
    return std::unexpected("cannot write " + path.string());
  return {};
}

} // namespace mir::wire_test
