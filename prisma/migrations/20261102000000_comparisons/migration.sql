-- The nightly comparison of a shop with Shopify: what it saw, what it set right, and when.
CREATE TABLE "comparisons" (
    "shop_id" BIGINT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "since" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "orders_seen" INTEGER NOT NULL DEFAULT 0,
    "orders_healed" INTEGER NOT NULL DEFAULT 0,
    "customers_seen" INTEGER NOT NULL DEFAULT 0,
    "tags_healed" INTEGER NOT NULL DEFAULT 0,
    "metafields_healed" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "comparisons_pkey" PRIMARY KEY ("shop_id","started_at")
);

-- Both stand on the same tenant: a shop that is erased takes its comparisons along.
ALTER TABLE "comparisons" ADD CONSTRAINT "comparisons_shop_id_fkey"
    FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "comparisons" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "comparisons" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));

-- Which version of the program the shop's metafield shows; null: none yet.
ALTER TABLE "shops" ADD COLUMN "program_written" INTEGER;

-- The sweep asks every few seconds for exchanges that are stuck; there are hardly ever any.
CREATE INDEX "codes_reserving_idx" ON "codes" ("reserved_at") WHERE "status" = 'reserving';
