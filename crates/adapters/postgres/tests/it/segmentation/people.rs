//! Profiles written into a database.

use chrono::NaiveDate;
use diesel::{
    PgConnection, RunQueryDsl, sql_query,
    sql_types::{Date, Double, Int2, Int8, Jsonb, Nullable, Numeric, Text, Timestamptz},
};
use growffinity_kernel::{CampaignId, Money, StoreId};
use growffinity_segmentation::{
    Address, Engagement, Event, Order, Profile,
    condition::{CampaignAction, name_key},
};
use serde_json::{Value, json};

/// Stores 1 to 3.
fn furnish(connection: &mut PgConnection) {
    sql_query(
        "INSERT INTO stores (id, name, currency, created_at, modified_at) OVERRIDING SYSTEM VALUE \
         SELECT i, 'Store ' || i, 'EUR', now(), now() FROM generate_series(1, 3) i ON CONFLICT DO NOTHING",
    )
    .execute(connection)
    .unwrap();
}

/// Writes `profile` with its own id, and all it refers to.
pub fn insert(connection: &mut PgConnection, profile: &Profile) {
    furnish(connection);
    if let Some(company) = &profile.company {
        sql_query(
            "INSERT INTO companies (id, name, folded, created_at, modified_at) OVERRIDING SYSTEM VALUE \
             VALUES ($1, $2, $2, now(), now()) ON CONFLICT DO NOTHING",
        )
        .bind::<Int8, _>(company.id.get())
        .bind::<Text, _>(&company.name)
        .execute(connection)
        .unwrap();
    }
    customer(connection, profile);
    let id = profile.id.get();
    for (store, external_id) in (1_i64..).zip(&profile.external_ids) {
        sql_query("INSERT INTO customer_external_ids (store_id, external_id, customer_id) VALUES ($1, $2, $3)")
            .bind::<Int8, _>(store)
            .bind::<Text, _>(external_id)
            .bind::<Int8, _>(id)
            .execute(connection)
            .unwrap();
    }
    for (names, marks, link, mark) in
        [(&profile.tags, "tags", "customer_tags", "tag_id"), (&profile.groups, "groups", "customer_groups", "group_id")]
    {
        for name in names {
            sql_query(format!(
                "WITH made AS (INSERT INTO {marks} (name, folded, slug, created_at, modified_at) \
                     VALUES ($1, $2, $2, now(), now()) ON CONFLICT (folded) DO UPDATE SET name = {marks}.name RETURNING id) \
                 INSERT INTO {link} (customer_id, {mark}, added_at) SELECT $3, id, now() FROM made ON CONFLICT DO NOTHING"
            ))
            .bind::<Text, _>(name)
            .bind::<Text, _>(name_key(name))
            .bind::<Int8, _>(id)
            .execute(connection)
            .unwrap();
        }
    }
    for order in &profile.orders {
        insert_order(connection, id, order);
    }
    for event in &profile.events {
        insert_event(connection, id, event);
    }
    for engagement in &profile.engagements {
        insert_engagement(connection, id, engagement);
    }
    for segment in &profile.segments {
        make_segment(connection, segment.get());
        sql_query("INSERT INTO segment_members (segment_id, customer_id, joined_at) VALUES ($1, $2, now())")
            .bind::<Int8, _>(segment.get())
            .bind::<Int8, _>(id)
            .execute(connection)
            .unwrap();
    }
}

/// A segment by hand with this id, unless it is there.
pub fn make_segment(connection: &mut PgConnection, id: i64) {
    sql_query(
        "INSERT INTO segments (id, name, slug, type, match, refresh, created_at, modified_at) OVERRIDING SYSTEM VALUE \
         VALUES ($1, 'S', 's' || $1, 'static', 'all', 'manual', now(), now()) ON CONFLICT DO NOTHING",
    )
    .bind::<Int8, _>(id)
    .execute(connection)
    .unwrap();
}

