-- A draft played over the shop's last twelve months beside the program in force. `cursor` is the last member that was played, so that
-- whoever goes on after a crash begins after it; the sums so far are kept with it.
CREATE TABLE "what_ifs" (
    "program_id" BIGINT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "today" JSONB NOT NULL,
    "draft" JSONB NOT NULL,
    "author" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cursor" BIGINT NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL,
    "sums" JSONB NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "what_ifs_pkey" PRIMARY KEY ("program_id", "id"),
    CONSTRAINT "what_ifs_program_id_fkey" FOREIGN KEY ("program_id") REFERENCES "programs"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "what_ifs_open_idx" ON "what_ifs" ("id") WHERE "finished_at" IS NULL;
ALTER TABLE "what_ifs" ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "what_ifs" USING (sees_program(program_id)) WITH CHECK (sees_program(program_id));
