#include "dissection.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <libxml/xmlreader.h>

namespace mir::wire_test {

namespace {

/// Everything off by which tshark would put packets together, guess, or count from elsewhere: each
/// packet for itself.
constexpr std::array<std::string_view, 10> kPreferences{
    "ip.defragment:FALSE",
    "ip.tso_support:FALSE",
    "ip.use_geoip:FALSE",
    "ipv6.defragment:FALSE",
    "tcp.desegment_tcp_streams:FALSE",
    "tcp.analyze_sequence_numbers:FALSE",
    "tcp.relative_sequence_numbers:FALSE",
    "tcp.dissect_experimental_options_rfc6994:FALSE",
    "eth.fcs:Never",
    "eth.padding:Never",
};

std::string command(const std::filesystem::path& path) {
  // No settings of whoever runs the tests.
  std::string line = "exec env WIRESHARK_CONFIG_DIR=/nonexistent tshark -n -T pdml -J 'eth vlan "
                     "ieee8021ad arp ip icmp udp tcp'";
  for (const std::string_view preference : kPreferences)
    line.append(" -o ").append(preference);
  line.append(" -r '");
  for (const char c : path.string())
    c == '\'' ? line.append("'\\''") : line.append(1, c);
  return line.append("' 2>/dev/null");
}

using Reader = std::unique_ptr<xmlTextReader, decltype(&xmlFreeTextReader)>;

std::string attribute(xmlTextReader* reader, const char* name) {
  const std::unique_ptr<xmlChar, decltype(xmlFree)> text(
      xmlTextReaderGetAttribute(reader, reinterpret_cast<const xmlChar*>(name)), xmlFree);
  return text ? reinterpret_cast<const char*>(text.get()) : "";
}

std::size_t number(const std::string& text) {
  std::size_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

} // namespace

/// The document that tshark writes: packet, in it proto, in it field.
class Tshark::Output {
public:
  explicit Output(const std::string& command_line)
      : pipe_(popen(command_line.c_str(), "re"), &pclose),
        reader_(pipe_ ? xmlReaderForFd(fileno(pipe_.get()), "pdml", nullptr, XML_PARSE_HUGE)
                      : nullptr,
                &xmlFreeTextReader) {}

  std::optional<Dissection> next() {
    Dissection packet;
    std::vector<std::size_t> enclosing; // protocols that are open, by number
    while (reader_ && xmlTextReaderRead(reader_.get()) == 1) {
      const std::string_view element =
          reinterpret_cast<const char*>(xmlTextReaderConstLocalName(reader_.get()));
      const int kind = xmlTextReaderNodeType(reader_.get());
      if (kind == XML_READER_TYPE_ELEMENT && element == "proto")
        open_protocol(packet, enclosing);
      else if (kind == XML_READER_TYPE_ELEMENT && element == "field" && !enclosing.empty())
        packet.protocols[enclosing.back()].items.push_back(item());
      else if (kind == XML_READER_TYPE_END_ELEMENT && element == "proto")
        enclosing.pop_back();
      else if (kind == XML_READER_TYPE_END_ELEMENT && element == "packet")
        return packet;
    }
    return std::nullopt;
  }

private:
  void open_protocol(Dissection& packet, std::vector<std::size_t>& enclosing) const {
    packet.protocols.push_back({text("name"), number(text("pos")), number(text("size")), {}});
    if (xmlTextReaderIsEmptyElement(reader_.get()) != 1)
      enclosing.push_back(packet.protocols.size() - 1);
  }
  [[nodiscard]] Item item() const {
    return {text("name"),        text("show"),         text("value"),
            number(text("pos")), number(text("size")), !text("unmaskedvalue").empty()};
  }
  [[nodiscard]] std::string text(const char* name) const { return attribute(reader_.get(), name); }

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe_;
  Reader reader_;
};

const Item* Protocol::find(std::string_view item) const {
  const auto found = std::ranges::find(items, item, &Item::name);
  return found == items.end() ? nullptr : &*found;
}

const Protocol* Dissection::find(std::string_view name, std::size_t pos) const {
  const auto found = std::ranges::find_if(protocols, [&](const Protocol& protocol) {
    return protocol.name == name && protocol.pos == pos;
  });
  return found == protocols.end() ? nullptr : &*found;
}

bool Dissection::has(std::string_view name) const {
  return std::ranges::find(protocols, name, &Protocol::name) != protocols.end();
}

Tshark::Tshark(const std::filesystem::path& path)
    : output_(std::make_unique<Output>(command(path))) {}
Tshark::~Tshark() = default;

std::optional<Dissection> Tshark::next() { return output_->next(); }

} // namespace mir::wire_test
