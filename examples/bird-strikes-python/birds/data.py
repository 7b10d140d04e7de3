"""Reads the channels and refuses what cannot be learned from."""

import csv
import io
import re
from pathlib import Path

from birds.features import COLUMNS, DATE, LABEL, DataError, is_damage


def read_csv(text, name):
    """CSV with a header line, as its columns and a dictionary a row."""
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    rows = []
    try:
        columns = [column.strip() for column in next(reader, [])]
        if not columns:
            raise DataError(f"{name} is empty: the first line must name the columns")
        for fields in reader:
            if fields and len(fields) != len(columns):
                raise DataError(f"{name} line {reader.line_num} has {len(fields)} fields where the header has {len(columns)}")
            if fields:
                rows.append(dict(zip(columns, fields)))
    except csv.Error as error:
        raise DataError(f"{name} line {reader.line_num}: {error}") from error
    return columns, rows


def read_channel(folder: Path, channel):
    """Every row of every CSV file of a channel."""
    files = sorted(folder.rglob("*.csv"))
    if not files:
        raise DataError(f'the channel "{channel}" has no .csv file (looked in {folder})')
    rows = [row for file in files for row in read_file(file, f"{channel}/{file.relative_to(folder)}")]
    damaged = sum(map(is_damage, rows))
    if damaged == 0:
        raise DataError(f'label "{LABEL}" has 0 positives in {len(rows)} rows of {channel}; nothing to learn')
    if damaged == len(rows):
        raise DataError(f'label "{LABEL}" is damage in all {len(rows)} rows of {channel}; nothing to tell apart')
    return rows


def read_file(path, name):
    columns, rows = read_csv(path.read_text(encoding="utf-8"), name)
    missing = [column for column in [LABEL, *COLUMNS] if column not in columns]
    if missing:
        shown = ", ".join(f'"{column}"' for column in missing)
        raise DataError(f"{name} has no column {shown}; it has {', '.join(columns)}")
    for number, row in enumerate(rows, start=1):
        if row[LABEL] == "":
            raise DataError(f'{name}: row {number} has no "{LABEL}"')
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", row[DATE]):
            raise DataError(f'{name}: "{DATE}" must be a date such as 1999-10-19, got "{row[DATE]}"')
    return rows


def refuse_overlap(training, evaluation):
    """A model that is judged on days it has seen looks better than it is."""
    last = max(row[DATE] for row in training)
    first = min(row[DATE] for row in evaluation)
    if first <= last:
        raise DataError(
            f"the evaluation data begins on {first}, the training data ends on {last}: evaluate on later days than those learned from"
        )
