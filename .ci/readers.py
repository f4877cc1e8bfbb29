"""Opens every file of a dataset with pandas, pyarrow, Polars, DuckDB and frictionless, also one whose provinces are all
null, and looks that each of them finds all rows, decimals and dates."""
import datetime
import decimal
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import duckdb
import frictionless
import pandas
import polars
import pyarrow
import pyarrow.parquet

DOCUMENT = """# 上海市普陀区示例局2024年部门预算

2024年2月8日

## 部门支出总表

单位：万元

| 科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 |
|---|---|---|---|---|
| | 合计 | 100.00 | 80.00 | 21.00 |
| 201 | 一般公共服务支出 | 100.00 | 80.00 | 20.00 |
| 2010301 | 行政运行 | 100.00 | 80.00 | 20.00 |
"""


def ingest(to, *paths):
    subprocess.run(["go", "run", "./cmd/yusuan", "ingest", *map(str, paths), "-o", to], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def look(dataset, provinces):
    manifest = json.loads((dataset / "dataset.json").read_text(encoding="utf-8"))
    rows = {}
    for f in manifest["files"]:
        rows[f["dataset"]] = rows.get(f["dataset"], 0) + f["rows"]
        schema = pyarrow.parquet.read_schema(dataset / f["file"])
        meaning = json.loads(schema.metadata[b"yusuan"])
        assert [c["name"] for c in meaning["fields"]] == schema.names, f["file"]
        assert all(c["description"] for c in meaning["fields"]), f["file"]
    for kind, n in rows.items():
        parts = dataset / kind
        whole, glob = (parts, str(parts / "*.parquet")) if parts.is_dir() else (dataset / f"{kind}.parquet",) * 2
        assert len(pandas.read_parquet(whole)) == n, kind
        assert pyarrow.parquet.read_table(whole).num_rows == n, kind
        assert polars.read_parquet(glob).height == n, kind
        assert duckdb.sql(f"SELECT count(*) FROM '{glob}'").fetchall() == [(n,)], kind
    for kind, columns in {"findings": ["expected", "printed", "difference", "slack", "difference_yuan"],
                          "facts": ["amount_value", "amount_yuan"], "facts_preferred": ["amount_yuan"]}.items():
        path = dataset / kind if (dataset / kind).is_dir() else dataset / f"{kind}.parquet"
        table = pyarrow.parquet.read_table(path)
        for column in columns:
            values = [v for v in table.column(column).to_pylist() if v is not None]
            assert values and all(isinstance(v, decimal.Decimal) for v in values), (kind, column)
    dates = pyarrow.parquet.read_table(dataset / "documents.parquet").column("published").to_pylist()
    assert all(d is None or isinstance(d, datetime.date) for d in dates), dates
    found = set(pandas.read_parquet(dataset / "facts")["province"].dropna())
    assert found == provinces, found

    package = frictionless.Package(str(dataset / "datapackage.json"))
    assert package.licenses and package.sources, "licence and sources"
    report = package.validate()
    errors = [e for t in report.tasks for e in t.errors] + list(report.errors)
    assert not errors, errors[:5]
    for resource, f in zip(package.resources, manifest["files"], strict=True):
        assert resource.path == f["file"], (resource.path, f["file"])
        assert sum(1 for _ in resource.read_rows()) == f["rows"], f["file"]
    return sum(rows.values()), dates


work = pathlib.Path(tempfile.mkdtemp())
try:
    (work / "in").mkdir()
    (work / "in" / "invented.md").write_text(DOCUMENT, encoding="utf-8")
    known, unknown = "fixtures/qingping-culture-2026-budget.pdf", "fixtures/baiyu-ecology-2023-mistakes.pdf"
    ingest(work / "null", known, unknown)
    ingest(work / "some", known, unknown, work / "in")
    rows, _ = look(work / "null", set())
    more, dates = look(work / "some", {31})
    assert datetime.date(2024, 2, 8) in dates, dates
    print(f"{rows + more} rows opened by five readers")
finally:
    shutil.rmtree(work)
