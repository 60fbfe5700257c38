"""The servers that are measured, each at an address of its own."""
import os
import pathlib
import shutil
import subprocess

CLOCK = os.sysconf("SC_CLK_TCK")

# Name, what it is, whether its frames are offloaded. The order is the order of a round.
NAMES = {
    "kernel": "Linux over veth, offloads on",
    "mir": "ours on a tap, virtio header and segmentation",
    "ceiling": "frames moved only, the same tap",
    "ceiling-copy": "the same, and as much memory touched as by a stack",
    "kernel-plain": "Linux over veth, offloads off",
    "mir-plain": "ours on a tap, plain frames",
    "ceiling-plain": "frames moved only, plain frames",
    "gvisor": "gVisor's netstack on a tap, plain frames",
    "lwip": "lwIP on a tap, plain frames, MTU 560",
}


class Peer:
    def __init__(self, name, number, process, interface):
        self.name, self.number, self.process, self.interface = name, number, process, interface
        self.address = f"10.77.{number}.2"
        self.offload = not name.endswith(("plain", "gvisor", "lwip"))

    def processor(self):
        """Seconds of processor time so far, of the process itself and of the kernel for it."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / CLOCK

    def memory(self):
        """Bytes that are resident."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0


def build_server(build):
    """Our server, as a user builds it: by an installed mir."""
    work = build / "server"
    stage = build / "stage"
    shutil.rmtree(work, ignore_errors=True)
    with open(build / "server.log", "w", encoding="utf-8") as log:
        for words in (["cmake", "--install", build.parents[1], "--prefix", stage],
                      ["cp", "-r", pathlib.Path(__file__).resolve().parents[1] / "server", work],
                      [stage / "bin/mir", "build", "--release", "--target=unix-direct", work]):
            subprocess.run(words, check=True, stdout=log, stderr=log)
    return work / "_build/server.bin"


def gvisor(build):
    program = build / "bench_net_gvisor"
    if not program.exists() and not (shutil.which("go") and pathlib.Path("/usr/share/gocode/src/gvisor.dev").exists()):
        return None
    if not program.exists():
        source = pathlib.Path(__file__).resolve().parents[1] / "peer/gvisor"
        subprocess.run(["go", "build", "-o", program, "."], cwd=source, check=True,
                       env=dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="-mod=mod",
                                GOCACHE=str(build / "gocache")))
    return program


def start_one(ground, build, name, number, server):
    interface = f"b{number}"
    offload = not name.endswith(("plain", "gvisor", "lwip"))
    address = f"10.77.{number}.2"
    if name.startswith("kernel"):
        space = ground.space(name)
        ground.cable(space, interface, number, offload)
        return Peer(name, number, ground.start(space, build / "bench_net_kernel", address), interface)
    ground.tap(interface, number, offload)
    if name.startswith("mir"):
        words = [server, f"--tap={interface}", f"--address={address}/24"]
        environment = {"MIR_TAP": "offload" if offload else "plain"}
        return Peer(name, number, ground.start(ground.load, *words, environment=environment), interface)
    if name.startswith("ceiling"):
        mode = "copy" if name.endswith("copy") else "offload" if offload else "plain"
        words = [build / "bench_net_null", interface, mode, address]
        return Peer(name, number, ground.start(ground.load, *words), interface)
    program, package = (gvisor(build), "golang-go golang-gvisor-gvisor-dev") if name == "gvisor" else (
        build / "bench_net_lwip", "liblwip-dev")
    if not program or not program.exists():
        print(f"{name}: left out: apt-get install {package}")
        return None
    if name == "lwip":  # on larger frames Debian's lwIP damages its own heap
        ground.inside(ground.load, "ip", "link", "set", interface, "mtu", "560")
    return Peer(name, number, ground.start(ground.load, program, interface, address), interface)


def start(ground, build, only):
    chosen = []
    wanted = [name for name in NAMES if not only or name in only]
    server = build_server(build) if any(name.startswith("mir") for name in wanted) else None
    for number, name in enumerate(NAMES):
        if name in wanted and (peer := start_one(ground, build, name, number, server)):
            chosen.append(peer)
    return chosen
