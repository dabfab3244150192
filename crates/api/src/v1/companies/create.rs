//! `POST /companies`

use crate::{
    rest::{ApiError, App, Body, Caller, Item},
    rights::CustomersWrite,
    v1::{companies::input::CompanyBody, shared::refuse_id},
    views::CompanyView,
};

/// The documentation of [`create_company`].
pub struct Docs;

/// Create a company.
#[utoipa::path(post, path = "/companies", impl_for = Docs, tag = "Companies",
    responses(
        (status = 201, description = "The company, made.", body = CompanyView),
        (status = 409, description = "`growffinity_rest_name_exists`: a company has this name; its id is in `data.resource_id`."),
    ))]
pub async fn create_company(
    _caller: Caller<CustomersWrite>,
    Body(body): Body<CompanyBody>,
    app: App,
) -> Result<Item<CompanyView>, ApiError> {
    refuse_id(body.names_id)?;
    let company = app.companies.create(&body.new).await?;
    let (id, version) = (company.id, company.version);
    Ok(Item::new(CompanyView::new(company, &app), version).created(format!("/growffinity/v1/companies/{id}")))
}
