//! `POST /stores`

use growffinity_customers::{Platform, StoreStatus, stores::NewStore};

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::StoresWrite,
    v1::{shared::refuse_id, stores::input::StoreBody},
    views::StoreView,
};

/// The documentation of [`create_store`].
pub struct Docs;

/// Create a store.
///
/// Without a currency it sells in the site's, without a platform its data come by this API.
#[utoipa::path(post, path = "/stores", impl_for = Docs, tag = "Stores",
    responses(
        (status = 201, description = "The store, made.", body = StoreView),
        (status = 409, description = "`growffinity_rest_name_exists`: a store has this name; its id is in `data.resource_id`."),
    ))]
pub async fn create_store(
    _caller: Caller<StoresWrite>,
    Body(body): Body<StoreBody>,
    app: App,
) -> Result<Item<StoreView>, ApiError> {
    refuse_id(body.names_id)?;
    let rest = body.rest;
    let new = NewStore {
        name: body.name,
        url: rest.url.unwrap_or_default(),
        platform: rest.platform.unwrap_or(Platform::Api),
        currency: rest.currency.unwrap_or(app.site.currency),
        status: rest.status.unwrap_or(StoreStatus::Active),
        is_default: rest.is_default.unwrap_or(false),
        secrets: rest.secrets,
    };
    let store = app.stores.create(&new).await?;
    let (id, version) = (store.id, store.version);
    Ok(Item::new(StoreView::new(store, &app), version).created(format!("/growffinity/v1/stores/{id}")))
}
