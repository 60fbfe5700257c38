/// \file
/// The xenstore protocol over its shared page: several questions at a time, and watches.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rt/xen/bus/store_request.hpp"

namespace mir::rt {

/// Remembers that something below a path has changed. Belongs to the client between add_watch() and
/// drop_watch().
///
/// Only that it has: whoever is told reads the path anew, so that no number of changes overflows
/// anything.
class StoreWatch {
public:
  /// What to give the daemon as the watch's token; valid after add_watch().
  [[nodiscard]] std::string_view token() const { return {token_.data(), token_.size()}; }

  /// Whether there was a change since the last call.
  [[nodiscard]] bool take_change();

  /// Notes a change. For whoever brings the news.
  void mark() { changed_ = true; }

private:
  friend class StoreClient;

  std::array<char, 8>
      token_{}; // a number that no other watch of this domain has ever had, in hexadecimal
  bool changed_ = false;
  StoreWatch* next_ = nullptr;
};

/// Our end of the page shared with the xenstore daemon. Not one byte of it is believed before it
/// has been checked, and each is read once.
class StoreClient {
public:
  /// \param page the shared page; stays the caller's.
  explicit StoreClient(xenstore_domain_interface& page);

  /// Queues a question under an id of its own; pump() sends it.
  void submit(StoreRequest& request);

  /// Takes a question out of the queue; its answer, if there comes one, is ignored. Not for one
  /// that is half sent:
  /// \returns false then, and the client keeps it.
  [[nodiscard]] bool cancel(StoreRequest& request);

  /// Moves what can be moved in both directions. \returns whether the other end has to be told.
  [[nodiscard]] bool pump();

  /// Begins to recognise a watch's events.
  void add_watch(StoreWatch& watch);
  void drop_watch(StoreWatch& watch);

  /// Whether the other end has broken the protocol. Every question, old and new, then fails with
  /// XEN_EIO.
  [[nodiscard]] bool broken() const { return broken_; }

private:
  bool send();
  bool receive();
  bool take_header();
  void take_message();
  void take_reply(std::string_view text);
  void take_event(std::string_view text);
  void fail_all();
  size_t copy_out(char* to, size_t size);

  xenstore_domain_interface* page_;
  uint32_t sent_, received_; // our indices; the page's copies are for the other end
  uint32_t next_id_ = 1;
  uint32_t next_token_ = 1;
  bool broken_ = false;

  StoreRequest* to_send_ = nullptr; // in order; the first may be half sent
  size_t sent_of_first_ = 0;        // bytes
  StoreRequest* waiting_ = nullptr; // sent whole
  StoreWatch* watches_ = nullptr;

  xsd_sockmsg header_{}; // the message that is coming in
  size_t header_size_ = 0;
  size_t text_size_ = 0;
  std::array<char, XENSTORE_PAYLOAD_MAX> text_{};
};

} // namespace mir::rt
