#!/bin/sh
# kv.sh SOURCE FOLDER: makes the project of docs/kv.md in FOLDER/reader, and an image for it in FOLDER/site.img.
set -eu
mkdir -p "$2/reader" "$2/site/data" "$2/site/css"
sed -n '/^```cpp$/,/^```$/{/^```/d;p}' "$1/docs/kv.md" >"$2/reader/reader.cpp"
cp "$1"/tests/lit/e2e/Inputs/kv/* "$2/reader"
printf '<h1>hello</h1>' >"$2/site/index.html"
printf 'h1 {}' >"$2/site/css/main.css"
python3 -c 'import sys; sys.stdout.buffer.write(bytes(i * i % 251 for i in range(300_001)))' >"$2/site/data/large"
mir image "$2/site" -o "$2/site.img"
