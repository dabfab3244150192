//! The API through the whole app in process, on PostgreSQL: one file an endpoint or a trait of the layer.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod api_keys;
mod application_passwords;
mod audit_log;
mod audit_walk;
mod authentication;
mod authorize_application;
mod bad_input;
mod batch;
mod browser;
mod campaigns;
mod clients;
mod common;
mod companies;
mod context;
mod customers_batch;
mod customers_bulk;
mod customers_consent;
mod customers_create;
mod customers_get;
mod customers_list;
mod customers_update;
mod discovery;
mod docs_page;
mod events;
mod faults;
mod headers_of_credentials;
mod idempotency;
mod imports;
mod invitation_page;
mod keys;
mod labels;
mod marks;
mod nasty;
mod notes;
mod oauth;
mod orders_batch;
mod orders_create;
mod orders_delete;
mod orders_list;
mod orders_refunds;
mod orders_update;
mod parsers;
mod probes;
mod products;
mod rates;
mod rfm;
mod routing;
mod secrets;
mod segment_members;
mod segment_preview;
mod segment_upkeep;
mod segments;
mod shape;
mod shop_sync;
mod shop_webhooks;
mod stores;
mod suppressions;
mod timeline;
mod tracking;
mod transfer;
mod users;
mod webhooks;
