// Messages stand in the order of the text, whichever phase found them, and each once.
// RUN: not mplc check %s 2>&1 | FileCheck %s --implicit-check-not=error:
// RUN: not mplc check --json %s 2> %t.json
// RUN: python3 -c "import json; m = [json.loads(l) for l in open(r'%t.json')]; print(len(m), m[0]['id'], m[0]['place']['line'], m[0]['fix'][0]['replacement'])" | FileCheck %s --check-prefix=JSON

struct { inner: bytte; } pair;
packet p {
  first: pair;
  classify (tag) { |1: "A" -> (); };
  second: pair;
  size: byte;
  data: byte[size];
  last: nothing_like_it;
}
// CHECK: order.mpl:6:17: error: unknown type 'bytte'
// CHECK: order.mpl:9:13: error: no field 'tag'
// CHECK: order.mpl:12:3: error: field 'size' gives the size of 'data'
// CHECK: order.mpl:13:9: error: unknown type 'nothing_like_it'
// JSON: 4 unknown-type 6 byte
