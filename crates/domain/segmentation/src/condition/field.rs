//! What of a customer a condition can look at.

use growffinity_kernel::named_enum;

use crate::{
    condition::operator::Operator,
    profile::{ConsentStatus, CustomerStatus, Label},
    rfm::RfmSegment,
};

named_enum!(
    /// A member of a billing or shipping address.
    AddressPart {
        /// Given name.
        FirstName = "first_name",
        /// Family name.
        LastName = "last_name",
        /// Company.
        Company = "company",
        /// Street and number.
        Address1 = "address_1",
        /// What did not fit there.
        Address2 = "address_2",
        /// City.
        City = "city",
        /// State, by the shop's code for it.
        State = "state",
        /// Postal code.
        Postcode = "postcode",
        /// Country, ISO 3166 two letters.
        Country = "country",
        /// E-mail address; of billing only.
        Email = "email",
        /// Phone number.
        Phone = "phone",
    }
);

/// Fields of text. Unset is the empty text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TextField {
    /// The customer's address.
    Email,
    /// Given name.
    FirstName,
    /// Family name.
    LastName,
    /// Phone number.
    Phone,
    /// Language.
    Locale,
    /// Time zone.
    Timezone,
    /// What shops call the customer: a test holds when it holds for one of the shops.
    ExternalId,
    /// The company's name.
    CompanyName,
    /// Where the consent came from.
    ConsentSource,
    /// Part of the billing address.
    Billing(AddressPart),
    /// Part of the shipping address; it has no e-mail.
    Shipping(AddressPart),
}

named_enum!(
    /// Fields with a closed set of values.
    ChoiceField {
        /// Active or inactive.
        Status = "status",
        /// What orders and time make of the customer.
        Label = "label",
        /// State of the consent to e-mail.
        Consent = "consent.email",
        /// The group that the scores make; unset before the first order.
        RfmSegment = "rfm.segment",
    }
);

impl ChoiceField {
    /// The values it can have.
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Status => CustomerStatus::NAMES,
            Self::Label => Label::NAMES,
            Self::Consent => ConsentStatus::NAMES,
            Self::RfmSegment => RfmSegment::NAMES,
        }
    }
}

named_enum!(
    /// Fields with numbers and amounts in the site currency.
    NumberField {
        /// The customer's id.
        Id = "id",
        /// How many orders count.
        OrdersCount = "orders_count",
        /// Their totals less refunds.
        TotalSpent = "total_spent",
        /// Spent for each order, unrounded; unset without orders.
        AverageOrderValue = "average_order_value",
        /// Refunds of orders that count.
        RefundedTotal = "refunded_total",
        /// How lately the customer ordered, 1 to 5; unset before the first order, as the other two scores.
        RfmRecency = "rfm.recency",
        /// How often, 1 to 5.
        RfmFrequency = "rfm.frequency",
        /// For how much, 1 to 5.
        RfmMonetary = "rfm.monetary",
        /// Orders expected in the next twelve months; unset when nothing was predicted, as the other two.
        PredictedOrders = "predicted.orders_12_months",
        /// Revenue expected in the next twelve months.
        PredictedRevenue = "predicted.revenue_12_months",
        /// How likely it is that the customer orders no more, 0 to 1, with four decimals.
        ChurnProbability = "predicted.churn_probability",
    }
);

named_enum!(
    /// Fields with the id of something else.
    RefField {
        /// The store the customer came from.
        Store = "store",
        /// The company the customer is of.
        Company = "company",
    }
);

named_enum!(
    /// Fields with a set of names.
    SetField {
        /// Tags.
        Tags = "tags",
        /// Groups.
        Groups = "groups",
    }
);

named_enum!(
    /// Fields with instants, and one with a day.
    DateField {
        /// When the customer came to be.
        Created = "date_created",
        /// When the record was last changed.
        Modified = "date_modified",
        /// When the first order that counts was made.
        FirstOrder = "first_order_date",
        /// When the last one was.
        LastOrder = "last_order_date",
        /// When consent was given or withdrawn.
        Consent = "consent.email.date",
        /// Day of birth.
        Birthday = "birthday",
    }
);

