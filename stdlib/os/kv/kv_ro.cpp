#include <mir/os/kv/kv_ro.hpp>

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <mir/os/kv/kv_image.hpp>

namespace mir::os {
namespace {

/// An empty heap is an error as any other: what a value or a list needs, the image decides.
template <class T> Task<Result<T>> or_no_memory(Task<Result<T>> task) {
  try {
    co_return co_await std::move(task);
  } catch (const std::bad_alloc&) {
    co_return fail(Errc::NoMemory);
  }
}

} // namespace

Task<Result<std::unique_ptr<KvRo>>> KvRo::open(Blkif& blkif) { return or_no_memory(opened(blkif)); }

Task<Result<KvValue>> KvRo::find(std::string key) { return or_no_memory(found(std::move(key))); }

Task<Result<>> KvRo::read(KvValue value, std::uint64_t from, MutableBytes into) {
  return or_no_memory(part(value, from, into));
}

Task<Result<std::string>> KvRo::get(std::string key, std::size_t most) {
  return or_no_memory(whole(std::move(key), most));
}

Task<Result<std::vector<KvName>>> KvRo::list(std::string folder, std::size_t most) {
  return or_no_memory(names(std::move(folder), most));
}

Task<Result<std::unique_ptr<KvRo>>> KvRo::opened(Blkif& blkif) {
  std::unique_ptr<KvRo> store(new KvRo(blkif));
  if (const Result<> begun = co_await store->begin(); !begun)
    co_return fail(begun.error().code());
  co_return store;
}

Task<Result<std::unique_ptr<KvRo>>> KvRo::open(std::unique_ptr<Blkif> blkif) {
  Result<std::unique_ptr<KvRo>> store = co_await open(*blkif);
  if (store)
    (*store)->owned_ = std::move(blkif);
  co_return store;
}

Task<Result<>> KvRo::begin() {
  const BlockInfo info = blkif_.info();
  if (!info.present)
    co_return fail(Errc::Gone);
  if (info.sector_size == 0 || kPage % info.sector_size != 0)
    co_return fail(Errc::Unsupported);
  if (info.size() < kPage)
    co_return fail(Errc::Malformed);
  std::vector<std::byte> page(kPage);
  if (const Result<> read = co_await blkif_.read(0, page); !read)
    co_return read;
  const auto header = kv::KvHeader::parse(page);
  if (!header || !header->verify_checksum())
    co_return fail(Errc::Malformed);
  if (header->pages() > info.size() / kPage)
    co_return fail(Errc::Truncated);
  pages_ = header->pages();
  index_pages_ = header->index_pages();
  keys_ = header->keys();
  co_return Result<>();
}

/// Bytes of the image, which need not begin or end with a sector.
Task<Result<>> KvRo::read_bytes(std::uint64_t place, MutableBytes into) {
  const std::size_t sector = blkif_.info().sector_size;
  std::vector<std::byte> edge; // what is read to get at a part of it
  while (!into.empty()) {
    const std::size_t before = place % sector;
    std::size_t size = into.size() / sector * sector;
    if (before == 0 && size != 0) {
      if (const Result<> read = co_await blkif_.read(place / sector, into.first(size)); !read)
        co_return read;
    } else {
      edge.resize(sector);
      if (const Result<> read = co_await blkif_.read(place / sector, edge); !read)
        co_return read;
      size = std::min(into.size(), sector - before);
      std::memcpy(into.data(), edge.data() + before, size);
    }
    place += size;
    into = into.subspan(size);
  }
  co_return Result<>();
}

/// A page of the index, checked. Stays where it is until the next wait.
Task<Result<Bytes>> KvRo::load(std::uint64_t number) {
  const auto known = std::ranges::find(kept_, number, &Page::number);
  if (known != kept_.end()) {
    known->used = ++loads_;
    co_return Bytes(known->bytes);
  }
  std::vector<std::byte> bytes(kPage);
  if (const Result<> read = co_await read_bytes(number * kPage, bytes); !read)
    co_return fail(read.error().code());
  const auto index = kv::KvIndex::parse(bytes);
  if (!index || !index->verify_checksum())
    co_return fail(Errc::Malformed);
  if (kept_.size() < kKept)
    kept_.emplace_back();
  Page& oldest =
      kept_.back().number == 0 ? kept_.back() : *std::ranges::min_element(kept_, {}, &Page::used);
  oldest = {number, ++loads_, std::move(bytes)};
  co_return Bytes(oldest.bytes);
}

/// The first key that is not before `key`; behind the last entry of its page if it is one of the
/// next page, or none.
Task<Result<KvRo::Position>> KvRo::lower_bound(std::string key) {
  // Between: pages whose first key may be `key` or come before it.
  std::uint64_t low = 1, high = index_pages_ + 1;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    const Result<Bytes> page = co_await load(middle);
    if (!page)
      co_return fail(page.error().code());
    const auto index = kv::KvIndex::parse(*page);
    const bool later = index && (*index->entries().begin()).key().view() > key;
    (later ? high : low) = middle;
  }
  Position position{low, 0};
  if (index_pages_ == 0)
    co_return position;
  const Result<Bytes> page = co_await load(low);
  if (!page)
    co_return fail(page.error().code());
  if (const auto index = kv::KvIndex::parse(*page))
    for (const kv::KvIndexEntry entry : index->entries()) {
      if (entry.key().view() >= key)
        break;
      ++position.entry;
    }
  co_return position;
}

