/// \file
/// One question to xenstore and its answer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <xen/xen.h>

#include <xen/io/xs_wire.h>

namespace mir::rt {

/// A message to the xenstore daemon (docs/misc/xenstore.txt in Xen's source), built in a buffer of
/// the caller's that then receives the reply.
///
/// From StoreClient::submit() until done() or StoreClient::cancel() it belongs to the client and
/// must not move.
class StoreRequest {
public:
  /// \param buffer for the text of the question and of the answer; XENSTORE_PAYLOAD_MAX bytes hold
  /// every answer.
  /// \param transaction 0 outside of transactions.
  StoreRequest(xsd_sockmsg_type type, std::span<char> buffer, uint32_t transaction = 0)
      : buffer_(buffer), header_{.type = type, .req_id = 0, .tx_id = transaction, .len = 0} {}
  StoreRequest(const StoreRequest&) = delete;
  StoreRequest& operator=(const StoreRequest&) = delete;

  /// Adds a path or a token, which the protocol ends with a null character.
  StoreRequest& name(std::string_view text) { return value(text).value({"\0", 1}); }

  /// Adds a value, which ends with the message. What does not fit makes the request fail with
  /// XEN_E2BIG.
  StoreRequest& value(std::string_view text);

  [[nodiscard]] bool done() const { return done_; }

  /// XEN_E... of xen/errno.h, 0 for success. Once done().
  [[nodiscard]] int error() const { return error_; }

  /// The answer, without the null character that ends some of them. Once done(); points into the
  /// buffer.
  [[nodiscard]] std::string_view reply() const { return {buffer_.data(), reply_size_}; }

private:
  friend class StoreClient;

  [[nodiscard]] size_t message_size() const { return sizeof header_ + header_.len; }
  [[nodiscard]] char byte(size_t at) const;
  void finish(int error);

  std::span<char> buffer_;
  xsd_sockmsg header_;
  size_t reply_size_ = 0;
  int error_ = 0;
  bool done_ = false;
  StoreRequest* next_ = nullptr; // in the client's queue
};

} // namespace mir::rt
