"""What gdb does for an image that runs in QEMU: `mir debug --target=xen` loads it behind mir.py."""
import gdb


class Run(gdb.Command):
    """Let the guest run: it has been loaded, and stands before its first instruction."""

    def __init__(self):
        super().__init__("run", gdb.COMMAND_RUNNING)

    def invoke(self, argument, from_tty):
        gdb.execute("continue", from_tty)


class Panic(gdb.Breakpoint):
    """Stops where the run time is about to say why the program cannot go on."""

    def __init__(self, function):
        super().__init__(function, internal=True)

    def stop(self):
        gdb.write("the program panics: 'backtrace' shows where, 'continue' lets it say why\n")
        return True


class End(gdb.Breakpoint):
    """Stops before the machine goes away."""

    def __init__(self):
        super().__init__("mir::rt::shut_down", internal=True)

    def stop(self):
        try:
            code = int(gdb.selected_frame().read_var("code"))
        except (ValueError, gdb.error):  # a run time without debug information
            code = int(gdb.parse_and_eval("(int)$rsi"))
        gdb.write("the program ends with exit code %d\n" % code)
        return True


Run()
Panic("mir::rt::panic")
Panic("mir::rt::panic_at")
End()
