-- Programs that were there before reviews had nights of their own: the next turn of the year follows from this one.
INSERT INTO "tier_reviews" ("program_id", "kind", "status", "at")
    SELECT "id", 'night', 'waiting', "settled_until" FROM "programs";
