// What an element uses of the packets around it becomes its parameter; what gives a size there is tied where it comes from.
// RUN: mplc --emit=ir %s | FileCheck %s
// RUN: sed s/'value(sizeof(list) - 1)'// %s > %t.mpl
// RUN: not mplc check %t.mpl 2>&1 | FileCheck --check-prefix=UNTIED %s
packet p(int unit) {
  width: byte value(sizeof(list) - 1);
  mode: byte;
  list: array (..) {
    kind: byte;
    data: byte[width];
    more: array (unit) { check (mode == kind) "one kind"; e: byte; };
  };
}
// CHECK: packet p.list.more class PListMoreElement end 1 parameters mode:i64 kind:i64
// CHECK: packet p.list class PListElement end more_end parameters width:i64 unit:i64 mode:i64
// CHECK: size data = width check end
// CHECK: repeat more unit check negative
// CHECK: packet p class P end end parameters unit:i64
// CHECK: repeat list to the end
// UNTIED: error: field 'width' gives the size of 'list' but could be set apart from it
