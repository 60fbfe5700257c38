#include "field_check.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <optional>

namespace mir::wire_test {

namespace {

std::optional<std::uint64_t> parsed(std::string_view text, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return value;
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

} // namespace

std::string hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::byte b : bytes) {
    text += digits[std::to_integer<std::size_t>(b) >> 4];
    text += digits[std::to_integer<std::size_t>(b) & 15];
  }
  return text;
}

void FieldCheck::fail(std::string_view name, const std::string& ours, const std::string& theirs) {
  report_.failures.push_back(where_ + ": " + std::string(name) + ": ours " + ours + ", tshark's " +
                             theirs);
}

const Item* FieldCheck::at(std::string_view name, std::size_t offset, std::size_t size) {
  const Item* const item = tshark_.find(name);
  if (item == nullptr) {
    fail(name, "at byte " + std::to_string(tshark_.pos + offset), "absent");
    return nullptr;
  }
  if (item->pos != tshark_.pos + offset || item->size != size) {
    fail(name,
         "at byte " + std::to_string(tshark_.pos + offset) + ", " + std::to_string(size) + " long",
         "at byte " + std::to_string(item->pos) + ", " + std::to_string(item->size) + " long");
    return nullptr;
  }
  return item;
}

void FieldCheck::number(std::string_view name, std::size_t offset, std::size_t size,
                        std::uint64_t ours) {
  const Item* const item = at(name, offset, size);
  if (item == nullptr)
    return;
  if (parsed(item->value, 16) == ours)
    ++report_.fields;
  else
    fail(name, std::to_string(ours), "0x" + item->value);
}

void FieldCheck::shown(std::string_view name, std::size_t offset, std::size_t size,
                       std::uint64_t ours) {
  const Item* const item = at(name, offset, size);
  if (item == nullptr)
    return;
  if (parsed(item->show, 10) == ours)
    ++report_.fields;
  else
    fail(name, std::to_string(ours), item->show);
}

void FieldCheck::bytes(std::string_view name, std::size_t offset, Bytes ours) {
  const Item* const item = at(name, offset, ours.size());
  if (item == nullptr)
    return;
  if (lower(item->value) == hex(ours))
    ++report_.fields;
  else
    fail(name, hex(ours), item->value);
}

void FieldCheck::starts_with(std::string_view name, std::size_t offset, Bytes ours) {
  const Item* const item = tshark_.find(name);
  if (item != nullptr && item->pos == tshark_.pos + offset && item->size > ours.size() &&
      lower(item->value).starts_with(hex(ours)))
    ++report_.fields;
  else
    fail(name, hex(ours) + " and more", item == nullptr ? "absent" : item->value);
}

void FieldCheck::derived(std::string_view name, std::uint64_t ours) {
  const Item* const item = tshark_.find(name);
  if (item == nullptr)
    fail(name, std::to_string(ours), "absent");
  else if (parsed(item->show, 10) == ours)
    ++report_.fields;
  else
    fail(name, std::to_string(ours), item->show);
}

void FieldCheck::covers(std::size_t offset, Bytes ours) {
  const std::size_t begin = tshark_.pos + offset;
  const std::string digits = hex(ours);
  std::vector<bool> seen(ours.size());
  for (const Item& item : tshark_.items) {
    if (item.size == 0 || item.pos < begin || item.pos + item.size > begin + ours.size() ||
        item.masked)
      continue;
    const std::size_t first = item.pos - begin;
    if (lower(item.value) != digits.substr(first * 2, item.size * 2))
      fail(item.name, digits.substr(first * 2, item.size * 2), item.value);
    else
      ++report_.fields;
    std::fill_n(seen.begin() + static_cast<std::ptrdiff_t>(first), item.size, true);
  }
  if (std::ranges::find(seen, false) != seen.end())
    fail(tshark_.name, digits + " at byte " + std::to_string(begin), "silent about a part of it");
}

bool FieldCheck::differs(const Item& item, Bytes packet) {
  return lower(item.value) != hex(packet.subspan(item.pos, item.size));
}

void FieldCheck::extent(std::size_t size) {
  if (tshark_.size == size)
    ++report_.fields;
  else
    fail(tshark_.name, std::to_string(size) + " bytes", std::to_string(tshark_.size) + " bytes");
}

} // namespace mir::wire_test
