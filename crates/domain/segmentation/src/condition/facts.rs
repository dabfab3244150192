//! Reads the nodes about orders, events and campaigns.
#![expect(clippy::option_option, reason = "None is a fault, and noted; Some(None) is a member that was left out")]

use growffinity_kernel::CampaignId;
use serde_json::Value;

use crate::condition::{
    Members,
    aggregate::{Aggregate, AggregateTest, Comparison},
    campaign::{CampaignAction, CampaignCondition},
    event::{EventCondition, PropertyClause, PropertyTest},
    fault::Fault,
    field::FieldType,
    operator::Operator,
    orders::{OrderClause, OrderField, OrderMeasure, OrdersCondition},
    parse::Parser,
    read::{attribute_test, clause_test, number_test},
    within::{Within, WithinSpan},
};

/// What properties of events are named by.
const PROPERTIES: &str = "properties.";

impl Parser {
    pub(super) fn orders(&mut self, json: &Value, members: &Members, node: &str) -> Option<OrdersCondition> {
        let known = self.only_known(members, node, &["orders", "operator", "value", "not"]);
        let path = format!("{node}.orders");
        let inner = self.object(json, &path)?;
        let known = self.only_known(inner, &path, &["aggregate", "of", "where", "within"]) && known;
        let aggregate = self.aggregate(inner, &path);
        let of = self.name_of(inner, &path, "of", OrderMeasure::NAMES);
        let clauses = self.clauses(inner, &path, Self::order_clause);
        let within = self.within(inner, &path);
        let comparison = self.comparison(members, node, aggregate);
        let of = of?.and_then(|name| OrderMeasure::from_name(&name));
        known.then_some(OrdersCondition { of, clauses: clauses?, within: within?, comparison: comparison? })
    }

    pub(super) fn event(&mut self, json: &Value, members: &Members, node: &str) -> Option<EventCondition> {
        let known = self.only_known(members, node, &["event", "operator", "value", "not"]);
        let path = format!("{node}.event");
        let inner = self.object(json, &path)?;
        let known = self.only_known(inner, &path, &["name", "aggregate", "of", "where", "within"]) && known;
        let name = match given(inner, "name") {
            None => self.refuse(Fault::missing(&path, "name")),
            Some(name) => self.reader.text(name, &format!("{path}.name")),
        };
        let aggregate = self.aggregate(inner, &path);
        let of = self.measured_property(inner, &path, aggregate);
        let clauses = self.clauses(inner, &path, Self::property_clause);
        let within = self.within(inner, &path);
        let comparison = self.comparison(members, node, aggregate);
        let (name, of) = (name?, of?);
        known.then_some(EventCondition { name, of, clauses: clauses?, within: within?, comparison: comparison? })
    }

    pub(super) fn campaign(&mut self, json: &Value, members: &Members, node: &str) -> Option<CampaignCondition> {
        let known = self.only_known(members, node, &["campaign", "operator", "value", "not"]);
        let path = format!("{node}.campaign");
        let inner = self.object(json, &path)?;
        let known = self.only_known(inner, &path, &["id", "action", "link", "within"]) && known;
        let id = match given(inner, "id") {
            None => Some(None),
            Some(id) => self.reader.id(id, &format!("{path}.id")).map(CampaignId::new),
        };
        let action = match given(inner, "action") {
            None => self.refuse(Fault::missing(&path, "action")),
            Some(name) => {
                let name = self.reader.choice(name, &format!("{path}.action"), CampaignAction::NAMES);
                name.and_then(|name| CampaignAction::from_name(&name))
            }
        };
        let link = self.link(inner, &path, action);
        let within = self.within(inner, &path);
        let comparison = self.comparison(members, node, Some(Aggregate::Count));
        let (action, link) = (action?, link?);
        known.then_some(CampaignCondition { campaign: id?, action, link, within: within?, comparison: comparison? })
    }

    /// The link; only what was clicked has one.
    fn link(&mut self, inner: &Members, path: &str, action: Option<CampaignAction>) -> Option<Option<String>> {
        let Some(link) = given(inner, "link") else { return Some(None) };
        if action.is_some_and(|action| action != CampaignAction::Clicked) {
            let message = "link is only for the action clicked.".to_owned();
            return self.refuse(Fault::new(&format!("{path}.link"), "rest_additional_properties_forbidden", message));
        }
        self.reader.text(link, &format!("{path}.link")).map(Some)
    }

