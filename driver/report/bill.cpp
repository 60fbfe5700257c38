#include "driver/report/bill.hpp"

#include <array>

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"

namespace mir::driver {
namespace {

namespace json = llvm::json;

constexpr llvm::StringLiteral kLlvm = "Apache-2.0 WITH LLVM-exception";

/// A part of every image, and the source package that it comes from.
struct Part {
  llvm::StringLiteral name, package, licence;
};

constexpr std::array<Part, 5> kParts{{
    {"musl", "musl", "MIT"},
    {"libc++", "llvm-toolchain-19", kLlvm},
    {"libc++abi", "llvm-toolchain-19", kLlvm},
    {"libunwind", "llvm-toolchain-19", kLlvm},
    {"compiler-rt", "llvm-toolchain-19", kLlvm},
}};

std::string version_of(llvm::StringRef package, llvm::StringRef versions) {
  for (llvm::StringRef line : llvm::split(versions, '\n'))
    if (auto [name, version] = line.split(' '); name == package)
      return version.str();
  return "NOASSERTION";
}

// LLVM's values borrow what is no std::string.
json::Object package(const std::string& name, const std::string& version,
                     const std::string& licence) {
  return json::Object{{"SPDXID", "SPDXRef-" + name}, {"name", name},
                      {"versionInfo", version},      {"downloadLocation", "NOASSERTION"},
                      {"filesAnalyzed", false},      {"licenseConcluded", licence},
                      {"licenseDeclared", licence},  {"copyrightText", "NOASSERTION"}};
}

json::Object relation(llvm::StringRef from, llvm::StringRef kind, llvm::StringRef to) {
  return json::Object{{"spdxElementId", "SPDXRef-" + from.str()},
                      {"relationshipType", kind.str()},
                      {"relatedSpdxElement", "SPDXRef-" + to.str()}};
}

} // namespace

std::string bill_of_materials(llvm::StringRef application, llvm::StringRef version,
                              llvm::StringRef versions, llvm::StringRef digest) {
  json::Object image = package("image", digest.take_front(16).str(), "NOASSERTION");
  image["name"] = application;
  image["checksums"] =
      json::Array{json::Object{{"algorithm", "SHA256"}, {"checksumValue", digest}}};
  json::Array packages{std::move(image), package("mir", version.str(), "ISC")};
  json::Array relations{relation("DOCUMENT", "DESCRIBES", "image"),
                        relation("image", "STATIC_LINK", "mir")};
  for (const Part& part : kParts) {
    std::string id = part.name.str(); // an identifier has letters, digits, '.' and '-'
    for (char& c : id)
      c = c == '+' ? 'x' : c;
    json::Object object = package(id, version_of(part.package, versions), part.licence.str());
    object["name"] = part.name;
    packages.push_back(std::move(object));
    relations.push_back(relation("image", "STATIC_LINK", id));
  }
  json::Object document{
      {"spdxVersion", "SPDX-2.3"},
      {"dataLicense", "CC0-1.0"},
      {"SPDXID", "SPDXRef-DOCUMENT"},
      {"name", application},
      {"documentNamespace", "urn:sha256:" + digest.str()},
      // The time of an image would make two builds differ.
      {"creationInfo", json::Object{{"created", "1970-01-01T00:00:00Z"},
                                    {"creators", json::Array{"Tool: mir-" + version.str()}}}},
      {"packages", std::move(packages)},
      {"relationships", std::move(relations)}};
  return llvm::formatv("{0:2}\n", json::Value(std::move(document)));
}

} // namespace mir::driver
