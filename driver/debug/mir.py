"""What gdb shows of the library OS: `mir debug` loads it. A task is shown by the coroutine that it will go on with."""
import gdb
import gdb.printing


def coroutine(address):
    """The function of a coroutine's frame: its first word is where it goes on, and 0 when it has ended."""
    if address == 0:
        return "nothing: it was moved from, or awaited"
    pointer = gdb.lookup_type("unsigned long").pointer()
    resume = int(gdb.Value(address).cast(pointer).dereference())
    if resume == 0:
        return "a coroutine that has ended"
    block = gdb.block_for_pc(resume)
    while block is not None and block.function is None:
        block = block.superblock
    place = gdb.find_pc_line(resume)
    name = block.function.print_name if block is not None else hex(resume)
    if place.symtab is None:
        return name
    return "%s at %s:%d" % (name, place.symtab.filename, place.line)


class Task:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "task of " + coroutine(int(self.value["handle_"]["__handle_"]))


class Duration:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "%g s" % (int(self.value["ns_"]) / 1e9)


class Bytes:
    """A packet or a chunk: how many bytes, in how many pieces of memory, and how they begin."""

    SHOWN = 16  # bytes: a line of a hex dump

    def __init__(self, value):
        self.value = value

    def to_string(self):
        pieces = list(self.pieces())
        size = sum(count for _, count in pieces)
        text = "%d byte%s in %d piece%s" % (size, "s"[size == 1:], len(pieces), "s"[len(pieces) == 1:])
        begin = b""
        for address, count in pieces:
            begin += bytes(gdb.selected_inferior().read_memory(address, min(count, self.SHOWN - len(begin))))
            if len(begin) == self.SHOWN:
                break
        if not begin:
            return text
        letters = "".join(chr(byte) if 0x20 <= byte < 0x7f else "." for byte in begin)
        return "%s: %s%s |%s|" % (text, begin.hex(" "), " .." if size > len(begin) else "", letters)


class Packet(Bytes):
    def pieces(self):
        first = int(self.value["first_"])
        for at in range(first, first + int(self.value["count_"])):
            piece = self.value["slices_"][at]
            size, offset = divmod(int(piece["place_"]), 1 << 16)
            yield int(piece["page_"]["bytes"]) + offset, size


class Chunk(Bytes):
    def pieces(self):
        first = int(self.value["first_"])
        for at in range(first, first + int(self.value["count_"])):
            piece = self.value["pieces_"]["__elems_"][at]
            yield int(piece["__data_"]), int(piece["__size_"])


printers = gdb.printing.RegexpCollectionPrettyPrinter("mir")
printers.add_printer("Task", "^mir::os::Task<.*>$", Task)
printers.add_printer("Duration", "^mir::os::Duration$", Duration)
printers.add_printer("Instant", "^mir::os::Instant$", Duration)
printers.add_printer("Packet", "^mir::os::Packet$", Packet)
printers.add_printer("Chunk", "^mir::net::Chunk$", Chunk)
gdb.printing.register_pretty_printer(None, printers, replace=True)
