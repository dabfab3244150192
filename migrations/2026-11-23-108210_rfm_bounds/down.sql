DROP FUNCTION judge_rfm;
DROP FUNCTION rfm_group;
DROP TABLE rfm_bounds;
