// What is not built yet is refused, not guessed.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  c: uint16 checksum(internet, a);
}

// CHECK-DAG: not-built-yet.mpl:[[@LINE-3]]:13: error: the attribute 'checksum' is part of the language, but this mplc makes no code for it yet [not-built-yet]
