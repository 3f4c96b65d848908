"""Stores claims, questions and samples, with the words of the two sides about them."""

import sqlalchemy as sa
from alembic import op

from actions.marketplace.base.database import columns

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject", sa.String(length=20), nullable=False, comment="the number of the claim, question or sample"
        ),
        sa.Column(
            "part",
            sa.String(length=12),
            nullable=False,
            comment="description, reason, question, answer, address, note",
        ),
        sa.Column("account", sa.String(length=80), nullable=False, comment="whose words they are"),
        sa.Column("role", sa.String(length=10), nullable=False, comment="buyer or supplier: of whom the account is"),
        sa.Column("language", sa.String(length=2), nullable=False, comment="the language of the words"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="passed, held, released, refused"),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column(
            "notice",
            sa.String(length=40),
            nullable=False,
            comment="what the other side is told when the words are released",
        ),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_letters_buyer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_letters_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        comment="What a buyer and a supplier write to each other about a claim, a question or a sample",
    )
    op.create_index("ix_letters_subject", "letters", ["subject"])
    with op.batch_alter_table("held_texts") as held:
        held.alter_column("rfq_id", existing_type=sa.Integer(), nullable=True)
        held.add_column(sa.Column("letter_id", sa.Integer(), nullable=True))
        held.create_foreign_key(op.f("fk_held_texts_letter_id"), "letters", ["letter_id"], ["id"], ondelete="CASCADE")
        held.create_unique_constraint(op.f("uq_held_texts_letter_id"), ["letter_id"])
    _create_claims()
    _create_questions()
    _create_samples()


def _create_samples() -> None:
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="requested, quoted, accepted, shipped, received, declined, cancelled",
        ),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=False),
        sa.Column("quantity", columns.ExactDecimal(), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("destination_country", sa.String(length=80), nullable=False),
        sa.Column("destination_en", sa.String(length=80), nullable=False),
        sa.Column("destination_zh", sa.String(length=80), nullable=False),
        sa.Column("price", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("cost", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cost_currency", sa.String(length=3), nullable=True),
        sa.Column("carrier", sa.String(length=40), nullable=True),
        sa.Column("tracking_number", sa.String(length=40), nullable=True),
        sa.Column("requested_at", columns.UtcDateTime(), nullable=False),
        sa.Column("shipped_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_samples_buyer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_samples_supplier_id")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["products.id"], name=op.f("fk_samples_product_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("number", name=op.f("uq_samples_number")),
        comment="Samples that buyers ask for; the address is a letter",
    )
    for column in ("buyer_id", "supplier_id"):
        op.create_index(f"ix_samples_{column}", "samples", [column])
    op.create_table(
        "sample_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False, comment="who did it: buyer or supplier"),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["samples.id"], name=op.f("fk_sample_events_sample_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_events")),
        comment="The timeline of each sample",
    )
    op.create_index("ix_sample_events_sample_id", "sample_events", ["sample_id"])


def _create_questions() -> None:
    op.create_table(
        "questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False, comment="asked, answered"),
        sa.Column("subject", sa.String(length=10), nullable=False, comment="company, listing, order, quotation"),
        sa.Column(
            "about",
            sa.String(length=20),
            nullable=False,
            comment="the id of the listing, or the number; empty for the company",
        ),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_questions_buyer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_questions_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
        sa.UniqueConstraint("number", name=op.f("uq_questions_number")),
        comment="What buyers ask suppliers; the words are letters",
    )
    for column in ("buyer_id", "supplier_id"):
        op.create_index(f"ix_questions_{column}", "questions", [column])


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.String(length=12),
            nullable=False,
            comment="open, offered, refused, escalated, agreed, withdrawn",
        ),
        sa.Column("kind", sa.String(length=12), nullable=False, comment="damaged, wrong, missing, late, quality"),
        sa.Column("wish", sa.String(length=12), nullable=False, comment="refund, replacement, part_refund"),
        sa.Column(
            "affected",
            columns.ExactDecimal(),
            nullable=True,
            comment="how many of the order’s first line; null for all of them",
        ),
        sa.Column("estimate", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("offer", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("agreed", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_claims_order_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_claims_buyer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_claims_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
        comment="What buyers want made good about an order",
    )
    for column in ("order_id", "buyer_id", "supplier_id"):
        op.create_index(f"ix_claims_{column}", "claims", [column])
    op.create_table(
        "claim_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False, comment="who did it: buyer or supplier"),
        sa.Column("amount", columns.ExactDecimal(places=2), nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_events_claim_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_events")),
        comment="The timeline of each claim",
    )
    op.create_index("ix_claim_events_claim_id", "claim_events", ["claim_id"])
