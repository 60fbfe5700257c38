"""Clients of templates/http-hello: http_clients.py HOST PORT TARGET [CASE...]

Real curl, requests sent ahead of their answers, malformed ones. Without a CASE all are run but `slow`, for a server with
--request=1s, and `idle`, for one with --idle=1s. Prints one line a case.
"""
import re
import socket
import subprocess
import sys

HOST, PORT, TARGET, NAMES = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4:]
LIMIT = 60  # seconds that one operation may take before the server counts as dead
URL = f"http://{HOST}:{PORT}"
HELLO = f"hello from {TARGET}\n"


def curl(*words):
    return subprocess.run(["curl", "-sS", "--max-time", str(LIMIT), "--noproxy", "*", *words], check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def connect():
    client = socket.create_connection((HOST, PORT), LIMIT)
    client.settimeout(LIMIT)
    return client


def all_from(client):
    data = b""
    while part := client.recv(1 << 16):
        data += part
    return data


def answer_to(request):
    """The whole answer of a connection that the server closes."""
    with connect() as client:
        client.sendall(request)
        return all_from(client).decode()


def case_get():
    headers = curl("-i", URL + "/").replace("\r", "")
    assert headers.startswith("HTTP/1.1 200 OK\n"), headers
    assert re.search(r"^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$", headers, re.M), headers
    assert headers.endswith("\n\n" + HELLO), headers


def case_head():
    headers = curl("-I", URL + "/")
    assert f"Content-Length: {len(HELLO)}" in headers and HELLO not in headers, headers


def case_keep_alive():
    out = curl("-w", "%{num_connects}", URL + "/", URL + "/?again")
    assert out == HELLO + "1" + HELLO + "0", out


def case_post():
    out = curl("-i", "-d", "x=1", URL + "/")
    assert out.startswith("HTTP/1.1 405 ") and "Allow: GET, HEAD" in out, out


def case_post_large():
    """curl asks first whether a large body is wanted."""
    out = curl("-i", "-H", "Expect: 100-continue", "-d", "x" * 60_000, URL + "/")
    assert "405 Method Not Allowed" in out, out
    out = curl("-o", "/dev/null", "-w", "%{http_code}", "-d", "x" * 100_000, URL + "/")
    assert out == "413", out


def case_pipeline(count=500):
    paths = [f"/{number}" if number % 3 else "/" for number in range(count)]
    requests = "".join(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n" for path in paths)
    last = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answers = answer_to((requests + last).encode())
    codes = re.findall(r"HTTP/1.1 (\d+) ", answers)
    assert codes == ["404" if path != "/" else "200" for path in paths] + ["200"], codes


def case_malformed():
    long = "x" * 9_000
    for request, code in [
            ("GET\r\n\r\n", 400), ("GET / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.1\r\nHost: a\r\nBad field\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
            ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\r\n\r\n", 400), (f"GET /{long} HTTP/1.1\r\nHost: a\r\n\r\n", 414), (long, 414),
            (f"GET / HTTP/1.1\r\nHost: a\r\nA: {long}\r\nB: {long * 4}\r\n\r\n", 431),
            ("GET / HTTP/1.1\r\nHost: a\r\n" + "A: b\r\n" * 101 + "\r\n", 431), ("BREW / HTTP/1.0\r\n\r\n", 405),
            ("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
            ("GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411), ("GET /nothing HTTP/1.0\r\n\r\n", 404)]:
        answer = answer_to(request.encode("latin-1"))
        assert answer.startswith(f"HTTP/1.1 {code} "), (request[:60], code, answer[:200])
        assert request.startswith("BREW") or "Connection: close" in answer, answer


def case_endless():
    """A client that goes on sending sees why it was turned away, and not a reset."""
    with connect() as client:
        client.sendall(b"GET /" + b"x" * 200_000)
        assert client.recv(1 << 16).startswith(b"HTTP/1.1 414 ")


def case_slow():
    with connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\n")
        assert all_from(client).startswith(b"HTTP/1.1 408 ")


def case_idle():
    with connect() as client:
        assert all_from(client) == b""


def case_many(count=200):
    clients = [connect() for _ in range(count)]
    for client in clients:
        client.sendall(b"GET / HTTP/1.0\r\n\r\n")
    for client in clients:
        answer = all_from(client)
        assert answer.endswith(HELLO.encode()), answer
        client.close()


CASES = {name[5:]: case for name, case in list(globals().items()) if name.startswith("case_")}
for name in NAMES or [name for name in CASES if name not in ("slow", "idle")]:
    CASES[name]()
    print("ok", name, flush=True)
