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
    """A packet or a chunk: how much, and how it begins."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        fields = [field.name for field in self.value.type.fields() if field.name]
        return "%s {%s}" % (self.value.type.name, ", ".join("%s = %s" % (name, self.value[name]) for name in fields))


printers = gdb.printing.RegexpCollectionPrettyPrinter("mir")
printers.add_printer("Task", "^mir::os::Task<.*>$", Task)
printers.add_printer("Duration", "^mir::os::Duration$", Duration)
printers.add_printer("Instant", "^mir::os::Instant$", Duration)
printers.add_printer("Packet", "^mir::os::Packet$", Bytes)
printers.add_printer("Chunk", "^mir::net::Chunk$", Bytes)
gdb.printing.register_pretty_printer(None, printers, replace=True)
