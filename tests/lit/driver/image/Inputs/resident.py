"""Usage: resident.py MEGABYTES COMMAND... The command succeeds and never has more than that in memory at once."""
import resource
import subprocess
import sys

subprocess.run(sys.argv[2:], check=True)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
assert most < int(sys.argv[1]), f"{most} MB"
