"""Writes openpyxl.xlsx, a sheet that the program did not write itself: pip install openpyxl==3.1.5"""

import datetime
import pathlib

import openpyxl

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "Due"
for row in [
    ["customer", "mobile", "amount", "due", "ok"],
    ["Asha", "+910000000001", 4200, datetime.date(2026, 11, 23), True],
    ["José, \"J\"", 910000000002, 4200.5, datetime.datetime(2026, 11, 23, 10, 30), False],
    [],
    ["Ravi", "+910000000003", None, datetime.time(10, 30), None],
]:
    sheet.append(row)
cell = sheet.cell(6, 3)
cell.value, cell.data_type = "#N/A", "e"
sheet.cell(6, 2).value = "+910000000004"
book.create_chartsheet("Chart", 0)
hidden = book.create_sheet("Hidden", 1)
hidden.sheet_state = "hidden"
hidden.append(["nobody"])
book.properties.created = book.properties.modified = datetime.datetime(2026, 1, 1)
book.save(pathlib.Path(__file__).with_name("openpyxl.xlsx"))
