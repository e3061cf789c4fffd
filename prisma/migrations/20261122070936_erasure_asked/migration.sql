-- When staff asked for everything of the shop to be deleted, and who did. The worker does it, however often it has to begin again;
-- until it has ended, the shop is not installed anew.
ALTER TABLE "shops" ADD COLUMN "erase_asked_at" TIMESTAMPTZ(3), ADD COLUMN "erase_asked_by" TEXT;
CREATE INDEX "shops_erase_idx" ON "shops" ("id") WHERE "erase_asked_at" IS NOT NULL;
