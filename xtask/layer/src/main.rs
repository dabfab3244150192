#![doc = include_str!("../README.md")]
#![expect(clippy::disallowed_methods, reason = "a bench program takes its settings from the environment")]

use std::{env, net::SocketAddr};

use actix_web::{App, HttpResponse, HttpServer, web};
use growffinity_api::{
    Api,
    rest::{ApiError, Item, Path, route::Route},
};
use growffinity_kernel::CustomerId;
use growffinity_server::{
    config::{Config, Sources},
    logging, serve,
    wiring::{self, Outside},
};
use serde::Serialize;
use utoipa::ToSchema;

/// The product's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// An item as small as one can be that still is one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({"id": 1, "name": "Nothing", "_links": {}}))]
struct NothingView {
    id: i64,
    name: &'static str,
    #[schema(value_type = Object)]
    _links: serde_json::Map<String, serde_json::Value>,
}

impl NothingView {
    fn new(id: i64) -> Self {
        Self { id, name: "Nothing", _links: serde_json::Map::new() }
    }
}

struct Docs;

/// Get nothing.
#[utoipa::path(get, path = "/bench/{id}", impl_for = Docs, tag = "Bench",
    responses((status = 200, description = "Nothing.", body = NothingView)))]
async fn get_nothing(Path(id): Path<CustomerId>) -> Result<Item<NothingView>, ApiError> {
    Ok(Item::new(NothingView::new(id.get()), 1))
}

async fn bare(id: web::Path<i64>) -> HttpResponse {
    HttpResponse::Ok().json(NothingView::new(id.into_inner()))
}

#[actix_web::main]
async fn main() -> anyhow::Result<()> {
    let listen: SocketAddr = env::var("LISTEN")?.parse()?;
    if env::var_os("BARE").is_some() {
        let server = HttpServer::new(|| App::new().route("/bench/{id}", web::get().to(bare))).workers(1);
        return Ok(server.bind(listen)?.run().await?);
    }
    let flags = [("rates.standard", "0"), ("log.format", "json")];
    let flags = flags.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
    let config = Config::load(&Sources { flags, ..Sources::default() })?;
    logging::start(&config.log)?;
    // Connections are opened when they are needed, which they are not.
    let app = wiring::App::build(&config, "postgres://127.0.0.1:1/none", Outside::system())?;
    let api = Api::with_routes(serve::services(&config, &app, listen)?, vec![Route::new::<Docs, _, _>(get_nothing)]);
    let server = HttpServer::new(move || App::new().configure(|app| api.configure(app))).workers(1);
    Ok(server.bind(listen)?.run().await?)
}
