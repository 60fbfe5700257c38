#include "mplc/decode/capture.hpp"

#include <memory>
#include <pcap/pcap.h>

namespace mir::mplc::decode {

std::expected<void, std::string> read_capture(const std::string& path,
                                              const std::function<bool(Frame)>& each) {
  char complaint[PCAP_ERRBUF_SIZE] = "";
  const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(
      pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, complaint),
      &pcap_close);
  if (!capture)
    return std::unexpected(std::string(complaint));
  pcap_pkthdr* header = nullptr;
  const unsigned char* data = nullptr;
  int status = 1;
  for (std::size_t number = 1; (status = pcap_next_ex(capture.get(), &header, &data)) == 1;
       ++number)
    if (!each({.number = number,
               .seconds = header->ts.tv_sec,
               .nanoseconds = static_cast<std::int32_t>(header->ts.tv_usec), // as asked for
               .length = header->len,
               .link = pcap_datalink(capture.get()),
               .bytes = {data, header->caplen}}))
      return {};
  if (status == PCAP_ERROR)
    return std::unexpected(std::string(pcap_geterr(capture.get())));
  return {};
}

std::string link_name(int link) {
  const char* const name = pcap_datalink_val_to_name(link);
  return name ? name : std::to_string(link);
}

} // namespace mir::mplc::decode
