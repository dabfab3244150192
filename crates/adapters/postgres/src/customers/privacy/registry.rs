//! Every table, and what of it is personal: the one place that erasing, merging and handing out go by.
//!
//! A test compares this with the database: a new table, or a new column that can hold text, has to be entered here.

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct PersonalTable {
    /// Its name.
    pub name: &'static str,
    /// Columns that can say something of a customer.
    pub personal: &'static [&'static str],
    /// Columns of text, JSON, bytes or dates that say nothing of one.
    pub other: &'static [&'static str],
    /// How a person's rows are erased.
    pub erase: Erase,
    /// What moves when two customers become one.
    pub merge: Merge,
    /// How a person's rows are handed out.
    pub collect: Collect,
}

/// How a person's rows are erased.
#[derive(Debug, Clone, Copy)]
pub enum Erase {
    /// There are none.
    Nothing,
    /// They go with the customer's row, by a foreign key.
    WithCustomer,
    /// They go with what happens to the orders, by triggers.
    WithOrders,
    /// By statements that take the ids: the customer's, and those that were merged into it.
    ById(&'static [&'static str]),
    /// By statements that take the person's addresses.
    ByAddress(&'static [&'static str]),
    /// By statements that take the companies the customer was of, once the customer is gone.
    ByCompany(&'static [&'static str]),
}

/// What moves when two customers become one.
#[derive(Debug, Clone, Copy)]
pub enum Merge {
    /// Nothing.
    Nothing,
    /// What the program itself sees to.
    Apart,
    /// What these statements move; each takes the id that stays, then the one that goes.
    Sql(&'static [&'static str]),
}

