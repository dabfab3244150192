//! Reads conditions from JSON and names every fault with its path.

use growffinity_kernel::SegmentId;
use serde_json::Value;

use crate::condition::{
    Condition, FieldCondition, Group, MAX_DEPTH, MAX_NODES, Match, Members, fault::Fault, field::Field,
    operator::Operator, read::read_test, segment::SegmentCondition, values::Reader,
};

/// Reads the list that stands at `path`.
pub(super) fn parse(json: &Value, path: &str) -> Result<Vec<Condition>, Vec<Fault>> {
    let mut parser = Parser { reader: Reader::default(), nodes: 0 };
    match parser.list(json, path, 1) {
        Some(conditions) if parser.reader.faults.is_empty() => Ok(conditions),
        _ => Err(parser.reader.faults),
    }
}

pub(super) struct Parser {
    pub(super) reader: Reader,
    nodes: usize,
}

impl Parser {
    fn list(&mut self, json: &Value, path: &str, depth: usize) -> Option<Vec<Condition>> {
        let Some(items) = json.as_array() else { return self.refuse(Fault::wrong_type(path, "array")) };
        if items.is_empty() {
            let message = format!("{path} must contain at least 1 item.");
            return self.refuse(Fault::new(path, "rest_too_few_items", message));
        }
        let mut read = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            if self.nodes > MAX_NODES {
                return None;
            }
            read.push(self.node(item, &format!("{path}[{at}]"), depth));
        }
        read.into_iter().collect()
    }

    /// Counts one node more; `None` when it is one too many.
    pub(super) fn counts(&mut self, path: &str) -> Option<()> {
        self.nodes += 1;
        if self.nodes <= MAX_NODES {
            return Some(());
        }
        let message =
            format!("{path} is one too many: conditions must contain at most {MAX_NODES} items, nested ones included.");
        self.refuse(Fault::new(path, "rest_too_many_items", message))
    }

    fn node(&mut self, json: &Value, path: &str, depth: usize) -> Option<Condition> {
        self.counts(path)?;
        if depth > MAX_DEPTH {
            let message = format!("{path} is nested too deeply: the depth must be less than or equal to {MAX_DEPTH}");
            return self.refuse(Fault::new(path, "rest_out_of_bounds", message));
        }
        let Some(members) = json.as_object() else { return self.refuse(Fault::wrong_type(path, "object")) };
        if members.contains_key("field") {
            return self.field_condition(members, path).map(Condition::Field);
        }
        if members.contains_key("conditions") || members.contains_key("match") {
            return self.group(members, path, depth).map(Condition::Group);
        }
        if let Some(orders) = members.get("orders") {
            self.orders(orders, members, path).map(Condition::Orders)
        } else if let Some(event) = members.get("event") {
            self.event(event, members, path).map(Condition::Event)
        } else if let Some(campaign) = members.get("campaign") {
            self.campaign(campaign, members, path).map(Condition::Campaign)
        } else if let Some(segment) = members.get("segment") {
            self.segment(segment, members, path).map(Condition::Segment)
        } else if members.contains_key("operator") {
            self.field_condition(members, path).map(Condition::Field)
        } else {
            let message = format!("{path} does not match any of the expected formats.");
            self.refuse(Fault::new(path, "rest_no_matching_schema", message))
        }
    }

    fn group(&mut self, members: &Members, path: &str, depth: usize) -> Option<Group> {
        let known = self.only_known(members, path, &["match", "conditions", "not"]);
        let matching = match members.get("match") {
            None | Some(Value::Null) => Some(Match::All),
            Some(json) => {
                let path = format!("{path}.match");
                let name = self.reader.choice(json, &path, Match::NAMES);
                name.and_then(|name| Match::from_name(&name))
            }
        };
        let not = self.not(members, path);
        let conditions = match members.get("conditions") {
            None | Some(Value::Null) => self.refuse(Fault::missing(path, "conditions")),
            Some(json) => self.list(json, &format!("{path}.conditions"), depth + 1),
        };
        known.then_some(Group { matching: matching?, conditions: conditions?, not: not? })
    }

    fn segment(&mut self, id: &Value, members: &Members, path: &str) -> Option<SegmentCondition> {
        let known = self.only_known(members, path, &["segment", "not"]);
        let not = self.not(members, path);
        let segment = self.reader.id(id, &format!("{path}.segment")).and_then(SegmentId::new);
        known.then_some(SegmentCondition { segment: segment?, not: not? })
    }

    fn field_condition(&mut self, members: &Members, path: &str) -> Option<FieldCondition> {
        let known = self.only_known(members, path, &["field", "operator", "value", "not"]);
        let not = self.not(members, path);
        let field = self.field(members, path);
        let allowed = field.as_ref().map_or(Operator::ALL, |field| field.field_type().operators());
        let operator = self.operator(members, path, allowed);
        let (field, operator) = (field?, operator?);
        let value = self.value(members, path, operator)?;
        let json = value.as_ref().unwrap_or(&Value::Null);
        let test = read_test(&mut self.reader, &field, operator, json, &format!("{path}.value"));
        known.then_some(FieldCondition { field, operator, value, not: not?, test: test? })
    }

    /// The value that `operator` takes; none when it stands alone.
    #[expect(clippy::option_option, reason = "None is a fault, and noted; Some(None) is that there is no value")]
    pub(super) fn value(&mut self, members: &Members, path: &str, operator: Operator) -> Option<Option<Value>> {
        match members.get("value").filter(|value| !value.is_null()) {
            Some(_) if operator.is_alone() => self.refuse(Fault::unknown_member(path, "value")),
            None if !operator.is_alone() => self.refuse(Fault::missing(path, "value")),
            value => Some(value.cloned()),
        }
    }

    fn field(&mut self, members: &Members, node: &str) -> Option<Field> {
        let path = format!("{node}.field");
        match members.get("field") {
            None | Some(Value::Null) => self.refuse(Fault::missing(node, "field")),
            Some(Value::String(name)) => Field::from_name(name).or_else(|| {
                let mut names: Vec<String> = Field::all().iter().map(Field::name).collect();
                names.push("attributes.<key>".to_owned());
                self.refuse(Fault::not_one_of(&path, &names))
            }),
            Some(_) => self.refuse(Fault::wrong_type(&path, "string")),
        }
    }

    /// The operator, one of `allowed`.
    pub(super) fn operator(&mut self, members: &Members, node: &str, allowed: &[Operator]) -> Option<Operator> {
        let path = format!("{node}.operator");
        match members.get("operator") {
            None | Some(Value::Null) => self.refuse(Fault::missing(node, "operator")),
            Some(Value::String(name)) => {
                let found = Operator::from_name(name).filter(|operator| allowed.contains(operator));
                let names: Vec<&str> = allowed.iter().map(|operator| operator.as_str()).collect();
                found.or_else(|| self.refuse(Fault::not_one_of(&path, &names)))
            }
            Some(_) => self.refuse(Fault::wrong_type(&path, "string")),
        }
    }

    pub(super) fn not(&mut self, members: &Members, path: &str) -> Option<bool> {
        match members.get("not") {
            None | Some(Value::Null) => Some(false),
            Some(Value::Bool(not)) => Some(*not),
            Some(_) => self.refuse(Fault::wrong_type(&format!("{path}.not"), "boolean")),
        }
    }

    /// Refuses every other member: a misspelt one must not widen an audience.
    pub(super) fn only_known(&mut self, members: &Members, path: &str, known: &[&str]) -> bool {
        let before = self.reader.faults.len();
        let unknown = members.keys().filter(|member| !known.contains(&member.as_str()));
        self.reader.faults.extend(unknown.map(|member| Fault::unknown_member(path, member)));
        self.reader.faults.len() == before
    }

    pub(super) fn refuse<T>(&mut self, fault: Fault) -> Option<T> {
        self.reader.refuse(fault)
    }
}
