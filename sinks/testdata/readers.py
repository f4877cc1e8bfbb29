"""readers.py DATASET EXPECTED: reads cells.parquet of a dataset with pyarrow, pandas, polars and DuckDB, and compares
amounts and texts with what was written. EXPECTED has a JSON list a line: amount, amount_yuan, text, null where null.
Conditions on amounts must find the same rows as without the bounds that files carry of their values."""
import json
import sys
from decimal import Decimal

import duckdb
import pandas
import polars
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq

path = sys.argv[1] + "/cells.parquet"
want = [json.loads(line) for line in open(sys.argv[2], encoding="utf-8")]
want = [(a and Decimal(a), y and Decimal(y), t) for a, y, t in want]
names = [c for c in pq.ParquetFile(path).schema_arrow.names if c in ("amount", "amount_value")][:1] + ["amount_yuan", "text"]


def same(reader, rows):
    rows = [tuple(None if v is None or v != v else v for v in r) for r in rows]
    if len(rows) != len(want):
        sys.exit(f"{reader}: {len(rows)} rows, want {len(want)}")
    for i, (got, w) in enumerate(zip(rows, want)):
        if got != w:
            sys.exit(f"{reader}: row {i} is {got}, want {w}")


table = pq.read_table(path, columns=names)
same("pyarrow", zip(*(table[n].to_pylist() for n in names)))
frame = pandas.read_parquet(path, columns=names)
same("pandas", frame.astype(object).where(frame.notna(), None).itertuples(index=False, name=None))
same("polars", polars.read_parquet(path, columns=names).rows())
db = duckdb.connect()
columns = ", ".join(names)
same("duckdb", db.execute(f"SELECT {columns} FROM '{path}'").fetchall())

amounts = [w[0] for w in want if w[0] is not None]
for bound in sorted(set(amounts))[:: max(1, len(set(amounts)) // 20)] + [Decimal(0), Decimal(-1), max(amounts)]:
    for sign, count in (("<", sum(a < bound for a in amounts)), (">=", sum(a >= bound for a in amounts)),
                        ("==", sum(a == bound for a in amounts))):
        p, a = pc.field(names[0]), polars.col(names[0])
        arrow = {"<": p < bound, ">=": p >= bound, "==": p == bound}
        lazy = {"<": a < bound, ">=": a >= bound, "==": a == bound}
        found = {
            "pyarrow": ds.dataset(path).count_rows(filter=arrow[sign]),
            "polars": polars.scan_parquet(path).filter(lazy[sign]).select(polars.len()).collect().item(),
            "duckdb": db.execute(f"SELECT count(*) FROM '{path}' WHERE {names[0]} {sign} '{bound}'::DECIMAL(38,6)").fetchone()[0],
        }
        for reader, n in found.items():
            if n != count:
                sys.exit(f"{reader}: {n} rows with amount {sign} {bound}, want {count}")

# The bounds of row groups and pages hold all their values.
meta = pq.ParquetFile(path)
at = 0
for g in range(meta.num_row_groups):
    group = meta.metadata.row_group(g)
    inside = [a for a, _, _ in want[at : at + group.num_rows] if a is not None]
    at += group.num_rows
    stats = next(group.column(i).statistics for i in range(group.num_columns) if group.column(i).path_in_schema == names[0])
    if inside and (not stats.has_min_max or (stats.min, stats.max) != (min(inside), max(inside))):
        sys.exit(f"row group {g}: bounds {stats.min}, {stats.max}, want {min(inside)}, {max(inside)}")
# A kind of row in several files opens as a whole, also where no region is known.
for kind in ("facts", "projects", "indicators", "claims"):
    folder = f"{sys.argv[1]}/{kind}"
    rows = {
        "pyarrow": pq.read_table(folder).num_rows,
        "pandas": len(pandas.read_parquet(folder)),
        "polars": polars.read_parquet(folder).height,
        "duckdb": db.execute(f"SELECT count(*) FROM '{folder}/*.parquet'").fetchone()[0],
    }
    if len(set(rows.values())) != 1:
        sys.exit(f"{kind}: {rows}")
print("ok", len(want), "rows", meta.num_row_groups, "row groups")
