// A typedef ends at a type of the language.
// RUN: not mplc check %s 2>&1 | FileCheck %s

typedef one two;
typedef two one;
packet p {
  a: byte;
}

// CHECK: typedef-cycle.mpl:[[@LINE-5]]:9: error: typedef 'two' leads back to itself; a typedef must end at a type of the language [typedef-cycle]
