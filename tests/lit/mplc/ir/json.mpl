// --emit=json is valid JSON with the layout of every packet.
// RUN: mplc --emit=json %s > %t.json
// RUN: python3 -c "import json; p = json.load(open(r'%t.json'))['packets'][0]; print(p['class'], p['size'], [f['field'] for f in p['body']], p['body'][1]['default'])" | FileCheck %s
packet p {
  a: byte;
  b: uint64 default(-1);
}
// CHECK: P 9 ['a', 'b'] 18446744073709551615
