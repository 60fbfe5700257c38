/// \file
/// Table: finds a connection by its addresses and ports.
#pragma once

#include <cstddef>
#include <cstdint>

#include <mir/net/tcp/table/secrets.hpp>

namespace mir::net::tcp {

/// What a table holds: a connection, or what is left of one.
class Entry {
public:
  enum class Kind : std::uint8_t { Connection, TimeWait };

  Entry(Kind kind, const Tuple& tuple) noexcept : tuple_(tuple), kind_(kind) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;

  [[nodiscard]] const Tuple& tuple() const noexcept { return tuple_; }
  [[nodiscard]] Kind kind() const noexcept { return kind_; }

protected:
  ~Entry() = default;

private:
  friend class Table;
  Tuple tuple_;
  Entry* next_ = nullptr;
  Kind kind_;
  bool listed_ = false;
};

/// A hash table that grows with what it holds. Its places depend on a secret, so that nobody can
/// choose ports that all fall into one.
class Table {
public:
  explicit Table(const Secrets& secrets) noexcept : secrets_(secrets) {}
  Table(const Table&) = delete;
  Table& operator=(const Table&) = delete;
  ~Table();

  [[nodiscard]] Entry* find(const Tuple& tuple) const noexcept;
  /// Adds an entry whose tuple is not there yet. \returns false without memory for a first table.
  [[nodiscard]] bool insert(Entry& entry) noexcept;
  /// Takes an entry out, if it is there.
  void remove(Entry& entry) noexcept;
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// Calls visit(Entry&) for each, in no order; it may remove the one it is given.
  template <class Visit> void for_each(Visit visit) {
    for (std::size_t i = 0; i < places_; ++i)
      for (Entry* entry = heads_[i]; entry != nullptr;) {
        Entry* next = entry->next_;
        visit(*entry);
        entry = next;
      }
  }

private:
  static constexpr std::size_t kFirst = 64; // places
  [[nodiscard]] Entry*& head(const Tuple& tuple) const noexcept {
    return heads_[secrets_.place(tuple) & (places_ - 1)];
  }
  bool grow() noexcept;

  const Secrets& secrets_;
  Entry** heads_ = nullptr;
  std::size_t places_ = 0; // a power of two
  std::size_t size_ = 0;
};

} // namespace mir::net::tcp
