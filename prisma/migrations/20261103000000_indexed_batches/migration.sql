-- A batch finds every row by its key. The planner cannot know how many rows a batch has (it takes any JSON list for 100 rows) and
-- read whole tables of members and orders for a single award; its plans are kept, so that they would stay when tables have grown.
-- The setting holds inside of the function and of those that it calls.
ALTER FUNCTION "post_batch"(jsonb) SET enable_seqscan = off;
