/// \file
/// A doubly linked list through the elements themselves: no allocation, and an element that dies
/// leaves its list.
#pragma once

#include <mir/os/base/check.hpp>

namespace mir::os {

/// The place of one element in at most one List<T, Tag>. Leaves the list when destroyed. Tag tells
/// several apart.
template <class Tag = void> class ListNode {
public:
  ListNode() noexcept = default;
  ListNode(const ListNode&) = delete;
  ListNode& operator=(const ListNode&) = delete;
  ~ListNode() { unlink(); }

  [[nodiscard]] bool linked() const noexcept { return next_ != this; }
  /// Leaves the list, if it is in one. O(1).
  void unlink() noexcept {
    previous_->next_ = next_;
    next_->previous_ = previous_;
    previous_ = next_ = this;
  }

private:
  template <class, class> friend class List;
  void link_before(ListNode& position) noexcept {
    previous_ = position.previous_;
    next_ = &position;
    previous_->next_ = this;
    position.previous_ = this;
  }
  ListNode* previous_ = this;
  ListNode* next_ = this;
};

/// Elements in order. Owns none of them; T derives from ListNode<Tag>.
template <class T, class Tag = void> class List {
public:
  List() noexcept = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() { clear(); }

  [[nodiscard]] bool empty() const noexcept { return !head_.linked(); }
  [[nodiscard]] T& front() noexcept {
    MIR_CHECK(!empty());
    return element(*head_.next_);
  }
  /// Appends an element that is in no list.
  void push_back(T& value) noexcept {
    Node& node = value;
    MIR_CHECK(!node.linked());
    node.link_before(head_);
  }
  /// Takes the first element out; null when there is none.
  T* pop_front() noexcept {
    if (empty())
      return nullptr;
    Node& node = *head_.next_;
    node.unlink();
    return &element(node);
  }
  /// Moves all elements of another list, in order, behind this one's. O(1).
  void append(List& other) noexcept {
    if (other.empty())
      return;
    Node &first = *other.head_.next_, &last = *other.head_.previous_;
    other.head_.unlink();
    first.previous_ = head_.previous_;
    first.previous_->next_ = &first;
    last.next_ = &head_;
    head_.previous_ = &last;
  }
  /// Takes every element out.
  void clear() noexcept {
    while (head_.linked())
      head_.next_->unlink();
  }
  /// Calls visit(T&) for each in order; it may unlink the element it is given, and no other.
  template <class Visit> void for_each(Visit visit) {
    for (Node* node = head_.next_; node != &head_;) {
      Node* next = node->next_;
      visit(element(*node));
      node = next;
    }
  }

private:
  using Node = ListNode<Tag>;
  static T& element(Node& node) noexcept { return static_cast<T&>(node); }
  Node head_;
};

} // namespace mir::os
