//! The operators of conditions, and which type has which.

use growffinity_kernel::named_enum;

use crate::condition::field::FieldType;

named_enum!(
    /// How a field is compared with a value.
    Operator {
        /// The same.
        Equals = "equals",
        /// Not so.
        NotEquals = "not_equals",
        /// Text that has this in it; a set that has this member.
        Contains = "contains",
        /// Not so.
        NotContains = "not_contains",
        /// Text that begins so.
        StartsWith = "starts_with",
        /// Text that ends so.
        EndsWith = "ends_with",
        /// One of a list.
        In = "in",
        /// None of a list.
        NotIn = "not_in",
        /// More.
        GreaterThan = "greater_than",
        /// As much or more.
        GreaterThanOrEqual = "greater_than_or_equal",
        /// Less.
        LessThan = "less_than",
        /// As much or less.
        LessThanOrEqual = "less_than_or_equal",
        /// Between two, both ends in.
        Between = "between",
        /// Not so.
        NotBetween = "not_between",
        /// From so long ago to now, both ends in.
        WithinLast = "within_last",
        /// From now to so long ahead, both ends in.
        WithinNext = "within_next",
        /// Earlier than so long ago.
        MoreThanAgo = "more_than_ago",
        /// Earlier; than the beginning of a bare day.
        Before = "before",
        /// Later; than the end of a bare day.
        After = "after",
        /// On the same day of the site's calendar.
        On = "on",
        /// Not so.
        NotOn = "not_on",
        /// The day of the year comes round from today to so long ahead.
        AnniversaryWithin = "anniversary_within",
        /// A set that has one of a list.
        ContainsAny = "contains_any",
        /// A set that has all of a list.
        ContainsAll = "contains_all",
        /// A set that has none of a list.
        ContainsNone = "contains_none",
        /// Unset: no value, empty text, empty set.
        IsEmpty = "is_empty",
        /// Not so.
        IsNotEmpty = "is_not_empty",
    }
);

use Operator::{
    After, AnniversaryWithin, Before, Between, Contains, ContainsAll, ContainsAny, ContainsNone, EndsWith, Equals,
    GreaterThan, GreaterThanOrEqual, In, IsEmpty, IsNotEmpty, LessThan, LessThanOrEqual, MoreThanAgo, NotBetween,
    NotContains, NotEquals, NotIn, NotOn, On, StartsWith, WithinLast, WithinNext,
};

const TEXT: &[Operator] =
    &[Equals, NotEquals, Contains, NotContains, StartsWith, EndsWith, In, NotIn, IsEmpty, IsNotEmpty];
const CHOICE: &[Operator] = &[Equals, NotEquals, In, NotIn, IsEmpty, IsNotEmpty];
const NUMBER: &[Operator] = &[
    Equals,
    NotEquals,
    GreaterThan,
    GreaterThanOrEqual,
    LessThan,
    LessThanOrEqual,
    Between,
    NotBetween,
    In,
    NotIn,
    IsEmpty,
    IsNotEmpty,
];
const SET: &[Operator] = &[Contains, NotContains, ContainsAny, ContainsAll, ContainsNone, IsEmpty, IsNotEmpty];
const DATE: &[Operator] = &[
    WithinLast,
    WithinNext,
    MoreThanAgo,
    Before,
    After,
    On,
    NotOn,
    Between,
    NotBetween,
    AnniversaryWithin,
    IsEmpty,
    IsNotEmpty,
];

impl Operator {
    /// The operators of a type.
    pub const fn of_type(field_type: FieldType) -> &'static [Self] {
        match field_type {
            FieldType::Text => TEXT,
            FieldType::Enum | FieldType::Ref => CHOICE,
            FieldType::Number | FieldType::Money => NUMBER,
            FieldType::Date => DATE,
            FieldType::Set => SET,
            FieldType::Any => Self::ALL,
        }
    }

    /// Whether it is the exact complement of another operator, so that it holds where nothing is set.
    pub const fn is_complement(self) -> bool {
        matches!(
            self,
            Self::NotEquals
                | Self::NotContains
                | Self::NotIn
                | Self::NotBetween
                | Self::NotOn
                | Self::ContainsNone
                | Self::IsNotEmpty
        )
    }

    /// Whether it stands without a value.
    pub const fn is_alone(self) -> bool {
        matches!(self, Self::IsEmpty | Self::IsNotEmpty)
    }
}
