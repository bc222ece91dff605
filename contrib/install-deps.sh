#!/usr/bin/env bash
# Installs the Debian packages that building, running or testing vankho needs and that are missing here.
#
#   contrib/install-deps.sh build   to compile (C library of the OCR engine)
#   contrib/install-deps.sh run     to read page images
#   contrib/install-deps.sh test    both, and what the tests render pages with
#
# Says what it installs and why; uses sudo when it is not run by root; does nothing when nothing is missing.
set -euo pipefail

declare -A why=(
  [pkg-config]="finds the OCR library when vankho-ocr is compiled"
  [libtesseract-dev]="the OCR library that vankho-ocr is linked to"
  [libleptonica-dev]="the image library that comes with it"
  [tesseract-ocr]="the OCR engine and its data folder"
  [tesseract-ocr-vie]="the Vietnamese OCR model"
  [tesseract-ocr-eng]="the English OCR model: the tests ruin text with it as scanner software does"
  [fonts-liberation2]="fonts of the width of Times New Roman and Arial: the tests draw pages with them"
  [fonts-freefont-ttf]="another serif font for these pages"
  [fonts-dejavu-extra]="two more fonts for these pages"
  [qpdf]="checks the PDFs that the tests make"
  [poppler-utils]="reads the text of these PDFs and draws them"
  [fonts-noto-core]="two more fonts for these pages"
)

case "${1:-run}" in
  build) wanted=(pkg-config libtesseract-dev libleptonica-dev) ;;
  run) wanted=(pkg-config libtesseract-dev libleptonica-dev tesseract-ocr tesseract-ocr-vie) ;;
  test) wanted=(pkg-config libtesseract-dev libleptonica-dev tesseract-ocr tesseract-ocr-vie tesseract-ocr-eng
    fonts-liberation2 fonts-freefont-ttf fonts-dejavu-extra fonts-noto-core qpdf poppler-utils) ;;
  *) echo "usage: $0 [build|run|test]" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if ! command -v apt-get >/dev/null; then
  echo "This system has no apt-get. Install what corresponds to these Debian packages: ${missing[*]}" >&2
  exit 3
fi
echo "Installing ${#missing[@]} Debian package(s):"
for package in "${missing[@]}"; do printf '  %-20s %s\n' "$package" "${why[$package]}"; done

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Not root, and sudo is missing. Run as root: apt-get install ${missing[*]}" >&2; exit 3; }
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
