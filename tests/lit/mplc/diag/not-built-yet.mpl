// What is not built yet is refused, not guessed.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  c: uint16 checksum(internet, a) when (a & 1);
}

// CHECK: not-built-yet.mpl:[[@LINE-3]]:13: error: a checksum with a condition is part of the language, but this mplc makes no code for it yet [not-built-yet]
