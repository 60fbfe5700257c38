// The bytes of a vector are pairs of hexadecimal digits.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint16;
}
test "digits" {
  hex "0g" fails at a
  hex "00 0" fails at a
}

// CHECK: bad-hex.mpl:[[@LINE-4]]:3: error: '0g' is no byte in hexadecimal; write two digits for each, blanks where you like [bad-hex]
// CHECK: bad-hex.mpl:[[@LINE-4]]:3: error: '0' is no byte in hexadecimal; write two digits for each, blanks where you like [bad-hex]
