"""Writes specifications that no person would, into this folder."""
import pathlib


def write(name, text):
    pathlib.Path(name + ".mpl").write_text(text)


structs = ""
for i in range(9):
    members = " ".join("m%d: %s;" % (j, "s%d" % (i - 1) if i else "byte") for j in range(10))
    structs += "struct { %s } s%d;\n" % (members, i)
write("structs", structs + "packet p { x: s8; }\n")
write("packets", "packet p0 { a: byte; }\n"
      + "".join("packet p%d { a: packet p%d(); b: packet p%d(); }\n" % (i, i - 1, i - 1) for i in range(1, 40))
      + 'test { hex "" fails at a }\n')
write("warnings", "packet p {\n  a: byte variant {\n" + "".join("  |%d -> T%d\n" % (i, i) for i in range(300, 3000))
      + "  |1 -> One };\n  b: bytte;\n}\n")
write("line", "packet p { " + "x" * 1000000 + ": byte; y: bytte; }\n")
write("calls", "packet p { a: byte value(" + "f(" * 100000 + "1" + ")" * 100000 + "); }\n")
write("parentheses", "packet p { a: byte value(" + "(" * 100000 + "1" + ")" * 100000 + "); }\n")
write("choices", "packet p { a: byte value(" + "1?" * 100000 + "1" + ":1" * 100000 + "); }\n")
write("blocks", "packet p { " + "in byte[4] { " * 10000)
write("clauses", "packet p { k: byte; " + 'classify (k) { |1: "A" -> ' * 10000)
write("arrays", "packet p { " + "x: array (..) { " * 10000)
numbers = "".join('  |%d..%d: "N%d" -> ();\n' % (i * 3, i * 3 + 1, i) for i in range(5001))
numbers += '  |52..53: "N5001" -> ();\n  |9..10, 12: "N5002" -> ();\n'
names = "".join('  |"%d": "T%d" -> ();\n' % (i, i) for i in range(5001)) + '  |"7": "T5001" -> ();\n'
write("choices_of", "packet p { a: uint32; b: string8; classify (a) {\n" + numbers + "  };\nclassify (b) {\n" + names + "  };\n}\n")
