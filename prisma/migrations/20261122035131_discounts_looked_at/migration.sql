-- A discount that somebody changed in Shopify is looked at before its turn: when a pool's discount is to be looked at, null: not now.
ALTER TABLE "pools" ADD COLUMN "look_at" TIMESTAMPTZ(3);
-- A code with a discount of its own is found by that discount. Codes of pools, which are most, are not in it.
CREATE INDEX "codes_own_discount_idx" ON "codes" ("program_id", "discount_id") WHERE "status" = 'open' AND NOT "pool";

-- How many exchanges of a reward found no pool on a day: whether one is worth making. It isn't counted further than that needs.
CREATE TABLE "pool_wishes" (
    "shop_id" BIGINT NOT NULL,
    "reward" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "count" INTEGER NOT NULL,
    CONSTRAINT "pool_wishes_pkey" PRIMARY KEY ("shop_id","reward","day")
);
ALTER TABLE "pool_wishes" ADD CONSTRAINT "pool_wishes_shop_id_fkey"
    FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "pool_wishes" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "pool_wishes" USING (sees_shop(shop_id)) WITH CHECK (sees_shop(shop_id));
