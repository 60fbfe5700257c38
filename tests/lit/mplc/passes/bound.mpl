// The end of a region is not tested where the size behind it, which begins there, reaches past the end if it does; it is
// where something that reads bytes stands between.
// RUN: mplc --emit=ir %s | FileCheck %s

packet implied {
  words: byte min(1) value(offset(behind) / 4);
  total: uint16 value(offset(payload));
  header_end: label;
  in byte[words * 4 - offset(header_end)] { options: array (..) lazy { kind: byte; }; };
  behind: label;
  payload: byte[total - words * 4];
}
// CHECK: packet implied
// CHECK: enter {{.*}} check end deferred
// CHECK: size payload = {{.*}} check negative check end together

packet tested {
  words: byte min(1) value(sizeof(options));
  total: uint16 value(sizeof(payload));
  in byte[words] { options: array (..) { kind: byte; }; };
  payload: byte[total];
}
// CHECK: packet tested
// CHECK: enter {{.*}} check end{{$}}
// CHECK: size payload = total check end{{$}}
