//! `GET /wp-json/`, `GET /wp-json/growffinity/v1`, the OpenAPI document, and who I am.

use actix_web::{http::StatusCode, web::Bytes};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::{
    rest::{
        ApiError, App, Query, Report, catalogue,
        extract::SignedIn,
        params::{FromParams, Reader, Word},
        response::RestResponse,
        route::Route,
    },
    v1::NAMESPACE,
    views::Links,
};

/// The routes of discovery, with their whole path below `/wp-json`.
pub fn routes() -> Vec<Route> {
    vec![
        Route::new::<IndexDocs, _, _>(get_index),
        Route::new::<NamespaceDocs, _, _>(get_namespace),
        Route::new::<OpenApiDocs, _, _>(get_openapi),
        Route::new::<MeDocs, _, _>(get_me),
    ]
}

/// The documentation of [`get_index`].
pub struct IndexDocs;

/// Discover the site.
#[utoipa::path(get, path = "/", impl_for = IndexDocs, tag = "Discovery",
    responses((status = 200, description = "Name, address, namespaces and routes.", body = Object)))]
pub async fn get_index(Query(Help(help)): Query<Help>, app: App) -> Result<RestResponse, ApiError> {
    routes_answer(&app, &app.directory.index, help)
}

/// Whether the routes are wanted with their schemas.
pub struct Help(bool);

impl FromParams for Help {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        const CONTEXTS: &[(&str, bool)] = &[("view", false), ("embed", false), ("edit", false), ("help", true)];
        Some(Self(reader.field("context", Word(CONTEXTS)).about("`help` adds the schemas of the routes.").or(false)))
    }
}

fn routes_answer(app: &App, plain: &Bytes, help: bool) -> Result<RestResponse, ApiError> {
    let body = if help { app.directory.with_schemas(plain).map_err(ApiError::internal)? } else { plain.clone() };
    Ok(RestResponse::bytes(StatusCode::OK, body))
}

/// The documentation of [`get_namespace`].
pub struct NamespaceDocs;

/// Discover the routes of this API.
#[utoipa::path(get, path = "/growffinity/v1", impl_for = NamespaceDocs, tag = "Discovery",
    responses((status = 200, description = "The routes with their arguments.", body = Object)))]
pub async fn get_namespace(Query(Help(help)): Query<Help>, app: App) -> Result<RestResponse, ApiError> {
    routes_answer(&app, app.directory.namespaces.get(NAMESPACE).ok_or(catalogue::NO_ROUTE)?, help)
}

/// The documentation of [`get_openapi`].
pub struct OpenApiDocs;

/// Get this document.
#[utoipa::path(get, path = "/growffinity/v1/openapi.json", impl_for = OpenApiDocs, tag = "Discovery",
    responses((status = 200, description = "The OpenAPI 3.1 document.", body = Object)))]
pub async fn get_openapi(app: App) -> Result<RestResponse, ApiError> {
    Ok(RestResponse::bytes(StatusCode::OK, app.directory.openapi.clone()))
}

/// The documentation of [`get_me`].
pub struct MeDocs;

/// Get the user whose credentials these are.
#[utoipa::path(get, path = "/wp/v2/users/me", impl_for = MeDocs, tag = "Users",
    responses((status = 200, description = "The user.", body = MeView)))]
pub async fn get_me(SignedIn(principal): SignedIn, app: App) -> Result<Report<MeView>, ApiError> {
    let user = &principal.user;
    let login = user.login.to_string();
    let name = if user.name.is_empty() { login.clone() } else { user.name.clone() };
    let links = Links::new(app.url(&format!("/wp/v2/users/{}", user.id)), app.url("/wp/v2/users"));
    let view = MeView {
        id: user.id.get(),
        name,
        url: "",
        description: "",
        link: "",
        slug: login,
        avatar_urls: Map::new(),
        roles: [user.role.as_str()],
        _links: links,
    };
    Ok(Report(StatusCode::OK, view))
}

/// The user, as WordPress shows one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": 1, "name": "Ann", "url": "", "description": "", "link": "", "slug": "ann",
    "avatar_urls": {}, "roles": ["owner"],
    "_links": {"self": [{"href": "https://crm.example.com/wp-json/wp/v2/users/1"}],
        "collection": [{"href": "https://crm.example.com/wp-json/wp/v2/users"}]}}))]
pub struct MeView {
    id: i64,
    name: String,
    url: &'static str,
    description: &'static str,
    link: &'static str,
    slug: String,
    #[schema(value_type = Object)]
    avatar_urls: Map<String, Value>,
    roles: [&'static str; 1],
    #[schema(value_type = Object)]
    _links: Links,
}