/// The entry at a position, or the first one behind it. \returns NotFound behind the last one.
Task<Result<KvRo::Found>> KvRo::at(Position position) {
  for (; position.page <= index_pages_; ++position.page, position.entry = 0) {
    const Result<Bytes> page = co_await load(position.page);
    if (!page)
      co_return fail(page.error().code());
    const auto index = kv::KvIndex::parse(*page);
    if (!index)
      co_return fail(Errc::Malformed);
    std::size_t number = 0;
    for (const kv::KvIndexEntry entry : index->entries()) {
      if (number++ != position.entry)
        continue;
      Found found{
          std::string(entry.key().view()),
          {.size = entry.size(), .place = entry.place(), .checksum = entry.value_checksum()}};
      if (!lies_inside(found.value))
        co_return fail(Errc::Malformed);
      co_return found;
    }
  }
  co_return fail(Errc::NotFound);
}

bool KvRo::lies_inside(const KvValue& value) const noexcept {
  return value.place <= pages_ * kPage && value.size <= pages_ * kPage - value.place;
}

Task<Result<KvValue>> KvRo::found(std::string key) {
  const Result<Position> position = co_await lower_bound(key);
  if (!position)
    co_return fail(position.error().code());
  const Result<Found> entry = co_await at(*position);
  if (!entry)
    co_return fail(entry.error().code());
  if (entry->key != key)
    co_return fail(Errc::NotFound);
  co_return entry->value;
}

Task<Result<>> KvRo::part(KvValue value, std::uint64_t from, MutableBytes into) {
  if (!lies_inside(value) || from > value.size || into.size() > value.size - from)
    co_return fail(Errc::OutOfRange);
  co_return co_await read_bytes(value.place + from, into);
}

Task<Result<std::string>> KvRo::whole(std::string key, std::size_t most) {
  const Result<KvValue> value = co_await found(std::move(key));
  if (!value)
    co_return fail(value.error().code());
  if (value->size > most)
    co_return fail(Errc::TooLong);
  std::string bytes(value->size, '\0');
  const MutableBytes place = std::as_writable_bytes(std::span(bytes));
  if (const Result<> read = co_await read_bytes(value->place, place); !read)
    co_return fail(read.error().code());
  if (mpl::Crc32().add(place).value() != value->checksum)
    co_return fail(Errc::Malformed);
  co_return bytes;
}

Task<Result<std::vector<KvName>>> KvRo::names(std::string folder, std::size_t most) {
  constexpr char kAfterSlash = '/' + 1; // what sorts behind all keys of a folder
  const std::string prefix = folder.empty() ? "" : folder + "/";
  std::vector<KvName> list;
  std::string next = prefix; // the least key that may be the next name
  for (;;) {
    const Result<Position> position = co_await lower_bound(next);
    if (!position)
      co_return fail(position.error().code());
    const Result<Found> entry = co_await at(*position);
    if (!entry && entry.error() == Errc::NotFound)
      co_return list;
    if (!entry)
      co_return fail(entry.error().code());
    // A key before the one that was looked for: the index is in no order.
    if (entry->key < next)
      co_return fail(Errc::Malformed);
    if (!entry->key.starts_with(prefix))
      co_return list;
    if (list.size() == most)
      co_return fail(Errc::TooLong);
    const std::size_t slash = entry->key.find('/', prefix.size());
    if (slash == std::string::npos) {
      list.push_back({entry->key.substr(prefix.size()), false, entry->value.size});
      next = entry->key + '\0';
    } else {
      list.push_back({entry->key.substr(prefix.size(), slash - prefix.size()), true, 0});
      next = entry->key.substr(0, slash) + kAfterSlash;
    }
  }
}

} // namespace mir::os
