//! Tests of what a customer did: orders, events, what came of campaigns.

use growffinity_kernel::{Decimal, rounded};
use serde_json::{Number, Value};

use crate::{
    condition::{
        AttributeTest, CampaignCondition, ClauseTest, EventCondition, OrderClause, OrderField, OrderMeasure,
        OrdersCondition, PropertyClause, PropertyTest, Within, ten_thousandths,
    },
    eval::{Evaluation, attribute},
    fold::fold,
    profile::{Event, Order, OrderLine},
};

impl Evaluation<'_> {
    pub(super) fn orders(self, condition: &OrdersCondition) -> bool {
        let span = condition.within().map(|within| self.span(within));
        let seen = self.profile.orders.iter().filter(|order| {
            span.is_none_or(|span| span.contains(&order.created_at))
                && (order.counts() || !condition.only_counting())
                && condition.order_clauses().all(|clause| order_passes(order, clause))
        });
        let asks_for_lines = condition.line_clauses().next().is_some();
        let values = seen.filter_map(|order| {
            let matching = |line: &&OrderLine| condition.line_clauses().all(|clause| line_passes(order, line, clause));
            let lines: Vec<&OrderLine> = order.lines.iter().filter(matching).collect();
            (!asks_for_lines || !lines.is_empty()).then(|| measure(order, &lines, condition.measure()))
        });
        condition.comparison().holds(values) != condition.comparison().is_negated()
    }

    pub(super) fn events(self, condition: &EventCondition) -> bool {
        let span = condition.within().map(|within| self.span(within));
        let seen = self.profile.events.iter().filter(|event| {
            event.name == condition.name()
                && span.is_none_or(|span| span.contains(&event.occurred_at))
                && condition.clauses().iter().all(|clause| self.property_passes(event, clause))
        });
        let values = seen.map(|event| {
            let property = condition.measure().and_then(|key| event.properties.get(key));
            property.and_then(property_number).map(ten_thousandths)
        });
        condition.comparison().holds(values) != condition.comparison().is_negated()
    }

    pub(super) fn campaigns(self, condition: &CampaignCondition) -> bool {
        let span = condition.within().map(|within| self.span(within));
        let hits = self.profile.engagements.iter().filter(|hit| {
            hit.action == condition.action()
                && condition.campaign().is_none_or(|campaign| hit.campaign == campaign)
                && condition.link().is_none_or(|link| hit.link.as_deref() == Some(link))
                && span.is_none_or(|span| span.contains(&hit.occurred_at))
        });
        condition.comparison().holds(hits.map(|_| None)) != condition.comparison().is_negated()
    }

    fn span(self, within: &Within) -> crate::condition::Span<chrono::DateTime<chrono::Utc>> {
        within.instants(self.now, self.zone)
    }

    fn property_passes(self, event: &Event, clause: &PropertyClause) -> bool {
        let value = event.properties.get(clause.key());
        let holds = match clause.test() {
            PropertyTest::Empty => attribute::is_empty(value),
            PropertyTest::Value(test) => value.is_some_and(|value| match (value, test) {
                (Value::String(written), AttributeTest::Number(test)) => {
                    plain_number(written).is_some_and(|number| test.holds(|bound| number.cmp(&bound)))
                }
                _ => self.value_passes(value, test),
            }),
        };
        holds != clause.is_negated()
    }
}

/// What is added up of an order; `None` when it has no value in the site currency.
fn measure(order: &Order, lines: &[&OrderLine], measure: OrderMeasure) -> Option<i128> {
    let amount = |amount: Decimal| order.in_site_currency(amount).map(ten_thousandths);
    match measure {
        OrderMeasure::Total => amount(order.total.decimal() - order.refunded.decimal()),
        OrderMeasure::DiscountTotal => amount(order.discount.decimal()),
        OrderMeasure::ShippingTotal => amount(order.shipping.decimal()),
        OrderMeasure::TotalTax => amount(order.tax.decimal()),
        OrderMeasure::Items => Some(pieces(lines.iter().copied())),
        OrderMeasure::LineTotal => {
            order.rate?;
            lines.iter().map(|line| amount(line.total.decimal())).sum()
        }
    }
}

fn pieces<'a>(lines: impl Iterator<Item = &'a OrderLine>) -> i128 {
    lines.map(|line| i128::from(line.quantity).saturating_mul(10_000)).sum()
}

