"""What is asked of every peer, and how."""
import contextlib
import os
import subprocess

# Name: what it is, the unit, what a count of the load generator is worth in it, the load's words.
BULK = 8e-6  # bytes a second in Mbit/s
RATES = {
    "send": ("bulk, the load sends", "Mbit/s", BULK, ["send", "1"]),
    "send4": ("bulk, the load sends, 4 flows", "Mbit/s", BULK, ["send", "4"]),
    "fetch": ("bulk, the peer sends", "Mbit/s", BULK, ["fetch", "1"]),
    "fetch4": ("bulk, the peer sends, 4 flows", "Mbit/s", BULK, ["fetch", "4"]),
    "ask": ("request and response of a byte", "/s", 1, ["ask"]),
    "connect": ("connect, one byte, close", "/s", 1, ["connect"]),
    "datagrams": ("UDP datagrams received", "/s", 1, ["datagrams"]),
    "echo": ("UDP datagrams echoed", "/s", 1, ["echo"]),
}
LOSSES = (0.1, 1, 3)  # per cent
FLOWS = (1, 10, 100, 1000, 10_000)
IDLE = 2000
NAMES = [*RATES, "loss", "flows", "memory"]
PATIENCE = 60  # seconds: a load that takes longer has failed


class Cell:
    """The results of one peer at one measure: rates, and processor seconds for a unit of the load."""

    def __init__(self):
        self.rates, self.costs = [], []

    def add(self, rate, cost):
        self.rates.append(rate)
        self.costs.append(cost)


class Table:
    def __init__(self):
        self.rows = {}  # (name, parameter) -> {peer: Cell}

    def cell(self, name, parameter, peer):
        return self.rows.setdefault((name, parameter), {}).setdefault(peer.name, Cell())


def ask(ground, load, peer, words):
    """Runs the load once. (0, 0) when it failed: the peer does not do that, or not in time."""
    environment = dict(os.environ, BENCH_SERVER=str(peer.process.pid))
    try:
        out = subprocess.run(["ip", "netns", "exec", ground.load, load, peer.address, *words], check=True, text=True,
                             capture_output=True, timeout=PATIENCE, env=environment).stdout
        rate, cost = out.split()
        return float(rate), float(cost)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, ValueError) as error:
        print(f"  {peer.name}: {' '.join(words)}: failed: {getattr(error, 'stderr', None) or error}")
        return 0.0, 0.0


@contextlib.contextmanager
def awake():
    """Keeps every processor from falling asleep: a spinner on each, which gives way to everybody at once."""
    spinners = []
    for core in sorted(os.sched_getaffinity(0)):
        spinners.append(subprocess.Popen(["chrt", "--idle", "0", "taskset", "-c", str(core), "sh", "-c",
                                          "while :; do :; done"]))
    try:
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


@contextlib.contextmanager
def loss(ground, peer, percent):
    """Every so many packets of the peer are lost on their way in: this kernel has no netem."""
    rule = ["INPUT", "-i", peer.interface, "-p", "tcp", "-m", "statistic", "--mode", "random", "--probability",
            str(percent / 100), "-j", "DROP"]
    ground.inside(ground.load, "iptables", "-A", *rule)
    try:
        yield
    finally:
        ground.inside(ground.load, "iptables", "-D", *rule)


def measure_rate(ground, load, peer, table, name, seconds):
    _, _, _, words = RATES[name]
    words = [*words, str(seconds)]
    with awake() if name == "ask" else contextlib.nullcontext():
        table.cell(name, None, peer).add(*ask(ground, load, peer, words))


def measure_loss(ground, load, peer, table, seconds):
    if peer.offload or peer.name.startswith("ceiling"):
        return  # a rule would drop 64 KiB at a time; the ceiling sends nothing again
    for percent in LOSSES:
        with loss(ground, peer, percent):
            table.cell("loss", percent, peer).add(*ask(ground, load, peer, ["fetch", "1", str(seconds)]))


def measure_flows(ground, load, peer, table, seconds):
    if peer.name.startswith("ceiling") or not peer.offload:
        return
    for count in FLOWS:
        table.cell("flows", count, peer).add(*ask(ground, load, peer, ["trickle", str(count), str(seconds)]))


def measure_memory(ground, load, peer, table):
    """Resident bytes of a connection on which nothing happens. The kernel's are not the process's."""
    if peer.name.startswith(("kernel", "ceiling")):
        return
    before = peer.memory()
    with subprocess.Popen(["ip", "netns", "exec", ground.load, load, peer.address, "idle", str(IDLE)], text=True,
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as held:
        opened = held.stdout.readline() == "open\n"
        after = peer.memory()
        held.stdin.close()
    table.cell("memory", None, peer).add((after - before) / IDLE if opened else 0, 0)


def run(ground, load, chosen, only, rounds, seconds):
    table = Table()
    wanted = [name for name in NAMES if not only or name in only]
    if "memory" in wanted:  # first: what a connection takes stays in the pools for the next one
        for peer in chosen:
            measure_memory(ground, load, peer, table)
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", flush=True)
        for name in wanted:
            for peer in chosen:
                if name in RATES:
                    measure_rate(ground, load, peer, table, name, seconds)
                elif name == "loss":
                    measure_loss(ground, load, peer, table, seconds)
                elif name == "flows":
                    measure_flows(ground, load, peer, table, seconds)
    return table
