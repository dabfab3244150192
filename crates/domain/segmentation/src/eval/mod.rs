//! Evaluates rules in memory.

mod attribute;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use growffinity_kernel::Decimal;

use crate::{
    condition::{
        ChoiceField, Condition, DateField, DateTest, Field, FieldTest, Match, NumberField, NumberTest, Resolved, Rule,
        TextField, TextTest,
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
            Condition::Segment(condition) => {
                self.profile.segments.contains(&condition.segment()) != condition.is_negated()
            }
        }
    }

    fn test(self, test: &FieldTest) -> bool {
        match test {
            FieldTest::Empty(field) => self.is_empty(field),
            FieldTest::Text(field, test) => self.text(*field, test),
            FieldTest::Choice(field, names) => names.iter().any(|name| name == self.choice(*field)),
            FieldTest::Store(ids) => self.profile.store.is_some_and(|store| ids.contains(&store.get())),
            FieldTest::Number(field, test) => self.number(*field, test),
            FieldTest::Date(field, test) => self.date(*field, test),
            FieldTest::Attribute(key, test) => self.attribute(key, test),
        }
    }

    fn is_empty(self, field: &Field) -> bool {
        match field {
            Field::Text(TextField::ExternalId) => self.profile.external_ids.is_empty(),
            Field::Text(field) => self.text_of(*field).is_empty(),
            Field::Store => self.profile.store.is_none(),
            Field::Number(NumberField::AverageOrderValue) => self.profile.orders_count == 0,
            Field::Choice(_) | Field::Number(_) => false,
            Field::Date(DateField::Birthday) => self.profile.birthday.is_none(),
            Field::Date(field) => self.instant_of(*field).is_none(),
            Field::Attribute(key) => self.attribute_is_empty(key),
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
            TextField::ConsentSource => &self.profile.consent_source,
            TextField::Billing(part) => self.profile.billing.part(part),
            TextField::Shipping(part) => self.profile.shipping.part(part),
        }
    }

    const fn choice(self, field: ChoiceField) -> &'static str {
        match field {
            ChoiceField::Status => self.profile.status.as_str(),
            ChoiceField::Consent => self.profile.consent.as_str(),
        }
    }

    fn number(self, field: NumberField, test: &NumberTest) -> bool {
        let spent = self.profile.total_spent.decimal();
        let of = |value: Decimal| test.holds(|bound| value.cmp(&bound));
        match field {
            NumberField::Id => of(self.profile.id.get().into()),
            NumberField::OrdersCount => of(self.profile.orders_count.into()),
            NumberField::TotalSpent => of(spent),
            NumberField::RefundedTotal => of(self.profile.refunded_total.decimal()),
            // Unrounded: a/n against b is a against b*n.
            NumberField::AverageOrderValue => {
                let orders = i128::from(self.profile.orders_count);
                let spent = ten_thousandths(spent);
                orders > 0 && test.holds(|bound| spent.cmp(&ten_thousandths(bound).saturating_mul(orders)))
            }
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

/// The decimal, which has at most four decimals, as a whole number of ten-thousandths.
fn ten_thousandths(decimal: Decimal) -> i128 {
    let missing = 4_u32.saturating_sub(decimal.scale());
    decimal.mantissa().saturating_mul(10_i128.pow(missing))
}

#[cfg(test)]
mod tests;
