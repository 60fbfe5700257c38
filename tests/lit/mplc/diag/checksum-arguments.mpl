// A checksum names its algorithm and what it covers.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: uint16 checksum(internet);
  b: uint16 checksum(internet, a + 1);
  c: uint16 checksum(internet, a .. b, 17);
}

// CHECK: checksum-arguments.mpl:[[@LINE-5]]:13: error: this is not what a checksum takes; write checksum(algorithm, first .. last), and after it packets that are covered, too [checksum-arguments]
// CHECK: checksum-arguments.mpl:[[@LINE-5]]:13: error: this is not what a checksum takes; write checksum(algorithm, first .. last), and after it packets that are covered, too [checksum-arguments]
// CHECK: checksum-arguments.mpl:[[@LINE-5]]:13: error: this is not what a checksum takes; write checksum(algorithm, first .. last), and after it packets that are covered, too [checksum-arguments]
