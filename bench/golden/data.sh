# The data that bench/golden.sh trains on, the same on every machine: blobs of grey and of colour, and a table.
# Sourced by observe.sh, in the folder that it works in.

# bytes: writes numbers from 0 to 255, one a line, as bytes.
bytes() { printf "$(awk '{ printf "\\%03o", $1 }')"; }

# little N…, big N…: 32-bit numbers as bytes, one a line.
little() { for n in "$@"; do echo $((n & 255)) $((n >> 8 & 255)) $((n >> 16 & 255)) $((n >> 24 & 255)); done | tr ' ' '\n'; }
big() { for n in "$@"; do echo $((n >> 24 & 255)) $((n >> 16 & 255)) $((n >> 8 & 255)) $((n & 255)); done | tr ' ' '\n'; }

# blobs COUNT CHANNELS HEIGHT WIDTH SEED: pixels, one a line, in the order N, C, H, W. A multiplicative generator whose products stay exact
# in doubles, and no function but division: every awk draws the same blobs.
blobs() {
  awk -v count="$1" -v channels="$2" -v height="$3" -v width="$4" -v seed="$5" '
    function u() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    BEGIN {
      for (i = 0; i < count; i++) {
        y = height * (0.2 + 0.6 * u()); x = width * (0.2 + 0.6 * u()); wide = 2 + 6 * u()
        for (c = 0; c < channels; c++) {
          strength = channels == 1 ? 255 : 55 + 200 * u()
          for (r = 0; r < height; r++)
            for (k = 0; k < width; k++) {
              d = ((r - y) * (r - y) + (k - x) * (k - x)) / wide
              print int(strength / (1 + d * d))
            }
        }
      }
    }'
}

# idx COUNT SEED NAME: images of 14×14 and their labels, in MNIST's format.
idx() {
  { big 2051 "$1" 14 14; blobs "$1" 1 14 14 "$2"; } | bytes >"data/idx/$3-images-idx3-ubyte"
  { big 2049 "$1"; awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) print i % 3 }'; } | bytes >"data/idx/$3-labels-idx1-ubyte"
}

# bmp WIDTH HEIGHT SEED FILE: a picture of 24 bits, whose rows are as long as they are wide: the width is a multiple of 4.
bmp() {
  { printf '66\n77\n'; little $((54 + 3 * $1 * $2)) 0 54 40 "$1" "$2" $((1 + (24 << 16))) 0 0 2835 2835 0 0; blobs 1 1 "$2" $((3 * $1)) "$3"; } | bytes >"$4"
}

# coarse LEVELS: brings pixels to that many grey levels.
coarse() { awk -v levels="$1" '{ print int($1 * levels / 256) * 255 / (levels - 1) }'; }

# npy COUNT CHANNELS HEIGHT WIDTH SEED FILE [LEVELS]: NumPy's array of bytes.
npy() {
  local header
  header=$(printf "%-117s" "{'descr': '|u1', 'fortran_order': False, 'shape': ($1, $2, $3, $4), }")
  { printf '\223NUMPY\001\000\166\000%s\n' "$header"; blobs "$1" "$2" "$3" "$4" "$5" | coarse "${7:-256}" | bytes; } >"$6"
}

# table ROWS: a column of each kind, with missing cells, and a number that nothing is learned from.
table() {
  awk -v rows="$1" '
    function u() { seed = (seed * 16807) % 2147483647; return seed / 2147483647 }
    function cell(value) { return u() < 0.05 ? "" : value }
    BEGIN {
      seed = 77
      split("north east south west", place, " ")
      print "id,height,price,rooms,garden,side"
      for (i = 1; i <= rows; i++) {
        h = u() + u() + u() - 1.5; p = u(); p = 1000 / (0.02 + p * p)
        printf "%d,%s,%s,%s,%s,%s\n", 1000 + i, cell(sprintf("%.4f", 3 * h)), cell(sprintf("%.2f", p)), cell(int(20 * u() * u())),
          cell(u() < 0.3 + 0.2 * h ? "yes" : "no"), cell(place[1 + int(4 * u() * u())])
      }
    }'
}

make_data() {
  local i
  mkdir -p data/idx data/photos/cats data/photos/dogs
  idx 384 1 train
  idx 128 2 t10k
  npy 160 3 8 8 3 data/colour.npy
  npy 160 1 10 12 4 data/levels.npy 16
  npy 160 1 10 12 5 data/binary.npy 2
  for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
    bmp 16 12 "$((100 + i))" "data/photos/cats/$i.bmp"
    bmp 12 16 "$((200 + i))" "data/photos/dogs/$i.bmp"
  done
  tar -C data/photos -cf data/photos.tar cats dogs
  table 400 >data/houses.csv
  table 40 | sed 's/,yes,/,,/' >data/few.csv
  cat >data/own.json <<'END'
{
  "name": "own",
  "description": "A recipe of this comparison.",
  "data": "data/idx",
  "options": { "hidden": [24], "latents": 3, "activation": "tanh", "epochs": 1, "batch": 32, "objective": "iwae", "k": 3, "binarization": "dynamic" }
}
END
}
