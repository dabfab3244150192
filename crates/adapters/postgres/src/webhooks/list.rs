//! Lists of webhooks and of deliveries.

use diesel::{
    PgConnection, RunQueryDsl,
    sql_types::{Array, Int8, Text},
};
use growffinity_kernel::{Page, WebhookId};
use growffinity_webhooks::{
    Delivery, DeliveryOrder, DeliveryQuery, DeliveryStatus, Pattern, Webhook, WebhookOrder, WebhookQuery, WebhookStatus,
};

use super::rows::{DELIVERY, DeliveryRow, WEBHOOK, WebhookRow};
use crate::{
    error::PgError,
    page::{among, by, by_include, named, total, windowed, within},
    statement::{Statement, dynamic_statement},
};

/// A part of the list of webhooks.
pub(super) fn webhooks(connection: &mut PgConnection, query: &WebhookQuery) -> Result<Page<Webhook>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM webhooks w WHERE true");
    let total = total(connection, webhooks_like(counted, query))?;
    let found = dynamic_statement(format!("SELECT {WEBHOOK} FROM webhooks w WHERE true"));
    let ordered = |sql| match query.order {
        WebhookOrder::Created => by(sql, "w.created_at", "w", query.direction),
        WebhookOrder::Id => by(sql, "w.id", "w", query.direction),
        WebhookOrder::Include => by_include(sql, "w", &query.include, query.direction),
        WebhookOrder::Title => by(sql, "lower(w.name)", "w", query.direction),
    };
    let rows: Vec<WebhookRow> =
        windowed(webhooks_like(found, query), query.window, "w.id", ordered).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn webhooks_like(mut sql: Statement, query: &WebhookQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql.push(" AND (strpos(lower(w.name), lower($?)) > 0 OR strpos(lower(w.delivery_url), lower($?)) > 0)");
        sql = sql.bind::<Text, _>(search.clone()).bind::<Text, _>(search.clone());
    }
    if let Some(event) = query.event {
        let resource = event.as_str().split('.').next().unwrap_or_default();
        let hearing = ["*".to_owned(), format!("{resource}.*"), Pattern::Event(event).text()].to_vec();
        sql = sql.push(" AND w.topics && $?").bind::<Array<Text>, _>(hearing);
    }
    let names = [(" AND w.status = ANY($?)", query.status.iter().copied().map(WebhookStatus::as_str).collect())];
    sql = named(among(sql, "w", &query.include, &query.exclude), names);
    within(within(sql, "w.created_at", query.created), "w.modified_at", query.modified)
}

/// A part of the list of a webhook's deliveries.
pub(super) fn deliveries(
    connection: &mut PgConnection,
    webhook: WebhookId,
    query: &DeliveryQuery,
) -> Result<Page<Delivery>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM webhook_deliveries d WHERE d.webhook_id = $?");
    let total = total(connection, deliveries_like(counted.bind::<Int8, _>(webhook.get()), query))?;
    let found = dynamic_statement(format!("SELECT {DELIVERY} FROM webhook_deliveries d WHERE d.webhook_id = $?"));
    let ordered = |sql| match query.order {
        // Deliveries are made in the order of their ids.
        DeliveryOrder::Created | DeliveryOrder::Id => by(sql, "d.id", "d", query.direction),
        DeliveryOrder::Include => by_include(sql, "d", &query.include, query.direction),
    };
    let found = deliveries_like(found.bind::<Int8, _>(webhook.get()), query);
    let rows: Vec<DeliveryRow> = windowed(found, query.window, "d.id", ordered).load(connection)?;
    Ok(Page { items: rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?, total })
}

fn deliveries_like(mut sql: Statement, query: &DeliveryQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql.push(" AND strpos(d.type, lower($?)) > 0").bind::<Text, _>(search.clone());
    }
    let names = [
        (" AND d.status = ANY($?)", query.status.iter().copied().map(DeliveryStatus::as_str).collect::<Vec<_>>()),
        (" AND d.type = ANY($?)", query.event.iter().map(|kind| kind.as_str()).collect()),
    ];
    sql = named(among(sql, "d", &query.include, &query.exclude), names);
    within(within(sql, "d.created_at", query.created), "d.completed_at", query.modified)
}
