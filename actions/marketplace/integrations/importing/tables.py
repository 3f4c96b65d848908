"""Declares the tables of the operator's ids of rows, of imports, of refused rows, and of corrections."""

from sqlalchemy import Column, Float, Index, Integer, String, Table, Text

from actions.marketplace.base.database.columns import UtcDateTime
from actions.marketplace.base.database.metadata import metadata

operator_ids = Table(
    "operator_ids",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("operator_id", String(100), primary_key=True, comment="as the operator's own system calls it"),
    Column("row_id", Integer, nullable=False, comment="of an account: its company's"),
    Column("digest", String(32), nullable=False, comment="of what was last imported; equal rows change nothing"),
    Index("ix_operator_ids_kind_row_id", "kind", "row_id"),
    comment="What the operator's own system calls rows of this database",
)
imports = Table(
    "imports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("label", String(200), nullable=False, comment="the file, and the sheet of a workbook"),
    Column("fingerprint", String(100), nullable=False, comment="of the content"),
    Column("line", Integer, nullable=False, comment="the last line that was dealt with"),
    Column("new", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("report_bytes", Integer, nullable=False, comment="how long the report was then"),
    Column("done", Float, nullable=False, comment="the share of the file"),
    Column("started_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, comment="null while it runs, and after it was interrupted"),
    Index("ix_imports_fingerprint", "fingerprint"),
    comment="Imports of files, and how far they got",
)
refused_rows = Table(
    "refused_rows",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(200), nullable=False, comment="the file, or the view: caravan.products"),
    Column("kind", String(20), nullable=False),
    Column("line", Integer, nullable=False, comment="of a file; of a view the place in its last pass"),
    Column("operator_id", String(100)),
    Column("column", String(40)),
    Column("value", String(80), nullable=False),
    Column("reason_en", String(500), nullable=False),
    Column("reason_zh", String(500), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_refused_rows_source_operator_id", "source", "operator_id"),
    comment="Rows of files and views that were refused, until they are taken or their file is imported again",
)
corrections = Table(
    "corrections",
    metadata,
    Column("kind", String(20), primary_key=True),
    Column("operator_id", String(100), primary_key=True),
    Column("column", String(40), primary_key=True),
    Column("value", Text, nullable=False, comment="the cell as it was corrected"),
    Column("by", String(80), nullable=False, comment="the member of the staff, or the supplier"),
    Column("at", UtcDateTime, nullable=False),
    comment="What was corrected here in rows that an import has brought, until an import writes over it",
)
