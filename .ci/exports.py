"""Opens what `yusuan export` writes with openpyxl, Datasette and, where it is installed, LibreOffice."""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl

work = pathlib.Path(tempfile.mkdtemp())


def yusuan(*args):
    subprocess.run(["go", "run", "./cmd/yusuan", *map(str, args)], check=True, stdout=subprocess.DEVNULL)


try:
    yusuan("ingest", "fixtures/ningtan-urban-2024-budget.pdf", "-o", work / "ds")
    yusuan("export", work / "ds", "--to", "xlsx", "--kind", "documents", "--kind", "facts", "-o", work / "d.xlsx")
    yusuan("export", work / "ds", "--to", "sqlite", "-o", work / "d.db")
    yusuan("export", work / "ds", "--to", "csv", "--kind", "facts", "-o", work / "facts.csv")

    facts = list(csv.DictReader(open(work / "facts.csv", encoding="utf-8")))
    assert facts, "no facts"
    book = openpyxl.load_workbook(work / "d.xlsx")
    assert book.sheetnames == ["columns", "documents", "facts"], book.sheetnames
    sheet = book["facts"]
    assert sheet.freeze_panes == "A2" and sheet.max_row == len(facts) + 1, (sheet.freeze_panes, sheet.max_row)
    at = [c.value for c in sheet[1]].index("amount_yuan")
    for row, fact in zip(sheet.iter_rows(min_row=2), facts, strict=True):
        value = row[at].value
        assert (value is None and fact["amount_yuan"] == "") or value == float(fact["amount_yuan"]), (value, fact)

    # Datasette's own client needs no port.
    datasette = pathlib.Path(sys.executable).with_name("datasette")
    for name in ["facts", "three_public", "spending_by_function"]:
        out = subprocess.run([datasette, work / "d.db", "--get", f"/d/{name}.json?_size=1&_shape=objects"],
                             check=True, capture_output=True).stdout
        assert json.loads(out)["rows"], name

    if shutil.which("soffice"):
        subprocess.run(["soffice", f"-env:UserInstallation=file://{work}/office", "--headless", "--convert-to",
                        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,3",
                        "--outdir", work, work / "d.xlsx"], check=True, capture_output=True)
        office = list(csv.reader(open(work / "d-facts.csv", encoding="utf-8")))
        assert len(office) == len(facts) + 1, len(office)
    else:
        print("LibreOffice left out: it is not installed")
    print(f"{len(facts)} facts opened")
finally:
    shutil.rmtree(work)
