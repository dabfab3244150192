//! Which segments a rule names, and what is wrong with that.

use growffinity_kernel::SegmentId;
use serde_json::Value;

use crate::{
    condition::{Conditions, Fault},
    segment::{Segment, SegmentRule},
};

/// Names of segments that a store refuses in a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RefusedReferences {
    /// There are no such segments.
    pub unknown: Vec<SegmentId>,
    /// The rules of these lead back to the segment itself.
    pub circular: Vec<SegmentId>,
}

impl RefusedReferences {
    /// The faults in the rule of `segment`, each with the path of its node.
    pub(crate) fn faults(&self, segment: &Segment) -> Vec<Fault> {
        match &segment.rule {
            SegmentRule::Dynamic(rule) => self.faults_in(&rule.conditions),
            SegmentRule::Static => Vec::new(),
        }
    }

    /// The faults in `conditions`, each with the path of its node.
    pub(crate) fn faults_in(&self, conditions: &Conditions) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut named = Vec::new();
        collect(&conditions.to_json(), "conditions", &mut named);
        for (path, id) in named {
            if self.unknown.contains(&id) {
                let message = format!("{path}: there is no segment {id}.");
                faults.push(Fault::new(&path, "rest_invalid_param", message));
            } else if self.circular.contains(&id) {
                let message = format!("{path}: the members of segment {id} depend on those of this one.");
                faults.push(Fault::new(&path, "rest_invalid_param", message));
            }
        }
        faults
    }
}

impl Segment {
    /// The segments that its rule names, each once, ascending.
    pub fn uses(&self) -> Vec<SegmentId> {
        match &self.rule {
            SegmentRule::Dynamic(rule) => rule.segments().into_iter().collect(),
            SegmentRule::Static => Vec::new(),
        }
    }
}

/// Adds the nodes that name a segment, as `conditions[1].segment`, and which.
fn collect(list: &Value, path: &str, found: &mut Vec<(String, SegmentId)>) {
    for (at, node) in list.as_array().into_iter().flatten().enumerate() {
        let path = format!("{path}[{at}]");
        if let Some(id) = node.get("segment").and_then(Value::as_i64).and_then(SegmentId::new) {
            found.push((format!("{path}.segment"), id));
        }
        if let Some(inner) = node.get("conditions") {
            collect(inner, &format!("{path}.conditions"), found);
        }
    }
}

#[cfg(test)]
mod tests {
    use growffinity_kernel::SegmentId;
    use serde_json::json;

    #[test]
    fn nodes_are_found_with_their_paths() {
        let list = json!([
            {"segment": 3}, {"field": "id", "operator": "is_empty"},
            {"match": "any", "conditions": [{"segment": 9, "not": true}, {"segment": 3}]},
        ]);
        let mut found = Vec::new();
        super::collect(&list, "conditions", &mut found);
        let found: Vec<(&str, i64)> = found.iter().map(|(path, id)| (path.as_str(), SegmentId::get(*id))).collect();
        let inner = "conditions[2].conditions[0].segment";
        assert_eq!(found, [("conditions[0].segment", 3), (inner, 9), ("conditions[2].conditions[1].segment", 3)]);
    }
}