/// Anything of a customer that a condition can look at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Field {
    /// Text.
    Text(TextField),
    /// One of a closed set.
    Choice(ChoiceField),
    /// The id of something else.
    Ref(RefField),
    /// A number or an amount.
    Number(NumberField),
    /// An instant or a day.
    Date(DateField),
    /// A set of names.
    Set(SetField),
    /// A free attribute, by its key.
    Attribute(String),
}

named_enum!(
    /// The type of a field: decides its operators.
    FieldType {
        /// Text; case is ignored.
        Text = "text",
        /// One of a closed set.
        Enum = "enum",
        /// The id of something else.
        Ref = "ref",
        /// A number.
        Number = "number",
        /// An amount in the site currency.
        Money = "money",
        /// An instant or a day.
        Date = "date",
        /// A set.
        Set = "set",
        /// Decided by the operator and the JSON type of the value.
        Any = "any",
    }
);

impl FieldType {
    /// The operators it has.
    pub fn operators(self) -> &'static [Operator] {
        Operator::of_type(self)
    }
}

/// The longest key of an attribute, in characters.
const MAX_KEY: usize = 255;

impl Field {
    /// Every field, in the order of the documentation, attributes excepted.
    pub fn all() -> Vec<Self> {
        let plain = [
            TextField::Email,
            TextField::FirstName,
            TextField::LastName,
            TextField::Phone,
            TextField::Locale,
            TextField::Timezone,
            TextField::ExternalId,
            TextField::CompanyName,
            TextField::ConsentSource,
        ];
        let billing = AddressPart::ALL.iter().map(|part| TextField::Billing(*part));
        let parts = AddressPart::ALL.iter().filter(|part| **part != AddressPart::Email);
        let shipping = parts.map(|part| TextField::Shipping(*part));
        let mut all: Vec<Self> = plain.into_iter().chain(billing).chain(shipping).map(Self::Text).collect();
        all.extend(ChoiceField::ALL.iter().map(|field| Self::Choice(*field)));
        all.extend(RefField::ALL.iter().map(|field| Self::Ref(*field)));
        all.extend(NumberField::ALL.iter().map(|field| Self::Number(*field)));
        all.extend(DateField::ALL.iter().map(|field| Self::Date(*field)));
        all.extend(SetField::ALL.iter().map(|field| Self::Set(*field)));
        all
    }

    /// The field of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        if let Some(key) = name.strip_prefix("attributes.") {
            let usable = !key.is_empty() && key.chars().count() <= MAX_KEY && !key.contains('\0');
            return usable.then(|| Self::Attribute(key.to_owned()));
        }
        Self::all().into_iter().find(|field| field.name() == name)
    }

    /// The name, as in conditions.
    pub fn name(&self) -> String {
        match self {
            Self::Text(field) => field.name(),
            Self::Choice(field) => field.as_str().to_owned(),
            Self::Ref(field) => field.as_str().to_owned(),
            Self::Number(field) => field.as_str().to_owned(),
            Self::Date(field) => field.as_str().to_owned(),
            Self::Set(field) => field.as_str().to_owned(),
            Self::Attribute(key) => format!("attributes.{key}"),
        }
    }

    /// The type.
    pub const fn field_type(&self) -> FieldType {
        match self {
            Self::Text(_) => FieldType::Text,
            Self::Choice(_) => FieldType::Enum,
            Self::Ref(_) => FieldType::Ref,
            Self::Number(
                NumberField::TotalSpent
                | NumberField::AverageOrderValue
                | NumberField::RefundedTotal
                | NumberField::PredictedRevenue,
            ) => FieldType::Money,
            Self::Number(_) => FieldType::Number,
            Self::Date(_) => FieldType::Date,
            Self::Set(_) => FieldType::Set,
            Self::Attribute(_) => FieldType::Any,
        }
    }
}

impl TextField {
    fn name(self) -> String {
        match self {
            Self::Email => "email".to_owned(),
            Self::FirstName => "first_name".to_owned(),
            Self::LastName => "last_name".to_owned(),
            Self::Phone => "phone".to_owned(),
            Self::Locale => "locale".to_owned(),
            Self::Timezone => "timezone".to_owned(),
            Self::ExternalId => "external_id".to_owned(),
            Self::CompanyName => "company.name".to_owned(),
            Self::ConsentSource => "consent.email.source".to_owned(),
            Self::Billing(part) => format!("billing.{}", part.as_str()),
            Self::Shipping(part) => format!("shipping.{}", part.as_str()),
        }
    }
}
