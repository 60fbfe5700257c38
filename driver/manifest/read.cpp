// The one file that sees toml++: the rest of the driver sees a Manifest.
#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <set>

#include "driver/manifest/manifest.hpp"
#include "driver/manifest/value.hpp"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

namespace mir::driver {
namespace {

/// A key with its value, as written.
struct Entry {
  std::string name;
  Place place;
  const toml::node* value;
};

class Reader {
public:
  Reader(unsigned file, const KnownNames& known, Diagnostics& diagnostics)
      : file_(file), known_(known), diagnostics_(diagnostics) {}

  std::optional<Manifest> read(const toml::table& root);
  [[nodiscard]] Place place(const toml::source_region& region) const {
    return {region.begin.line, region.begin.column, region.end.line, region.end.column, file_};
  }

private:
  /// One key of the manifest. This table is the format; docs/manifest.md explains it.
  struct Key {
    llvm::StringLiteral table, name;
    void (Reader::*read)(const Entry&);
  };
  static const std::array<Key, 15> kKeys;

  [[nodiscard]] std::vector<Entry> in_order(const toml::table& table) const;
  void read_table(const Entry& table);
  void require_name();
  void fill_defaults();

  void app_name(const Entry& entry);
  void app_targets(const Entry& entry);
  void app_sources(const Entry& entry) { manifest_.sources = patterns(entry); }
  void app_specifications(const Entry& entry) { manifest_.specifications = patterns(entry); }
  void app_capabilities(const Entry& entry) { manifest_.capabilities = texts(entry); }
  void net_address(const Entry& entry);
  void net_gateway(const Entry& entry);
  void net_dns(const Entry& entry);
  void net_mtu(const Entry& entry);
  void net_pcap(const Entry& entry);
  void xen_memory(const Entry& entry);
  void xen_vif(const Entry& entry) { manifest_.xen.vif = texts(entry); }
  void xen_disks(const Entry& entry) { manifest_.xen.disks = texts(entry); }
  void build_launcher(const Entry& entry);
  void budget_image(const Entry& entry);

  std::optional<Text> text(const Entry& entry);
  std::vector<Text> texts(const Entry& entry);
  std::vector<Text> patterns(const Entry& entry);
  std::optional<std::uint64_t> size(const Entry& entry);
  void wrong_type(const Entry& entry, llvm::StringRef wanted);

