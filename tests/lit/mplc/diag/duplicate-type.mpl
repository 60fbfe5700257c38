// A type is defined once.
// RUN: not mplc check %s 2>&1 | FileCheck %s

typedef port uint16;
typedef port uint32;
packet p {
  a: port;
}

// CHECK: duplicate-type.mpl:[[@LINE-5]]:9: error: type 'port' is defined twice; rename one of the two [duplicate-type]
