//! What every request of one server shares, made once at the start.

use std::ops::Deref;

use actix_web::http::header::HeaderValue;

use crate::{discovery::Directory, services::Services};

/// The services, and what was worked out from the settings and the routes.
pub struct State {
    services: Services,
    root: String,
    /// Discovery and the OpenAPI document.
    pub directory: Directory,
    /// `<…/wp-json/>; rel="https://api.w.org/"`.
    pub root_link: HeaderValue,
}

impl State {
    /// The state over `services`.
    pub fn new(services: Services, directory: Directory) -> Self {
        let root = format!("{}/wp-json", services.settings.public_url.trim_end_matches('/'));
        let root_link = HeaderValue::from_str(&format!("<{root}/>; rel=\"https://api.w.org/\""));
        let root_link = root_link.unwrap_or(HeaderValue::from_static("</wp-json/>; rel=\"https://api.w.org/\""));
        Self { services, root, directory, root_link }
    }

    /// The public URL of a path below `/wp-json`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.root)
    }

    /// The public URL of a path of the first version of the API.
    pub fn v1(&self, path: &str) -> String {
        format!("{}/growffinity/v1{path}", self.root)
    }
}

impl Deref for State {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}
