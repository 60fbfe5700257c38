#include "capture_file.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <pcap.h>
#include <span>

namespace mir::wire_test {

namespace {

enum BlockType : std::uint32_t {
  kSection = 0x0a0d0d0a,
  kInterface = 1,
  kOldPacket = 2,
  kSimplePacket = 3,
  kEnhancedPacket = 6,
};
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint16_t kLinkTypeRaw = 101; // LINKTYPE_RAW, which libpcap calls DLT_RAW

struct Interface {
  int link_type;
  std::uint32_t snapshot_length; ///< bytes; 0 means no limit
};

class Reader {
public:
  Reader(std::span<const char> file, std::string name) : file_(file), name_(std::move(name)) {}

  Capture run() {
    while (capture_.complaint.empty() && !file_.empty())
      block();
    return std::move(capture_);
  }

private:
  void block();
  void interface(std::span<const char> body);
  void packet(std::span<const char> body, std::uint32_t interface, std::size_t header,
              std::uint32_t captured, std::uint32_t original);
  void packet_block(std::uint32_t type, std::span<const char> body);

  [[nodiscard]] std::uint32_t number(std::span<const char> from, std::size_t at,
                                     std::size_t size) const {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i)
      value |= std::uint32_t{static_cast<unsigned char>(from[at + i])}
               << 8 * (big_endian_ ? size - 1 - i : i);
    return value;
  }
  void stop(std::string why) { capture_.complaint = std::move(why); }

  std::span<const char> file_; ///< what is still to be read
  std::string name_;
  bool big_endian_ = false;
  std::vector<Interface> interfaces_;
  Capture capture_;
};

void Reader::block() {
  if (file_.size() < 12)
    return stop("cut block");
  if (number(file_, 0, 4) == kSection) { // reads the same in both byte orders
    big_endian_ = false;
    big_endian_ = number(file_, 8, 4) != kByteOrder;
    interfaces_.clear();
  }
  const std::size_t size = number(file_, 4, 4);
  if (size < 12 || size > file_.size())
    return stop("block longer than the file");
  const std::uint32_t type = number(file_, 0, 4);
  const std::span<const char> body = file_.subspan(8, size - 12);
  file_ = file_.subspan(std::min((size + 3) / 4 * 4, file_.size()));
  if (type == kInterface)
    interface(body);
  else
    packet_block(type, body);
}

void Reader::interface(std::span<const char> body) {
  if (body.size() < 8)
    return stop("cut interface block");
  const std::uint32_t link_type = number(body, 0, 2);
  interfaces_.push_back(
      {link_type == kLinkTypeRaw ? DLT_RAW : static_cast<int>(link_type), number(body, 4, 4)});
}

void Reader::packet_block(std::uint32_t type, std::span<const char> body) {
  const std::size_t header = type == kSimplePacket ? 4 : 20;
  if (type != kOldPacket && type != kSimplePacket && type != kEnhancedPacket)
    return; // names, statistics, secrets
  if (body.size() < header)
    return stop("cut packet block");
  if (type == kEnhancedPacket)
    return packet(body, number(body, 0, 4), header, number(body, 12, 4), number(body, 16, 4));
  if (type == kOldPacket)
    return packet(body, number(body, 0, 2), header, number(body, 12, 4), number(body, 16, 4));
  const std::uint32_t original = number(body, 0, 4);
  const std::uint32_t limit = interfaces_.empty() ? 0 : interfaces_[0].snapshot_length;
  packet(body, 0, header, limit == 0 ? original : std::min(limit, original), original);
}

void Reader::packet(std::span<const char> body, std::uint32_t interface, std::size_t header,
                    std::uint32_t captured, std::uint32_t original) {
  if (interface >= interfaces_.size() || captured > body.size() - header)
    return stop("packet block that contradicts itself");
  const auto bytes = std::as_bytes(body.subspan(header, captured));
  capture_.packets.push_back({name_ + " packet " + std::to_string(capture_.packets.size() + 1),
                              interfaces_[interface].link_type,
                              std::vector(bytes.begin(), bytes.end()), original});
}

} // namespace

Capture read_pcapng(const std::filesystem::path& path, const std::string& name) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes(std::istreambuf_iterator<char>(file), {});
  return Reader(bytes, name).run();
}

} // namespace mir::wire_test