fn customer(connection: &mut PgConnection, profile: &Profile) {
    sql_query(
        "INSERT INTO customers (id, email, first_name, last_name, phone, status, birthday, locale, timezone, billing, \
            shipping, attributes, store_id, consent_status, consent_source, consent_at, orders_count, total_spent, \
            refunded_total, first_order_at, last_order_at, created_at, modified_at, company_id, label, label_due_at, \
            rfm_recency, rfm_frequency, rfm_monetary, rfm_segment, predicted_orders, predicted_revenue, churn_probability) \
         OVERRIDING SYSTEM VALUE \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, \
            $24, $25, NULL, $26, $27, $28, $29, $30, $31, $32)",
    )
    .bind::<Int8, _>(profile.id.get())
    .bind::<Text, _>(profile.email.as_str())
    .bind::<Text, _>(&profile.first_name)
    .bind::<Text, _>(&profile.last_name)
    .bind::<Text, _>(&profile.phone)
    .bind::<Text, _>(profile.status.as_str())
    .bind::<Nullable<Date>, Option<NaiveDate>>(profile.birthday)
    .bind::<Text, _>(&profile.locale)
    .bind::<Text, _>(&profile.timezone)
    .bind::<Jsonb, _>(address(&profile.billing))
    .bind::<Jsonb, _>(address(&profile.shipping))
    .bind::<Jsonb, _>(Value::Object(profile.attributes.clone()))
    .bind::<Nullable<Int8>, _>(profile.store.map(StoreId::get))
    .bind::<Text, _>(profile.consent.as_str())
    .bind::<Text, _>(&profile.consent_source)
    .bind::<Nullable<Timestamptz>, _>(profile.consent_at)
    .bind::<Int8, _>(profile.orders_count)
    .bind::<Numeric, _>(profile.total_spent.decimal())
    .bind::<Numeric, _>(profile.refunded_total.decimal())
    .bind::<Nullable<Timestamptz>, _>(profile.first_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.last_order_at)
    .bind::<Timestamptz, _>(profile.created_at)
    .bind::<Timestamptz, _>(profile.modified_at)
    .bind::<Nullable<Int8>, _>(profile.company.as_ref().map(|company| company.id.get()))
    .bind::<Text, _>(profile.label.as_str())
    .bind::<Nullable<Int2>, _>(profile.rfm.map(|rfm| i16::from(rfm.recency)))
    .bind::<Nullable<Int2>, _>(profile.rfm.map(|rfm| i16::from(rfm.frequency)))
    .bind::<Nullable<Int2>, _>(profile.rfm.map(|rfm| i16::from(rfm.monetary)))
    .bind::<Nullable<Text>, _>(profile.rfm.map(|rfm| rfm.segment.as_str()))
    .bind::<Nullable<Numeric>, _>(profile.predicted.orders_12_months)
    .bind::<Nullable<Numeric>, _>(profile.predicted.revenue_12_months.map(Money::decimal))
    .bind::<Nullable<Double>, _>(profile.predicted.churn_probability.map(|it| it.to_string().parse::<f64>().unwrap()))
    .execute(connection)
    .unwrap();
}

fn insert_event(connection: &mut PgConnection, customer: i64, event: &Event) {
    sql_query("INSERT INTO custom_events (customer_id, name, properties, occurred_at, created_at) VALUES ($1, $2, $3, $4, now())")
        .bind::<Int8, _>(customer)
        .bind::<Text, _>(&event.name)
        .bind::<Jsonb, _>(Value::Object(event.properties.clone()))
        .bind::<Timestamptz, _>(event.occurred_at)
        .execute(connection)
        .unwrap();
}

/// An order without a store goes to store 3.
fn insert_order(connection: &mut PgConnection, customer: i64, order: &Order) {
    let lines: Vec<Value> = order
        .lines
        .iter()
        .map(|line| {
            json!({"product_id": line.product_id, "sku": line.sku, "name": line.name, "categories": line.categories,
                "quantity": line.quantity, "total": line.total.decimal().to_string()})
        })
        .collect();
    let source = order.campaign.map_or_else(|| json!({}), |campaign| json!({"campaign_id": campaign.get()}));
    sql_query(
        "INSERT INTO orders (store_id, customer_id, status, currency, base_rate, total, refunded_total, discount_total, \
            shipping_total, total_tax, billing, coupon_codes, payment_method, line_items, source, created_at, modified_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, now())",
    )
    .bind::<Int8, _>(order.store.map_or(3, StoreId::get))
    .bind::<Int8, _>(customer)
    .bind::<Text, _>(order.status.as_str())
    .bind::<Text, _>(&order.currency)
    .bind::<Nullable<Numeric>, _>(order.rate)
    .bind::<Numeric, _>(order.total.decimal())
    .bind::<Numeric, _>(order.refunded.decimal())
    .bind::<Numeric, _>(order.discount.decimal())
    .bind::<Numeric, _>(order.shipping.decimal())
    .bind::<Numeric, _>(order.tax.decimal())
    .bind::<Jsonb, _>(if order.country.is_empty() { json!({}) } else { json!({"country": order.country}) })
    .bind::<Jsonb, _>(json!(order.coupons))
    .bind::<Text, _>(&order.payment_method)
    .bind::<Jsonb, _>(Value::Array(lines))
    .bind::<Jsonb, _>(source)
    .bind::<Timestamptz, _>(order.created_at)
    .execute(connection)
    .unwrap();
}

