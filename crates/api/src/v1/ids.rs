//! Ids in paths, and the answer when there is nothing of that id.

use growffinity_kernel::{
    ApiKeyId, CampaignId, CompanyId, CustomEventId, CustomerId, DeliveryId, ImportId, MarkId, NoteId, OrderId,
    ProductId, SegmentId, StoreId, SuppressionId, UserId, WebhookId,
};

use crate::rest::{
    PathId,
    catalogue::{self, ErrorCode},
};

macro_rules! path_ids {
    ($($id:ty => $unknown:ident,)+) => {
        $(impl PathId for $id {
            const UNKNOWN: ErrorCode = catalogue::$unknown;
        })+
    };
}

macro_rules! mark_ids {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name(pub MarkId);

        impl TryFrom<i64> for $name {
            type Error = &'static str;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                MarkId::try_from(number).map(Self)
            }
        })+
    };
}

mark_ids! {
    /// A tag's id in a path.
    TagId,
    /// A group's id in a path.
    GroupId,
}

path_ids! {
    TagId => TAG_INVALID_ID,
    GroupId => GROUP_INVALID_ID,
    CompanyId => COMPANY_INVALID_ID,
    CustomEventId => EVENT_INVALID_ID,
    ImportId => IMPORT_INVALID_ID,
    NoteId => NOTE_INVALID_ID,
    OrderId => ORDER_INVALID_ID,
    ProductId => PRODUCT_INVALID_ID,
    StoreId => STORE_INVALID_ID,
    SegmentId => SEGMENT_INVALID_ID,
    CampaignId => CAMPAIGN_INVALID_ID,
    SuppressionId => SUPPRESSION_INVALID_ID,
    WebhookId => WEBHOOK_INVALID_ID,
    DeliveryId => DELIVERY_INVALID_ID,
    UserId => USER_INVALID_ID,
    ApiKeyId => API_KEY_INVALID_ID,
}

impl PathId for CustomerId {
    const UNKNOWN: ErrorCode = catalogue::CUSTOMER_INVALID_ID;
    const MOVED: Option<ErrorCode> = Some(catalogue::CUSTOMER_MERGED);
}
