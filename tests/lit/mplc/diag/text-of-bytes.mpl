// 'text' goes with bytes.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint16 text;
}

// CHECK: text-of-bytes.mpl:[[@LINE-3]]:3: error: field 'a' cannot be text; write byte[n] text, or one of string8, string16, string32 and cstring [text-of-bytes]
