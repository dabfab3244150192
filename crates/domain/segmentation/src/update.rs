//! Changing a segment.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{SegmentId, StoreError};

use crate::{
    condition::{Conditions, Fault, Match, Rule},
    ports::{Due, Saving},
    segment::{Refresh, Segment, SegmentName, SegmentRule, SegmentStatus},
    service::Segments,
    slug::slug_of,
};

/// What is to change; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SegmentChange {
    /// Another name; the slug stays.
    pub name: Option<SegmentName>,
    /// Another slug.
    pub slug: Option<String>,
    /// Another description.
    pub description: Option<String>,
    /// Another way to join the conditions.
    pub matching: Option<Match>,
    /// Other conditions.
    pub conditions: Option<Conditions>,
    /// Another time of refresh.
    pub refresh: Option<Refresh>,
}

/// Why a segment can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateSegmentError {
    /// There is no such segment.
    #[error("there is no such segment")]
    NotFound,
    /// A static segment has no conditions.
    #[error("a static segment has no conditions")]
    Static,
    /// The rule names segments that are not there, or whose rules lead back to this one.
    #[error("the rule names segments that it can't")]
    References(Vec<Fault>),
    /// The caller expected another version, or others keep changing it; this one is current.
    #[error("the segment is at version {current}")]
    Stale {
        /// The version now.
        current: i32,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// How often a change is tried again when others change the same segment meanwhile.
const ATTEMPTS: u32 = 5;

impl Segments {
    /// Changes a segment and answers how it is then. A changed rule refreshes it at once, which raises
    /// `segment.updated`. A change that changes nothing raises no version.
    ///
    /// # Errors
    /// [`UpdateSegmentError`]; nothing is changed then.
    pub async fn update(
        &self,
        id: SegmentId,
        change: SegmentChange,
        expected: Option<i32>,
    ) -> Result<Segment, UpdateSegmentError> {
        let mut current = 0;
        for _ in 0..ATTEMPTS {
            let before = self.store.find(id).await?.ok_or(UpdateSegmentError::NotFound)?;
            current = before.version;
            if expected.is_some_and(|expected| expected != current) {
                return Err(UpdateSegmentError::Stale { current });
            }
            let now = self.clock.now();
            let after = changed(&before, &change, now)?;
            if after == before {
                return Ok(before);
            }
            match self.store.save(&after, current, due(&before, &after, now, self.site.timezone)).await? {
                Saving::Saved(saved) => return Ok(self.settled(*saved).await?),
                Saving::Stale => {}
                Saving::Refused(refused) => return Err(UpdateSegmentError::References(refused.faults(&after))),
            }
        }
        Err(UpdateSegmentError::Stale { current })
    }
}

/// When `after` is to be refreshed. One that becomes live may be long out of date.
fn due(before: &Segment, after: &Segment, now: DateTime<Utc>, zone: Tz) -> Due {
    match after.refresh {
        same if same == before.refresh => Due::AsBefore,
        Refresh::Live => Due::At(now),
        other => other.next_due(now, zone).map_or(Due::Never, Due::At),
    }
}

fn changed(before: &Segment, change: &SegmentChange, now: DateTime<Utc>) -> Result<Segment, UpdateSegmentError> {
    let mut after = before.clone();
    if let Some(name) = &change.name {
        after.name = name.clone();
    }
    if let Some(slug) = change.slug.as_deref().filter(|slug| !slug.is_empty()) {
        after.slug = slug_of(slug);
    }
    if let Some(description) = &change.description {
        after.description.clone_from(description);
    }
    match &before.rule {
        SegmentRule::Dynamic(rule) => {
            let rule = Rule {
                matching: change.matching.unwrap_or(rule.matching),
                conditions: change.conditions.clone().unwrap_or_else(|| rule.conditions.clone()),
            };
            after.rule = SegmentRule::Dynamic(rule);
            after.refresh = change.refresh.unwrap_or(before.refresh);
        }
        SegmentRule::Static if change.conditions.is_some() => return Err(UpdateSegmentError::Static),
        SegmentRule::Static => {}
    }
    if after.rule != before.rule {
        after.status = SegmentStatus::Refreshing;
    }
    if after != *before {
        after.modified_at = now;
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::SegmentId;
    use serde_json::json;

    use super::{Due, SegmentChange, UpdateSegmentError, changed, due};
    use crate::{
        Conditions, Match, Refresh, Rule, Segment, SegmentName, SegmentRule, SegmentStatus, UsedBy, cases,
        condition::Condition,
    };

    fn conditions(spent: i64) -> Conditions {
        Conditions::parse(&json!([{"field": "total_spent", "operator": "greater_than", "value": spent}])).unwrap()
    }

    fn segment() -> Segment {
        Segment {
            id: SegmentId::new(1).unwrap(),
            name: SegmentName::parse("Big").unwrap(),
            slug: "big".into(),
            description: String::new(),
            rule: SegmentRule::Dynamic(Rule { matching: Match::All, conditions: conditions(100) }),
            refresh: Refresh::Hourly,
            members_count: 3,
            refreshed_at: None,
            status: SegmentStatus::Ready,
            error: None,
            used_by: UsedBy::default(),
            version: 4,
            created_at: cases::now(),
            modified_at: cases::now(),
        }
    }

    #[test]
    fn only_a_changed_rule_asks_for_a_refresh() {
        let later = cases::now() + chrono::TimeDelta::hours(1);
        let named = SegmentChange { name: SegmentName::parse(" Bigger "), ..SegmentChange::default() };
        let after = changed(&segment(), &named, later).unwrap();
        assert_eq!((after.name.as_str(), after.status, after.modified_at), ("Bigger", SegmentStatus::Ready, later));

        let same = SegmentChange { conditions: Some(conditions(100)), ..SegmentChange::default() };
        assert_eq!(changed(&segment(), &same, later).unwrap(), segment());

        let other = SegmentChange { conditions: Some(conditions(200)), ..SegmentChange::default() };
        let after = changed(&segment(), &other, later).unwrap();
        assert_eq!(after.status, SegmentStatus::Refreshing);
        assert!(matches!(&after.rule, SegmentRule::Dynamic(rule)
            if matches!(rule.conditions.as_slice(), [Condition::Field(_)])));
    }

    #[test]
    fn only_another_setting_moves_the_next_refresh() {
        let (now, zone) = (cases::now(), cases::ZONE);
        let to = |refresh| Segment { refresh, ..segment() };
        assert_eq!(due(&segment(), &Segment { version: 5, ..segment() }, now, zone), Due::AsBefore);
        assert_eq!(due(&segment(), &to(Refresh::Live), now, zone), Due::At(now));
        assert_eq!(due(&segment(), &to(Refresh::Manual), now, zone), Due::Never);
        let tomorrow = Refresh::Daily.next_due(now, zone).unwrap();
        assert_eq!(due(&to(Refresh::Live), &to(Refresh::Daily), now, zone), Due::At(tomorrow));
    }

    #[test]
    fn a_static_segment_takes_no_conditions() {
        let fixed = Segment { rule: SegmentRule::Static, refresh: Refresh::Manual, ..segment() };
        let other = SegmentChange { conditions: Some(conditions(200)), ..SegmentChange::default() };
        assert!(matches!(changed(&fixed, &other, cases::now()), Err(UpdateSegmentError::Static)));
        assert_eq!(changed(&fixed, &SegmentChange::default(), cases::now()).unwrap(), fixed);
    }
}
