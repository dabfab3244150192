//! What items look like in answers.

mod address;
mod api_key;
mod audit;
mod campaign;
mod company;
mod custom_event;
mod customer;
mod customer_export;
mod delivery;
mod import;
mod links;
mod mark;
mod membership;
mod note;
mod order;
mod product;
mod rfm;
mod segment;
mod shop;
mod store;
mod suppression;
mod timeline;
mod user;
mod webhook;

pub use address::AddressView;
pub use api_key::{ApiKeyView, CreatedApiKeyView};
pub use audit::AuditEntryView;
pub use campaign::{CampaignStatsView, CampaignView};
pub use company::CompanyView;
pub use custom_event::CustomEventView;
pub use customer::{CustomerView, MemberView};
pub use customer_export::{CustomerExportHead, CustomerExportView};
pub use delivery::{AttemptView, DeliveryRequestView, DeliveryView};
pub use import::{ImportView, RefusalView};
pub use links::{Links, Ref};
pub use mark::{GroupView, TagView};
pub use membership::{JoinedView, LeftView, MembersAddedView, MembersRemovedView, MembershipView};
pub use note::NoteView;
pub use order::{OrderView, RefundView};
pub use product::ProductView;
pub use rfm::RfmStateView;
pub use segment::{FieldView, HistoryView, PreviewView, RefreshView, SegmentView, UsedByView};
pub use shop::{ReceivedView, SyncView};
pub use store::StoreView;
pub use suppression::SuppressionView;
pub use timeline::TimelineEntryView;
pub use user::{InvitedView, UserView};
pub use webhook::{ReplayView, SecretWebhookView, WebhookEventView, WebhookView};

use chrono::{DateTime, Utc};
use growffinity_kernel::Site;

use crate::rest::dates;

/// Both texts of a date that may be unset.
pub(crate) fn date_pair(at: Option<DateTime<Utc>>, site: Site) -> (Option<String>, Option<String>) {
    dates::pair_of(at, site.timezone)
}
