//! Filters of lists, as conditions of a statement.

use diesel::sql_types::{Array, Int8, Jsonb, Numeric, Text};
use growffinity_customers::{CustomerFilter, OrderFilter};
use serde_json::{Map, Value};

use super::{marks::MarkIds, search::push_search};
use crate::{
    page::{among, within},
    statement::Statement,
};

/// Adds the conditions of `filter`, whose tags and groups are `marks`, on `customers c` (and `segment_members m`, when there is a segment) to `statement`,
/// which ends in a condition already.
pub(super) fn customers(mut sql: Statement, filter: &CustomerFilter, marks: &MarkIds) -> Statement {
    if let Some(search) = &filter.search {
        sql = sql.push(" AND c.id IN (SELECT w.customer_id FROM customer_search w WHERE ");
        sql = push_search(sql, "w.words", search).push(")");
    }
    sql = among(sql, "c", &filter.include, &filter.exclude);
    sql = within(sql, "c.created_at", filter.created);
    sql = within(sql, "c.modified_at", filter.modified);
    if let Some(email) = &filter.email {
        sql = sql.push(" AND c.email = $?").bind::<Text, _>(email.as_str().to_owned());
    }
    if !filter.status.is_empty() {
        let names: Vec<_> = filter.status.iter().map(|status| status.as_str()).collect();
        sql = sql.push(" AND c.status = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if !filter.label.is_empty() {
        let names: Vec<_> = filter.label.iter().map(|label| label.as_str()).collect();
        sql = sql.push(" AND c.label = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if !filter.rfm.is_empty() {
        let names: Vec<_> = filter.rfm.iter().map(|segment| segment.as_str()).collect();
        sql = sql.push(" AND c.rfm_segment = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if !filter.consent.is_empty() {
        let names: Vec<_> = filter.consent.iter().map(|status| status.as_str()).collect();
        sql = sql.push(" AND c.consent_status = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if let Some(store) = filter.store {
        sql = sql.push(" AND c.store_id = $?").bind::<Int8, _>(store.get());
    }
    if let Some(company) = filter.company {
        sql = sql.push(" AND c.company_id = $?").bind::<Int8, _>(company.get());
    }
    sql = marks.conditions(sql);
    if let Some(external_id) = &filter.external_id {
        sql = sql
            .push(" AND EXISTS (SELECT FROM customer_external_ids x WHERE x.customer_id = c.id AND x.external_id = $?)")
            .bind::<Text, _>(external_id.clone());
    }
    if let Some(country) = &filter.country {
        sql = sql.push(" AND c.billing ->> 'country' = $?").bind::<Text, _>(country.clone());
    }
    for (key, value) in &filter.attributes {
        sql = attribute(sql, key, value);
    }
    figures(sql, filter)
}

/// The attribute `key` shows as `value`: it is this text, or what the text is as JSON. Both are found on an index.
fn attribute(sql: Statement, key: &str, value: &str) -> Statement {
    let holds = |value: Value| Value::Object(Map::from_iter([(key.to_owned(), value)]));
    let text = holds(Value::from(value));
    let typed = serde_json::from_str(value).ok().filter(|typed: &Value| !typed.is_string()).map(holds);
    sql.push(" AND c.attributes <> '{}' AND (c.attributes @> $? OR c.attributes @> $?)")
        .bind::<Jsonb, _>(typed.unwrap_or_else(|| text.clone()))
        .bind::<Jsonb, _>(text)
}

fn figures(mut sql: Statement, filter: &CustomerFilter) -> Statement {
    for (condition, amount) in
        [(" AND c.total_spent >= $?", filter.min_spent), (" AND c.total_spent <= $?", filter.max_spent)]
    {
        if let Some(amount) = amount {
            sql = sql.push(condition).bind::<Numeric, _>(amount.decimal());
        }
    }
    for (condition, count) in
        [(" AND c.orders_count >= $?", filter.min_orders), (" AND c.orders_count <= $?", filter.max_orders)]
    {
        if let Some(count) = count {
            sql = sql.push(condition).bind::<Int8, _>(count);
        }
    }
    if filter.segment.is_some() { within(sql, "m.joined_at", filter.joined) } else { sql }
}

/// Adds the conditions of `filter` on `orders o` to `statement`, which ends in a condition already.
pub(super) fn orders(mut sql: Statement, filter: &OrderFilter) -> Statement {
    if let Some(customer) = filter.customer {
        sql = sql.push(" AND o.customer_id = $?").bind::<Int8, _>(customer.get());
    }
    if !filter.status.is_empty() {
        let names: Vec<_> = filter.status.iter().map(|status| status.as_str()).collect();
        sql = sql.push(" AND o.status = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if let Some(store) = filter.store {
        sql = sql.push(" AND o.store_id = $?").bind::<Int8, _>(store.get());
    }
    sql = among(sql, "o", &filter.include, &filter.exclude);
    sql = within(sql, "o.created_at", filter.created);
    sql = within(sql, "o.modified_at", filter.modified);
    if let Some(search) = &filter.search {
        sql = push_search(sql.push(" AND "), "order_words(o.number, o.external_id, o.billing)", search);
    }
    if let Some(currency) = filter.currency {
        sql = sql.push(" AND o.currency = $?").bind::<Text, _>(currency.to_string());
    }
    if let Some(external_id) = &filter.external_id {
        sql = sql.push(" AND o.external_id = $?").bind::<Text, _>(external_id.clone());
    }
    if let Some(email) = &filter.email {
        sql = sql.push(" AND lower(o.billing ->> 'email') = lower($?)").bind::<Text, _>(email.clone());
    }
    if let Some(coupon) = &filter.coupon {
        let pushed = sql.push(" AND o.coupon_codes @> $? AND o.coupon_codes <> '[]'");
        sql = pushed.bind::<Jsonb, _>(serde_json::json!([coupon]));
    }
    if let Some(campaign) = filter.campaign {
        sql = sql
            .push(" AND o.source ->> 'campaign_id' = $? AND o.source ? 'campaign_id'")
            .bind::<Text, _>(campaign.to_string());
    }
    sql = lines(sql, filter);
    for (condition, amount) in [(" AND o.total >= $?", filter.min_total), (" AND o.total <= $?", filter.max_total)] {
        if let Some(amount) = amount {
            sql = sql.push(condition).bind::<Numeric, _>(amount.decimal());
        }
    }
    sql
}

/// What some line must be; each filter may be met by another line.
fn lines(mut sql: Statement, filter: &OrderFilter) -> Statement {
    const LINE: &str = " AND EXISTS (SELECT FROM order_items i WHERE i.order_id = o.id AND ";
    if let Some(product) = filter.product {
        sql = sql.push(LINE).push("i.product_id = $?)").bind::<Int8, _>(product);
    }
    if let Some(sku) = &filter.sku {
        sql = sql.push(LINE).push("i.sku = lower($?) AND i.sku <> '')").bind::<Text, _>(sku.clone());
    }
    if let Some(category) = &filter.category {
        sql = sql
            .push(LINE)
            .push("i.categories @> $? AND i.categories <> '{}')")
            .bind::<Array<Text>, _>(vec![category.clone()]);
    }
    sql
}

/// The pattern that finds `text` anywhere, whatever it holds.
pub(super) fn like(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
