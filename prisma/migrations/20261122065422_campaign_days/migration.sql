-- What campaigns brought, day by day, counted by the job that counts daily_shop: a page of reports reads these rows and no orders.
CREATE TABLE "daily_campaigns" (
    "program_id" BIGINT NOT NULL,
    "campaign" TEXT NOT NULL,
    -- The shop's day on which its orders were paid.
    "day" DATE NOT NULL,
    "orders" INTEGER NOT NULL,
    -- What these orders earned in all.
    "points" BIGINT NOT NULL,
    -- Hundredths of points that they would not have earned without the campaign.
    "extra" BIGINT NOT NULL,

    CONSTRAINT "daily_campaigns_pkey" PRIMARY KEY ("program_id", "campaign", "day"),
    CONSTRAINT "daily_campaigns_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "daily_campaigns_day_idx" ON "daily_campaigns" ("program_id", "day");
ALTER TABLE "daily_campaigns" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "daily_campaigns" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));
