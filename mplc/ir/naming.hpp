#pragma once
// C++ names for the names of a specification.

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace mir::mplc::ir {

/// "ether_type" to "EtherType", "dns-name" to "DnsName"; a leading digit gets a '_'.
[[nodiscard]] std::string type_name(std::string_view name);
/// "EchoRequest" to "echo_request".
[[nodiscard]] std::string snake_name(std::string_view name);
/// What one of "options" is called: "option"; "entries": "entry"; "data": "data_element".
[[nodiscard]] std::string singular(std::string_view name);
/// The name as an accessor: as written, but with a trailing '_' where C++ or the generated class
/// uses it.
[[nodiscard]] std::string accessor_name(std::string_view name);
/// The name as an enumerator: macros of the standard library get a trailing '_'.
[[nodiscard]] std::string enumerator_name(std::string_view name);
/// Whether `name` can be written in `namespace name {`.
[[nodiscard]] bool is_namespace(std::string_view name);

/// "set" and "_urg" to "set_urg": with one '_' between the parts, for a doubled one is reserved.
[[nodiscard]] std::string joined(std::string_view first, std::string_view second);

/// What every generated class may have inside: no class of a specification has such a name.
inline constexpr std::array<std::string_view, 4> kClassParts{"Fields", "Layout", "Plan", "Editor"};

/// Names of one C++ scope: hands out each once.
class NameSet {
public:
  /// `name`, with the first number behind it that makes it new: "other", "other_2".
  [[nodiscard]] std::string claim(std::string name);

private:
  std::set<std::string, std::less<>> taken_;
};

} // namespace mir::mplc::ir
