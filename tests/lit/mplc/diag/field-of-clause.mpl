// A field of a clause is not there for what stands outside; a size that is in error is not untied as well.
// RUN: not mplc check %s 2>&1 | FileCheck %s --implicit-check-not=error:

packet p {
  kind: byte;
  size: byte value(sizeof(text));
  classify (kind) {
  |1: "Text" -> text: byte[size];
  |2: "Number" -> number: uint32;
  };
  more: byte[number];
}

// CHECK: field-of-clause.mpl:[[@LINE-8]]:27: error: field 'text' is there only in clause "Text"; what does not depend on the clause can be measured to a label behind the classify: end: label; and offset(end) [field-of-clause]
// CHECK: field-of-clause.mpl:[[@LINE-7]]:17: note: 'text' is declared here
// CHECK: field-of-clause.mpl:[[@LINE-5]]:14: error: field 'number' is there only in clause "Number"; {{.*}} [field-of-clause]

// As the message says.
// RUN: sed 's/sizeof(text)/offset(end) - offset(size)/; s/  more: .*/  end: label;/' %s > %t.mpl && mplc check %t.mpl
