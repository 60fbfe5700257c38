// A computed field has no use for a default; old specifications may have one all the same.
// RUN: mplc check %s 2>&1 | FileCheck %s
// RUN: mplc --emit=ir %s 2> /dev/null | FileCheck %s --check-prefix=IR

packet p {
  size: byte value(sizeof(rest)) default(3);
  rest: byte[size];
}

// CHECK: unused-default.mpl:[[@LINE-4]]:42: warning: the default of 'size' is never used: its value(..) is always what is written; remove one of the two [unused-default]
// IR: field size {{.*}}computed
// IR-NOT: default
