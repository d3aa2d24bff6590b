#!/usr/bin/env bash
# Builds the Python package of this checkout and runs its tests.
#
#     python/test.sh               the package, its style and types; with pyarrow, pandas, Polars, DuckDB
#     python/test.sh --clusters    also Ray and Spark, on clusters of this machine (Spark needs Java 17 or newer)
#
# Everything it makes stands in target/python; arguments besides --clusters go to pytest. The package is built with
# the profile of tests, not that of releases: it reads slower and is built in a fraction of the time.
set -euo pipefail
cd "$(dirname "$0")"

target="${CARGO_TARGET_DIR:-$(cd .. && pwd)/target}"
place="$target/python"
bin="$place/venv/bin"
requirements=(-r tests/requirements.txt)
if [ "${1:-}" = --clusters ]; then
    shift
    requirements+=(-r tests/requirements-clusters.txt)
fi

[ -x "$bin/pip" ] || python3 -m venv "$place/venv"
"$bin/pip" install --quiet --disable-pip-version-check "${requirements[@]}"

"$bin/ruff" check --quiet .
"$bin/ruff" format --quiet --check .

rm -rf "$place/wheels"
"$bin/maturin" build --quiet --locked --profile dev --interpreter "$bin/python" --out "$place/wheels"
"$bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$place"/wheels/baobiao-*.whl

# What the package reads is held against what the command reads.
cargo build --quiet --locked --manifest-path ../Cargo.toml
BAOBIAO_COMMAND="$target/debug/baobiao" "$bin/pytest" "$@"
