//! Lists of segments and of their members.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, PgConnection, QueryDsl, QueryableByName, RunQueryDsl, SelectableHelper,
    sql_types::{Array, Int8, Text, Timestamptz},
};
use growffinity_kernel::{CampaignId, CustomerId, Page, SegmentId};
use growffinity_segmentation::{Member, MemberQuery, Membership, Segment, SegmentOrder, SegmentQuery, User};

use super::rows::SegmentRow;
use crate::{
    error::PgError,
    page::{among, by, by_include, direction, total, windowed, within},
    schema::segments,
    statement::{IdRow, Statement, dynamic_statement, statement},
};

/// A part of the list of segments.
pub(super) fn segments(connection: &mut PgConnection, query: &SegmentQuery) -> Result<Page<Segment>, PgError> {
    let counted = dynamic_statement("SELECT count(*) AS total FROM segments s WHERE true");
    let total = total(connection, filtered(counted, query))?;
    let found = filtered(dynamic_statement("SELECT s.id FROM segments s WHERE true"), query);
    let windowed = windowed(found, query.window, "s.id", |sql| ordered(sql, query));
    let ids: Vec<i64> = windowed.load::<IdRow>(connection)?.into_iter().map(|found| found.id).collect();
    let rows: Vec<SegmentRow> =
        segments::table.filter(segments::id.eq_any(&ids)).select(SegmentRow::as_select()).load(connection)?;
    let mut items: Vec<Segment> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    items.sort_by_key(|segment| ids.iter().position(|id| *id == segment.id.get()));
    add_users(connection, &mut items)?;
    Ok(Page { items, total })
}

/// A part of the list of the segments a customer is in; `query` asks for them.
pub(super) fn of_customer(
    connection: &mut PgConnection,
    customer: CustomerId,
    query: &SegmentQuery,
) -> Result<Page<Membership>, PgError> {
    let Page { items, total } = segments(connection, query)?;
    let ids: Vec<i64> = items.iter().map(|segment| segment.id.get()).collect();
    let rows: Vec<JoinedRow> =
        statement("SELECT segment_id, joined_at FROM segment_members WHERE customer_id = $? AND segment_id = ANY($?)")
            .bind::<Int8, _>(customer.get())
            .bind::<Array<Int8>, _>(ids)
            .load(connection)?;
    let joined: HashMap<i64, DateTime<Utc>> = rows.into_iter().map(|row| (row.segment_id, row.joined_at)).collect();
    // Who left between the two statements is no member.
    let with_time = |segment: Segment| {
        let joined_at = *joined.get(&segment.id.get())?;
        Some(Membership { segment, joined_at })
    };
    Ok(Page { items: items.into_iter().filter_map(with_time).collect(), total })
}

#[derive(QueryableByName)]
struct JoinedRow {
    #[diesel(sql_type = Int8)]
    segment_id: i64,
    #[diesel(sql_type = Timestamptz)]
    joined_at: DateTime<Utc>,
}

fn filtered(mut sql: Statement, query: &SegmentQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql
            .push(" AND (strpos(lower(s.name), lower($?)) > 0 OR strpos(lower(s.description), lower($?)) > 0)")
            .bind::<Text, _>(search.clone())
            .bind::<Text, _>(search.clone());
    }
    sql = among(sql, "s", &query.include, &query.exclude);
    let names = [
        (" AND s.type = ANY($?)", query.kind.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()),
        (" AND s.status = ANY($?)", query.status.iter().map(|status| status.as_str()).collect()),
        (" AND s.refresh = ANY($?)", query.refresh.iter().map(|refresh| refresh.as_str()).collect()),
    ];
    for (condition, names) in names {
        if !names.is_empty() {
            sql = sql.push(condition).bind::<Array<Text>, _>(names);
        }
    }
    if let Some(customer) = query.customer {
        sql = sql
            .push(" AND EXISTS (SELECT FROM segment_members m WHERE m.segment_id = s.id AND m.customer_id = $?)")
            .bind::<Int8, _>(customer.get());
    }
    let sql = within(sql, "s.created_at", query.created);
    within(sql, "s.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &SegmentQuery) -> Statement {
    let column = match query.order {
        SegmentOrder::Created => "s.created_at",
        SegmentOrder::Id => "s.id",
        SegmentOrder::Include => return by_include(sql, "s", &query.include, query.direction),
        SegmentOrder::Name => "lower(s.name)",
        SegmentOrder::Modified => "s.modified_at",
        SegmentOrder::MembersCount => "s.members_count",
    };
    by(sql, column, "s", query.direction)
}

#[derive(QueryableByName)]
struct UserRow {
    #[diesel(sql_type = Int8)]
    segment: i64,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Int8)]
    id: i64,
    #[diesel(sql_type = Text)]
    name: String,
}

/// Says of each segment who needs it: campaigns under way, and segments whose rules name it.
pub(super) fn add_users(connection: &mut PgConnection, segments: &mut [Segment]) -> Result<(), PgError> {
    let ids: Vec<i64> = segments.iter().map(|segment| segment.id.get()).collect();
    let rows: Vec<UserRow> = statement(
        "WITH w AS (SELECT unnest($?) AS id) \
         SELECT w.id AS segment, 'campaign' AS kind, c.id, c.name FROM campaigns c \
         JOIN w ON w.id = ANY(c.include) OR w.id = ANY(c.exclude) \
         WHERE c.status IN ('scheduled', 'sending', 'paused') \
         UNION \
         SELECT w.id, 'segment', s.id, s.name FROM w JOIN segment_references r ON r.uses_id = w.id \
         JOIN segments s ON s.id = r.segment_id ORDER BY segment, kind, id",
    )
    .bind::<Array<Int8>, _>(ids)
    .load(connection)?;
    for row in rows {
        let Some(segment) = segments.iter_mut().find(|segment| segment.id.get() == row.segment) else { continue };
        if row.kind == "segment" {
            let id = SegmentId::new(row.id).ok_or_else(|| PgError::inconsistent("segment id", row.id))?;
            segment.used_by.segments.push(User { id, name: row.name });
        } else {
            let id = CampaignId::new(row.id).ok_or_else(|| PgError::inconsistent("campaign id", row.id))?;
            segment.used_by.campaigns.push(User { id, name: row.name });
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct MemberRow {
    #[diesel(sql_type = Int8)]
    customer_id: i64,
    #[diesel(sql_type = Timestamptz)]
    joined_at: DateTime<Utc>,
}

/// A part of the list of members.
pub(super) fn members(connection: &mut PgConnection, query: &MemberQuery) -> Result<Page<Member>, PgError> {
    let segment = query.segment.get();
    let counted = statement("SELECT count(*) AS total FROM segment_members WHERE segment_id = $?");
    let total = total(connection, counted.bind::<Int8, _>(segment))?;
    let found = dynamic_statement("SELECT customer_id, joined_at FROM segment_members WHERE segment_id = $?")
        .bind::<Int8, _>(segment);
    let ordered = |sql: Statement| sql.push(&format!(" ORDER BY customer_id {}", direction(query.direction)));
    let windowed = windowed(found, query.window, "customer_id", ordered);
    let rows: Vec<MemberRow> = windowed.load(connection)?;
    let items = rows
        .into_iter()
        .map(|row| {
            let customer = CustomerId::new(row.customer_id);
            let customer = customer.ok_or_else(|| PgError::inconsistent("customer id", row.customer_id))?;
            Ok(Member { customer, joined_at: row.joined_at })
        })
        .collect::<Result<_, PgError>>()?;
    Ok(Page { items, total })
}
