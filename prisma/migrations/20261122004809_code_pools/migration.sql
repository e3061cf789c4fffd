-- Codes that are made ahead for rewards that anybody may use: one discount in Shopify for each reward of a shop, as it is at the time,
-- and last day of its codes. An exchange on one day takes from the pool whose codes end `codeDays` later; after `closes_at` nobody
-- takes from it any more.
CREATE TABLE "pools" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "shop_id" BIGINT NOT NULL,
    "reward" TEXT NOT NULL,
    -- What the discount gives, as a fingerprint: a changed reward gets another pool, codes already given stay as promised.
    "terms" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "rate" DECIMAL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    -- The discount's first code. It is never given to anybody: a discount always has a code, and this one finds it after a lost answer.
    "anchor" TEXT NOT NULL,
    "discount_id" TEXT,
    -- Codes that Shopify has confirmed, and how many of them had been given when somebody last looked.
    "added" INTEGER NOT NULL DEFAULT 0,
    "given" INTEGER NOT NULL DEFAULT 0,
    "per_hour" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "sampled_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_until" TIMESTAMPTZ(3),
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,

    CONSTRAINT "pools_pkey" PRIMARY KEY ("program_id","id"),
    CONSTRAINT "pools_status" CHECK ("status" IN ('making', 'open', 'closed'))
);
CREATE UNIQUE INDEX "pools_shop_id_reward_terms_until_key" ON "pools" ("shop_id", "reward", "terms", "until");
CREATE INDEX "pools_next_at_idx" ON "pools" ("next_at");

-- Codes that were sent to Shopify and are not confirmed yet; a batch whose answer was lost is given up, its codes belong to nobody.
CREATE TABLE "pool_batches" (
    "program_id" BIGINT NOT NULL,
    "pool_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "codes" TEXT[] NOT NULL,
    "bulk_id" TEXT,
    "sent_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "pool_batches_pkey" PRIMARY KEY ("program_id","pool_id","id")
);

-- Codes that Shopify has and nobody was given. An exchange takes its row away in the statement that writes the member's code.
CREATE TABLE "pool_codes" (
    "program_id" BIGINT NOT NULL,
    "pool_id" BIGINT NOT NULL,
    "code" TEXT NOT NULL,

    CONSTRAINT "pool_codes_pkey" PRIMARY KEY ("program_id","pool_id","code")
);

-- All stand on the same tenant: a shop or program that is erased takes its pools along.
ALTER TABLE "pools" ADD CONSTRAINT "pools_shop_id_fkey"
    FOREIGN KEY ("shop_id") REFERENCES "shops"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "pool_batches" ADD CONSTRAINT "pool_batches_program_id_pool_id_fkey"
    FOREIGN KEY ("program_id", "pool_id") REFERENCES "pools"("program_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "pool_codes" ADD CONSTRAINT "pool_codes_program_id_pool_id_fkey"
    FOREIGN KEY ("program_id", "pool_id") REFERENCES "pools"("program_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['pools', 'pool_batches', 'pool_codes']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY tenant ON %I USING (sees_program(program_id)) WITH CHECK (sees_program(program_id))', name);
    END LOOP;
END $$;

-- For which version of the program a shop's pools were last planned, and when they have to be planned again at the latest.
ALTER TABLE "shops" ADD COLUMN "pools_version" INTEGER, ADD COLUMN "pools_plan_at" TIMESTAMPTZ(3);
