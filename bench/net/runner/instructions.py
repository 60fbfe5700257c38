"""Instructions a packet of our stack, counted by callgrind in virtual time: the same on every machine."""
import re
import subprocess

# What, words of bench_net_instructions, what is divided by.
ROWS = [
    ("TCP segment of 1,448 bytes received, plain", ["send", "plain", "1", "6000"], "in"),
    ("TCP frame of 64 KiB received, merged", ["send", "offload", "1", "600"], "in"),
    ("TCP segment of 1,448 bytes sent, plain", ["fetch", "plain", "1", "6000"], "out"),
    ("TCP frame of 64 KiB sent, to be cut by the device", ["fetch", "offload", "1", "600"], "out"),
    ("request of a byte answered", ["ask", "offload", "1", "1000"], "done"),
    ("connection opened, a byte echoed, closed", ["connect", "offload", "1", "500"], "done"),
    ("UDP datagram of 18 bytes received", ["datagrams", "offload", "1", "6000"], "in"),
    ("UDP datagram of 18 bytes echoed", ["echo", "offload", "1", "6000"], "in"),
    ("segment received, the next of 1 flow", ["trickle", "plain", "1", "6000"], "in"),
    ("segment received, the next of 100 flows", ["trickle", "plain", "100", "6000"], "in"),
    ("segment received, the next of 10,000 flows", ["trickle", "plain", "10000", "60000"], "in"),
]
BEGIN, END = "<!-- instructions: begin -->", "<!-- instructions: end -->"


def run(program, words):
    """What callgrind collected, and what the program says of itself."""
    done = subprocess.run(["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no",
                           program, *words], check=True, capture_output=True, text=True)
    fields = done.stdout.split()
    seen = dict(zip(fields[0::2], map(int, fields[1::2])))
    return int(re.search(r"Collected : (\d+)", done.stderr).group(1)), seen


def count(program):
    rows = []
    for what, words, divisor in ROWS:
        collected, seen = run(program, words)
        rows.append((what, collected / seen[divisor], seen["allocations"] / seen[divisor]))
    rows.append(("memory of an idle connection, application's task included", memory(program), 0))
    return rows


def memory(program):
    """Bytes that an idle connection takes: heap, and pages of packets."""
    def taken(connections):
        fields = subprocess.run([program, "idle", "offload", str(connections), "0"], check=True, capture_output=True,
                                text=True).stdout.split()
        seen = dict(zip(fields[0::2], map(int, fields[1::2])))
        return seen["heap"] + 4096 * seen["pages"]
    few, many = 1, 5001
    return (taken(many) - taken(few)) / (many - few)


def table(rows):
    *rows, idle = rows
    lines = ["| What | instructions | allocations |", "|---|---|---|"]
    return "\n".join(lines + [f"| {what} | {each:,.0f} | {allocations:.2f} |" for what, each, allocations in rows] +
                     [f"| {idle[0]} | {idle[1]:,.0f} bytes | |"])


def show(rows):
    print("\ninstructions from the device to the application and back, no system calls\n" + table(rows))


def write(rows, page):
    text = page.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    page.write_text(before + BEGIN + "\n" + table(rows) + "\n" + END + rest.split(END)[1], encoding="utf-8")
    print(f"written to {page}")
