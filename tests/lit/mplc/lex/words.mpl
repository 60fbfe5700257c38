// Names, tags, keywords, numbers in four bases, strings, marks, doc comments; other comments are gaps, and nest.
// RUN: mplc --emit=tokens %s | FileCheck %s

// CHECK-NOT: {{.}}
packet p' _x Tag' 12 0xff 0o17 0b1_01 1_000 "a\n\"" .. => -> <= << || /* a /* b */ c */ end
/// kept
//// not kept

// CHECK: 5:1 packet
// CHECK-NEXT: 5:8 a name: p'
// CHECK-NEXT: 5:11 a name: _x
// CHECK-NEXT: a tag: Tag'
// CHECK-NEXT: a number: 12
// CHECK-NEXT: a number: 0xff
// CHECK-NEXT: a number: 0o17
// CHECK-NEXT: a number: 0b1_01
// CHECK-NEXT: a number: 1_000
// CHECK-NEXT: a string: "a\n\""
// CHECK-NEXT: ..
// CHECK-NEXT: =>
// CHECK-NEXT: ->
// CHECK-NEXT: <=
// CHECK-NEXT: <<
// CHECK-NEXT: ||
// CHECK-NEXT: 5:89 a name: end
// CHECK-NEXT: a doc comment: /// kept
// CHECK-NEXT: the end of the file
