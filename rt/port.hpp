/// \file
/// The platform line: everything the library OS asks of a run time, and nothing else.
///
/// Each `rt/<target>` implements the functions of the groups it offers; a function it does not
/// offer is absent from its archive (there are no stubs), so a program that needs it fails to link,
/// and the driver says so before that. Only symbols that begin with `mir_port_` leave a run-time
/// archive.
///
/// Rules that hold for every function:
/// - One thread of control. No function may be called from two threads, and none calls back.
/// - Only mir_port_wait(), mir_port_console_write() and files block. All others return at once,
/// with
///   MIR_AGAIN where they would have to wait.
/// - Nothing throws and nothing allocates after mir_main() has been entered, unless the comment
/// says so.
/// - A null pointer or an unknown device or socket is a bug of the caller: the run time aborts with
/// a message on the
///   console. Everything that the outside world can cause is a mir_status.
/// - Times are nanoseconds in 64 bits: enough for 584 years.
#pragma once

#include <stddef.h>
#include <stdint.h>

extern "C" {

/// What became of a request. Zero is success; the values are part of the binary interface and are
/// only ever added to.
enum mir_status : int32_t {
  MIR_OK = 0,
  MIR_AGAIN = 1,       ///< nothing to be had, or no room, now: wait for the event and ask again
  MIR_IN_USE = 2,      ///< the address or port is taken
  MIR_NO_ADDRESS = 3,  ///< the local address is not one of this machine's
  MIR_REFUSED = 4,     ///< the peer answered that nobody listens
  MIR_RESET = 5,       ///< the peer, or the path, tore the connection down
  MIR_UNREACHABLE = 6, ///< no route, or the network said the host cannot be reached
  MIR_TIMED_OUT = 7,   ///< the peer did not answer in the protocol's own time
  MIR_CLOSED =
      8, ///< writing after the end of the stream was sent, or reading what is not connected
  MIR_TOO_LONG = 9,   ///< the message is larger than the protocol or the device can carry
  MIR_DENIED = 10,    ///< the platform forbids it (for example a port below 1024)
  MIR_LIMIT = 11,     ///< a limit of the platform is reached (handles, ring entries)
  MIR_NO_MEMORY = 12, ///< the platform has no memory left for it
  MIR_INVALID =
      13, ///< the request contradicts itself (for example a sector past the end of the device)
  MIR_UNSUPPORTED = 14, ///< the device or the platform cannot do this
  MIR_IO = 15,          ///< the device failed, or its back end sent something impossible
  MIR_GONE = 16,        ///< the device was unplugged
};

/// One piece of memory to be written out. Borrowed for the call only, unless the function says
/// otherwise.
struct mir_piece {
  const void* data;
  size_t size; ///< bytes
};

/// Most pieces of one call; more is a bug of the caller.
inline constexpr size_t MIR_MOST_PIECES = 64;

// ------------------------------------------------------------------------------------------------
// start and exit

/// The program above the line, supplied by the library OS and called once when the platform is up.
///
/// \param arguments `count` strings; the first is the program's name. They live until the program
/// ends.
/// \returns the exit code, 0 to 255; the run time hands it to mir_port_exit().
int mir_main(int count, char** arguments);

/// Ends the program after everything written to the console has left it.
///
/// \param code 0 for success. Becomes the process's exit status, or the domain's shutdown reason.
[[noreturn]] void mir_port_exit(int code);

/// The name of the target, as `mir targets` prints it ("unix-socket", "xen"). Static storage.
const char* mir_port_target(void);

// ------------------------------------------------------------------------------------------------
// time

/// Nanoseconds since some moment before the program began. Never goes back; stands still while the
/// machine is suspended or saved.
uint64_t mir_port_monotonic_ns(void);

/// Nanoseconds since 1970-01-01 00:00 UTC without leap seconds, or 0 where the platform does not
/// know. May jump.
uint64_t mir_port_wall_ns(void);

// ------------------------------------------------------------------------------------------------
// waiting

enum mir_event_kind : uint32_t {
  MIR_EVENT_CONSOLE = 1, ///< console input can be read
  MIR_EVENT_NET =
      2, ///< a network device received, finished sending, or changed state; source = device
  MIR_EVENT_BLOCK = 3,  ///< a block device finished requests; source = device
  MIR_EVENT_SOCKET = 4, ///< a watched socket; source = the cookie given to mir_port_socket_watch()
  MIR_EVENT_STOP = 5,   ///< the platform asks the program to end in order; source = a
                        ///< mir_stop_reason. A second request ends it at once
};

/// Why the program is to end: the number of the signal that says so on UNIX. A program that ends
/// because of it ends with 128 plus that number.
enum mir_stop_reason : uint32_t {
  MIR_STOP_INTERRUPT = 2,  ///< somebody at the console wants it to end (^C, SIGINT)
  MIR_STOP_TERMINATE = 15, ///< whoever looks after the program does (SIGTERM, control/shutdown)
};

enum : uint32_t {
  MIR_READABLE = 1, ///< reading or accepting will not say MIR_AGAIN at once
  MIR_WRITABLE = 2, ///< writing will not say MIR_AGAIN at once; or a connection attempt has ended
  MIR_HANGUP = 4,   ///< the peer will send no more, or the handle failed: reading tells which
};

struct mir_event {
  mir_event_kind kind;
  uint32_t ready;  ///< of MIR_READABLE, MIR_WRITABLE, MIR_HANGUP
  uint64_t source; ///< device number, socket cookie or reason
};

/// No deadline: wait for an event however long it takes.
inline constexpr uint64_t MIR_FOREVER = UINT64_MAX;

/// Blocks until something is ready or the deadline has come, whichever is first.
///
/// Events are edges: a condition is reported at least once after it has become true, and perhaps
/// not again until the caller has seen MIR_AGAIN from the operation. It may also be reported when
/// there is nothing (a spurious edge). An edge that comes between a MIR_AGAIN and this call is not
/// lost.
///
/// \param deadline_ns on the monotonic clock; one that has passed polls, MIR_FOREVER has no
/// deadline.
/// \param capacity of `events`, at least 1. What does not fit is reported by the next call.
/// \returns the number of events written; 0 when the deadline came first.
size_t mir_port_wait(uint64_t deadline_ns, mir_event* events, size_t capacity);

// ------------------------------------------------------------------------------------------------
// console

/// Writes all bytes to the console, waiting for room if it must. Bytes of two calls never mix. If
/// the console is gone the bytes are dropped.
void mir_port_console_write(const void* data, size_t size);

/// Reads what is there, up to `size` bytes, into `data` and sets `*got`.
///
/// \returns MIR_OK with *got > 0; MIR_OK with *got == 0 at the end of input; MIR_AGAIN when there
/// is nothing now.
mir_status mir_port_console_read(void* data, size_t size, size_t* got);

// ------------------------------------------------------------------------------------------------
// entropy

/// Fills `data` with bytes that nobody else can predict. At most 256 bytes a call: it is a seed,
/// not a generator.
///
/// \returns MIR_UNSUPPORTED when the platform has no source that deserves the name. Never weak
/// bytes.
mir_status mir_port_entropy(void* data, size_t size);

// ------------------------------------------------------------------------------------------------
// pages

inline constexpr size_t MIR_PAGE_SIZE = 4096; ///< bytes; what one grant of the hypervisor covers

/// `count` zeroed pages in a row that devices may be pointed at, aligned to MIR_PAGE_SIZE; null
/// when there are none.
void* mir_port_pages_map(size_t count);

/// How many pages could still be mapped, if not in one run; SIZE_MAX where the platform sets no
/// limit that is known. The C library's heap takes from the same.
size_t mir_port_pages_free(void);

/// Gives back exactly what one mir_port_pages_map() returned. No device may still hold any of it.
void mir_port_pages_unmap(void* pages, size_t count);

// ------------------------------------------------------------------------------------------------
// network devices

/// What a device can do for the stack. The sending half is the stack's to use; the receiving half
/// is what frames may then look like.
enum : uint32_t {
  MIR_NET_SEND_CHECKSUM = 1, ///< fills in TCP and UDP checksums (see MIR_FRAME_CHECKSUM_PARTIAL)
  MIR_NET_SEND_SEGMENTS_TCP4 = 2, ///< cuts IPv4 TCP frames of up to 64 KiB into segments
  MIR_NET_SEND_SEGMENTS_TCP6 = 4, ///< the same for IPv6
  MIR_NET_RECEIVE_MERGED = 8,     ///< hands over TCP frames larger than the MTU
};

struct mir_net_info {
  char name[16]; ///< as the platform names it ("tap0", "vif/0"), null-terminated
  uint8_t mac[6];
  uint16_t mtu;            ///< bytes of payload after the Ethernet header
  uint32_t offload;        ///< of MIR_NET_SEND_..., MIR_NET_RECEIVE_...
  uint32_t receive_slots;  ///< buffers the device can hold
  uint32_t send_slots;     ///< pieces the device can hold
  uint32_t pieces_a_frame; ///< most pieces one sent frame may have
  bool link_up;
};

enum : uint32_t {
  MIR_FRAME_MORE = 1, ///< the frame goes on in the next entry
  MIR_FRAME_CHECKSUM_PARTIAL =
      2, ///< the checksum field holds the pseudo header's sum only, from checksum_start
  MIR_FRAME_CHECKSUM_VALID = 4, ///< the device has checked it (receiving only)
  MIR_FRAME_SEGMENTS_TCP4 =
      8, ///< one large IPv4 TCP frame, of segment_size bytes of TCP payload each
  MIR_FRAME_SEGMENTS_TCP6 = 16,
  /// Sending: the piece lies in a page of mir_port_pages_map() that holds nothing but packets of
  /// this device, so that whoever is behind it may see the whole page while it sends. On every
  /// entry.
  MIR_FRAME_OWN_PAGE = 32,
};

/// A buffer lent to a device to receive into: a whole page of mir_port_pages_map(), or on UNIX any
/// bytes within a page. What the page holds already whoever is behind the device may see.
struct mir_net_buffer {
  void* data;
  uint32_t size;   ///< bytes, at most MIR_PAGE_SIZE
  uint64_t cookie; ///< given back with the buffer; unique among those the device holds
};

/// One entry of a frame, sent or received. The flags other than MIR_FRAME_MORE and
/// MIR_FRAME_OWN_PAGE, and the three numbers below them, count on the first entry only.
struct mir_net_entry {
  const void*
      data; ///< sending: where the bytes are. Receiving: the first byte within the lent buffer
  uint32_t length;          ///< bytes
  uint32_t flags;           ///< of MIR_FRAME_...
  uint64_t cookie;          ///< sending: given back by mir_port_net_sent(). Receiving: the buffer's
  uint16_t checksum_start;  ///< bytes from the start of the frame to the TCP or UDP header
  uint16_t checksum_offset; ///< bytes from there to the checksum field
  uint16_t segment_size;    ///< TCP payload bytes a segment
  uint16_t reserved;        ///< 0
};

/// How many network devices there are, numbered from 0. Constant while the program runs.
uint32_t mir_port_net_count(void);

/// Takes a device for one user, as mir_port_block_claim() does.
mir_status mir_port_net_claim(uint32_t device);

/// Gives a device back. It holds no buffer and no frame.
void mir_port_net_release(uint32_t device);

/// Describes a device. May change after MIR_EVENT_NET (link, MTU).
void mir_port_net_info(uint32_t device, mir_net_info* info);

/// Lends buffers to receive into. The device owns them until mir_port_net_receive() gives them
/// back.
///
/// \returns how many it took, from the first; fewer when its slots are full.
size_t mir_port_net_post(uint32_t device, const mir_net_buffer* buffers, size_t count);

/// Takes received frames, whole ones only, and gives their buffers back, one an entry.
///
/// A device takes no frame from the platform while it holds too few buffers for the largest one
/// (64 KiB with MIR_NET_RECEIVE_MERGED): after lending it more, ask again.
/// An entry of length 0 without MIR_FRAME_MORE is a buffer given back unused (the device lost its
/// link).
/// \returns the number of entries written; 0 means MIR_AGAIN.
size_t mir_port_net_receive(uint32_t device, mir_net_entry* entries, size_t capacity);

/// Queues frames. The bytes belong to the device until mir_port_net_sent() names the cookie.
///
/// \param entries whole frames; one that does not fit ends the call.
/// \returns how many entries, of whole frames, were taken; 0 means MIR_AGAIN.
size_t mir_port_net_send(uint32_t device, const mir_net_entry* entries, size_t count);

/// Takes the cookies of entries that the device is done with, in any order.
///
/// \returns how many were written; 0 means there are none now.
size_t mir_port_net_sent(uint32_t device, uint64_t* cookies, size_t capacity);

/// Makes the device let go of every buffer and every frame: it reads and writes none of them any
/// more, and gives none back. Lending buffers starts it again.
void mir_port_net_stop(uint32_t device);

// ------------------------------------------------------------------------------------------------
// block devices

struct mir_block_info {
  char name[16]; ///< as the platform names it ("data.img", "vbd/51712"), null-terminated
  uint64_t sectors;
  uint32_t sector_size;  ///< bytes: 512 or 4096
  uint32_t slots;        ///< requests the device can hold; constant
  uint32_t most_sectors; ///< of one request; constant, as sector_size is once it was there
  bool read_only;
  bool can_flush; ///< has a flush that means something; without it nobody knows when bytes are safe
  bool present;   ///< false: it was unplugged, or has never been served
};

enum mir_block_operation : uint32_t {
  MIR_BLOCK_READ = 1,
  MIR_BLOCK_WRITE = 2,
  MIR_BLOCK_FLUSH = 3
};

struct mir_block_request {
  mir_block_operation operation;
  uint32_t sectors; ///< 1 to most_sectors; 0 for a flush
  uint64_t sector;  ///< the first
  void* data;       ///< any address; the device's until the request is done or forgotten. A write
                    ///< only reads it
  uint64_t cookie;  ///< unique among the requests the device holds
};

struct mir_block_result {
  uint64_t cookie;
  mir_status status; ///< MIR_OK, MIR_IO, MIR_LIMIT (no room behind it), MIR_UNSUPPORTED, MIR_GONE
};

/// How many block devices there are, numbered from 0. Constant while the program runs.
uint32_t mir_port_block_count(void);

/// Takes a device for one user: results know only their cookies, so two would get each other's.
/// \returns MIR_OK; MIR_IN_USE until the one who has it gives it back.
mir_status mir_port_block_claim(uint32_t device);

/// Gives a device back. It holds no request.
void mir_port_block_release(uint32_t device);

/// Describes a device. May change after MIR_EVENT_BLOCK.
void mir_port_block_info(uint32_t device, mir_block_info* info);

/// Queues requests. Two that are not done have no order. A flush covers the writes that were done
/// when it was queued.
///
/// A device whose back end restarts, or that was restored with its domain, makes requests that were
/// not answered again: they are only late. When it is unplugged they end with MIR_GONE.
/// \returns MIR_OK when all were taken; otherwise why the first that was not taken was not:
/// MIR_AGAIN (the device is full), MIR_INVALID (range, a size of 0 or above most_sectors),
/// MIR_DENIED (a write to a read-only device), MIR_UNSUPPORTED (a flush where can_flush is not
/// set), MIR_GONE.
mir_status mir_port_block_submit(uint32_t device, const mir_block_request* requests, size_t count,
                                 size_t* taken);

/// Takes results, in any order. \returns how many were written; 0 means there are none now.
size_t mir_port_block_done(uint32_t device, mir_block_result* results, size_t capacity);

/// Makes the device let go of a request: it neither reads nor writes its memory any more, and gives
/// no result. A write may have been made, in part or not at all; no other request is held up.
void mir_port_block_forget(uint32_t device, uint64_t cookie);

// ------------------------------------------------------------------------------------------------
// files
//
// Offered only by unix-direct, for captures. They block while the disk is slow.

/// An open file. Any number may be one.
typedef uint32_t mir_file;

/// Makes a file, or empties one that is there.
/// \returns MIR_GONE (no such folder), MIR_DENIED, MIR_INVALID (no name of a file), MIR_LIMIT,
/// MIR_IO.
mir_status mir_port_file_create(const char* name, mir_file* file);

/// Appends all bytes. \returns MIR_LIMIT (no room), MIR_DENIED, MIR_IO.
mir_status mir_port_file_write(mir_file file, const void* data, size_t size);

void mir_port_file_close(mir_file file);

// ------------------------------------------------------------------------------------------------
// kernel sockets
//
// Offered only by targets whose platform has a TCP/IP stack of its own.

/// An open socket. 0 is never one.
typedef uint32_t mir_socket;

/// The IPv6 address "::" means all IPv6 addresses of the machine, and never IPv4 as well: who wants
/// both opens two.
struct mir_address {
  uint8_t family; ///< 4 or 6
  uint8_t reserved;
  uint16_t port;  ///< host byte order
  uint32_t scope; ///< IPv6 zone index, else 0
  uint8_t ip[16]; ///< network byte order; an IPv4 address in the first four
};

/// Listens for TCP connections. Restarting a program finds its port free again (SO_REUSEADDR).
/// \param port 0 asks for any; mir_port_socket_local() tells which.
/// \returns MIR_IN_USE, MIR_NO_ADDRESS, MIR_DENIED, MIR_LIMIT, MIR_UNSUPPORTED (no such family
/// here).
mir_status mir_port_socket_listen(const mir_address* local, uint32_t backlog, mir_socket* listener);

/// Takes one waiting connection. One that failed while it waited is passed over.
///
/// \returns MIR_AGAIN; MIR_LIMIT, MIR_NO_MEMORY: the connection waits on and no event will tell of
///          it, so ask again after a handle was given back, or later.
mir_status mir_port_socket_accept(mir_socket listener, mir_socket* connection, mir_address* peer);

/// Begins to connect; watch it, and after MIR_WRITABLE ask mir_port_socket_result().
/// \returns MIR_UNREACHABLE, MIR_REFUSED, MIR_NO_ADDRESS, MIR_LIMIT, MIR_NO_MEMORY, MIR_DENIED,
///          MIR_INVALID (an address nobody can have), MIR_UNSUPPORTED where that is known at once.
///          There is no handle then.
mir_status mir_port_socket_connect(const mir_address* peer, mir_socket* connection);

/// How the attempt to connect ended: MIR_OK, MIR_AGAIN (not yet), or why not.
mir_status mir_port_socket_result(mir_socket connection);

/// Opens a UDP socket. \returns as mir_port_socket_listen().
mir_status mir_port_socket_datagram(const mir_address* local, mir_socket* socket);

/// From now on events of this socket are reported with this cookie; what is ready already is
/// reported too.
/// \returns MIR_LIMIT, MIR_NO_MEMORY.
mir_status mir_port_socket_watch(mir_socket socket, uint64_t cookie);

/// Reads from a connection. MIR_OK with *got == 0 is the end of the stream.
/// \param size at least 1.
/// \returns MIR_AGAIN, MIR_RESET, MIR_TIMED_OUT, MIR_UNREACHABLE, MIR_CLOSED.
mir_status mir_port_socket_read(mir_socket connection, void* data, size_t size, size_t* got);

/// Writes what fits, of all pieces in order.
/// \returns MIR_OK with *sent > 0 (0 only if there was nothing to send), MIR_AGAIN, MIR_CLOSED,
///          MIR_RESET, MIR_TIMED_OUT, MIR_UNREACHABLE.
mir_status mir_port_socket_write(mir_socket connection, const mir_piece* pieces, size_t count,
                                 size_t* sent);

/// Receives one datagram. \returns MIR_TOO_LONG when it had more than `size` bytes (*got holds what
/// was kept).
mir_status mir_port_socket_receive(mir_socket socket, void* data, size_t size, size_t* got,
                                   mir_address* from);

/// Sends one datagram, which may be empty.
/// \returns MIR_AGAIN, MIR_TOO_LONG, MIR_UNREACHABLE, MIR_DENIED, MIR_REFUSED (an earlier one was
///          answered so), MIR_INVALID, MIR_UNSUPPORTED (not an address this socket can send to).
mir_status mir_port_socket_send(mir_socket socket, const mir_piece* pieces, size_t count,
                                const mir_address* to);

/// Sends the end of the stream after what was written; reading goes on.
mir_status mir_port_socket_end(mir_socket connection);

/// From now on the peer is asked whether it is still there when nothing has come for a while
/// (RFC 9293 3.8.4); nobody asks before. One that answers none of the probes ends the connection:
/// an edge, then MIR_TIMED_OUT, or MIR_UNREACHABLE where the network has said so.
/// \param idle_s seconds of silence before the first probe; 0: no probes, the others mean nothing.
/// \param interval_s seconds between two. \param probes how many may stay without an answer.
/// \returns MIR_INVALID unless both times are 1 to 32,767 and the probes 1 to 127.
mir_status mir_port_socket_keep_alive(mir_socket connection, uint32_t idle_s, uint32_t interval_s,
                                      uint32_t probes);

/// The socket's own address.
void mir_port_socket_local(mir_socket socket, mir_address* local);

/// Whom the platform's own programs ask for names, the best one first: on UNIX those of
/// /etc/resolv.conf, or this machine if it names none. Their ports are 53.
/// \returns how many were written, at most `capacity`.
size_t mir_port_socket_name_servers(mir_address* servers, size_t capacity);

/// Gives the handle back; no event of it is reported afterwards.
/// \param abort true tears the connection down with a reset instead of finishing what was written.
void mir_port_socket_close(mir_socket socket, bool abort);

} // extern "C"
