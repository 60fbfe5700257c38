// A debugger shows the specification: a step into an accessor stands on the line of its field, and a breakpoint can be
// set there.
// RUN: mplc %s --namespace=demo -o %t.hpp
// RUN: %clangxx -std=c++23 -stdlib=libc++ -g -O0 -include %t.hpp -x c++ %S/Inputs/gdb.cpp -o %t.exe
// RUN: gdb -nx -batch -ex "break gdb.mpl:13" -ex run -ex "info source" -ex "frame" -ex "backtrace" %t.exe 2>&1 | FileCheck %s
// RUN: gdb -nx -batch -ex "break gdb.cpp:10" -ex run -ex step %t.exe 2>&1 | FileCheck %s --check-prefix=STEP
// RUN: %gxx -std=c++23 -g -O0 -include %t.hpp -x c++ %S/Inputs/gdb.cpp -o %t.exe
// RUN: gdb -nx -batch -ex "break gdb.cpp:10" -ex run -ex step %t.exe 2>&1 | FileCheck %s --check-prefix=STEP

packet person {
  name: byte[4];
  /// In years; nobody is older.
  age: byte max(150);
}
// CHECK: Breakpoint 1{{[.0-9]*}}, demo::Person::parse
// CHECK-SAME: {{.*}}gdb.mpl:[[#@LINE-3]]
// CHECK: age: byte max(150);
// CHECK: Current source file is {{.*}}gdb.mpl
// CHECK: in main () at {{.*}}gdb.cpp
// STEP: demo::Person::age {{.*}}gdb.mpl:[[#@LINE-7]]
// STEP-NEXT: age: byte max(150);
