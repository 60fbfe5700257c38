// Sums are of whole bytes, and a reader must know where the sum itself lies.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet half {
  a: bit[4];
  b: bit[4];
  c: uint16;
  sum: uint16 checksum(internet, b .. c);
}
// CHECK: checksum-alignment.mpl:[[@LINE-2]]:15: error: the checksum 'sum' covers half a byte; sums of bytes begin, end and lie at whole bytes, those of RFC 1071 at an even number of them [checksum-alignment]
