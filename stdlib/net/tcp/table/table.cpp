#include <mir/net/tcp/table/table.hpp>

#include <new>
#include <utility>

namespace mir::net::tcp {

Table::~Table() { delete[] heads_; }

Entry* Table::find(const Tuple& tuple) const noexcept {
  if (size_ == 0)
    return nullptr;
  Entry* entry = head(tuple);
  while (entry != nullptr && !(entry->tuple_ == tuple))
    entry = entry->next_;
  return entry;
}

bool Table::insert(Entry& entry) noexcept {
  // Without memory for a larger table the chains become longer, and all goes on.
  if (size_ == places_ && !grow() && places_ == 0)
    return false;
  Entry*& first = head(entry.tuple_);
  entry.next_ = std::exchange(first, &entry);
  entry.listed_ = true;
  ++size_;
  return true;
}

void Table::remove(Entry& entry) noexcept {
  if (!entry.listed_)
    return;
  Entry** place = &head(entry.tuple_);
  while (*place != &entry)
    place = &(*place)->next_;
  *place = entry.next_;
  entry.listed_ = false;
  --size_;
}

bool Table::grow() noexcept {
  const std::size_t places = places_ == 0 ? kFirst : 2 * places_;
  Entry** heads = new (std::nothrow) Entry*[places]();
  if (heads == nullptr)
    return false;
  Entry** old = std::exchange(heads_, heads);
  const std::size_t old_places = std::exchange(places_, places);
  for (std::size_t i = 0; i < old_places; ++i)
    for (Entry* entry = old[i]; entry != nullptr;) {
      Entry* next = entry->next_;
      Entry*& first = head(entry->tuple_);
      entry->next_ = std::exchange(first, entry);
      entry = next;
    }
  delete[] old;
  return true;
}

} // namespace mir::net::tcp
