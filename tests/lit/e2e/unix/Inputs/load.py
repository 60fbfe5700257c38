"""Clients of the echo servers: load.py many|bulk|datagrams|halves PORT COUNT.

Every byte that comes back is compared. Prints one line and exits with 0, or says what was wrong.
"""

import hashlib
import resource
import socket
import sys
import threading

LIMIT = 30  # seconds that one operation may take before the server counts as dead
HOST = "127.0.0.1"


def fail(text):
    sys.exit(f"load.py: {text}")


def connect(port):
    client = socket.create_connection((HOST, port), LIMIT)
    client.settimeout(LIMIT)
    return client


def receive_all(client, size):
    parts = []
    while size > 0:
        part = client.recv(min(size, 1 << 16))
        if not part:
            fail(f"the server closed with {size} bytes missing")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def many(port, count):
    """All connections are open before the first one speaks, and speak in turn, twice."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, count + 64), most))
    clients = [connect(port) for _ in range(count)]
    for turn in range(2):
        for number, client in enumerate(clients):
            client.sendall(f"{turn} {number};".encode() * 50)
        for number, client in enumerate(clients):
            wanted = f"{turn} {number};".encode() * 50
            if receive_all(client, len(wanted)) != wanted:
                fail(f"connection {number} got another's bytes")
    for client in clients:
        client.close()
    print(f"{count} connections answered")


def bulk(port, megabytes):
    """One connection; sending and receiving at the same time; a checksum of each direction."""
    client = connect(port)
    block = hashlib.sha512(b"seed").digest() * (1 << 14)  # 1 MiB
    sent = hashlib.sha1()

    def send():
        for number in range(megabytes):
            head = number.to_bytes(8, "big")  # no two blocks are the same
            client.sendall(head)
            client.sendall(memoryview(block)[8:])
            sent.update(head)
            sent.update(memoryview(block)[8:])
        client.shutdown(socket.SHUT_WR)

    sender = threading.Thread(target=send)
    sender.start()
    received = hashlib.sha1()
    size = 0
    buffer = bytearray(1 << 18)
    while got := client.recv_into(buffer):
        received.update(memoryview(buffer)[:got])
        size += got
    sender.join()
    if size != megabytes << 20:
        fail(f"{size} bytes came back")
    if sent.digest() != received.digest():
        fail("the bytes that came back differ")
    print(f"{size} bytes there and back, checksums equal")


def datagrams(port, count):
    """Datagrams of all sizes, one at a time: on loopback none is lost."""
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(LIMIT)
    client.connect((HOST, port))
    sizes = [0, 1, 18, 1472, 4096, 4097, 65507]
    for number in range(count):
        payload = bytes([number % 251]) * sizes[number % len(sizes)]
        client.send(payload)
        if client.recv(1 << 16) != payload:
            fail(f"datagram {number} came back changed")
    print(f"{count} datagrams came back")


def halves(port, count):
    """What was sent before the end of our half still comes back; a reset harms nobody else."""
    bystander = connect(port)
    for number in range(count):
        client = connect(port)
        client.sendall(b"x" * 100_000)
        if number % 2:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            client.close()  # a reset, with bytes under way
            continue
        client.shutdown(socket.SHUT_WR)
        receive_all(client, 100_000)
        if client.recv(1):
            fail("bytes after the end")
    bystander.sendall(b"still here?")
    if receive_all(bystander, 11) != b"still here?":
        fail("the bystander got other bytes")
    print(f"{count} half-closed and reset connections survived")


if __name__ == "__main__":
    job = {"many": many, "bulk": bulk, "datagrams": datagrams, "halves": halves}[sys.argv[1]]
    job(int(sys.argv[2]), int(sys.argv[3]))
