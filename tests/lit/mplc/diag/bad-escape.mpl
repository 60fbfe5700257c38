// Escapes are those of C.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte;
  check (a > 1) "tab\q";
}

// CHECK: bad-escape.mpl:[[@LINE-3]]:21: error: '\q' is no escape of C; write '\\' for a backslash [bad-escape]
