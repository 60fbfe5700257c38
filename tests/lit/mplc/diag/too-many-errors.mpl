// After 20 errors the rest is not shown.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  f0: nothing_like_it;
  f1: nothing_like_it;
  f2: nothing_like_it;
  f3: nothing_like_it;
  f4: nothing_like_it;
  f5: nothing_like_it;
  f6: nothing_like_it;
  f7: nothing_like_it;
  f8: nothing_like_it;
  f9: nothing_like_it;
  f10: nothing_like_it;
  f11: nothing_like_it;
  f12: nothing_like_it;
  f13: nothing_like_it;
  f14: nothing_like_it;
  f15: nothing_like_it;
  f16: nothing_like_it;
  f17: nothing_like_it;
  f18: nothing_like_it;
  f19: nothing_like_it;
  f20: nothing_like_it;
  f21: nothing_like_it;
  f22: nothing_like_it;
  f23: nothing_like_it;
  f24: nothing_like_it;
}

// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:7: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: too-many-errors.mpl:[[@LINE-27]]:8: error: unknown type 'nothing_like_it'; define it with typedef or struct, or write 'packet nothing_like_it()' to nest a packet [unknown-type]
// CHECK: mplc: error: 20 errors; mend these first, the rest is not shown [too-many-errors]
