/// \file
/// KvRo: a read-only key/value store on a block device, made by `mir image`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mir/os/base/bytes.hpp>
#include <mir/os/base/error.hpp>
#include <mir/os/device/blkif.hpp>
#include <mir/os/task.hpp>

namespace mir::os {

/// One value of a store: where it lies and how large it is. Stays good as long as the store.
struct KvValue {
  std::uint64_t size = 0;     ///< bytes
  std::uint64_t place = 0;    ///< bytes from the beginning of the image
  std::uint32_t checksum = 0; ///< CRC-32 of the value
};

/// What list() finds in a folder.
struct KvName {
  std::string name;   ///< without the folders before it
  bool is_folder;     ///< other keys begin with this name and a '/'
  std::uint64_t size; ///< of the value, bytes; 0 for a folder
};

/// Looks values up by their keys. Any number of tasks may do so at once; nothing is written.
///
/// The index stays on the device: a look-up reads about log2(keys / 60) pages of it, of which the
/// last 16 are kept, so that the memory that a store takes does not grow with it (64 KiB). Every
/// page of the index is checked against its checksum when it is read, and get() checks the value.
/// An image may be anything: one that is damaged or made to do harm leads to Errc::Malformed or to
/// wrong values, never outside of the device or of the caller's memory.
class KvRo {
public:
  static constexpr std::size_t kUsualMost = 1 << 20; ///< bytes that get() allocates without asking
  static constexpr std::size_t kUsualNames = 16'384; ///< names that list() gives without asking

  /// Opens the image that begins at the first sector. \param blkif outlives the store.
  /// \returns Errc::Malformed (no image, or of another version, or damaged), Truncated (the device
  ///          is shorter than the image), Unsupported (sectors of another size), NoMemory, Gone,
  ///          Io.
  [[nodiscard]] static Task<Result<std::unique_ptr<KvRo>>> open(Blkif& blkif);
  /// The same for a device that is the store's from now on.
  [[nodiscard]] static Task<Result<std::unique_ptr<KvRo>>> open(std::unique_ptr<Blkif> blkif);

  KvRo(const KvRo&) = delete;
  KvRo& operator=(const KvRo&) = delete;
  /// No look-up or read may be under way.
  ~KvRo() = default;

  /// How many there are.
  [[nodiscard]] std::uint64_t keys() const noexcept { return keys_; }

  /// \returns Errc::NotFound; Malformed (the index is damaged), NoMemory, Gone, Io.
  [[nodiscard]] Task<Result<KvValue>> find(std::string key);

  /// A whole value, checked against its checksum.
  /// \param most bytes of a value that may be that large.
  /// \returns as find(), and Errc::TooLong for a larger one: read() has it piece by piece.
  [[nodiscard]] Task<Result<std::string>> get(std::string key, std::size_t most = kUsualMost);

  /// Fills `into` with bytes of a value, from the byte `from` on. They are not checked: the
  /// checksum is of the whole value. What begins and ends with a sector of the device is not
  /// copied.
  /// \returns Errc::OutOfRange (beyond the end of the value, or a value that no find() of this
  ///          store gave), NoMemory, Gone, Io.
  [[nodiscard]] Task<Result<>> read(KvValue value, std::uint64_t from, MutableBytes into);

  /// What is in a folder, in the order of its names, where a '/' in a key ends the name of a
  /// folder.
  /// \param folder "" for all of the store, "a/b" without a '/' at its end.
  /// \param most names of a folder that may have that many.
  /// \returns as find(), and Errc::TooLong where there are more; a folder that is not there has
  ///          nothing in it.
  [[nodiscard]] Task<Result<std::vector<KvName>>> list(std::string folder = "",
                                                       std::size_t most = kUsualNames);

private:
  static constexpr std::size_t kPage = 4096; // bytes
  static constexpr std::size_t kKept = 16;   // pages of the index

  struct Page {
    std::uint64_t number = 0; // 0: none
    std::uint64_t used = 0;   // when, in calls of load()
    std::vector<std::byte> bytes;
  };
  /// Where a key is in the index, or would be.
  struct Position {
    std::uint64_t page; // of the index, from 1 on
    std::size_t entry;
  };
  struct Found {
    std::string key;
    KvValue value;
  };
  explicit KvRo(Blkif& blkif) noexcept : blkif_(blkif) {}
  [[nodiscard]] static Task<Result<std::unique_ptr<KvRo>>> opened(Blkif& blkif);
  [[nodiscard]] Task<Result<>> begin();
  [[nodiscard]] Task<Result<KvValue>> found(std::string key);
  [[nodiscard]] Task<Result<>> part(KvValue value, std::uint64_t from, MutableBytes into);
  [[nodiscard]] Task<Result<std::string>> whole(std::string key, std::size_t most);
  [[nodiscard]] Task<Result<std::vector<KvName>>> names(std::string folder, std::size_t most);
  [[nodiscard]] Task<Result<>> read_bytes(std::uint64_t place, MutableBytes into);
  [[nodiscard]] Task<Result<Bytes>> load(std::uint64_t number);
  [[nodiscard]] Task<Result<Position>> lower_bound(std::string key);
  [[nodiscard]] Task<Result<Found>> at(Position position);
  [[nodiscard]] bool lies_inside(const KvValue& value) const noexcept;

  std::unique_ptr<Blkif> owned_; // or null
  Blkif& blkif_;
  std::uint64_t pages_ = 0, index_pages_ = 0, keys_ = 0;
  std::uint64_t loads_ = 0;
  std::vector<Page> kept_;
};

/// The store on the block device with this number (see open_block_device()).
/// \returns as that and as KvRo::open(), said in the log.
[[nodiscard]] Task<Result<std::unique_ptr<KvRo>>> open_kv(App& app, std::uint32_t number = 0);

} // namespace mir::os
