#include "driver/check/facts.hpp"

#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

namespace mir::driver {

namespace json = llvm::json;

// The names that LLVM's JSON library looks for.
static json::Value toJSON(const At& at) {
  return json::Array{json::fixUTF8(at.file), at.line, at.column};
}

static bool fromJSON(const json::Value& value, At& at, json::Path) {
  const auto* parts = value.getAsArray();
  if (parts == nullptr || parts->size() != 3)
    return false;
  at = {(*parts)[0].getAsString().value_or("").str(),
        static_cast<unsigned>((*parts)[1].getAsInteger().value_or(0)),
        static_cast<unsigned>((*parts)[2].getAsInteger().value_or(0))};
  return true;
}

static json::Value toJSON(const Call& call) {
  return json::Object{{"callee", json::fixUTF8(call.callee)},
                      {"name", json::fixUTF8(call.name)},
                      {"capability", call.capability},
                      {"at", call.at}};
}

static bool fromJSON(const json::Value& value, Call& call, json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("callee", call.callee) && map.map("name", call.name) &&
         map.map("capability", call.capability) && map.map("at", call.at);
}

static json::Value toJSON(const Function& function) {
  return json::Object{{"id", json::fixUTF8(function.id)},
                      {"name", json::fixUTF8(function.name)},
                      {"root", function.is_root},
                      {"at", function.at},
                      {"calls", function.calls}};
}

static bool fromJSON(const json::Value& value, Function& function, json::Path path) {
  json::ObjectMapper map(value, path);
  return map && map.map("id", function.id) && map.map("name", function.name) &&
         map.map("root", function.is_root) && map.map("at", function.at) &&
         map.map("calls", function.calls);
}

std::string text_of(const Facts& facts) {
  std::string text;
  llvm::raw_string_ostream(text) << json::Value(
      json::Object{{"app_main", facts.has_app_main}, {"functions", facts.functions}});
  return text + "\n";
}

std::optional<Facts> facts_of(llvm::StringRef text) {
  auto value = json::parse(text);
  if (!value) {
    llvm::consumeError(value.takeError());
    return std::nullopt;
  }
  Facts facts;
  json::Path::Root root;
  json::ObjectMapper map(*value, root);
  if (!map || !map.map("app_main", facts.has_app_main) || !map.map("functions", facts.functions))
    return std::nullopt;
  return facts;
}

} // namespace mir::driver
