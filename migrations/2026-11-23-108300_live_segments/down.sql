DROP FUNCTION fold_segment_history(interval, int);
DROP INDEX segment_history_unfolded;
DROP INDEX segment_history_date;
ALTER TABLE segment_history DROP COLUMN hourly;
DROP INDEX segment_members_joined;
DROP INDEX segments_look_due;
ALTER TABLE segments
    DROP COLUMN due_cause,
    DROP COLUMN looked_at,
    DROP COLUMN look_due_at,
    DROP COLUMN told_at,
    DROP COLUMN untold_joined,
    DROP COLUMN untold_left,
    DROP COLUMN untold_milliseconds;
DROP TABLE segment_marks;
DROP TABLE segment_references;
