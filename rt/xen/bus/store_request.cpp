#include "rt/xen/bus/store_request.hpp"

#include <algorithm>

#include <xen/errno.h>

namespace mir::rt {

StoreRequest& StoreRequest::value(std::string_view text) {
  const size_t most = std::min<size_t>(buffer_.size(), XENSTORE_PAYLOAD_MAX);
  if (text.size() > most - header_.len) {
    error_ = XEN_E2BIG;
    return *this;
  }
  std::copy(text.begin(), text.end(), buffer_.begin() + header_.len);
  header_.len += static_cast<uint32_t>(text.size());
  return *this;
}

char StoreRequest::byte(size_t at) const {
  return at < sizeof header_ ? reinterpret_cast<const char*>(&header_)[at]
                             : buffer_[at - sizeof header_];
}

void StoreRequest::finish(int error) {
  error_ = error;
  done_ = true;
  if (error != 0)
    reply_size_ = 0;
  else if (reply_size_ > 0 && buffer_[reply_size_ - 1] == 0 && header_.type != XS_DIRECTORY)
    --reply_size_;
}

} // namespace mir::rt
