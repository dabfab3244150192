DROP TABLE segment_history;
DROP TABLE segment_members;
DROP TABLE segments;
