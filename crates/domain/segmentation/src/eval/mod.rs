//! Evaluates rules in memory.

mod attribute;
mod history;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use growffinity_kernel::{Decimal, Money, rounded};

use crate::{
    condition::{
        ChoiceField, Condition, DateField, DateTest, Field, FieldTest, Match, NumberField, NumberTest, RefField,
        Resolved, Rule, SetField, TextField, TextTest, name_key, ten_thousandths,
    },
    profile::Profile,
};

/// Whether `profile` belongs to a segment with this `rule` at `now`, days being days of `zone`.
pub fn matches(rule: &Rule, profile: &Profile, now: DateTime<Utc>, zone: Tz) -> bool {
    Evaluation { profile, now, zone }.list(rule.matching, rule.conditions.as_slice())
}

/// One rule meets one customer at one moment.
#[derive(Clone, Copy)]
struct Evaluation<'a> {
    profile: &'a Profile,
    now: DateTime<Utc>,
    zone: Tz,
}

impl Evaluation<'_> {
    fn list(self, matching: Match, conditions: &[Condition]) -> bool {
        match matching {
            Match::All => conditions.iter().all(|condition| self.condition(condition)),
            Match::Any => conditions.iter().any(|condition| self.condition(condition)),
        }
    }

    fn condition(self, condition: &Condition) -> bool {
        match condition {
            Condition::Group(group) => self.list(group.matching(), group.conditions()) != group.is_negated(),
            Condition::Field(condition) => self.test(condition.test()) != condition.is_negated(),
            Condition::Orders(condition) => self.orders(condition),
            Condition::Event(condition) => self.events(condition),
            Condition::Campaign(condition) => self.campaigns(condition),
            Condition::Segment(condition) => {
                self.profile.segments.contains(&condition.segment()) != condition.is_negated()
            }
        }
    }

    fn test(self, test: &FieldTest) -> bool {
        match test {
            FieldTest::Empty(field) => self.is_empty(field),
            FieldTest::Text(field, test) => self.text(*field, test),
            FieldTest::Choice(field, names) => {
                self.choice(*field).is_some_and(|one| names.iter().any(|name| name == one))
            }
            FieldTest::Ref(field, ids) => self.reference(*field).is_some_and(|id| ids.contains(&id)),
            FieldTest::Number(field, test) => self.number(*field, test),
            FieldTest::Date(field, test) => self.date(*field, test),
            FieldTest::Set(field, test) => test.holds(&self.names(*field)),
            FieldTest::Attribute(key, test) => {
                self.profile.attributes.get(key).is_some_and(|value| self.value_passes(value, test))
            }
        }
    }

    fn is_empty(self, field: &Field) -> bool {
        match field {
            Field::Text(TextField::ExternalId) => self.profile.external_ids.is_empty(),
            Field::Text(field) => self.text_of(*field).is_empty(),
            Field::Choice(field) => self.choice(*field).is_none(),
            Field::Ref(field) => self.reference(*field).is_none(),
            Field::Number(NumberField::AverageOrderValue) => self.profile.orders_count == 0,
            Field::Number(field) => self.number_of(*field).is_none(),
            Field::Date(DateField::Birthday) => self.profile.birthday.is_none(),
            Field::Date(field) => self.instant_of(*field).is_none(),
            Field::Set(field) => self.names(*field).is_empty(),
            Field::Attribute(key) => attribute::is_empty(self.profile.attributes.get(key)),
        }
    }

    fn text(self, field: TextField, test: &TextTest) -> bool {
        match field {
            TextField::ExternalId => self.profile.external_ids.iter().any(|id| test.holds(id)),
            _ => test.holds(self.text_of(field)),
        }
    }

    /// The text of a field that has at most one.
    fn text_of(&self, field: TextField) -> &str {
        match field {
            TextField::Email => self.profile.email.as_str(),
            TextField::FirstName => &self.profile.first_name,
            TextField::LastName => &self.profile.last_name,
            TextField::Phone => &self.profile.phone,
            TextField::Locale => &self.profile.locale,
            TextField::Timezone => &self.profile.timezone,
            TextField::ExternalId => self.profile.external_ids.first().map_or("", String::as_str),
            TextField::CompanyName => self.profile.company.as_ref().map_or("", |company| &company.name),
            TextField::ConsentSource => &self.profile.consent_source,
            TextField::Billing(part) => self.profile.billing.part(part),
            TextField::Shipping(part) => self.profile.shipping.part(part),
        }
    }

    fn choice(self, field: ChoiceField) -> Option<&'static str> {
        match field {
            ChoiceField::Status => Some(self.profile.status.as_str()),
            ChoiceField::Label => Some(self.profile.label.as_str()),
            ChoiceField::Consent => Some(self.profile.consent.as_str()),
            ChoiceField::RfmSegment => self.profile.rfm.map(|rfm| rfm.segment.as_str()),
        }
    }

    fn reference(self, field: RefField) -> Option<i64> {
        match field {
            RefField::Store => self.profile.store.map(Into::into),
            RefField::Company => self.profile.company.as_ref().map(|company| company.id.into()),
        }
    }

    /// The names of a set, as rules keep them.
    fn names(self, field: SetField) -> Vec<String> {
        let names = match field {
            SetField::Tags => &self.profile.tags,
            SetField::Groups => &self.profile.groups,
        };
        names.iter().map(|name| name_key(name)).collect()
    }

    fn number(self, field: NumberField, test: &NumberTest) -> bool {
        if field == NumberField::AverageOrderValue {
            // Unrounded: a/n against b is a against b*n.
            let orders = i128::from(self.profile.orders_count);
            let spent = ten_thousandths(self.profile.total_spent.decimal());
            return orders > 0 && test.holds(|bound| spent.cmp(&ten_thousandths(bound).saturating_mul(orders)));
        }
        self.number_of(field).is_some_and(|value| test.holds(|bound| value.cmp(&bound)))
    }

    /// The number; the average, which is never divided out, has none.
    fn number_of(self, field: NumberField) -> Option<Decimal> {
        let (rfm, predicted) = (self.profile.rfm, self.profile.predicted);
        match field {
            NumberField::Id => Some(self.profile.id.get().into()),
            NumberField::OrdersCount => Some(self.profile.orders_count.into()),
            NumberField::TotalSpent => Some(self.profile.total_spent.decimal()),
            NumberField::AverageOrderValue => None,
            NumberField::RefundedTotal => Some(self.profile.refunded_total.decimal()),
            NumberField::RfmRecency => rfm.map(|rfm| rfm.recency.into()),
            NumberField::RfmFrequency => rfm.map(|rfm| rfm.frequency.into()),
            NumberField::RfmMonetary => rfm.map(|rfm| rfm.monetary.into()),
            NumberField::PredictedOrders => predicted.orders_12_months,
            NumberField::PredictedRevenue => predicted.revenue_12_months.map(Money::decimal),
            NumberField::ChurnProbability => predicted.churn_probability.map(rounded),
        }
    }

    fn date(self, field: DateField, test: &DateTest) -> bool {
        if field == DateField::Birthday {
            return self.profile.birthday.is_some_and(|day| self.day_passes(day, test));
        }
        self.instant_of(field).is_some_and(|instant| match test.instants(self.now, self.zone) {
            Resolved::Span(span) => span.contains(&instant),
            Resolved::Anniversary(days) => {
                days.contains(&month_and_day(instant.with_timezone(&self.zone).date_naive()))
            }
        })
    }

    fn day_passes(self, day: NaiveDate, test: &DateTest) -> bool {
        match test.days(self.now, self.zone) {
            Resolved::Span(span) => span.contains(&day),
            Resolved::Anniversary(days) => days.contains(&month_and_day(day)),
        }
    }

    /// The instant of a field that has one; a birthday is a day.
    const fn instant_of(self, field: DateField) -> Option<DateTime<Utc>> {
        match field {
            DateField::Created => Some(self.profile.created_at),
            DateField::Modified => Some(self.profile.modified_at),
            DateField::FirstOrder => self.profile.first_order_at,
            DateField::LastOrder => self.profile.last_order_at,
            DateField::Consent => self.profile.consent_at,
            DateField::Birthday => None,
        }
    }
}

fn month_and_day(day: NaiveDate) -> String {
    day.format("%m-%d").to_string()
}

#[cfg(test)]
mod tests;
