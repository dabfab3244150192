//! What lists of customers and of members can be asked for.

use growffinity_customers::{
    ConsentStatus, CustomerFilter, CustomerOrder, CustomerQuery, CustomerStatus, Label, RfmSegment,
};
use growffinity_kernel::{Direction, Span};
use serde_json::Value;

use crate::{
    listed,
    rest::{
        ListArgs, Listed,
        list::{Orders, date},
        params::{Choice, Email, FromParams, Int, JsonMap, List, MoneyText, Reader, Text, id},
    },
    v1::kinds::UniqueText,
};

const MEMBER_ORDERS: Orders<CustomerOrder> = &[
    ("name", CustomerOrder::Name),
    ("id", CustomerOrder::Id),
    ("include", CustomerOrder::Include),
    ("email", CustomerOrder::Email),
    ("date", CustomerOrder::Created),
    ("registered_date", CustomerOrder::Created),
    ("modified", CustomerOrder::Modified),
    ("total_spent", CustomerOrder::TotalSpent),
    ("orders_count", CustomerOrder::OrdersCount),
    ("average_order_value", CustomerOrder::AverageOrderValue),
    ("last_order_date", CustomerOrder::LastOrder),
    ("birthday", CustomerOrder::Birthday),
    ("joined_at", CustomerOrder::Joined),
];
/// Only members have joined anything: the last order is theirs alone.
const ORDERS: Orders<CustomerOrder> = MEMBER_ORDERS.split_at(MEMBER_ORDERS.len() - 1).0;

/// The query of a list of customers.
pub type CustomerListQuery = Listed<CustomerQuery>;

impl FromParams for CustomerListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, ORDERS, Direction::Ascending);
        let filter = read_filter(reader);
        let segment = reader.field("segment", id()).about("Members of this segment.").optional();
        Some(listed!(args? => CustomerQuery with CustomerFilter { segment, ..filter }))
    }
}

/// The query of a list of a segment's members.
pub struct MemberListQuery(pub CustomerListQuery);

impl FromParams for MemberListQuery {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let args = ListArgs::read(reader, MEMBER_ORDERS, Direction::Ascending);
        let filter = read_filter(reader);
        let joined = Span {
            after: date(reader, "joined_after", "Joined after a given date."),
            before: date(reader, "joined_before", "Joined before a given date."),
        };
        Some(Self(listed!(args? => CustomerQuery with CustomerFilter { joined, ..filter })))
    }
}

fn read_filter(reader: &mut Reader<'_>) -> CustomerFilter {
    let statuses = List::of(Choice { all: &CustomerStatus::ALL, name: CustomerStatus::as_str }, 10);
    let labels = List::of(Choice { all: &Label::ALL, name: Label::as_str }, 10);
    let groups = List::of(Choice { all: RfmSegment::ALL, name: RfmSegment::as_str }, 20);
    let consents = List::of(Choice { all: &ConsentStatus::ALL, name: ConsentStatus::as_str }, 10);
    CustomerFilter {
        email: reader.field("email", Email).about("With this address.").optional(),
        status: reader.field("status", statuses).or(Vec::new()),
        label: reader.field("label", labels).about("With this label.").or(Vec::new()),
        rfm: reader.field("rfm", groups).about("In this group of RFM.").or(Vec::new()),
        consent: reader.field("consent", consents).about("With this consent to e-mail.").or(Vec::new()),
        company: reader.field("company", id()).about("Of this company.").optional(),
        tags: reader
            .field("tag", List::of_texts(UniqueText, 20))
            .about("With one of these tags, by name.")
            .or(Vec::new()),
        groups: reader
            .field("group", List::of_texts(UniqueText, 20))
            .about("In one of these groups, by name.")
            .or(Vec::new()),
        store: reader.field("store", id()).about("Of this store.").optional(),
        external_id: reader.field("external_id", Text(200)).about("Called so by some store.").optional(),
        country: reader.field("country", Text(100)).about("With this country in the billing address.").optional(),
        min_spent: reader.field("min_spent", MoneyText).optional(),
        max_spent: reader.field("max_spent", MoneyText).optional(),
        min_orders: reader.field("min_orders", Int::from(0)).optional(),
        max_orders: reader.field("max_orders", Int::from(0)).optional(),
        attributes: attributes(reader),
        ..CustomerFilter::default()
    }
}

fn attributes(reader: &mut Reader<'_>) -> Vec<(String, String)> {
    let wanted = reader.field("attributes", JsonMap).about("attributes[key]=value: with this value.").optional();
    let text = |value: Value| match value {
        Value::String(text) => text,
        other => other.to_string(),
    };
    wanted.into_iter().flatten().map(|(key, value)| (key, text(value))).collect()
}
