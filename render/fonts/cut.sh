#!/usr/bin/env bash
# Cuts the embedded fonts from Debian's fonts-noto-core: four styles of Noto
# Sans to Latin, Latin Extended, Vietnamese, Greek and Cyrillic, and one font of
# signs merged from Noto Sans Math and Noto Sans Symbols. Hinting and layout
# features are dropped: text is laid out by code points alone.
# Needs: apt-get install fonts-noto-core; pip install fonttools.
set -euo pipefail
cd "$(dirname "$0")"
noto=${NOTO:-/usr/share/fonts/truetype/noto}
export SOURCE_DATE_EPOCH=0

text=U+0020-007E,U+00A0-024F,U+0259,U+02B0-02FF,U+0370-03FF,U+0400-052F
text+=,U+1E00-1EFF,U+2010-2027,U+202F-203A,U+2044,U+2070-209F,U+20A0-20BF
text+=,U+2113,U+2116,U+2117,U+2120,U+2122,U+215B-215E,U+2212,U+FB00-FB04,U+FFFD
math=U+2190-2199,U+21D2,U+21D4,U+2202-2206,U+2208,U+220F,U+2211,U+2212,U+2215
math+=,U+2218-221A,U+221D,U+221E,U+2227-222B,U+2234,U+2248,U+2260,U+2261
math+=,U+2264,U+2265,U+226A,U+226B,U+22C5,U+25A0,U+25A1,U+25AA,U+25AB,U+25B2
math+=,U+25B3,U+25B6,U+25BC,U+25BD,U+25C0,U+25C6,U+25C7,U+25CB,U+25CF,U+25E6
symbols=U+2605,U+2606,U+2610-2612,U+2639-263B,U+2660-2667,U+266A,U+2713,U+2714
symbols+=,U+2717,U+2718,U+2190-2199,U+25A0-25A1,U+25AA-25AB,U+25B2-25C7,U+25CB
symbols+=,U+25CF,U+25E6,U+2600,U+260E,U+2708,U+2709,U+270E,U+2764

cut() { # SOURCE UNICODES TARGET
	pyftsubset "$noto/$1" --unicodes="$2" --output-file="$3" --no-hinting \
		--layout-features= --drop-tables+=GSUB,GPOS,GDEF,MATH,DSIG,STAT,gasp \
		--name-IDs=1,2,6,13,14 --notdef-outline --no-recalc-timestamp
}

for style in Regular Bold Italic BoldItalic; do
	cut "NotoSans-$style.ttf" "$text" "NotoSans-$style.ttf"
done

parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
cut NotoSansMath-Regular.ttf "$math" "$parts/math.ttf"
cut NotoSansSymbols-Regular.ttf "$symbols" "$parts/symbols.ttf"
cut NotoSansSymbols2-Regular.ttf "$symbols" "$parts/symbols2.ttf"
pyftmerge --output-file=NotoSans-Signs.ttf "$parts/math.ttf" "$parts/symbols.ttf" "$parts/symbols2.ttf"
ls -l ./*.ttf
