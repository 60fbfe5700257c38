/// \file
/// A device of this domain as xenstore describes it: which domain serves it, and in which state
/// both ends are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rt/xen/bus/handshake.hpp"
#include "rt/xen/bus/services.hpp"

namespace mir::rt {

/// A text of xenstore's or ours, with room of its own.
class StoreText {
public:
  static constexpr size_t kMost = 256; ///< characters; no path of a device comes near it

  StoreText() = default;
  StoreText(std::string_view text) { append(text); }

  /// What does not fit makes the text invalid: it is then empty for good.
  StoreText& append(std::string_view text);
  StoreText& append_number(uint64_t number);

  [[nodiscard]] std::string_view view() const { return {text_.data(), size_}; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

private:
  std::array<char, kMost> text_{};
  size_t size_ = 0;
  bool valid_ = true;
};

/// The front end of one device towards xenstore. Says what has to be done; what a ring is, only the
/// device knows.
class XenbusDevice {
public:
  /// \param path of the device, "device/vif/0". \param offered as of Handshake.
  XenbusDevice(BusServices& services, std::string_view path, XenbusState offered);
  XenbusDevice(const XenbusDevice&) = delete;
  XenbusDevice& operator=(const XenbusDevice&) = delete;

  /// Begins to watch. \returns false when xenstore refuses.
  [[nodiscard]] bool open();

  /// The same in the xenstore of a restored domain, after everything of the old back end was let
  /// go.
  [[nodiscard]] bool reopen();

  /// Whether look() may have something to say: something has changed.
  [[nodiscard]] bool changed();

  /// Looks at the back end. After Step::Offer the rings are written down with write() and
  /// finished() is called; after any other step finished() as well. Until it says None.
  [[nodiscard]] Step look();

  /// Writes our state down, after a step. \param made false when it could not be made.
  void finished(bool made);

  /// The domain that serves the device, from Offer to Drop.
  [[nodiscard]] domid_t backend() const { return backend_id_; }

  /// What the other end says of itself or of the device, in its own folder. Believe nothing.
  [[nodiscard]] StoreText read_backend(std::string_view key);
  /// The same as a number up to `most`. \returns `otherwise` when it is none, or a larger one.
  [[nodiscard]] uint64_t read_backend_number(std::string_view key, uint64_t otherwise,
                                             uint64_t most);

  /// What the toolstack says, or we have said, in our folder.
  [[nodiscard]] StoreText read(std::string_view key);
  [[nodiscard]] bool write(std::string_view key, std::string_view value);
  [[nodiscard]] bool write_number(std::string_view key, uint64_t value);

private:
  [[nodiscard]] StoreText path_of(std::string_view key) const;
  [[nodiscard]] StoreText read_path(std::string_view path, uint32_t transaction = 0);
  void find_backend();
  bool write_state(uint32_t transaction);

  BusServices& services_;
  StoreText path_;
  Handshake handshake_;
  StoreText backend_path_; // empty while there is none
  domid_t backend_id_ = 0;
  StoreWatch own_watch_, backend_watch_;
};

/// The number that a text is, all of it, in decimal. \returns nothing when it is none or > most.
[[nodiscard]] std::optional<uint64_t> number_in(std::string_view text, uint64_t most);

} // namespace mir::rt
