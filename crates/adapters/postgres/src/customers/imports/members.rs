//! What an import gives every customer it brings: membership of a segment.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Timestamptz},
};
use growffinity_customers::imports::{ImportOptions, ports::ImportTerms};
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType};

use crate::{error::PgError, outbox, statement::statement};

#[derive(QueryableByName)]
struct Joined {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
}

/// Lets `customers` join the import's segment; those who are in it already stay as they are.
pub(super) fn join(
    connection: &mut PgConnection,
    options: &ImportOptions,
    mut customers: Vec<CustomerId>,
    terms: &ImportTerms,
) -> Result<(), PgError> {
    let Some(segment) = options.segment else { return Ok(()) };
    customers.sort_unstable();
    customers.dedup();
    let joined: Vec<Joined> = statement(
        "WITH joined AS ( \
             INSERT INTO segment_members (segment_id, customer_id, joined_at) \
             SELECT k.segment, n.id, k.now FROM unnest($?) n (id), \
                 (SELECT s.id AS segment, $?::timestamptz AS now FROM segments s WHERE s.id = $? AND s.type = 'static') k \
             ORDER BY n.id ON CONFLICT DO NOTHING RETURNING customer_id), \
         counted AS ( \
             UPDATE segments SET members_count = members_count + (SELECT count(*) FROM joined) \
             WHERE id = $? AND EXISTS (SELECT FROM joined)) \
         SELECT customer_id FROM joined ORDER BY customer_id",
    )
    .bind::<Array<Int8>, _>(customers.iter().map(|id| id.get()).collect::<Vec<_>>())
    .bind::<Timestamptz, _>(terms.now)
    .bind::<Int8, _>(segment.get())
    .bind::<Int8, _>(segment.get())
    .load(connection)?;
    let told: Vec<DomainEvent> = joined
        .iter()
        .map(|member| {
            DomainEvent::new(EventType::SegmentMemberJoined, ObjectType::Segment, segment.get(), terms.now)
                .of_customer(CustomerId::new(member.customer_id))
                .from_origin(terms.origin)
        })
        .collect();
    outbox::append(connection, &told)
}
