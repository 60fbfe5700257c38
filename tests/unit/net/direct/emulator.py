#!/usr/bin/env python3
"""A wire between two taps: emulator.py INTERFACE TAP DELAY_MS JITTER_MS LOSS DUPLICATION

INTERFACE is the kernel's side of the tap that the stack holds; TAP is made, and the kernel takes its side for the peer.
A frame is late by DELAY_MS, and by up to JITTER_MS more, which reorders; LOSS and DUPLICATION are parts of 1.
"""
import fcntl
import heapq
import os
import random
import select
import socket
import struct
import sys
import time

TUNSETIFF, IFF_TAP, IFF_NO_PI = 0x400454CA, 0x0002, 0x1000
PACKET_OUTGOING = 4


def main(interface, name, delay, jitter, loss, duplication):
    tap = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TAP | IFF_NO_PI))
    wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    wire.bind((interface, 0))
    wire.setblocking(False)
    print("ready", flush=True)
    delay, jitter, loss, duplication = float(delay) / 1000, float(jitter) / 1000, float(loss), float(duplication)
    late, count = [], 0

    def put(send, frame):
        nonlocal count
        if random.random() < loss:
            return
        for _ in range(2 if random.random() < duplication else 1):
            count += 1
            heapq.heappush(late, (time.monotonic() + delay + random.random() * jitter, count, send, frame))

    def to_tap(frame):
        os.write(tap, frame)

    poll = select.poll()
    poll.register(tap, select.POLLIN)
    poll.register(wire, select.POLLIN)
    while True:
        wait = max(0, (late[0][0] - time.monotonic()) * 1000) if late else None
        for descriptor, _ in poll.poll(wait):
            try:
                if descriptor == tap:
                    put(wire.send, os.read(tap, 70_000))
                else:
                    frame, address = wire.recvfrom(70_000)
                    if address[2] != PACKET_OUTGOING:
                        put(to_tap, frame)
            except BlockingIOError:
                pass
        while late and late[0][0] <= time.monotonic():
            _, _, send, frame = heapq.heappop(late)
            try:
                send(frame)
            except OSError:  # no room, or the other side is down
                pass


main(*sys.argv[1:])
