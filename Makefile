# The commands of the README. Everything else is cargo.

.PHONY: demo test lint bench accuracy picture release

# Builds, processes the fixtures, shows what came out, leaves the JSON under out/.
demo: release
	@mkdir -p out
	@set -e; for input in $(wildcard fixtures/*/input.*); do \
	  name=$$(basename $$(dirname $$input)); \
	  target/release/vankho process $$input --force -o out/$$name.json; \
	  target/release/vankho show out/$$name.json; \
	  echo; \
	done; \
	echo "The JSON is in out/. Next: target/release/vankho --help"

# Runs every test.
test:
	@contrib/install-deps.sh test
	cargo test --locked

# Format and lints, warnings as errors.
lint:
	@contrib/install-deps.sh build
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings

# Speed of the decoder, the parser and the whole pipeline on the fixtures.
bench:
	@contrib/install-deps.sh build
	cargo bench --locked --bench speed

# Writes the tables of accuracy anew, after a change that moves it.
accuracy: release
	target/release/vankho eval fixtures > out/accuracy.tsv
	mv out/accuracy.tsv tests/accuracy.tsv
	target/release/vankho eval fixtures --markdown > out/accuracy.md
	sed -i -e '/<!-- accuracy -->/,/<!-- end -->/{//!d}' -e '/<!-- accuracy -->/r out/accuracy.md' README.md
	git diff --stat -- tests/accuracy.tsv README.md

# Draws the README's picture anew.
picture: release
	COLUMNS=104 target/release/vankho --color always show fixtures/plan-garbled/input.txt | contrib/terminal-svg.py 66 > docs/show.svg

release:
	@contrib/install-deps.sh run
	cargo build --release --locked
	@mkdir -p out