    fn object<'a>(&mut self, json: &'a Value, path: &str) -> Option<&'a Members> {
        json.as_object().or_else(|| self.refuse(Fault::wrong_type(path, "object")))
    }

    fn aggregate(&mut self, inner: &Members, path: &str) -> Option<Aggregate> {
        let Some(name) = given(inner, "aggregate") else { return Some(Aggregate::Count) };
        let path = format!("{path}.aggregate");
        let Some(text) = name.as_str() else { return self.refuse(Fault::wrong_type(&path, "string")) };
        Aggregate::from_any_name(text).or_else(|| self.refuse(Fault::not_one_of(&path, Aggregate::NAMES)))
    }

    /// The member `name`, one of a closed set, which may be left out.
    fn name_of(&mut self, inner: &Members, path: &str, name: &str, names: &[&str]) -> Option<Option<String>> {
        match given(inner, name) {
            None => Some(None),
            Some(value) => self.reader.choice(value, &format!("{path}.{name}"), names).map(Some),
        }
    }

    /// The property that is added up: needed by every aggregate but the count.
    fn measured_property(
        &mut self,
        inner: &Members,
        path: &str,
        aggregate: Option<Aggregate>,
    ) -> Option<Option<String>> {
        match given(inner, "of") {
            Some(name) => self.property(name, &format!("{path}.of")).map(Some),
            None if aggregate.is_none_or(|aggregate| aggregate == Aggregate::Count) => Some(None),
            None => self.refuse(Fault::missing(path, "of")),
        }
    }

    /// The key of a property, named as `properties.<key>`.
    fn property(&mut self, name: &Value, path: &str) -> Option<String> {
        let name = self.reader.text(name, path)?;
        match name.strip_prefix(PROPERTIES) {
            Some(key) if !key.is_empty() => Some(key.to_owned()),
            _ => self.refuse(Fault::not_one_of(path, &["properties.<key>"])),
        }
    }

    /// The clauses of `where`, each of which counts as a node.
    fn clauses<T>(
        &mut self,
        inner: &Members,
        path: &str,
        read: impl Fn(&mut Self, &Members, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let Some(json) = given(inner, "where") else { return Some(Vec::new()) };
        let path = format!("{path}.where");
        let Some(items) = json.as_array() else { return self.refuse(Fault::wrong_type(&path, "array")) };
        let mut clauses = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}[{at}]");
            self.counts(&path)?;
            let clause = self.object(item, &path).and_then(|members| read(self, members, &path));
            clauses.push(clause);
        }
        clauses.into_iter().collect()
    }

    fn order_clause(&mut self, members: &Members, path: &str) -> Option<OrderClause> {
        let known = self.only_known(members, path, &["field", "operator", "value", "not"]);
        let not = self.not(members, path);
        let field = match given(members, "field") {
            None => self.refuse(Fault::missing(path, "field")),
            Some(name) => {
                let name = self.reader.choice(name, &format!("{path}.field"), OrderField::NAMES);
                name.and_then(|name| OrderField::from_name(&name))
            }
        };
        let allowed = field.map_or(Operator::ALL, |field| field.field_type().operators());
        let operator = self.operator(members, path, allowed);
        let (field, operator) = (field?, operator?);
        let value = self.value(members, path, operator)?;
        let json = value.as_ref().unwrap_or(&Value::Null);
        let test = clause_test(&mut self.reader, field, operator, json, &format!("{path}.value"));
        known.then_some(OrderClause { field, operator, not: not?, test: test?, value })
    }

    fn property_clause(&mut self, members: &Members, path: &str) -> Option<PropertyClause> {
        let known = self.only_known(members, path, &["field", "operator", "value", "not"]);
        let not = self.not(members, path);
        let key = match given(members, "field") {
            None => self.refuse(Fault::missing(path, "field")),
            Some(name) => self.property(name, &format!("{path}.field")),
        };
        let operator = self.operator(members, path, FieldType::Any.operators())?;
        let value = self.value(members, path, operator)?;
        let test = match &value {
            None => Some(PropertyTest::Empty),
            Some(value) => {
                attribute_test(&mut self.reader, operator, value, &format!("{path}.value")).map(PropertyTest::Value)
            }
        };
        known.then_some(PropertyClause { key: key?, operator, not: not?, test: test?, value })
    }

    fn within(&mut self, inner: &Members, path: &str) -> Option<Option<Within>> {
        let Some(json) = given(inner, "within") else { return Some(None) };
        let path = format!("{path}.within");
        let members = self.object(json, &path)?;
        let known = self.only_known(members, &path, &["last", "after", "before", "more_than_ago"]);
        let [last, long_ago, after, before] =
            ["last", "more_than_ago", "after", "before"].map(|name| given(members, name).map(|value| (name, value)));
        let span = match (last, long_ago, after.or(before)) {
            (Some((name, length)), None, None) => {
                self.reader.duration(length, &format!("{path}.{name}")).map(WithinSpan::Last)
            }
            (None, Some((name, length)), None) => {
                self.reader.duration(length, &format!("{path}.{name}")).map(WithinSpan::MoreThanAgo)
            }
            (None, None, Some(_)) => {
                let [after, before] = [after, before].map(|bound| match bound {
                    None => Some(None),
                    Some((name, date)) => self.reader.date(date, &format!("{path}.{name}")).map(Some),
                });
                after.zip(before).map(|(after, before)| WithinSpan::Between(after, before))
            }
            (None, None, None) => {
                let message = format!("{path} does not match any of the expected formats.");
                self.refuse(Fault::new(&path, "rest_no_matching_schema", message))
            }
            _ => {
                let message = format!("{path} matches more than one of the expected formats.");
                self.refuse(Fault::new(&path, "rest_one_of_multiple_matches", message))
            }
        };
        known.then_some(Some(Within { written: json.clone(), span: span? }))
    }

    fn comparison(&mut self, members: &Members, path: &str, aggregate: Option<Aggregate>) -> Option<Comparison> {
        let not = self.not(members, path);
        if given(members, "operator").is_none() {
            if given(members, "value").is_some() {
                return self.refuse(Fault::missing(path, "operator"));
            }
            let test = AggregateTest::AtLeastOne;
            return Some(Comparison { aggregate: aggregate?, operator: None, value: None, not: not?, test });
        }
        let operator = self.operator(members, path, FieldType::Number.operators())?;
        let value = self.value(members, path, operator)?;
        let test = match &value {
            None => Some(AggregateTest::Empty),
            Some(value) => {
                number_test(&mut self.reader, operator, value, &format!("{path}.value")).map(AggregateTest::Number)
            }
        };
        Some(Comparison { aggregate: aggregate?, operator: Some(operator), not: not?, test: test?, value })
    }
}

/// The member `name`; null is as good as none.
fn given<'a>(members: &'a Members, name: &str) -> Option<&'a Value> {
    members.get(name).filter(|value| !value.is_null())
}