/// How a person's rows are handed out.
#[derive(Debug, Clone, Copy)]
pub enum Collect {
    /// They are not.
    Nothing,
    /// By a statement that takes the ids and answers one JSON object a row.
    Rows(&'static str),
}

const fn impersonal(name: &'static str, other: &'static [&'static str]) -> PersonalTable {
    PersonalTable {
        name,
        personal: &[],
        other,
        erase: Erase::Nothing,
        merge: Merge::Nothing,
        collect: Collect::Nothing,
    }
}

/// All tables, in the order in which they are erased and moved.
pub const PERSONAL_TABLES: &[PersonalTable] = &[
    PersonalTable {
        name: "refunds",
        personal: &["reason"],
        other: &["external_id"],
        erase: Erase::ById(&[
            "UPDATE refunds r SET reason = '' FROM orders o WHERE o.customer_id = ANY($?) AND r.order_id = o.id AND r.reason <> ''",
        ]),
        merge: Merge::Nothing,
        collect: Collect::Rows(
            "SELECT to_jsonb(r)::text AS record FROM refunds r JOIN orders o ON o.id = r.order_id \
             WHERE o.customer_id = ANY($?) ORDER BY r.id",
        ),
    },
    PersonalTable {
        name: "order_items",
        personal: &[],
        other: &["sku", "name", "categories"],
        // Triggers write the rows anew as the orders change.
        erase: Erase::WithOrders,
        merge: Merge::Apart,
        // The same as the orders' lines.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "order_facets",
        personal: &[],
        other: &["kind", "value"],
        erase: Erase::WithOrders,
        merge: Merge::Nothing,
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "orders",
        personal: &["billing", "shipping"],
        other: &[
            "external_id",
            "number",
            "status",
            "currency",
            "coupon_codes",
            "payment_method",
            "line_items",
            "source",
        ],
        erase: Erase::ById(&[
            // The country stays where it is a code: the books part revenue by it.
            "UPDATE orders SET customer_id = NULL, version = version + 1, shipping = '{}', \
                 billing = CASE WHEN billing ->> 'country' ~ '^[A-Z]{2}$' \
                     THEN jsonb_build_object('country', billing -> 'country') ELSE '{}' END \
             WHERE customer_id = ANY($?)",
        ]),
        merge: Merge::Sql(&["UPDATE orders o SET customer_id = k.kept, version = version + 1 \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE o.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT (to_jsonb(o) - 'base_rate')::text AS record FROM orders o WHERE o.customer_id = ANY($?) ORDER BY o.id",
        ),
    },
    PersonalTable {
        name: "campaign_links",
        personal: &["url", "key"],
        other: &[],
        erase: Erase::ById(&[
            // A link that nobody else followed may have been made for this person.
            "UPDATE campaign_links l SET url = '', key = gen_random_uuid()::text \
             FROM (SELECT $?::bigint[] AS ids) k \
             WHERE l.id IN (SELECT h.link_id FROM tracking_hits h WHERE h.customer_id = ANY(k.ids)) \
               AND NOT EXISTS (SELECT FROM tracking_hits h WHERE h.link_id = l.id AND h.customer_id <> ALL(k.ids))",
        ]),
        merge: Merge::Nothing,
        // They stand in the hits.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "tracking_hits",
        personal: &["link", "address", "agent"],
        other: &["kind", "class", "sign"],
        // The rows stay: the campaign's figures are sums over them.
        erase: Erase::ById(&[
            "UPDATE tracking_hits SET link = NULL, address = NULL, agent = '' WHERE customer_id = ANY($?)",
        ]),
        merge: Merge::Sql(&["UPDATE tracking_hits h SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE h.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT to_jsonb(h)::text AS record FROM tracking_hits h WHERE h.customer_id = ANY($?) ORDER BY h.id",
        ),
    },
    PersonalTable {
        name: "campaign_messages",
        personal: &["email", "last_error"],
        other: &["status", "reason"],
        erase: Erase::ById(&[
            "WITH skipped AS ( \
                 UPDATE campaign_messages SET status = 'skipped', reason = 'erased', lease_until = NULL, lease_token = NULL \
                 WHERE customer_id = ANY($?) AND status = 'queued' RETURNING campaign_id) \
             INSERT INTO campaign_totals SELECT s.campaign_id, t.status, t.sign * count(*) \
             FROM skipped s, (VALUES ('skipped:erased', 1), ('queued', -1)) t (status, sign) \
             GROUP BY s.campaign_id, t.status, t.sign",
            "UPDATE campaign_messages SET email = '', last_error = NULL \
             WHERE customer_id = ANY($?) AND (email <> '' OR last_error IS NOT NULL)",
        ]),
        merge: Merge::Sql(&[
            // Nobody is mailed twice for having been two: what one of them got, or is getting, the other no longer gets.
            "WITH k AS (SELECT $?::bigint AS kept, $?::bigint AS gone), \
             skipped AS ( \
                 UPDATE campaign_messages m SET status = 'skipped', reason = 'merged', lease_until = NULL, lease_token = NULL \
                 FROM k, campaign_messages o \
                 WHERE m.status = 'queued' AND o.campaign_id = m.campaign_id \
                   AND ((m.customer_id = k.gone AND o.customer_id = k.kept) \
                     OR (m.customer_id = k.kept AND o.customer_id = k.gone AND o.status <> 'queued')) \
                 RETURNING m.campaign_id) \
             INSERT INTO campaign_totals SELECT s.campaign_id, t.status, t.sign * count(*) \
             FROM skipped s, (VALUES ('skipped:merged', 1), ('queued', -1)) t (status, sign) \
             GROUP BY s.campaign_id, t.status, t.sign",
            "UPDATE campaign_messages m SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE m.customer_id = k.gone AND NOT EXISTS ( \
                 SELECT FROM campaign_messages o WHERE o.campaign_id = m.campaign_id AND o.customer_id = k.kept)",
        ]),
        collect: Collect::Rows(
            "SELECT jsonb_build_object('id', m.id, 'campaign_id', m.campaign_id, 'email', m.email, 'status', m.status, \
                 'reason', m.reason, 'sent_at', m.sent_at, 'last_error', m.last_error)::text AS record \
             FROM campaign_messages m WHERE m.customer_id = ANY($?) ORDER BY m.id",
        ),
    },
    PersonalTable {
        name: "campaign_engagements",
        personal: &["link"],
        other: &["action"],
        erase: Erase::ById(&["DELETE FROM campaign_engagements WHERE customer_id = ANY($?)"]),
        merge: Merge::Sql(&["UPDATE campaign_engagements g SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE g.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT to_jsonb(g)::text AS record FROM campaign_engagements g WHERE g.customer_id = ANY($?) ORDER BY g.id",
        ),
    },
    PersonalTable {
        name: "events",
        personal: &["data"],
        other: &["type", "object_type", "origin"],
        erase: Erase::ById(&["UPDATE events SET data = '{}' WHERE customer_id = ANY($?) AND data <> '{}'"]),
        merge: Merge::Sql(&[
            "UPDATE events e SET customer_id = k.kept FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k \
             WHERE e.customer_id = k.gone",
        ]),
        collect: Collect::Rows(
            "SELECT jsonb_build_object('id', e.id, 'type', e.type, 'object_type', e.object_type, 'object_id', e.object_id, \
                 'origin', e.origin, 'data', e.data, 'occurred_at', e.occurred_at)::text AS record \
             FROM events e WHERE e.customer_id = ANY($?) ORDER BY e.id",
        ),
    },
    PersonalTable {
        name: "idempotency_keys",
        personal: &["body"],
        other: &["scope", "fingerprint", "headers"],
        // The key stays taken: what was done is not done again, and whoever asks is told that the answer is gone.
        erase: Erase::ById(&[
            "UPDATE idempotency_keys SET status = NULL, headers = '[]', body = '', changed = true, customers = '{}', \
                 lease_until = clock_timestamp() \
             WHERE customers <> '{}' AND customers && $?",
        ]),
        merge: Merge::Nothing,
        // Copies of answers, for a day; what they show stands elsewhere, and some show others too.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "webhook_attempts",
        personal: &["response_body"],
        other: &["error"],
        erase: Erase::ById(&["UPDATE webhook_attempts a SET response_body = NULL FROM webhook_deliveries d \
             WHERE d.customer_id = ANY($?) AND a.delivery_id = d.id AND a.response_body IS NOT NULL"]),
        merge: Merge::Nothing,
        // What receivers answered, who may have repeated what they were told.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "webhook_bodies",
        personal: &["body"],
        other: &[],
        // A delivery that is still to be made is given another body then, which says no more than the id.
        erase: Erase::ById(&["DELETE FROM webhook_bodies WHERE customer_id = ANY($?)"]),
        merge: Merge::Nothing,
        // Copies of what stands elsewhere, kept for a time.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "webhook_deliveries",
        personal: &[],
        other: &["kind", "type", "object_type", "status"],
        // After the two above, which are found by it.
        erase: Erase::ById(&["UPDATE webhook_deliveries SET customer_id = NULL WHERE customer_id = ANY($?)"]),
        merge: Merge::Nothing,
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "segment_members",
        personal: &[],
        other: &[],
        // The rows of segments are locked in the order of their ids, as whoever counts in several of them does it.
        erase: Erase::ById(&[
            "SELECT id FROM segments WHERE id IN (SELECT segment_id FROM segment_members WHERE customer_id = ANY($?)) \
             ORDER BY id FOR NO KEY UPDATE",
            "UPDATE segments s SET members_count = members_count - m.count FROM ( \
                 SELECT segment_id, count(*) FROM segment_members WHERE customer_id = ANY($?) GROUP BY segment_id) m \
             WHERE s.id = m.segment_id",
        ]),
        merge: Merge::Sql(&[
            "SELECT s.id FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k, segments s \
             WHERE s.id IN (SELECT segment_id FROM segment_members WHERE customer_id IN (k.kept, k.gone)) \
             ORDER BY s.id FOR NO KEY UPDATE OF s",
            "UPDATE segments s SET members_count = members_count - 1 \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k, segment_members a, segment_members b \
             WHERE a.segment_id = s.id AND a.customer_id = k.kept AND b.segment_id = s.id AND b.customer_id = k.gone",
            "INSERT INTO segment_members (segment_id, customer_id, joined_at) \
             SELECT m.segment_id, k.kept, m.joined_at FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k \
             JOIN segment_members m ON m.customer_id = k.gone ON CONFLICT DO NOTHING",
        ]),
        collect: Collect::Rows(
            "SELECT jsonb_build_object('id', s.id, 'name', s.name, 'joined_at', m.joined_at)::text AS record \
             FROM segment_members m JOIN segments s ON s.id = m.segment_id WHERE m.customer_id = ANY($?) ORDER BY s.id",
        ),
    },
    PersonalTable {
        name: "segment_marks",
        personal: &[],
        other: &["node"],
        erase: Erase::ById(&["DELETE FROM segment_marks WHERE customer_id = ANY($?)"]),
        // Whoever stays is marked as changed.
        merge: Merge::Nothing,
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "customer_tags",
        personal: &[],
        other: &[],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["INSERT INTO customer_tags (customer_id, tag_id, added_at) \
             SELECT k.kept, t.tag_id, t.added_at FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k \
             JOIN customer_tags t ON t.customer_id = k.gone ON CONFLICT DO NOTHING"]),
        collect: Collect::Rows(
            "SELECT jsonb_build_object('name', t.name, 'added_at', c.added_at)::text AS record \
             FROM customer_tags c JOIN tags t ON t.id = c.tag_id WHERE c.customer_id = ANY($?) ORDER BY t.id",
        ),
    },
    PersonalTable {
        name: "customer_groups",
        personal: &[],
        other: &[],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["INSERT INTO customer_groups (customer_id, group_id, added_at) \
             SELECT k.kept, g.group_id, g.added_at FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k \
             JOIN customer_groups g ON g.customer_id = k.gone ON CONFLICT DO NOTHING"]),
        collect: Collect::Rows(
            "SELECT jsonb_build_object('name', g.name, 'added_at', c.added_at)::text AS record \
             FROM customer_groups c JOIN groups g ON g.id = c.group_id WHERE c.customer_id = ANY($?) ORDER BY g.id",
        ),
    },
    PersonalTable {
        name: "custom_events",
        personal: &["properties", "unique_id"],
        other: &["name"],
        erase: Erase::ById(&["DELETE FROM custom_events WHERE customer_id = ANY($?)"]),
        merge: Merge::Sql(&[
            // Told of both under one id of the shop's, it happened once.
            "DELETE FROM custom_events e USING (SELECT $?::bigint AS kept, $?::bigint AS gone) k, custom_event_keys a, \
                 custom_event_keys b \
             WHERE a.customer_id = k.kept AND b.customer_id = k.gone AND a.unique_id = b.unique_id AND e.id = b.event_id",
            "UPDATE custom_events e SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE e.customer_id = k.gone",
        ]),
        collect: Collect::Rows(
            "SELECT to_jsonb(e)::text AS record FROM custom_events e WHERE e.customer_id = ANY($?) ORDER BY e.id",
        ),
    },
    PersonalTable {
        name: "custom_event_keys",
        personal: &["unique_id"],
        other: &[],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["INSERT INTO custom_event_keys (customer_id, unique_id, event_id) \
             SELECT k.kept, e.unique_id, e.event_id FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k \
             JOIN custom_event_keys e ON e.customer_id = k.gone ON CONFLICT DO NOTHING"]),
        // The same ids stand with the events.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "import_refusals",
        personal: &["value", "message", "email"],
        other: &["column_name", "code"],
        erase: Erase::ByAddress(&["DELETE FROM import_refusals WHERE email = ANY($?)"]),
        merge: Merge::Nothing,
        collect: Collect::Rows(
            "SELECT to_jsonb(r)::text AS record FROM import_refusals r \
             WHERE r.email IN (SELECT email FROM customers WHERE id = ANY($?)) ORDER BY r.import_id, r.line, r.number",
        ),
    },
    PersonalTable {
        name: "import_seen",
        personal: &["email"],
        other: &[],
        erase: Erase::ByAddress(&["DELETE FROM import_seen WHERE email = ANY($?)"]),
        merge: Merge::Nothing,
        // Addresses that stand elsewhere too, for as long as an import runs.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "imports",
        personal: &["options"],
        other: &["kind", "type", "format", "status", "file", "file_name", "error", "last_error"],
        // What was done to many may have been asked for one: then its filter names them.
        erase: Erase::ByAddress(&["UPDATE imports SET options = '{}' WHERE due_at IS NULL AND EXISTS ( \
                 SELECT FROM unnest($?) a (address) WHERE strpos(lower(options::text), a.address) > 0)"]),
        merge: Merge::Nothing,
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "notes",
        personal: &["note"],
        other: &["category"],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["UPDATE notes n SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE n.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT to_jsonb(n)::text AS record FROM notes n WHERE n.customer_id = ANY($?) ORDER BY n.id",
        ),
    },
    PersonalTable {
        name: "consent_changes",
        personal: &["source", "proof"],
        other: &["from_status", "to_status", "written_by"],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["UPDATE consent_changes c SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE c.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT to_jsonb(c)::text AS record FROM consent_changes c WHERE c.customer_id = ANY($?) ORDER BY c.id",
        ),
    },
    PersonalTable {
        name: "customer_search",
        personal: &["words"],
        other: &[],
        erase: Erase::WithCustomer,
        // Triggers on the customers write it.
        merge: Merge::Apart,
        // Made of what stands with the customer.
        collect: Collect::Nothing,
    },
    PersonalTable {
        name: "customer_external_ids",
        personal: &["external_id"],
        other: &[],
        erase: Erase::WithCustomer,
        merge: Merge::Sql(&["UPDATE customer_external_ids x SET customer_id = k.kept \
             FROM (SELECT $?::bigint AS kept, $?::bigint AS gone) k WHERE x.customer_id = k.gone"]),
        collect: Collect::Rows(
            "SELECT to_jsonb(x)::text AS record FROM customer_external_ids x WHERE x.customer_id = ANY($?) \
             ORDER BY x.store_id, x.external_id",
        ),
    },
    PersonalTable {
        name: "customer_merges",
        personal: &["email"],
        other: &["hash"],
        erase: Erase::WithCustomer,
        merge: Merge::Apart,
        collect: Collect::Rows(
            "SELECT jsonb_build_object('from_id', m.from_id, 'email', m.email, \
             'merged_at', m.merged_at)::text AS record \
             FROM customer_merges m WHERE m.into_id = ANY($?) ORDER BY m.from_id",
        ),
    },
    PersonalTable {
        name: "suppressions",
        personal: &[],
        other: &["hash", "reason", "source"],
        // The row stays and forgets whose address it was; see the erasure itself, which adds those of this person.
        erase: Erase::WithCustomer,
        merge: Merge::Nothing,
        collect: Collect::Rows(
            "SELECT jsonb_build_object('id', s.id, 'reason', s.reason, 'created_at', s.created_at)::text AS record \
             FROM suppressions s WHERE s.customer_id = ANY($?) ORDER BY s.id",
        ),
    },
    PersonalTable {
        name: "customers",
        personal: &[
            "email",
            "first_name",
            "last_name",
            "phone",
            "birthday",
            "locale",
            "timezone",
            "billing",
            "shipping",
            "attributes",
            "consent_source",
            "consent_proof",
        ],
        other: &["status", "consent_status", "consent_by", "label", "rfm_segment"],
        erase: Erase::ById(&["DELETE FROM customers WHERE id = ANY($?)"]),
        merge: Merge::Apart,
        collect: Collect::Rows("SELECT to_jsonb(c)::text AS record FROM customers c WHERE c.id = ANY($?)"),
    },
    PersonalTable {
        name: "companies",
        personal: &["name", "folded"],
        other: &["email", "phone", "website", "address", "social", "notes"],
        // A company that was only ever this person's billing address; one that somebody wrote something of stays.
        erase: Erase::ByCompany(&[
            "DELETE FROM companies c WHERE c.id = ANY($?) AND c.email = '' AND c.phone = '' AND c.website = '' \
               AND c.notes = '' AND c.address = '{}' AND c.social = '{}' \
               AND NOT EXISTS (SELECT FROM customers o WHERE o.company_id = c.id)",
        ]),
        merge: Merge::Nothing,
        collect: Collect::Rows(
            "SELECT jsonb_build_object('id', m.id, 'name', m.name)::text AS record \
             FROM companies m JOIN customers c ON c.company_id = m.id WHERE c.id = ANY($?)",
        ),
    },
    impersonal(
        "api_keys",
        &[
            "name",
            "type",
            "permissions",
            "scopes",
            "plan",
            "lookup",
            "sealed_secret",
            "truncated_key",
            "previous_lookup",
            "previous_sealed_secret",
        ],
    ),
    impersonal("shop_syncs", &["status", "stage", "refusals", "error"]),
    impersonal("shop_deleted_orders", &["external_id"]),
    impersonal("application_passwords", &["app_id", "name", "hash", "last_ip"]),
    impersonal(
        "audit_log",
        &["actor_type", "part", "action", "object_type", "changed", "outcome", "ip", "user_agent", "request_id"],
    ),
    impersonal("campaign_totals", &["status"]),
    impersonal(
        "campaigns",
        &[
            "name",
            "subject",
            "preheader",
            "from_name",
            "from_email",
            "reply_to",
            "content",
            "status",
            "status_reason",
            "timezone",
            "on_uncertain",
            "last_error",
        ],
    ),
    impersonal("company_totals", &[]),
    impersonal("groups", &["name", "folded", "slug", "description"]),
    impersonal("label_rules", &["timezone"]),
    impersonal("line_categories", &["name"]),
    impersonal("oauth_nonces", &["digest"]),
    impersonal("partition_ranges", &["parent", "key_sequence"]),
    impersonal("rfm_bounds", &["recency", "monetary"]),
    impersonal("products", &["external_id", "sku", "name", "categories"]),
    impersonal("row_counts", &["name"]),
    impersonal("segment_history", &["cause"]),
    impersonal("segment_references", &[]),
    impersonal(
        "segments",
        &[
            "name",
            "slug",
            "description",
            "type",
            "match",
            "conditions",
            "refresh",
            "status",
            "error",
            "last_error",
            "due_cause",
        ],
    ),
    impersonal(
        "stores",
        &["name", "url", "platform", "currency", "status", "consumer_key", "consumer_secret", "webhook_secret"],
    ),
    impersonal("tags", &["name", "folded", "slug", "description"]),
    impersonal(
        "webhooks",
        &["name", "status", "topics", "payload", "delivery_url", "secret", "previous_secret", "disabled_reason"],
    ),
    impersonal("webhook_lanes", &["lane"]),
    impersonal("user_invitations", &["digest"]),
    impersonal("users", &["login", "email", "name", "role", "plan", "status"]),
];
