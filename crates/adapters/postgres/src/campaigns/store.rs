//! [`CampaignStore`] on PostgreSQL.

use async_trait::async_trait;
use diesel::{
    ExpressionMethods, OptionalExtension, PgConnection, QueryDsl, RunQueryDsl, SelectableHelper, insert_into,
    sql_types::{Array, Int8, Text},
    update,
};
use growffinity_campaigns::{
    Campaign, CampaignOrder, CampaignQuery, CampaignStats, LinkStats,
    ports::{CampaignStore, SegmentCatalog},
};
use growffinity_kernel::{CampaignId, Direction, Page, SegmentId, StoreError};

use super::{
    rows::{CampaignRecord, CampaignRow},
    stats,
};
use crate::{
    Database,
    audit::{Note, note},
    error::PgError,
    page::{among, by_include, direction, total, windowed, within},
    schema::{campaigns, segments},
    statement::{IdRow, Statement, dynamic_statement},
};

/// Campaigns in `database`.
#[derive(Debug, Clone)]
pub struct PgCampaigns(Database);

impl PgCampaigns {
    /// The store in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl CampaignStore for PgCampaigns {
    async fn find(&self, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
        self.0
            .read("find_campaign", move |connection| {
                let row = campaigns::table.find(id.get()).select(CampaignRow::as_select()).first(connection);
                row.optional()?.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn list(&self, query: &CampaignQuery) -> Result<Page<Campaign>, StoreError> {
        let query = query.clone();
        self.0.read("list_campaigns", move |connection| list(connection, &query)).await
    }

    async fn insert(&self, campaign: &Campaign) -> Result<Campaign, StoreError> {
        let campaign = campaign.clone();
        self.0
            .run("insert_campaign", move |connection| {
                let row: CampaignRow = insert_into(campaigns::table)
                    .values(CampaignRecord::of(&campaign, 1)?)
                    .returning(CampaignRow::as_returning())
                    .get_result(connection)?;
                let campaign = Campaign::try_from(row)?;
                note(Note::new("campaign.create", "campaign", campaign.id.get()));
                Ok(campaign)
            })
            .await
    }

    async fn save(&self, campaign: &Campaign, expected: i32) -> Result<Option<Campaign>, StoreError> {
        let campaign = campaign.clone();
        self.0
            .run("save_campaign", move |connection| {
                let target = campaigns::table
                    .filter(campaigns::id.eq(campaign.id.get()))
                    .filter(campaigns::version.eq(expected));
                let row: Option<CampaignRow> = update(target)
                    .set(CampaignRecord::of(&campaign, expected + 1)?)
                    .returning(CampaignRow::as_returning())
                    .get_result(connection)
                    .optional()?;
                row.map(TryInto::try_into).transpose()
            })
            .await
    }

    async fn stats(&self, ids: &[CampaignId]) -> Result<Vec<CampaignStats>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        self.0.read("campaign_stats", move |connection| stats::load(connection, &ids)).await
    }

    async fn links(&self, id: CampaignId, limit: u32) -> Result<Vec<LinkStats>, StoreError> {
        self.0.read("campaign_links", move |connection| stats::links(connection, id.get(), limit)).await
    }
}

fn list(connection: &mut PgConnection, query: &CampaignQuery) -> Result<Page<Campaign>, PgError> {
    let total =
        total(connection, filtered(dynamic_statement("SELECT count(*) AS total FROM campaigns c WHERE true"), query))?;
    let found = filtered(dynamic_statement("SELECT c.id FROM campaigns c WHERE true"), query);
    let windowed = windowed(found, query.window, "c.id", |sql| ordered(sql, query));
    let ids: Vec<i64> = windowed.load::<IdRow>(connection)?.into_iter().map(|found| found.id).collect();
    let rows: Vec<CampaignRow> =
        campaigns::table.filter(campaigns::id.eq_any(&ids)).select(CampaignRow::as_select()).load(connection)?;
    let mut items: Vec<Campaign> = rows.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?;
    items.sort_by_key(|campaign| ids.iter().position(|id| *id == campaign.id.get()));
    Ok(Page { items, total })
}

fn filtered(mut sql: Statement, query: &CampaignQuery) -> Statement {
    if let Some(search) = &query.search {
        sql = sql
            .push(" AND (strpos(lower(c.name), lower($?)) > 0 OR strpos(lower(c.subject), lower($?)) > 0)")
            .bind::<Text, _>(search.clone())
            .bind::<Text, _>(search.clone());
    }
    sql = among(sql, "c", &query.include, &query.exclude);
    if !query.status.is_empty() {
        let names: Vec<_> = query.status.iter().map(|status| status.as_str()).collect();
        sql = sql.push(" AND c.status = ANY($?)").bind::<Array<Text>, _>(names);
    }
    if let Some(segment) = query.segment {
        sql = sql.push(" AND $? = ANY(c.include)").bind::<Int8, _>(segment.get());
    }
    sql = within(sql, "c.created_at", query.created);
    within(sql, "c.modified_at", query.modified)
}

fn ordered(sql: Statement, query: &CampaignQuery) -> Statement {
    let way = direction(query.direction);
    let nulls = if query.direction == Direction::Descending { " NULLS LAST" } else { "" };
    let column = match query.order {
        CampaignOrder::Created => "c.created_at",
        CampaignOrder::Id => "c.id",
        CampaignOrder::Include => return by_include(sql, "c", &query.include, query.direction),
        CampaignOrder::Name => "lower(c.name)",
        CampaignOrder::Modified => "c.modified_at",
        CampaignOrder::Scheduled => "c.scheduled_at",
        CampaignOrder::Finished => "c.finished_at",
    };
    sql.push(&format!(" ORDER BY {column} {way}{nulls}, c.id {way}"))
}

/// Segments in `database`, as campaigns see them.
#[derive(Debug, Clone)]
pub struct PgSegmentCatalog(Database);

impl PgSegmentCatalog {
    /// The catalogue in `database`.
    pub const fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl SegmentCatalog for PgSegmentCatalog {
    async fn missing(&self, ids: &[SegmentId]) -> Result<Vec<SegmentId>, StoreError> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let known: Vec<i64> = self
            .0
            .read("known_segments", move |connection| {
                Ok(segments::table.filter(segments::id.eq_any(&wanted)).select(segments::id).load(connection)?)
            })
            .await?;
        Ok(ids.iter().copied().filter(|id| !known.contains(&id.get())).collect())
    }
}
