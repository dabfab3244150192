//! The rows of custom events, and of what came of campaigns, that a condition sees.

use diesel::sql_types::{Int8, Text};
use growffinity_segmentation::condition::{
    AttributeTest, CampaignAction, CampaignCondition, EventCondition, PropertyTest, Within,
};

use super::{
    attribute::{self, Of},
    compile::Moment,
    outside::Way,
    own::push_span,
    text,
};
use crate::statement::Statement;

/// Adds a query of events `e` with `customer_id`, and with the number `v` where a property is added up.
pub(super) fn push_events(sql: Statement, way: Way, condition: &EventCondition, moment: Moment) -> Statement {
    let sql = sql.push("SELECT e.customer_id");
    let sql = match condition.measure() {
        None => sql,
        Some(key) => attribute::push_amount(sql.push(", "), key).push(" AS v"),
    };
    let of_text = condition.clauses().iter().any(|clause| looks_at_text(clause.test()));
    let sql = text::push_own_letters(sql.push(" FROM custom_events e"), of_text);
    let sql = sql.push(" WHERE ").push(&way.of_customer("e.customer_id"));
    let sql = sql.push(" AND e.name = $?").bind::<Text, _>(condition.name().to_owned());
    let sql = span(sql, "e.occurred_at", condition.within(), moment);
    condition.clauses().iter().fold(sql, |sql, clause| {
        let sql = sql.push(" AND (");
        let sql = match clause.test() {
            PropertyTest::Empty => attribute::push_empty(sql, Of::Event, clause.key()),
            PropertyTest::Value(test) => attribute::push_test(sql, Of::Event, clause.key(), test, moment),
        };
        let sql = sql.push(")");
        if clause.is_negated() { sql.push(" IS NOT TRUE") } else { sql }
    })
}

fn looks_at_text(test: &PropertyTest) -> bool {
    matches!(
        test,
        PropertyTest::Value(
            AttributeTest::Text(_) | AttributeTest::Contains(_) | AttributeTest::AnyOf(_) | AttributeTest::AllOf(_)
        )
    )
}

/// Where hits are kept, and when they were.
pub(super) struct Hits {
    /// The table, and which of its rows.
    pub(super) rows: &'static str,
    /// The column of time.
    pub(super) time: &'static str,
}

/// What was sent and what came back stands in the ledger, all else with the engagements.
pub(super) const fn hits(action: CampaignAction) -> Hits {
    match action {
        CampaignAction::Sent => Hits { rows: "campaign_messages h WHERE h.sent_at IS NOT NULL", time: "h.sent_at" },
        CampaignAction::Bounced => {
            Hits { rows: "campaign_messages h WHERE h.status = 'bounced'", time: "coalesce(h.sent_at, h.due_at)" }
        }
        CampaignAction::Opened => {
            Hits { rows: "campaign_engagements h WHERE h.action = 'opened'", time: "h.occurred_at" }
        }
        CampaignAction::Clicked => {
            Hits { rows: "campaign_engagements h WHERE h.action = 'clicked'", time: "h.occurred_at" }
        }
        CampaignAction::Complained => {
            Hits { rows: "campaign_engagements h WHERE h.action = 'complained'", time: "h.occurred_at" }
        }
        CampaignAction::Unsubscribed => {
            Hits { rows: "campaign_engagements h WHERE h.action = 'unsubscribed'", time: "h.occurred_at" }
        }
        CampaignAction::Converted => {
            Hits { rows: "campaign_engagements h WHERE h.action = 'converted'", time: "h.occurred_at" }
        }
    }
}

/// Adds a query of hits `h` with `customer_id`.
pub(super) fn push_hits(sql: Statement, way: Way, condition: &CampaignCondition, moment: Moment) -> Statement {
    let hits = hits(condition.action());
    let sql = sql.push("SELECT h.customer_id FROM ").push(hits.rows);
    let sql = sql.push(" AND ").push(&way.of_customer("h.customer_id"));
    let sql = match condition.campaign() {
        None => sql,
        Some(campaign) => sql.push(" AND h.campaign_id = $?").bind::<Int8, _>(campaign.get()),
    };
    let sql = match condition.link() {
        None => sql,
        Some(link) => sql.push(" AND h.link = $?").bind::<Text, _>(link.to_owned()),
    };
    span(sql, hits.time, condition.within(), moment)
}

fn span(sql: Statement, column: &str, within: Option<&Within>, moment: Moment) -> Statement {
    match within {
        None => sql,
        Some(within) => push_span(sql, column, within.instants(moment.now, moment.zone)),
    }
}
