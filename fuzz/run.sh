#!/bin/sh
# Builds every target for fuzzing with the stable compiler and runs one: run.sh TARGET SECONDS.
# A run ends at the first crash, at 2 seconds for one input, or at 512 MB.
set -eu
cd "$(dirname "$0")"
RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --release --quiet --target "$(rustc -vV | sed -n 's/^host: //p')"
mkdir -p artifacts/"$1" grown/"$1"
exec target/*/release/"$1" grown/"$1" corpus/"$1" -timeout=2 -rss_limit_mb=512 -max_len=16384 \
    -max_total_time="$2" -artifact_prefix=artifacts/"$1"/ -print_final_stats=1 -verbosity=1