fn order_passes(order: &Order, clause: &OrderClause) -> bool {
    let test = clause.test();
    let amount = |amount: Decimal| number(test, order.in_site_currency(amount).map(ten_thousandths));
    let holds = match clause.field() {
        OrderField::Status => {
            matches!(test, ClauseTest::Choice(names) if names.iter().any(|name| name == order.status.as_str()))
        }
        OrderField::PaymentMethod => text(test, &order.payment_method),
        OrderField::Currency => text(test, &order.currency),
        OrderField::Country => text(test, &order.country),
        OrderField::Store => one_of(test, order.store.map(Into::into)),
        OrderField::Campaign => one_of(test, order.campaign.map(Into::into)),
        OrderField::Coupon => set(test, &order.coupons),
        OrderField::Total => amount(order.total.decimal() - order.refunded.decimal()),
        OrderField::DiscountTotal => amount(order.discount.decimal()),
        OrderField::ShippingTotal => amount(order.shipping.decimal()),
        OrderField::Items => number(test, Some(pieces(order.lines.iter()))),
        OrderField::ProductId
        | OrderField::Sku
        | OrderField::ProductName
        | OrderField::Category
        | OrderField::Quantity
        | OrderField::LineTotal => false,
    };
    holds != clause.is_negated()
}

fn line_passes(order: &Order, line: &OrderLine, clause: &OrderClause) -> bool {
    let test = clause.test();
    let holds = match clause.field() {
        OrderField::ProductId => one_of(test, line.product_id),
        OrderField::Sku => text(test, &line.sku),
        OrderField::ProductName => text(test, &line.name),
        OrderField::Category => set(test, &line.categories),
        OrderField::Quantity => number(test, Some(i128::from(line.quantity).saturating_mul(10_000))),
        OrderField::LineTotal => number(test, order.in_site_currency(line.total.decimal()).map(ten_thousandths)),
        OrderField::Status
        | OrderField::PaymentMethod
        | OrderField::Currency
        | OrderField::Country
        | OrderField::Store
        | OrderField::Campaign
        | OrderField::Coupon
        | OrderField::Total
        | OrderField::DiscountTotal
        | OrderField::ShippingTotal
        | OrderField::Items => false,
    };
    holds != clause.is_negated()
}

fn text(test: &ClauseTest, value: &str) -> bool {
    match test {
        ClauseTest::Empty => value.is_empty(),
        ClauseTest::Text(test) => test.holds(value),
        ClauseTest::Choice(_) | ClauseTest::Ref(_) | ClauseTest::Number(_) | ClauseTest::Set(_) => false,
    }
}

fn one_of(test: &ClauseTest, value: Option<i64>) -> bool {
    match test {
        ClauseTest::Empty => value.is_none(),
        ClauseTest::Ref(ids) => value.is_some_and(|id| ids.contains(&id)),
        ClauseTest::Text(_) | ClauseTest::Choice(_) | ClauseTest::Number(_) | ClauseTest::Set(_) => false,
    }
}

/// `value` is in ten-thousandths.
fn number(test: &ClauseTest, value: Option<i128>) -> bool {
    match test {
        ClauseTest::Empty => value.is_none(),
        ClauseTest::Number(test) => value.is_some_and(|value| test.holds(|bound| value.cmp(&ten_thousandths(bound)))),
        ClauseTest::Text(_) | ClauseTest::Choice(_) | ClauseTest::Ref(_) | ClauseTest::Set(_) => false,
    }
}

fn set(test: &ClauseTest, members: &[String]) -> bool {
    match test {
        ClauseTest::Empty => members.is_empty(),
        ClauseTest::Set(test) => test.holds(&members.iter().map(|member| fold(member)).collect::<Vec<_>>()),
        ClauseTest::Text(_) | ClauseTest::Choice(_) | ClauseTest::Ref(_) | ClauseTest::Number(_) => false,
    }
}

/// The number that a property holds, as a number or as plain text, rounded to four decimals; `None` of anything else,
/// and of what has more than fourteen digits before the point.
fn property_number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => amount(number),
        Value::String(text) => plain_number(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number written as text: at most fourteen digits, a point with at most four behind it.
fn plain_number(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, broken) = digits.split_once('.').unwrap_or((digits, "0"));
    let are_digits = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|letter| letter.is_ascii_digit())
    };
    (are_digits(whole, 14) && are_digits(broken, 4)).then(|| text.parse().ok()).flatten()
}

fn amount(number: &Number) -> Option<Decimal> {
    let limit = Decimal::from(100_000_000_000_000_i64);
    let whole = number.as_i64().map(Decimal::from).or_else(|| number.as_u64().map(Decimal::from));
    let exact = match whole {
        Some(whole) => whole,
        None => match number.as_f64()? {
            float if float.abs() >= 1e14 => return None,
            float if float.abs() < 1e-5 => Decimal::ZERO,
            float => float.to_string().parse().ok()?,
        },
    };
    (exact.abs() < limit).then(|| rounded(exact))
}
