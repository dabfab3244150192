#![doc = include_str!("../README.md")]

pub mod batch;
pub mod discovery;
mod docs;
mod item_view;
pub mod openapi;
mod pages;
mod probes;
pub mod rest;
pub mod rights;
mod services;
pub mod state;
pub mod v1;
pub mod views;
pub mod wp;

use std::sync::Arc;

use actix_web::web::{self, ServiceConfig};

pub use item_view::ItemViews;
pub use openapi::{error_reference, openapi, openapi_json};
pub use rest::client::{InvalidNetwork, Network};
pub use services::{ApiSettings, Check, CheckOutcome, MetricsText, RateLimits, Readiness, Services};
pub use v1::{customers::KeptBulkReader, imports::reader::LineReader};

use crate::{
    discovery::Directory,
    rest::{dispatch::Dispatcher, route::Route, table::Table, transport},
    state::State,
};

/// The whole API over `services`, made once and shared by all threads of a server.
#[derive(Clone)]
pub struct Api(web::Data<Dispatcher>);

impl Api {
    /// Works out the routes and what discovery says of them.
    pub fn new(services: Services) -> Self {
        Self::with_routes(services, Vec::new())
    }

    /// The same with `more` routes below the namespace, of whoever builds a server of their own on this crate.
    pub fn with_routes(services: Services, more: Vec<Route>) -> Self {
        let routes = all_routes().into_iter().chain(more.into_iter().map(below)).collect::<Vec<_>>();
        let directory = Directory::new(&routes, &services);
        let state = Arc::new(State::new(services, directory));
        let dispatcher = Arc::new(Dispatcher::new(Table::new(routes), Arc::clone(&state)));
        state.set_dispatcher(&dispatcher);
        Self(web::Data::from(dispatcher))
    }

    /// Adds the API to an actix application. Nothing else may be its default service.
    pub fn configure(&self, app: &mut ServiceConfig) {
        pages::configure(app.app_data(self.0.clone()));
        app.service(
            web::resource("/healthz").route(web::get().to(probes::healthz)).route(web::head().to(probes::healthz)),
        )
        .service(web::resource("/readyz").route(web::get().to(probes::readyz)).route(web::head().to(probes::readyz)))
        .route("/metrics", web::get().to(probes::metrics))
        .default_service(web::to(transport::entry));
    }
}

/// Adds the API over `services` to each application of a server.
pub fn configure(services: Services) -> impl Fn(&mut ServiceConfig) + Clone + Send + 'static {
    let api = Api::new(services);
    move |app| api.configure(app)
}

/// Every route with its path below `/wp-json`.
fn all_routes() -> Vec<(String, Route)> {
    let whole = |route: Route| (route.path.trim_end_matches('/').to_owned(), route);
    let whole_paths = discovery::routes().into_iter().chain(batch::routes()).chain(wp::routes());
    whole_paths.map(whole).chain(v1::routes().into_iter().map(below)).collect()
}

fn below(route: Route) -> (String, Route) {
    (format!("/{}{}", v1::NAMESPACE, route.path), route)
}
