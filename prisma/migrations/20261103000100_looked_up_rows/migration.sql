-- Without sequential scans the planner still walked whole indexes to merge or hash them with a batch's few rows. Each row is looked up
-- by its key instead: a batch has at most some hundreds.
ALTER FUNCTION "post_batch"(jsonb) SET enable_mergejoin = off;
ALTER FUNCTION "post_batch"(jsonb) SET enable_hashjoin = off;
