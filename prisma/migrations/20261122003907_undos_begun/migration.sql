-- An undo has begun: the code is being switched off in Shopify. If the process dies in between, the sweep sees what became of it.
ALTER TABLE "codes" ADD COLUMN "undo_begun_at" TIMESTAMPTZ(3);
CREATE INDEX "codes_undo_begun_idx" ON "codes" ("undo_begun_at") WHERE "undo_begun_at" IS NOT NULL;
