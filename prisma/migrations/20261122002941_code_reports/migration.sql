-- What staff should know about a code: an order of somebody else or of another shop carries it, or somebody changed its discount in
-- Shopify. One line for each code, kind and order; a line whose details change is told again.
CREATE TABLE "code_reports" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "code_id" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "shop_id" BIGINT,
    "order_id" BIGINT,
    "details" JSONB NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "dismissed_at" TIMESTAMPTZ(3),
    "dismissed_by" TEXT,

    CONSTRAINT "code_reports_pkey" PRIMARY KEY ("program_id","id")
);
CREATE UNIQUE INDEX "code_reports_once_key" ON "code_reports" ("program_id", "code_id", "kind", "shop_id", "order_id") NULLS NOT DISTINCT;
CREATE INDEX "code_reports_open_idx" ON "code_reports" ("program_id", "id") WHERE "dismissed_at" IS NULL;

-- Both stand on the same tenant: a program that is erased takes its reports along.
ALTER TABLE "code_reports" ADD CONSTRAINT "code_reports_program_id_fkey"
    FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "code_reports" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "code_reports" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));

-- When an open code was last looked up in Shopify; those that were looked up longest ago come first.
ALTER TABLE "codes" ADD COLUMN "checked_at" TIMESTAMPTZ(3);
CREATE INDEX "codes_to_check_idx" ON "codes" ("checked_at" NULLS FIRST) WHERE "status" = 'open';

-- A notice may be about a code that ends soon: each code is announced once.
ALTER TABLE "notices" ADD COLUMN "code_id" BIGINT;
CREATE UNIQUE INDEX "notices_code_key" ON "notices" ("program_id", "code_id") WHERE "code_id" IS NOT NULL;
CREATE INDEX "codes_open_until_idx" ON "codes" ("until") WHERE "status" = 'open';
