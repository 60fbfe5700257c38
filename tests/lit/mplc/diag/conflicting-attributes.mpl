// One attribute says what is written.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet p {
  a: byte const(1) default(2);
}

// CHECK: conflicting-attributes.mpl:[[@LINE-3]]:3: error: 'const' and 'default' both say what is written to 'a'; keep one [conflicting-attributes]
