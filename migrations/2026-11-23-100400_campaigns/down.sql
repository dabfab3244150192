DROP FUNCTION fold_campaign_totals();
DROP TABLE campaign_totals;
DROP TABLE campaign_messages;
DELETE FROM partition_ranges WHERE parent = 'campaign_messages';
DROP TABLE campaigns;
