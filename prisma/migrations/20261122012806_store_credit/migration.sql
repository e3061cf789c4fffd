-- Points for store credit: when Shopify was asked to give it (it is asked once), and since when only staff can tell whether it did.
ALTER TABLE "codes" ADD COLUMN "credit_asked_at" TIMESTAMPTZ(3), ADD COLUMN "undecided_at" TIMESTAMPTZ(3);
CREATE INDEX "codes_undecided_idx" ON "codes" ("program_id", "undecided_at") WHERE "undecided_at" IS NOT NULL;
-- A movement of an account belongs to one exchange.
CREATE UNIQUE INDEX "codes_credit_key" ON "codes" ("program_id", "discount_id") WHERE "type" = 'storeCredit';