/// What was sent and came back is one message.
fn insert_engagement(connection: &mut PgConnection, customer: i64, engagement: &Engagement) {
    let sql = match engagement.action {
        CampaignAction::Sent => {
            "INSERT INTO campaign_messages (campaign_id, customer_id, email, status, due_at, sent_at) \
             VALUES ($1, $2, coalesce($3::text, 'x'), 'sent', $4, $4)"
        }
        CampaignAction::Bounced => {
            "INSERT INTO campaign_messages (campaign_id, customer_id, email, status, due_at) \
             VALUES ($1, $2, coalesce($3::text, 'x'), 'bounced', $4) \
             ON CONFLICT (campaign_id, customer_id) DO UPDATE SET status = 'bounced'"
        }
        _ => {
            "INSERT INTO campaign_engagements (campaign_id, customer_id, link, occurred_at, action) \
             VALUES ($1, $2, $3, $4, $5)"
        }
    };
    let query = sql_query(sql)
        .bind::<Int8, _>(CampaignId::get(engagement.campaign))
        .bind::<Int8, _>(customer)
        .bind::<Nullable<Text>, _>(&engagement.link)
        .bind::<Timestamptz, _>(engagement.occurred_at);
    let done = match engagement.action {
        CampaignAction::Sent | CampaignAction::Bounced => query.execute(connection),
        action => query.bind::<Text, _>(action.as_str()).execute(connection),
    };
    done.unwrap();
}

/// Writes what rules look at of `profile` over the customer with its id, adds an order, an event and a hit of its own, and
/// tells of it.
pub fn change(connection: &mut PgConnection, profile: &Profile) {
    sql_query(
        "WITH told AS (INSERT INTO events (type, object_type, object_id, customer_id, occurred_at) \
                       VALUES ('customer.updated', 'customer', $1, $1, now())) \
         UPDATE customers SET first_name = $2, status = $3, birthday = $4, attributes = $5, orders_count = $6, \
            total_spent = $7, first_order_at = $8, last_order_at = $9, consent_at = $10, created_at = $11, \
            consent_status = $12, modified_at = $13 WHERE id = $1",
    )
    .bind::<Int8, _>(profile.id.get())
    .bind::<Text, _>(&profile.first_name)
    .bind::<Text, _>(profile.status.as_str())
    .bind::<Nullable<Date>, Option<NaiveDate>>(profile.birthday)
    .bind::<Jsonb, _>(Value::Object(profile.attributes.clone()))
    .bind::<Int8, _>(profile.orders_count)
    .bind::<Numeric, _>(profile.total_spent.decimal())
    .bind::<Nullable<Timestamptz>, _>(profile.first_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.last_order_at)
    .bind::<Nullable<Timestamptz>, _>(profile.consent_at)
    .bind::<Timestamptz, _>(profile.created_at)
    .bind::<Text, _>(profile.consent.as_str())
    .bind::<Timestamptz, _>(profile.modified_at)
    .execute(connection)
    .unwrap();
    let id = profile.id.get();
    profile.orders.iter().take(1).for_each(|order| insert_order(connection, id, order));
    profile.events.iter().take(1).for_each(|event| insert_event(connection, id, event));
    let is_hit = |one: &&Engagement| !matches!(one.action, CampaignAction::Sent | CampaignAction::Bounced);
    profile.engagements.iter().filter(is_hit).take(1).for_each(|hit| insert_engagement(connection, id, hit));
}

fn address(address: &Address) -> Value {
    address
        .parts()
        .map(|(part, text)| (part.as_str().to_owned(), json!(text)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
