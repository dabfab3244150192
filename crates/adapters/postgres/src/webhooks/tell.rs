//! Which webhooks hear of an event: a delivery for each, in the transaction that passes the event on.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Nullable, Text, Timestamptz},
};
use growffinity_kernel::CustomerId;
use growffinity_webhooks::{Topics, order_key};

use super::{rows::topics, store::due};
use crate::{error::PgError, outbox::Claimed, statement::statement};

#[derive(QueryableByName)]
struct Listener {
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Array<Text>)]
    topics: Vec<String>,
}

/// Makes the deliveries of `events`. Their bodies are made by whoever delivers them.
pub(crate) fn tell(connection: &mut PgConnection, events: &[Claimed], now: DateTime<Utc>) -> Result<(), PgError> {
    // Who deletes a webhook waits, and then gives up what is made here too.
    let listeners: Vec<Listener> =
        statement("SELECT id, topics FROM webhooks WHERE status = 'active' ORDER BY id FOR KEY SHARE")
            .load(connection)?;
    let listeners: Vec<(i64, Topics)> =
        listeners.into_iter().filter_map(|listener| Some((listener.id, topics(&listener.topics)?))).collect();
    let heard = events.iter().flat_map(|event| {
        let listening = listeners.iter().filter(|(_, topics)| topics.hear(event.kind, event.origin));
        listening.map(move |(webhook, _)| (*webhook, event))
    });
    let heard: Vec<(i64, &Claimed)> = heard.collect();
    if heard.is_empty() {
        return Ok(());
    }
    let key = |event: &Claimed| order_key(event.kind, event.object_id, event.customer);
    statement(
        "INSERT INTO webhook_deliveries (webhook_id, event_id, type, object_type, object_id, order_key, customer_id, due_at, created_at) \
         SELECT h.webhook, h.event, h.type, h.object_type, h.object, h.key, h.customer, n.now, n.now \
         FROM (SELECT $?::timestamptz AS now) n, \
              unnest($?, $?, $?, $?, $?, $?, $?) WITH ORDINALITY AS h (webhook, event, type, object_type, object, key, customer, place) \
         ORDER BY h.place",
    )
    .bind::<Timestamptz, _>(now)
    .bind::<Array<Int8>, _>(heard.iter().map(|(webhook, _)| *webhook).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(heard.iter().map(|(_, event)| event.id).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(heard.iter().map(|(_, event)| event.kind.as_str()).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(heard.iter().map(|(_, event)| event.object.as_str()).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(heard.iter().map(|(_, event)| event.object_id).collect::<Vec<_>>())
    .bind::<Array<Int8>, _>(heard.iter().map(|(_, event)| key(event)).collect::<Vec<_>>())
    .bind::<Array<Nullable<Int8>>, _>(
        heard.iter().map(|(_, event)| event.customer.map(CustomerId::get)).collect::<Vec<_>>(),
    )
    .execute(connection)?;
    let webhooks: BTreeSet<i64> = heard.iter().map(|(webhook, _)| *webhook).collect();
    due(connection, &webhooks.into_iter().collect::<Vec<_>>(), "first", now)
}
