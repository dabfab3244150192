//! What an import gives every customer it brings: tags, and membership of a segment.

use std::collections::BTreeSet;

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl,
    sql_types::{Array, Int8, Timestamptz},
};
use growffinity_customers::{
    ListChange, MarkKind, Marking, UniqueName,
    imports::{ImportOptions, ports::ImportTerms},
};
use growffinity_kernel::{CustomerId, DomainEvent, EventType, ObjectType, SegmentId};

use super::people_ties;
use crate::{error::PgError, statement::statement};

#[derive(QueryableByName)]
struct Joined {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
}

/// Gives `customers` the import's tags, lets them join its segment, and adds to what is told of them. Answers who got a
/// tag; those who have it already, and members, stay as they are.
pub(super) fn give(
    connection: &mut PgConnection,
    options: &ImportOptions,
    mut customers: Vec<CustomerId>,
    terms: &ImportTerms,
    told: &mut Vec<DomainEvent>,
) -> Result<BTreeSet<CustomerId>, PgError> {
    let mut tagged = BTreeSet::new();
    if options.tags.is_empty() && options.segment.is_none() {
        return Ok(tagged);
    }
    customers.sort_unstable();
    customers.dedup();
    let numbers: Vec<i64> = customers.into_iter().map(CustomerId::get).collect();
    let tags: Vec<UniqueName> = options.tags.iter().filter_map(|name| UniqueName::parse(name)).collect();
    if !tags.is_empty() {
        let marking = Marking::of(MarkKind::Tag, ListChange::Add(tags));
        people_ties::mark(connection, &numbers, &marking, terms, told, &mut tagged)?;
    }
    if let Some(segment) = options.segment {
        join(connection, segment, numbers, terms, told)?;
    }
    Ok(tagged)
}

fn join(
    connection: &mut PgConnection,
    segment: SegmentId,
    customers: Vec<i64>,
    terms: &ImportTerms,
    told: &mut Vec<DomainEvent>,
) -> Result<(), PgError> {
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
    .bind::<Array<Int8>, _>(customers)
    .bind::<Timestamptz, _>(terms.now)
    .bind::<Int8, _>(segment.get())
    .bind::<Int8, _>(segment.get())
    .load(connection)?;
    told.extend(joined.iter().map(|member| {
        DomainEvent::new(EventType::SegmentMemberJoined, ObjectType::Segment, segment.get(), terms.now)
            .of_customer(CustomerId::new(member.customer_id))
            .from_origin(terms.origin)
    }));
    Ok(())
}
