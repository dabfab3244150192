//! What handlers give back, and how it becomes an answer.

use actix_web::http::StatusCode;
use growffinity_kernel::{Page, Window};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    ApiError, Listing, link, list::write_cursor, method::Method, request::RestRequest, response::RestResponse,
};
use crate::state::State;

/// Something a handler can give back.
pub trait Respond {
    /// Makes the answer to `request`.
    ///
    /// # Errors
    /// When it can't be written down.
    fn respond(self, request: &RestRequest, app: &State) -> Result<RestResponse, ApiError>;
}

impl Respond for RestResponse {
    fn respond(self, _request: &RestRequest, _app: &State) -> Result<RestResponse, ApiError> {
        Ok(self)
    }
}

/// One item.
#[derive(Debug)]
pub struct Item<T> {
    view: T,
    version: Option<i32>,
    status: StatusCode,
    location: Option<String>,
}

impl<T> Item<T> {
    /// The item at this version.
    pub const fn new(view: T, version: i32) -> Self {
        Self { view, version: Some(version), status: StatusCode::OK, location: None }
    }

    /// An item that has no version.
    pub const fn plain(view: T) -> Self {
        Self { view, version: None, status: StatusCode::OK, location: None }
    }

    /// An item just made, found at this path below the API's root.
    #[must_use]
    pub fn created(mut self, path: String) -> Self {
        self.status = StatusCode::CREATED;
        self.location = Some(path);
        self
    }

    /// An item that work has begun on.
    #[must_use]
    pub const fn accepted(mut self) -> Self {
        self.status = StatusCode::ACCEPTED;
        self
    }
}

impl<T: Serialize> Respond for Item<T> {
    fn respond(self, request: &RestRequest, app: &State) -> Result<RestResponse, ApiError> {
        let mut response = RestResponse::json(self.status, &self.view)?;
        if let Some(version) = self.version {
            let etag = etag(version, &response.body);
            let asked = request.headers.if_none_match.as_ref().and_then(|header| header.to_str().ok());
            let reads = matches!(request.method, Method::Get | Method::Head);
            if reads && asked.is_some_and(|asked| names(asked, &etag)) {
                response = RestResponse::bytes(StatusCode::NOT_MODIFIED, actix_web::web::Bytes::new());
            }
            response.push_header("etag", &etag);
            response.cacheable = true;
        }
        if let Some(path) = self.location {
            response.push_header("location", &app.url(&path));
        }
        Ok(response)
    }
}

/// `"<version>-<hash of the body>"`.
fn etag(version: i32, body: &[u8]) -> String {
    let digest = Sha256::digest(body);
    let hash = digest.iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    format!("\"{version}-{hash:016x}\"")
}

fn names(header: &str, etag: &str) -> bool {
    header.trim() == "*" || header.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}

/// A part of a list.
#[derive(Debug)]
pub struct Collection<T> {
    items: Vec<T>,
    total: u64,
    listing: Listing,
    last_id: Option<i64>,
}

impl<T> Collection<T> {
    /// These items, shown by `view`; `id` tells where a cursor goes on.
    pub fn new<D>(page: Page<D>, listing: Listing, id: impl Fn(&D) -> i64, view: impl FnMut(D) -> T) -> Self {
        let last_id = page.items.last().map(id);
        Self { total: page.total, items: page.items.into_iter().map(view).collect(), listing, last_id }
    }
}

impl<T: Serialize> Respond for Collection<T> {
    fn respond(self, request: &RestRequest, app: &State) -> Result<RestResponse, ApiError> {
        let mut response = RestResponse::json(StatusCode::OK, &self.items)?;
        let size = u64::from(self.listing.window.limit().get());
        let pages = self.total.div_ceil(size);
        response.push_header("x-wp-total", &self.total.to_string());
        response.push_header("x-wp-totalpages", &pages.to_string());
        let base = app.url(&request.path);
        let page_url = |page: u64| link::url_with(&base, &request.query, "page", &page.to_string());
        let links = match self.listing.window {
            Window::After { .. } => {
                let full = u64::try_from(self.items.len()).is_ok_and(|count| count == size);
                let next = self.last_id.filter(|_| full);
                (None, next.map(|id| link::url_with(&base, &request.query, "cursor", &write_cursor(id))))
            }
            Window::Offset { .. } => {
                let page = self.listing.page;
                let prev = (page > 1 && pages > 0).then(|| page_url((page - 1).min(pages)));
                (prev, (pages > page).then(|| page_url(page + 1)))
            }
        };
        if let Some(header) = link::header(links.0, links.1) {
            response.push_header("link", &header);
        }
        Ok(response)
    }
}

/// The answer to DELETE.
#[derive(Debug)]
pub struct Deleted<T>(pub T);

impl<T: Serialize> Respond for Deleted<T> {
    fn respond(self, _request: &RestRequest, _app: &State) -> Result<RestResponse, ApiError> {
        let mut previous = serde_json::to_value(&self.0).map_err(ApiError::internal)?;
        if let Some(members) = previous.as_object_mut() {
            // They would lead to what is no longer there.
            members.remove("_links");
        }
        RestResponse::json(StatusCode::OK, &json!({"deleted": true, "previous": previous}))
    }
}

/// Anything else: figures, an outcome.
#[derive(Debug)]
pub struct Report<T>(pub StatusCode, pub T);

impl<T: Serialize> Respond for Report<T> {
    fn respond(self, _request: &RestRequest, _app: &State) -> Result<RestResponse, ApiError> {
        RestResponse::json(self.0, &self.1)
    }
}
