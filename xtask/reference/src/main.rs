#![doc = include_str!("../README.md")]
#![expect(missing_docs, reason = "diesel::table! makes undocumented items")]
#![expect(clippy::disallowed_methods, reason = "a bench program takes its two settings from the environment")]

use std::io;

use actix_web::{App, HttpResponse, HttpServer, error::ErrorInternalServerError, get, web};
use diesel::{
    PgConnection, QueryDsl, RunQueryDsl,
    r2d2::{ConnectionManager, Pool},
};
use serde::Serialize;

type Database = Pool<ConnectionManager<PgConnection>>;

diesel::table! {
    customers (id) {
        id -> Int8,
        email -> Text,
        first_name -> Text,
        last_name -> Text,
        phone -> Text,
        status -> Text,
        billing -> Jsonb,
        shipping -> Jsonb,
        attributes -> Jsonb,
        consent_status -> Text,
        orders_count -> Int8,
        version -> Int4,
    }
}

/// A customer's row, as much of it as is text and numbers.
#[derive(diesel::Queryable, Serialize)]
struct Customer {
    id: i64,
    email: String,
    first_name: String,
    last_name: String,
    phone: String,
    status: String,
    billing: serde_json::Value,
    shipping: serde_json::Value,
    attributes: serde_json::Value,
    consent_status: String,
    orders_count: i64,
    version: i32,
}

#[get("/customers/{id}")]
async fn customer(path: web::Path<i64>, database: web::Data<Database>) -> actix_web::Result<HttpResponse> {
    let id = path.into_inner();
    let row = web::block(move || {
        let mut connection = database.get().map_err(|error| error.to_string())?;
        customers::table.find(id).first::<Customer>(&mut connection).map_err(|error| error.to_string())
    })
    .await?
    .map_err(ErrorInternalServerError)?;
    Ok(HttpResponse::Ok().json(row))
}

#[actix_web::main]
async fn main() -> io::Result<()> {
    let setting = |name: &str| std::env::var(name).map_err(|_| io::Error::other(format!("{name} is not set")));
    let database = Pool::builder()
        .max_size(8)
        .test_on_check_out(false)
        .build(ConnectionManager::<PgConnection>::new(setting("DATABASE_URL")?))
        .map_err(io::Error::other)?;
    let database = web::Data::new(database);
    let server = HttpServer::new(move || App::new().app_data(database.clone()).service(customer)).workers(2);
    server.bind(setting("LISTEN")?)?.run().await
}
