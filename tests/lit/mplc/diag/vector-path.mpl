// What a test expects leads through arrays by number and through packets by name, to a field.
// RUN: not mplc check %s 2>&1 | FileCheck %s

packet point { x: byte; }
packet p {
  points: array (2) { at: packet point(); };
  plain: byte;
}
test {
  hex "010203" = { points.at.x = 1; }
  hex "010203" = { points[0] = 1; }
  hex "010203" = { plain[0] = 1; }
  hex "010203" = { points[0].to.x = 1; }
  hex "0102" fails at plain.x
  hex "0102" fails at points.at.z
}

// CHECK: vector-path.mpl:[[@LINE-8]]:20: error: 'points' is an array here; write a[0].b to look into an element of an array, and a.b to look into a packet [vector-path]
// CHECK: vector-path.mpl:[[@LINE-13]]:3: note: 'points' is declared here
// CHECK: vector-path.mpl:[[@LINE-9]]:20: error: 'points' is an array here
// CHECK: vector-path.mpl:[[@LINE-9]]:20: error: 'plain' is neither array nor packet here
// CHECK: vector-path.mpl:[[@LINE-9]]:30: error: no field 'to' can be seen here in packet 'p.points'
// CHECK: vector-path.mpl:[[@LINE-9]]:23: error: 'plain' is neither array nor packet here
// CHECK: vector-path.mpl:[[@LINE-9]]:33: error: no field 'z' can be seen here in packet 'point'
