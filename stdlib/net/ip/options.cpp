#include <mir/net/ip/options.hpp>

#include <mir/net/wire/ip_option.hpp>

namespace mir::net {

OptionsVerdict examine_options(os::Bytes options) noexcept {
  while (!options.empty()) {
    const auto option = wire::IpOption::parse(options);
    if (!option)
      return OptionsVerdict::Malformed;
    if (option->as_end())
      break; // what follows is padding
    if (option->as_source_route())
      return OptionsVerdict::SourceRouted;
    options = options.subspan(option->bytes().size());
  }
  return OptionsVerdict::Harmless;
}

} // namespace mir::net
