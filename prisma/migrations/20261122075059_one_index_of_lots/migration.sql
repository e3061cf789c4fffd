-- A member's open lots are found by the primary key, which begins with the member. This index held them once more without those that are done:
-- every award wrote it, and where members are many that is a page of its own, from memory to the log, for each.
DROP INDEX "lots_open_idx";
