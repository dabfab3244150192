DROP FUNCTION tracking_recount;
DROP TABLE campaign_links;
DELETE FROM campaign_totals WHERE status ~ '^(open|click|link):' OR status = 'unsubscribed';
DELETE FROM partition_ranges WHERE parent = 'tracking_hits';
DROP TABLE tracking_hits;
