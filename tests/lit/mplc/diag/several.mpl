// A broken specification: several carets, exit status 1, no output file, and an existing one is left as it was.
// RUN: rm -f %t.new.hpp && echo old > %t.old.hpp
// RUN: not mplc %s -o %t.new.hpp 2>&1 | FileCheck %s
// RUN: not ls %t.new.hpp
// RUN: not mplc %s -o %t.old.hpp 2> /dev/null
// RUN: grep -x old %t.old.hpp
// RUN: mplc check %s > %t.out 2>&1; test $? -eq 1
// RUN: ls %T | not grep 'several.mpl.*hpp\.'

packet broken {
  kind: bytte;
  length: byte;
  data: byte[lenght];
  more: byte[length];
}

// CHECK: several.mpl:[[@LINE-6]]:9: error: unknown type 'bytte'; did you mean 'byte'? [unknown-type]
// CHECK-NEXT: {{^}}  kind: bytte;
// CHECK-NEXT: {{^}}        ^~~~~
// CHECK-NEXT: {{^}}        byte
// CHECK: several.mpl:[[@LINE-8]]:14: error: no field 'lenght' can be seen here in packet 'broken'; did you mean 'length'? [unknown-name]
// CHECK-NEXT: {{^}}  data: byte[lenght];
// CHECK-NEXT: {{^}}             ^~~~~~
// CHECK: several.mpl:[[@LINE-10]]:3: error: field 'length' gives the size of 'more'
// CHECK: several.mpl:[[@LINE-13]]:3: note: 'length' is declared here
// CHECK-NOT: error:
