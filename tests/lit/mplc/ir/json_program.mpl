// --emit=json has the parse program, step by step.
// RUN: mplc --emit=json %s > %t.json
// RUN: python3 -c "import json; p = json.load(open(r'%t.json'))['packets'][-1]; [print(s) for s in p['parse']]" | FileCheck %s

packet p {
  kind: byte min(1);
  size: byte value(sizeof(data));
  classify (kind) {
  |1: "Some" -> in byte[4] { a: uint16; rest: byte[remaining()]; };
  |_: "None" -> ();
  };
  data: byte[size - 2];
  items: array (..) { one: byte; };
}
// CHECK: {'bytes': 2, 'fields': ['kind', 'size'], 'from': '0', 'limit': 'end', 'line': 6, 'op': 'need'}
// CHECK-NEXT: {'field': 'kind', 'line': 6, 'op': 'load'}
// CHECK-NEXT: {'condition': '(kind >= 1)', 'field': 'kind', 'line': 6, 'op': 'check', 'reason': 'BelowMinimum'}
// CHECK: {'classify': 'kind', 'clauses': [{'clause': 'Some', 'steps': [{{.*}}'op': 'enter'{{.*}}'op': 'leave'{{.*}}]}, {'clause': 'None', 'steps': []}], 'line': 8, 'op': 'branch'}
// CHECK-NEXT: {'checks': ['NegativeSize', 'PastEnd'], 'field': 'data', 'limit': 'end', 'line': 12, 'multiple': 1, 'op': 'size', 'size': '(size - 2)'}
// CHECK-NEXT: {'arguments': [], 'extent': 'rest', 'field': 'items', 'limit': 'end', 'line': 13, 'op': 'repeat'}
