//! A campaign as it is stored.

use chrono::{DateTime, Utc};
use diesel::{AsChangeset, Identifiable, Insertable, Queryable, Selectable};
use growffinity_campaigns::{Audience, Campaign, CampaignState, CampaignStatus, Content, OnUncertain, Sender};
use growffinity_kernel::{CampaignId, EmailAddress, SegmentId};
use serde_json::Value;

use crate::{error::PgError, schema::campaigns};

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = campaigns)]
pub(super) struct CampaignRow {
    pub(super) id: i64,
    name: String,
    subject: String,
    preheader: String,
    from_name: String,
    from_email: Option<String>,
    reply_to: Option<String>,
    content: Value,
    include: Vec<i64>,
    exclude: Vec<i64>,
    status: String,
    status_reason: Option<String>,
    scheduled_at: Option<DateTime<Utc>>,
    timezone: String,
    on_uncertain: String,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    version: i32,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
}

impl TryFrom<CampaignRow> for Campaign {
    type Error = PgError;

    fn try_from(row: CampaignRow) -> Result<Self, PgError> {
        let state = state(&row)?;
        Ok(Self {
            id: CampaignId::new(row.id).ok_or_else(|| PgError::inconsistent("campaign id", row.id))?,
            name: row.name,
            subject: row.subject,
            preheader: row.preheader,
            from: Sender { name: row.from_name, email: email(row.from_email)? },
            reply_to: email(row.reply_to)?,
            content: serde_json::from_value(row.content).map_err(|error| PgError::inconsistent("content", error))?,
            audience: Audience { include: segments(row.include)?, exclude: segments(row.exclude)? },
            state,
            timezone: row.timezone.parse().map_err(|error| PgError::inconsistent("timezone", error))?,
            on_uncertain: OnUncertain::from_name(&row.on_uncertain)
                .ok_or_else(|| PgError::inconsistent("on_uncertain", &row.on_uncertain))?,
            version: row.version,
            created_at: row.created_at,
            modified_at: row.modified_at,
        })
    }
}

fn state(row: &CampaignRow) -> Result<CampaignState, PgError> {
    let missing = |what: &'static str| PgError::inconsistent(what, format!("missing while {}", row.status));
    let started_at = || row.started_at.ok_or_else(|| missing("started_at"));
    let finished_at = || row.finished_at.ok_or_else(|| missing("finished_at"));
    let status =
        CampaignStatus::from_name(&row.status).ok_or_else(|| PgError::inconsistent("campaign status", &row.status))?;
    Ok(match status {
        CampaignStatus::Draft => CampaignState::Draft,
        CampaignStatus::Scheduled => {
            CampaignState::Scheduled { at: row.scheduled_at.ok_or_else(|| missing("scheduled_at"))? }
        }
        CampaignStatus::Sending => CampaignState::Sending { started_at: started_at()? },
        CampaignStatus::Paused => {
            CampaignState::Paused { started_at: started_at()?, reason: row.status_reason.clone() }
        }
        CampaignStatus::Sent => CampaignState::Sent { started_at: started_at()?, finished_at: finished_at()? },
        CampaignStatus::Canceled => CampaignState::Canceled { started_at: row.started_at, finished_at: finished_at()? },
        CampaignStatus::Failed => {
            CampaignState::Failed { finished_at: finished_at()?, reason: row.status_reason.clone().unwrap_or_default() }
        }
    })
}

fn email(stored: Option<String>) -> Result<Option<EmailAddress>, PgError> {
    stored.map(|text| text.parse().map_err(|error| PgError::inconsistent("e-mail address", error))).transpose()
}

fn segments(stored: Vec<i64>) -> Result<Vec<SegmentId>, PgError> {
    stored
        .into_iter()
        .map(|number| SegmentId::new(number).ok_or_else(|| PgError::inconsistent("segment id", number)))
        .collect()
}

/// What is written of a campaign. A state that a worker has to act on gives `due_at`.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = campaigns, treat_none_as_null = true)]
pub(super) struct CampaignRecord {
    name: String,
    subject: String,
    preheader: String,
    from_name: String,
    from_email: Option<String>,
    reply_to: Option<String>,
    content: Value,
    include: Vec<i64>,
    exclude: Vec<i64>,
    status: &'static str,
    status_reason: Option<String>,
    scheduled_at: Option<DateTime<Utc>>,
    timezone: &'static str,
    on_uncertain: &'static str,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    version: i32,
    created_at: DateTime<Utc>,
    modified_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
}

impl CampaignRecord {
    /// The record of `campaign` at `version`.
    pub(super) fn of(campaign: &Campaign, version: i32) -> Result<Self, PgError> {
        let state = &campaign.state;
        let due_at = match state {
            CampaignState::Scheduled { at } => Some(*at),
            CampaignState::Sending { started_at } => Some(*started_at),
            _ => None,
        };
        Ok(Self {
            name: campaign.name.clone(),
            subject: campaign.subject.clone(),
            preheader: campaign.preheader.clone(),
            from_name: campaign.from.name.clone(),
            from_email: campaign.from.email.as_ref().map(ToString::to_string),
            reply_to: campaign.reply_to.as_ref().map(ToString::to_string),
            content: content(&campaign.content)?,
            include: campaign.audience.include.iter().map(|id| id.get()).collect(),
            exclude: campaign.audience.exclude.iter().map(|id| id.get()).collect(),
            status: state.status().as_str(),
            status_reason: state.reason().map(str::to_owned),
            scheduled_at: state.scheduled_at(),
            timezone: campaign.timezone.name(),
            on_uncertain: campaign.on_uncertain.as_str(),
            started_at: state.started_at(),
            finished_at: state.finished_at(),
            version,
            created_at: campaign.created_at,
            modified_at: campaign.modified_at,
            due_at,
        })
    }
}

fn content(content: &Content) -> Result<Value, PgError> {
    serde_json::to_value(content).map_err(|error| PgError::inconsistent("content", error))
}
