//! Ids: positive 64-bit integers, one type a kind of thing, so that they can't be mixed up.

macro_rules! entity_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "i64", into = "i64")]
        pub struct $name(i64);

        impl $name {
            /// The id with this number; `None` unless it is positive.
            pub const fn new(number: i64) -> Option<Self> {
                if number > 0 { Some(Self(number)) } else { None }
            }

            /// The number, as stored and as shown in paths and bodies.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl TryFrom<i64> for $name {
            type Error = &'static str;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                Self::new(number).ok_or("an id is a positive integer")
            }
        }

        impl From<$name> for i64 {
            fn from(id: $name) -> i64 {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

entity_id!(
    /// A customer of the shop.
    CustomerId
);
entity_id!(
    /// An order.
    OrderId
);
entity_id!(
    /// A refund of an order.
    RefundId
);
entity_id!(
    /// A product of a shop.
    ProductId
);
entity_id!(
    /// A shop that orders and customers come from.
    StoreId
);
entity_id!(
    /// A tag or a group of customers.
    MarkId
);
entity_id!(
    /// A company that customers belong to.
    CompanyId
);
entity_id!(
    /// A segment of customers.
    SegmentId
);
entity_id!(
    /// An e-mail campaign.
    CampaignId
);
entity_id!(
    /// A workflow.
    WorkflowId
);
entity_id!(
    /// One message of a campaign to one customer; the API calls it a recipient.
    MessageId
);
entity_id!(
    /// A note on a customer.
    NoteId
);
entity_id!(
    /// An event that a shop told of.
    CustomEventId
);
entity_id!(
    /// An address that is not mailed.
    SuppressionId
);
entity_id!(
    /// Someone who may sign in.
    UserId
);
entity_id!(
    /// An API key.
    ApiKeyId
);
entity_id!(
    /// A file that is taken in, or another long job shown in the same way.
    ImportId
);
entity_id!(
    /// A webhook.
    WebhookId
);
entity_id!(
    /// One event on its way to one webhook.
    DeliveryId
);

#[cfg(test)]
mod tests {
    use super::CustomerId;

    #[test]
    fn only_positive_numbers_are_ids() {
        assert_eq!(CustomerId::new(1).map(CustomerId::get), Some(1));
        assert_eq!(CustomerId::new(0), None);
        assert_eq!(CustomerId::new(-1), None);
        assert!(serde_json::from_str::<CustomerId>("-3").is_err());
    }
}
