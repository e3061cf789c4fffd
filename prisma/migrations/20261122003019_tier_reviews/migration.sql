-- Looks at every member's tier: the first night under a new version of the program, the turn of the year where calendar years count,
-- and whenever staff ask for one. `cursor` is the last member that was looked at, so that whoever goes on begins after it.
CREATE TABLE "tier_reviews" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "author" TEXT,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "seen" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT NOT NULL DEFAULT 0,
    "ready_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "tier_reviews_pkey" PRIMARY KEY ("program_id","id"),
    CONSTRAINT "tier_reviews_kind" CHECK ("kind" IN ('night', 'asked')),
    CONSTRAINT "tier_reviews_status" CHECK ("status" IN ('waiting', 'looking', 'ready', 'moving', 'done', 'dismissed'))
);

-- Who moves from which tier to which, and a few of them; '' is no tier.
CREATE TABLE "tier_review_moves" (
    "program_id" BIGINT NOT NULL,
    "review_id" BIGINT NOT NULL,
    "stage" TEXT NOT NULL,
    "tier_from" TEXT NOT NULL,
    "tier_to" TEXT NOT NULL,
    "members" BIGINT NOT NULL,
    "sample" BIGINT[] NOT NULL,

    CONSTRAINT "tier_review_moves_pkey" PRIMARY KEY ("program_id","review_id","stage","tier_from","tier_to")
);

-- One night is looked at once, and one review that staff asked for runs at a time.
CREATE UNIQUE INDEX "tier_reviews_night_key" ON "tier_reviews" ("program_id", "at") WHERE "kind" = 'night';
CREATE UNIQUE INDEX "tier_reviews_asked_key" ON "tier_reviews" ("program_id") WHERE "kind" = 'asked' AND "status" IN ('looking', 'ready', 'moving');
-- The worker asks every second for what is to be done; there hardly ever is anything.
CREATE INDEX "tier_reviews_open_idx" ON "tier_reviews" ("at") WHERE "status" IN ('waiting', 'looking', 'moving');

ALTER TABLE "tier_reviews" ADD CONSTRAINT "tier_reviews_program_id_fkey"
    FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tier_review_moves" ADD CONSTRAINT "tier_review_moves_program_id_review_id_fkey"
    FOREIGN KEY ("program_id", "review_id") REFERENCES "tier_reviews"("program_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "tier_reviews" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "tier_reviews" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));
ALTER TABLE "tier_review_moves" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "tier_review_moves" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));

-- A review adds up what members' orders count without opening the orders themselves.
DROP INDEX "orders_program_id_member_id_paid_at_idx";
CREATE INDEX "orders_metric_idx" ON "orders" ("program_id", "member_id", "paid_at")
    INCLUDE ("spend", "spend_part", "metric_points", "metric_orders");
