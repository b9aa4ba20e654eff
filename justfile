# Needs nothing but `just`: cargo install just, pip install rust-just, or npm install -g rust-just.

# List the recipes.
default:
    @just --list

# Run an experiment and draw its report: just bench [experiments/bench.toml]
bench experiment="experiments/bench.toml" *args:
    cargo run --release -- run {{experiment}} {{args}}

# Draw the report of a run folder again: just report runs/quick
report *runs="runs/quick":
    cargo run --release -- report {{runs}}

# Reproduce a paper's figure and check its claims: just reproduce bilinear-last-iterate, or --all
reproduce *papers="--all":
    cargo run --release -- reproduce {{papers}}

# Compare hitting costs with the committed baseline; `just gate --update` runs its seeds and writes it
gate *args:
    cargo run --release -- run experiments/gate.toml --no-report --fresh
    cargo run --release -- gate runs/gate --baseline experiments/gate.parquet {{args}}

# Every test.
test:
    cargo test --workspace

# Formatting and lints.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets -- -D warnings

# The documentation.
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items

# Benchmarks of counting, recording and storing.
bench-overhead:
    cargo bench --workspace

# What continuous integration runs.
ci:
    .ci/run
