DROP TRIGGER order_items_categories_noted ON order_items;
DROP FUNCTION note_line_categories();
DROP TABLE line_categories;
DROP INDEX customers_consent_at, customers_first_order, custom_events_by_name, campaign_messages_bounced, campaign_messages_sent;
DELETE FROM partition_ranges WHERE parent = 'campaign_engagements';
DROP TABLE campaign_engagements;