  unsigned file_;
  const KnownNames& known_;
  Diagnostics& diagnostics_;
  Manifest manifest_;
  std::optional<Place> app_;
  bool has_name_ = false;
};

const std::array<Reader::Key, 15> Reader::kKeys{{
    {"app", "name", &Reader::app_name},
    {"app", "targets", &Reader::app_targets},
    {"app", "sources", &Reader::app_sources},
    {"app", "specifications", &Reader::app_specifications},
    {"app", "capabilities", &Reader::app_capabilities},
    {"net", "address", &Reader::net_address},
    {"net", "gateway", &Reader::net_gateway},
    {"net", "dns", &Reader::net_dns},
    {"net", "mtu", &Reader::net_mtu},
    {"net", "pcap", &Reader::net_pcap},
    {"xen", "memory", &Reader::xen_memory},
    {"xen", "vif", &Reader::xen_vif},
    {"xen", "disks", &Reader::xen_disks},
    {"build", "launcher", &Reader::build_launcher},
    {"budget", "image", &Reader::budget_image},
}};

llvm::StringRef article(toml::node_type type) {
  switch (type) {
  case toml::node_type::table:
    return "a table";
  case toml::node_type::array:
    return "a list";
  case toml::node_type::string:
    return "a text";
  case toml::node_type::integer:
    return "a whole number";
  case toml::node_type::floating_point:
    return "a number with a fraction";
  case toml::node_type::boolean:
    return "true or false";
  default:
    return "a date or time";
  }
}

void note_nearest(Diagnostics& diagnostics, llvm::StringRef word,
                  const std::vector<llvm::StringRef>& known) {
  if (auto near = nearest(word, known); !near.empty())
    diagnostics.note(fmt::format("did you mean '{}'?", near.str()));
  else
    diagnostics.note("known are " + llvm::join(known, ", "));
}

std::vector<Entry> Reader::in_order(const toml::table& table) const {
  std::vector<Entry> entries;
  for (const auto& [key, value] : table)
    entries.push_back({std::string(key.str()), place(key.source()), &value});
  // toml++ sorts by name; the user reads from the top.
  std::ranges::stable_sort(entries, {}, [](const Entry& entry) {
    return std::pair(entry.place.line, entry.place.column);
  });
  return entries;
}

std::optional<Manifest> Reader::read(const toml::table& root) {
  for (const Entry& table : in_order(root))
    read_table(table);
  require_name();
  fill_defaults();
  return diagnostics_.failed() ? std::nullopt : std::optional(std::move(manifest_));
}

void Reader::read_table(const Entry& table) {
  std::vector<llvm::StringRef> tables, names;
  for (const Key& key : kKeys) {
    if (!llvm::is_contained(tables, key.table))
      tables.push_back(key.table);
    if (key.table == table.name)
      names.push_back(key.name);
  }
  if (names.empty()) {
    diagnostics_.report_at(table.place, kind::kUnknownTable, table.name);
    return note_nearest(diagnostics_, table.name, tables);
  }
  if (table.name == "app")
    app_ = table.place;
  if (!table.value->is_table())
    return wrong_type(table, "a table");
  for (const Entry& entry : in_order(*table.value->as_table())) {
    auto key = std::ranges::find_if(kKeys, [&](const Key& known) {
      return known.table == table.name && known.name == entry.name;
    });
    if (key != kKeys.end()) {
      (this->*key->read)(entry);
      continue;
    }
    diagnostics_.report_at(entry.place, kind::kUnknownKey, entry.name, table.name);
    note_nearest(diagnostics_, entry.name, names);
  }
}

void Reader::require_name() {
  if (has_name_)
    return;
  diagnostics_.report_at(app_.value_or(Place{1, 1, 1, 1, file_}), kind::kMissingKey, "app", "name");
  diagnostics_.note("write: [app], and in it: name = \"hello\"");
}

void Reader::fill_defaults() {
  if (manifest_.targets.empty())
    for (llvm::StringRef target : known_.targets)
      manifest_.targets.push_back({target.str(), {}});
  if (manifest_.sources.empty())
    manifest_.sources.push_back({"*.cpp", {}});
  if (manifest_.specifications.empty())
    manifest_.specifications.push_back({"*.mpl", {}});
}

void Reader::app_name(const Entry& entry) {
  has_name_ = true;
  auto name = text(entry);
  if (!name)
    return;
  if (is_application_name(name->value)) {
    manifest_.name = *name;
    return;
  }
  diagnostics_.report_at(name->place, kind::kBadName, name->value);
  diagnostics_.note(kApplicationNameRule.str());
}

void Reader::app_targets(const Entry& entry) {
  manifest_.targets = texts(entry);
  if (manifest_.targets.empty() && entry.value->is_array() && entry.value->as_array()->empty()) {
    diagnostics_.report_at(entry.place, kind::kEmptyList, entry.name);
    diagnostics_.note("known are " + llvm::join(known_.targets, ", "));
  }
  std::set<llvm::StringRef> seen;
  for (const Text& target : manifest_.targets) {
    if (!llvm::is_contained(known_.targets, llvm::StringRef(target.value))) {
      diagnostics_.report_at(target.place, kind::kManifestTarget, target.value);
      note_nearest(diagnostics_, target.value, known_.targets);
    } else if (!seen.insert(target.value).second) {
      diagnostics_.report_at(target.place, kind::kTwice, target.value);
    }
  }
}

void Reader::net_address(const Entry& entry) {
  auto address = text(entry);
  if (!address)
    return;
  if (address->value != "dhcp" && !is_ip_network(address->value))
    diagnostics_.report_at(
        address->place, kind::kBadAddress, address->value,
        "\"dhcp\" or an address with its prefix length, such as \"10.0.0.2/24\"");
  manifest_.net.address = address;
}

void Reader::net_gateway(const Entry& entry) {
  auto gateway = text(entry);
  if (!gateway)
    return;
  if (!is_ip_address(gateway->value))
    diagnostics_.report_at(gateway->place, kind::kBadAddress, gateway->value,
                           "an address, such as \"10.0.0.1\"");
  manifest_.net.gateway = gateway;
}

void Reader::net_dns(const Entry& entry) {
  manifest_.net.dns = texts(entry);
  for (const Text& server : manifest_.net.dns)
    if (!is_ip_address(server.value))
      diagnostics_.report_at(server.place, kind::kBadAddress, server.value,
                             "an address, such as \"9.9.9.9\"");
}

void Reader::net_mtu(const Entry& entry) {
  constexpr std::int64_t kLeast = 68, kMost = 65'535; // RFC 791 3.2
  const auto* number = entry.value->as_integer();
  if (number == nullptr)
    return wrong_type(entry, "a whole number");
  if (number->get() >= kLeast && number->get() <= kMost) {
    manifest_.net.mtu = static_cast<std::uint16_t>(number->get());
    return;
  }
  diagnostics_.report_at(place(entry.value->source()), kind::kBadSize,
                         std::to_string(number->get()));
  diagnostics_.note("the largest packet has 68 to 65535 bytes");
}

void Reader::net_pcap(const Entry& entry) {
  manifest_.net.pcap = text(entry);
  if (manifest_.net.pcap && manifest_.net.pcap->value.empty()) {
    diagnostics_.report_at(manifest_.net.pcap->place, kind::kEmptyList, entry.name);
    diagnostics_.note("write the name of a file, such as \"echo.pcapng\"");
  }
}

void Reader::xen_memory(const Entry& entry) {
  if (auto memory = size(entry))
    manifest_.xen.memory = *memory;
}

void Reader::build_launcher(const Entry& entry) {
  auto launcher = text(entry);
  if (launcher && !llvm::is_contained(known_.launchers, llvm::StringRef(launcher->value))) {
    diagnostics_.report_at(launcher->place, kind::kManifestLauncher, launcher->value);
    note_nearest(diagnostics_, launcher->value, known_.launchers);
  }
  manifest_.build.launcher = launcher;
}

void Reader::budget_image(const Entry& entry) {
  manifest_.budget = {size(entry), place(entry.value->source())};
}

std::optional<Text> Reader::text(const Entry& entry) {
  if (const auto* value = entry.value->as_string())
    return Text{value->get(), place(entry.value->source())};
  wrong_type(entry, "a text");
  return std::nullopt;
}

std::vector<Text> Reader::texts(const Entry& entry) {
  std::vector<Text> result;
  const auto* list = entry.value->as_array();
  if (list == nullptr) {
    wrong_type(entry, "a list of texts");
    return result;
  }
  for (const toml::node& item : *list)
    if (auto value = text({entry.name + "[]", place(item.source()), &item}))
      result.push_back(*value);
  return result;
}

std::vector<Text> Reader::patterns(const Entry& entry) {
  auto result = texts(entry);
  for (const Text& pattern : result)
    if (llvm::StringRef path(pattern.value); path.starts_with("/") || path == ".." ||
                                             path.starts_with("../") || path.contains("/../") ||
                                             path.ends_with("/..")) {
      diagnostics_.report_at(pattern.place, kind::kOutside, pattern.value);
      diagnostics_.note("a project is one folder: move the file into it, or link to it from there");
    }
  return result;
}

std::optional<std::uint64_t> Reader::size(const Entry& entry) {
  Place where = place(entry.value->source());
  std::string written;
  if (const auto* number = entry.value->as_integer())
    written = std::to_string(number->get());
  else if (const auto* value = entry.value->as_string())
    written = value->get();
  else {
    wrong_type(entry, "a size, such as \"16M\"");
    return std::nullopt;
  }
  auto bytes = parse_size(written);
  if (bytes)
    return bytes;
  diagnostics_.report_at(where, kind::kBadSize, written);
  diagnostics_.note(
      "a size is a number of bytes above 0, or one with K, M or G behind it, such as \"400K\"");
  return std::nullopt;
}

void Reader::wrong_type(const Entry& entry, llvm::StringRef wanted) {
  diagnostics_.report_at(place(entry.value->source()), kind::kWrongType, entry.name,
                         article(entry.value->type()).str(), wanted.str());
}

} // namespace

std::optional<Manifest> read_manifest(llvm::StringRef name, llvm::StringRef text,
                                      const KnownNames& known, Diagnostics& diagnostics) {
  text.consume_front("\xef\xbb\xbf"); // a byte order mark, which no column counts
  unsigned file = diagnostics.add_file(name, text);
  Reader reader(file, known, diagnostics);
  toml::parse_result parsed = toml::parse(std::string_view(text), std::string_view(name));
  if (parsed)
    return reader.read(parsed.table());
  diagnostics.report_at(reader.place(parsed.error().source()), kind::kTomlSyntax,
                        std::string(parsed.error().description()));
  return std::nullopt;
}

} // namespace mir::driver
