// The image of a read-only key/value store, as `mir image` makes it and os::KvRo reads it.
//
// An image is a row of pages of 4096 bytes, so that it lies well on sectors of 512 and of 4096 bytes. Page 0 is a `kv_header`.
// Behind it stand the pages of the index, one `kv_index` each, with all keys in the order of their bytes; behind those the
// values. A value that fits a page crosses no border between two of them; a longer one begins at the beginning of a page.
// What lies between is zero.

/// Page 0.
packet kv_header {
  /// By which an image is recognised.
  magic: byte[8] text const("mir-kvro");
  /// Of this format.
  version: uint16 const(1);
  /// For later versions.
  reserved: uint16 const(0);
  /// Of the whole page.
  checksum: uint32 checksum(crc32, magic .. end);
  /// Of the whole image: 256 TiB at most.
  pages: uint64 min(1) max(0x1000000000);
  /// They begin at page 1.
  index_pages: uint64;
  keys: uint64;
  check (index_pages < pages) "the index reaches past the end of the image";
  rest: byte[remaining()];
  end: label;
}

/// One page of the index.
packet kv_index {
  /// Of the whole page.
  checksum: uint32 checksum(crc32, checksum .. end);
  count: uint16 min(1) value(array_length(entries));
  entries: array (count) {
    /// Bytes from the beginning of the image to the value.
    place: uint64 max(0xffffffffffff);
    /// Bytes of the value.
    size: uint64 max(0xffffffffffff);
    /// CRC-32 of the value.
    value_checksum: uint32;
    /// Any bytes; `mir image` makes it of the name of a file, with `/` between folders.
    key: string16;
    check (key != "") "a key is empty";
  };
  rest: byte[remaining()];
  end: label;
}

test kv_header "an empty store" {
  hex "6d69722d6b76726f 0001 0000 00000000 0000000000000001 0000000000000000 0000000000000000" = { pages = 1; keys = 0; }
  hex "6d69722d6b76726f 0002 0000 00000000 0000000000000001 0000000000000000 0000000000000000" fails at version
  hex "6d69722d6b767277 0001 0000 00000000 0000000000000001 0000000000000000 0000000000000000" fails at magic
  hex "6d69722d6b76726f 0001 0000 00000000 0000000000000000 0000000000000000 0000000000000000" fails at pages
}
test kv_index "two keys" {
  hex "00000000 0002"
      "0000000000002000 0000000000000003 00000000 0001 61"
      "0000000000002003 0000000000000000 00000000 0002 6162 0000" = { entries = 2; entries[1].key = "ab"; }
  hex "00000000 0000" fails at count
  hex "00000000 0001 0000000000002000 0000000000000003 00000000 0000" fails at key
  hex "00000000 0001 0001000000002000 0000000000000003 00000000 0001 61" fails at place
  hex "00000000 0002 0000000000002000 0000000000000003 00000000 0001 61" fails at place
}
