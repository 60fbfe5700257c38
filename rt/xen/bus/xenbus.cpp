#include "rt/xen/bus/xenbus.hpp"

#include <algorithm>
#include <charconv>

#include <xen/errno.h>

namespace mir::rt {

StoreText& StoreText::append(std::string_view text) {
  valid_ = valid_ && text.size() <= kMost - size_;
  if (!valid_) {
    size_ = 0;
    return *this;
  }
  std::copy(text.begin(), text.end(), text_.begin() + size_);
  size_ += text.size();
  return *this;
}

StoreText& StoreText::append_number(uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  return append({digits.data(), static_cast<size_t>(end - digits.data())});
}

std::optional<uint64_t> number_in(std::string_view text, uint64_t most) {
  uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most)
    return std::nullopt;
  return number;
}

XenbusDevice::XenbusDevice(BusServices& services, std::string_view path, XenbusState offered)
    : services_(services), path_(path), handshake_(offered) {}

bool XenbusDevice::open() { return services_.watch(path_.view(), own_watch_) == 0; }

bool XenbusDevice::reopen() {
  handshake_.restart();
  backend_path_ = StoreText(); // its watch went with the old xenstore
  return open();
}

bool XenbusDevice::changed() {
  const bool own = own_watch_.take_change(), backend = backend_watch_.take_change();
  return own || backend;
}

StoreText XenbusDevice::path_of(std::string_view key) const {
  return StoreText(path_.view()).append("/").append(key);
}

StoreText XenbusDevice::read_path(std::string_view path, uint32_t transaction) {
  std::array<char, StoreText::kMost> buffer;
  std::string_view value;
  if (path.empty() || services_.read(path, buffer, value, transaction) != 0)
    return {}; // too long is as good as not there
  return {value};
}

StoreText XenbusDevice::read(std::string_view key) { return read_path(path_of(key).view()); }

StoreText XenbusDevice::read_backend(std::string_view key) {
  if (backend_path_.empty())
    return {};
  return read_path(StoreText(backend_path_.view()).append("/").append(key).view());
}

uint64_t XenbusDevice::read_backend_number(std::string_view key, uint64_t otherwise,
                                           uint64_t most) {
  return number_in(read_backend(key).view(), most).value_or(otherwise);
}

bool XenbusDevice::write(std::string_view key, std::string_view value) {
  const StoreText path = path_of(key);
  return !path.empty() && services_.write(path.view(), value, 0) == 0;
}

bool XenbusDevice::write_number(std::string_view key, uint64_t value) {
  return write(key, StoreText().append_number(value).view());
}

// A device that was taken away and given again may be served by another domain, from another
// folder.
void XenbusDevice::find_backend() {
  const auto id = number_in(read("backend-id").view(), DOMID_FIRST_RESERVED - 1);
  const StoreText path = id ? read("backend") : StoreText();
  if (path.view() == backend_path_.view() && (path.empty() || *id == backend_id_))
    return;
  if (!backend_path_.empty())
    services_.unwatch(StoreText(backend_path_.view()).append("/state").view(), backend_watch_);
  backend_path_ = StoreText();
  // As long as something is shared with the old one, it stays the one to take it back from.
  const XenbusState own = handshake_.own();
  if (path.empty() || (own != XenbusStateInitialising && own != XenbusStateClosed))
    return;
  const StoreText state = StoreText(path.view()).append("/state");
  if (state.empty() || services_.watch(state.view(), backend_watch_) != 0)
    return;
  backend_path_ = path;
  backend_id_ = static_cast<domid_t>(*id);
}

Step XenbusDevice::look() {
  find_backend();
  return handshake_.next(state_named(read_backend("state").view()));
}

// Only where there is a state: the toolstack may have taken the device away meanwhile, and nothing
// of it shall come back.
bool XenbusDevice::write_state(uint32_t transaction) {
  const StoreText path = path_of("state");
  return !read_path(path.view(), transaction).empty() &&
         services_.write(path.view(), StoreText().append_number(handshake_.own()).view(),
                         transaction) == 0;
}

void XenbusDevice::finished(bool made) {
  constexpr int kAttempts = 100;
  if (!made)
    handshake_.give_up();
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    uint32_t transaction = 0;
    if (services_.begin_transaction(transaction) != 0)
      return;
    const bool written = write_state(transaction);
    if (services_.end_transaction(transaction, written) != XEN_EAGAIN)
      return;
  }
}

} // namespace mir::rt
