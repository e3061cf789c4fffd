-- The automatic discount of a tier as it stands in a shop, with the customer segment that it is for. A row is there before anything is
-- made in Shopify, and goes after all of it is gone.
CREATE TABLE "tier_discounts" (
    "shop_id" BIGINT NOT NULL,
    "tier" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "segment_id" TEXT,
    "segment_written" TEXT,
    "discount_id" TEXT,
    "discount_written" TEXT,
    "problem" TEXT,

    CONSTRAINT "tier_discounts_pkey" PRIMARY KEY ("shop_id","tier"),
    CONSTRAINT "tier_discounts_problem" CHECK ("problem" IN ('full', 'invalid', 'nameTaken', 'unreachable'))
);
ALTER TABLE "tier_discounts" ADD CONSTRAINT "tier_discounts_shop_id_fkey"
    FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tier_discounts" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "tier_discounts" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));

-- Which version of the program the shop's tier discounts follow; null: none yet. Where something went wrong, when to try again.
ALTER TABLE "shops" ADD COLUMN "discounts_written" INTEGER, ADD COLUMN "discounts_due_at" TIMESTAMPTZ(3);
