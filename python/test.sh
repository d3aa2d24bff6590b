#!/usr/bin/env bash
# Builds the Python package of this checkout and runs its tests.
#
#     python/test.sh               the package, types, pyarrow, pandas, Polars, DuckDB
#     python/test.sh --clusters    also Ray and Spark, on clusters of this machine (Spark needs Java 17 or newer)
#
# Everything it makes stands in target/python; arguments besides --clusters go to pytest. The package is built with
# the profile of tests, not that of releases: it reads slower and is built in a fraction of the time.
set -euo pipefail
cd "$(dirname "$0")"

place="$(cd .. && pwd)/target/python"
venv="$place/venv"
requirements=(-r tests/requirements.txt)
if [ "${1:-}" = --clusters ]; then
    shift
    requirements+=(-r tests/requirements-clusters.txt)
fi

[ -x "$venv/bin/pip" ] || python3 -m venv "$venv"
"$venv/bin/pip" install --quiet --disable-pip-version-check "${requirements[@]}"

rm -rf "$place/wheels"
"$venv/bin/maturin" build --quiet --locked --profile dev --interpreter "$venv/bin/python" --out "$place/wheels"
"$venv/bin/pip" install --quiet --disable-pip-version-check --force-reinstall --no-deps "$place"/wheels/baobiao-*.whl

# What the package reads is held against what the command reads.
cargo build --quiet --locked --manifest-path ../Cargo.toml
BAOBIAO_COMMAND="${CARGO_TARGET_DIR:-$PWD/../target}/debug/baobiao" "$venv/bin/pytest" "$@"
