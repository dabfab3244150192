//! What a body can say about a segment.

use growffinity_segmentation::{
    Conditions, Match, NewRule, NewSegment, Refresh, Rule, SegmentChange, SegmentKind, SegmentName,
};
use serde_json::{Value, json};

use crate::{
    rest::params::{At, Choice, Fault, FromParams, Kind, Name, Patch, Reader},
    v1::shared::{names_id, text},
};

/// The body of a create.
pub struct SegmentBody {
    /// The segment.
    pub new: NewSegment,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for SegmentBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", Name(SegmentName::MAX)).required();
        let kinds = Choice { all: SegmentKind::ALL, name: SegmentKind::as_str };
        let kind = reader.field("type", kinds).about("By a rule, or by hand.").or(SegmentKind::Dynamic);
        let change = read_change(reader);
        let rule = match kind {
            SegmentKind::Static => Some(NewRule::Static),
            SegmentKind::Dynamic => dynamic(reader, &change),
        };
        let new = NewSegment {
            name: SegmentName::parse(&name?)?,
            slug: change.slug,
            description: change.description.unwrap_or_default(),
            rule: rule?,
        };
        Some(Self { new, names_id: names_id(reader) })
    }
}

fn dynamic(reader: &Reader<'_>, change: &SegmentChange) -> Option<NewRule> {
    if !reader.describing() && reader.lookup("conditions").is_none_or(Value::is_null) {
        reader.missing("conditions");
    }
    let rule = Rule { matching: change.matching.unwrap_or(Match::All), conditions: change.conditions.clone()? };
    Some(NewRule::Dynamic(rule, change.refresh.unwrap_or(Refresh::Live)))
}

/// The body of an update.
pub struct SegmentPatch(pub SegmentChange);

impl FromParams for SegmentPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let name = reader.field("name", Name(SegmentName::MAX)).optional();
        let change = read_change(reader);
        Some(Self(SegmentChange { name: name.as_deref().and_then(SegmentName::parse), ..change }))
    }
}

/// The body of a preview: a rule.
pub struct RuleBody(pub Rule);

impl FromParams for RuleBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let matches = Choice { all: Match::ALL, name: Match::as_str };
        let about = "Whether all conditions must hold, or one.";
        let matching = reader.field("match", matches).about(about).or(Match::All);
        let conditions = read_conditions(reader);
        if !reader.describing() && reader.lookup("conditions").is_none_or(Value::is_null) {
            reader.missing("conditions");
        }
        Some(Self(Rule { matching, conditions: conditions? }))
    }
}

/// The body of a duplicate.
pub struct DuplicateBody(pub Option<SegmentName>);

impl FromParams for DuplicateBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let about = "What the other one is called; `Copy of` this one without it.";
        let name = reader.field("name", Name(SegmentName::MAX)).about(about).optional();
        Some(Self(name.as_deref().and_then(SegmentName::parse)))
    }
}

fn read_change(reader: &mut Reader<'_>) -> SegmentChange {
    let matches = Choice { all: Match::ALL, name: Match::as_str };
    let refreshes = Choice { all: Refresh::ALL, name: Refresh::as_str };
    SegmentChange {
        name: None,
        slug: text(reader, "slug", 200),
        description: text(reader, "description", 2_000),
        matching: reader.field("match", matches).about("Whether all conditions must hold, or one.").optional(),
        conditions: read_conditions(reader),
        refresh: reader.field("refresh", refreshes).about("When it is brought up to date.").optional(),
    }
}

/// The rule; each of its faults is told with its own path.
fn read_conditions(reader: &mut Reader<'_>) -> Option<Conditions> {
    let about = "The rule: see GET /segments/fields. A dynamic segment needs at least one condition.";
    let json = match reader.field("conditions", ConditionList).about(about).patch() {
        Patch::Value(json) => json,
        Patch::Absent | Patch::Null => return None,
    };
    match Conditions::parse(&json) {
        Ok(conditions) => Some(conditions),
        Err(faults) => {
            for fault in faults {
                reader.fault(Fault::listed(fault.path, fault.code, fault.message));
            }
            None
        }
    }
}

/// Conditions, parsed by the language itself.
struct ConditionList;

impl Kind for ConditionList {
    type Out = Value;

    fn parse(&self, value: &Value, _at: &At<'_>, _zone: chrono_tz::Tz) -> Result<Value, Fault> {
        Ok(value.clone())
    }

    fn schema(&self) -> Value {
        let example = json!([{"field": "total_spent", "operator": "greater_than", "value": 100}]);
        json!({"type": "array", "items": {"type": "object"}, "minItems": 1, "example": example})
    }
}
