/* The services of bench_net on Debian's lwIP, over a tap with plain frames: the raw interface, one
 * thread beside the library's own for timers.
 *
 *     bench_net_lwip TAP ADDRESS
 */
#include <fcntl.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/if_tun.h>

#include <lwip/etharp.h>
#include <lwip/netif.h>
#include <lwip/pbuf.h>
#include <lwip/tcp.h>
#include <lwip/tcpip.h>
#include <lwip/udp.h>
#include <netif/ethernet.h>

enum { kEcho = 7, kDiscard = 9, kCount = 11, kGenerate = 19 };
enum { kMtu = 560 }; /* above about 584 bytes of frame Debian's 2.1.3 damages its own heap */

static int tap = -1;
static unsigned long discarded, discarded_bytes;
static const char zeros[16 * 1024];

static void fail(const char* what) {
  perror(what);
  exit(1);
}

/* ---------------------------------------------------------------------------------------------- */

static err_t link_output(struct netif* netif, struct pbuf* packet) {
  static char frame[2048];
  (void)netif;
  u16_t size = pbuf_copy_partial(packet, frame, sizeof frame, 0);
  return write(tap, frame, size) == size ? ERR_OK : ERR_BUF; /* full: lost, as on a cable */
}

static err_t link_init(struct netif* netif) {
  static const u8_t address[] = {2, 0, 0, 0, 0, 9};
  netif->name[0] = 't';
  netif->name[1] = 'p';
  netif->output = etharp_output;
  netif->linkoutput = link_output;
  netif->mtu = kMtu;
  netif->hwaddr_len = sizeof address;
  memcpy(netif->hwaddr, address, sizeof address);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_LINK_UP;
  return ERR_OK;
}

/* ---------------------------------------------------------------------------------------------- */

static err_t finish(struct tcp_pcb* connection) {
  tcp_recv(connection, NULL);
  tcp_sent(connection, NULL);
  if (tcp_close(connection) == ERR_OK)
    return ERR_OK;
  tcp_abort(connection);
  return ERR_ABRT;
}

/* The argument is the connection's port. */
static err_t received(void* port, struct tcp_pcb* connection, struct pbuf* packet, err_t error) {
  if (!packet || error != ERR_OK)
    return finish(connection);
  if ((long)port == kEcho)
    for (struct pbuf* part = packet; part; part = part->next)
      tcp_write(connection, part->payload, part->len, TCP_WRITE_FLAG_COPY);
  tcp_recved(connection, packet->tot_len);
  pbuf_free(packet);
  if ((long)port == kEcho)
    tcp_output(connection);
  return ERR_OK;
}

static err_t generate(void* port, struct tcp_pcb* connection, u16_t sent) {
  (void)port;
  (void)sent;
  for (;;) {
    unsigned room = tcp_sndbuf(connection);
    unsigned size = room < sizeof zeros ? room : sizeof zeros;
    if (size < kMtu / 2 || tcp_write(connection, zeros, (u16_t)size, 0) != ERR_OK)
      break;
  }
  return tcp_output(connection);
}

static err_t accepted(void* port, struct tcp_pcb* connection, err_t error) {
  if (error != ERR_OK)
    return error;
  tcp_arg(connection, port);
  tcp_nagle_disable(connection);
  tcp_recv(connection, received);
  if ((long)port != kGenerate)
    return ERR_OK;
  tcp_sent(connection, generate);
  return generate(port, connection, 0);
}

static void datagram(void* port, struct udp_pcb* socket, struct pbuf* packet, const ip_addr_t* from,
                     u16_t from_port) {
  if ((long)port == kEcho) {
    udp_sendto(socket, packet, from, from_port);
  } else if ((long)port == kDiscard) {
    ++discarded;
    discarded_bytes += packet->tot_len;
  } else {
    char text[64];
    int size = snprintf(text, sizeof text, "%lu %lu\n", discarded, discarded_bytes);
    struct pbuf* answer = pbuf_alloc(PBUF_TRANSPORT, (u16_t)size, PBUF_RAM);
    if (answer) {
      pbuf_take(answer, text, (u16_t)size);
      udp_sendto(socket, answer, from, from_port);
      pbuf_free(answer);
    }
    discarded = discarded_bytes = 0;
  }
  pbuf_free(packet);
}

static void open_ports(void) {
  static const long streams[] = {kEcho, kDiscard, kGenerate},
                    datagrams[] = {kEcho, kDiscard, kCount};
  for (int i = 0; i < 3; ++i) {
    struct tcp_pcb* listener = tcp_new();
    struct udp_pcb* socket = udp_new();
    if (!listener || tcp_bind(listener, IP_ADDR_ANY, (u16_t)streams[i]) != ERR_OK || !socket ||
        udp_bind(socket, IP_ADDR_ANY, (u16_t)datagrams[i]) != ERR_OK)
      fail("bind");
    listener = tcp_listen(listener);
    tcp_arg(listener, (void*)streams[i]);
    tcp_accept(listener, accepted);
    udp_recv(socket, datagram, (void*)datagrams[i]);
  }
}

/* ---------------------------------------------------------------------------------------------- */

static void open_tap(const char* name) {
  struct ifreq wanted = {0};
  strncpy(wanted.ifr_name, name, IFNAMSIZ - 1);
  wanted.ifr_flags = IFF_TAP | IFF_NO_PI;
  tap = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
  if (tap < 0 || ioctl(tap, TUNSETIFF, &wanted) != 0)
    fail(name);
}

static void run(struct netif* netif) {
  static char frame[2048];
  for (;;) {
    struct pollfd event = {.fd = tap, .events = POLLIN};
    if (poll(&event, 1, -1) < 0)
      fail("poll");
    LOCK_TCPIP_CORE();
    for (int i = 0; i < 64; ++i) {
      ssize_t size = read(tap, frame, sizeof frame);
      if (size <= 0)
        break;
      struct pbuf* packet = pbuf_alloc(PBUF_RAW, (u16_t)size, PBUF_POOL);
      if (!packet)
        continue;
      pbuf_take(packet, frame, (u16_t)size);
      if (ethernet_input(packet, netif) != ERR_OK)
        pbuf_free(packet);
    }
    UNLOCK_TCPIP_CORE();
  }
}

int main(int count, char** arguments) {
  ip4_addr_t address, mask, gateway;
  if (count != 3 || !ip4addr_aton(arguments[2], &address)) {
    fputs("usage: bench_net_lwip TAP ADDRESS\n", stderr);
    return 2;
  }
  open_tap(arguments[1]);
  tcpip_init(NULL, NULL);
  IP4_ADDR(&mask, 255, 255, 255, 0);
  IP4_ADDR(&gateway, 0, 0, 0, 0);
  static struct netif netif;
  LOCK_TCPIP_CORE();
  netif_add(&netif, &address, &mask, &gateway, NULL, link_init, tcpip_input);
  netif_set_default(&netif);
  netif_set_up(&netif);
  open_ports();
  UNLOCK_TCPIP_CORE();
  puts("listening");
  fflush(stdout);
  run(&netif);
}
