#include "rt/xen/bus/store_client.hpp"

#include <algorithm>
#include <utility>

#include <xen/errno.h>

namespace mir::rt {

namespace {

constexpr uint32_t kRing = XENSTORE_RING_SIZE; // bytes each way

struct ErrorName {
  std::string_view name;
  int number;
};

// Errors travel as their names (xen/errno.h lists those, one XEN_ERRNO() each).
constexpr ErrorName kErrors[] = {
#define XEN_ERRNO(name, value) {#name, value},
#include <xen/errno.h>
};

int error_named(std::string_view name) {
  for (const ErrorName& each : kErrors)
    if (each.name == name)
      return each.number;
  return XEN_EIO;
}

// The text up to a null character or its end.
std::string_view cut(std::string_view& text) {
  const size_t end = std::min(text.find('\0'), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

template <class Node> void append(Node*& list, Node& node, Node* Node::* next) {
  Node** end = &list;
  while (*end)
    end = &((*end)->*next);
  node.*next = nullptr;
  *end = &node;
}

template <class Node> bool unlink(Node*& list, Node& node, Node* Node::* next) {
  for (Node** at = &list; *at; at = &((*at)->*next)) {
    if (*at != &node)
      continue;
    *at = node.*next;
    return true;
  }
  return false;
}

} // namespace

bool StoreWatch::take_change() { return std::exchange(changed_, false); }

StoreClient::StoreClient(xenstore_domain_interface& page)
    : page_(&page), sent_(__atomic_load_n(&page.req_prod, __ATOMIC_RELAXED)),
      received_(__atomic_load_n(&page.rsp_cons, __ATOMIC_RELAXED)) {}

void StoreClient::submit(StoreRequest& request) {
  if (broken_)
    return request.finish(XEN_EIO);
  if (request.error_ != 0)
    return request.finish(request.error_);
  request.header_.req_id = next_id_++;
  append(to_send_, request, &StoreRequest::next_);
}

bool StoreClient::cancel(StoreRequest& request) {
  if (&request == to_send_ && sent_of_first_ > 0)
    return false;
  return unlink(to_send_, request, &StoreRequest::next_) ||
         unlink(waiting_, request, &StoreRequest::next_);
}

void StoreClient::add_watch(StoreWatch& watch) {
  uint32_t number = next_token_++;
  for (size_t i = watch.token_.size(); i-- > 0; number >>= 4)
    watch.token_[i] = "0123456789abcdef"[number & 15];
  append(watches_, watch, &StoreWatch::next_);
}

void StoreClient::drop_watch(StoreWatch& watch) { unlink(watches_, watch, &StoreWatch::next_); }

bool StoreClient::pump() {
  bool moved = false;
  if (!broken_)
    moved = receive();
  if (!broken_)
    moved = send() || moved;
  if (broken_)
    fail_all();
  return moved;
}

bool StoreClient::send() {
  const uint32_t consumed = __atomic_load_n(&page_->req_cons, __ATOMIC_ACQUIRE);
  if (sent_ - consumed > kRing) {
    broken_ = true;
    return false;
  }
  uint32_t room = kRing - (sent_ - consumed);
  const uint32_t before = sent_;
  while (to_send_ && room > 0) {
    for (; room > 0 && sent_of_first_ < to_send_->message_size(); --room, ++sent_, ++sent_of_first_)
      __atomic_store_n(&page_->req[sent_ % kRing], to_send_->byte(sent_of_first_),
                       __ATOMIC_RELAXED);
    if (sent_of_first_ < to_send_->message_size())
      break;
    StoreRequest& request = *to_send_;
    to_send_ = request.next_;
    sent_of_first_ = 0;
    append(waiting_, request, &StoreRequest::next_);
  }
  __atomic_store_n(&page_->req_prod, sent_, __ATOMIC_RELEASE);
  return sent_ != before;
}

size_t StoreClient::copy_out(char* to, size_t size) {
  const uint32_t there = __atomic_load_n(&page_->rsp_prod, __ATOMIC_ACQUIRE) - received_;
  if (there > kRing) {
    broken_ = true;
    return 0;
  }
  const size_t count = std::min<size_t>(size, there);
  for (size_t i = 0; i < count; ++i, ++received_)
    to[i] = __atomic_load_n(&page_->rsp[received_ % kRing], __ATOMIC_RELAXED);
  __atomic_store_n(&page_->rsp_cons, received_, __ATOMIC_RELEASE);
  return count;
}

// Completes header_. \returns false when its rest has not come, or is wrong.
bool StoreClient::take_header() {
  header_size_ +=
      copy_out(reinterpret_cast<char*>(&header_) + header_size_, sizeof header_ - header_size_);
  if (header_size_ == sizeof header_ && header_.len > XENSTORE_PAYLOAD_MAX)
    broken_ = true;
  return header_size_ == sizeof header_ && !broken_;
}

bool StoreClient::receive() {
  const uint32_t before = received_;
  while (take_header()) {
    text_size_ += copy_out(text_.data() + text_size_, header_.len - text_size_);
    if (text_size_ < header_.len || broken_)
      break;
    take_message();
    header_size_ = text_size_ = 0;
  }
  return received_ != before;
}

void StoreClient::take_message() {
  const std::string_view text(text_.data(), text_size_);
  if (header_.type == XS_WATCH_EVENT)
    take_event(text);
  else
    take_reply(text);
}

void StoreClient::take_event(std::string_view text) {
  cut(text); // the path: whoever watches knows it
  const std::string_view token = cut(text);
  for (StoreWatch* watch = watches_; watch; watch = watch->next_)
    if (watch->token() == token)
      watch->mark();
}

// An answer to nothing, or one that was not asked so, is ignored: it may belong to a question that
// was cancelled.
void StoreClient::take_reply(std::string_view text) {
  StoreRequest* request = waiting_;
  while (request && request->header_.req_id != header_.req_id)
    request = request->next_;
  if (!request)
    return;
  unlink(waiting_, *request, &StoreRequest::next_);
  if (header_.type == XS_ERROR) {
    const int error = error_named(cut(text));
    return request->finish(error);
  }
  if (header_.type != request->header_.type)
    return request->finish(XEN_EIO);
  if (text.size() > request->buffer_.size())
    return request->finish(XEN_E2BIG);
  std::copy(text.begin(), text.end(), request->buffer_.begin());
  request->reply_size_ = text.size();
  request->finish(0);
}

void StoreClient::fail_all() {
  sent_of_first_ = 0;
  for (StoreRequest** list : {&to_send_, &waiting_}) {
    while (StoreRequest* request = *list) {
      *list = request->next_;
      request->finish(XEN_EIO);
    }
  }
}

} // namespace mir::rt
