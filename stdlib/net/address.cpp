#include <mir/net/address.hpp>

namespace mir::net {

void format_value(os::Writer& out, const AddressError& error) {
  out.write(error.what);
  out.write(", at character ");
  out.write_decimal(error.where + 1);
}

void format_value(os::Writer& out, const Address& address) { out.write(address.text().view()); }
void format_value(os::Writer& out, const Prefix& prefix) { out.write(prefix.text().view()); }
void format_value(os::Writer& out, Port port) { out.write_decimal(port.number()); }
void format_value(os::Writer& out, const Endpoint& endpoint) { out.write(endpoint.text().view()); }

} // namespace mir::net
