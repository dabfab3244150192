//! What every request of one server shares, made once at the start.

use std::{
    ops::Deref,
    sync::{Arc, OnceLock, Weak},
};

use actix_web::http::header::HeaderValue;
use growffinity_access::{invitations::SiteLinks, rates::MemoryRateCounter};

use crate::{
    discovery::Directory,
    rest::{
        ApiError,
        dispatch::{Decided, Dispatcher},
        logins::Logins,
        request::RestRequest,
    },
    services::Services,
};

/// The services, and what was worked out from the settings and the routes.
pub struct State {
    services: Services,
    root: String,
    /// Refused logins that were written down lately.
    pub refusals: MemoryRateCounter,
    /// The logins being looked at.
    pub logins: Logins,
    /// Discovery and the OpenAPI document.
    pub directory: Directory,
    /// `<…/wp-json/>; rel="https://api.w.org/"`.
    pub root_link: HeaderValue,
    // Weak, as the dispatcher holds the state.
    dispatcher: OnceLock<Weak<Dispatcher>>,
}

impl State {
    /// The state over `services`.
    pub fn new(services: Services, directory: Directory) -> Self {
        let root = format!("{}/wp-json", services.settings.public_url.trim_end_matches('/'));
        let root_link = HeaderValue::from_str(&format!("<{root}/>; rel=\"https://api.w.org/\""));
        let root_link = root_link.unwrap_or(HeaderValue::from_static("</wp-json/>; rel=\"https://api.w.org/\""));
        Self {
            services,
            root,
            refusals: MemoryRateCounter::default(),
            logins: Logins::default(),
            directory,
            root_link,
            dispatcher: OnceLock::new(),
        }
    }

    /// Makes requests inside requests possible.
    pub fn set_dispatcher(&self, dispatcher: &Arc<Dispatcher>) {
        // A second call changes nothing: there is one dispatcher a state.
        let _ = self.dispatcher.set(Arc::downgrade(dispatcher));
    }

    /// Answers a request that is part of another, for the caller it names. `None` while the server ends.
    pub async fn answer_inside(&self, request: RestRequest) -> Option<Decided> {
        let dispatcher = self.dispatcher.get()?.upgrade()?;
        Some(dispatcher.decide_inside(request).await)
    }

    /// What is wrong with a request that is part of another, found without doing it.
    ///
    /// # Errors
    /// The error it would be answered with before its handler runs.
    pub fn check_inside(&self, request: &mut RestRequest) -> Result<(), ApiError> {
        self.dispatcher.get().and_then(Weak::upgrade).map_or(Ok(()), |dispatcher| dispatcher.check(request))
    }

    /// What letters say of the site.
    pub fn site_links(&self) -> SiteLinks<'_> {
        let settings = &self.services.settings;
        SiteLinks { name: &settings.site_name, url: settings.public_url.trim_end_matches('/') }
    }

    /// The path below `/wp-json` that this public URL leads to.
    pub fn path_of<'a>(&self, url: &'a str) -> Option<&'a str> {
        url.strip_prefix(&self.root)
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
