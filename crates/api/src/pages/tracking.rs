//! `/t/o/{token}`, `/t/c/{token}`: the picture in a message, and its links. Both answer before anything is written.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
    web,
};
use growffinity_campaigns::tracking::Visitor;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::{rest::client::Client, rest::dispatch::Dispatcher, state::State};

/// One transparent point.
const PICTURE: &[u8] = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";

/// `GET /t/o/{token}`
pub(super) async fn open(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    if !app.tracking.opened(&token, visitor(&http, app)).await {
        return unknown();
    }
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "image/gif"))
        .insert_header((header::CACHE_CONTROL, "no-store, private"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("cross-origin-resource-policy", "cross-origin"))
        .body(PICTURE)
}

/// `GET /t/c/{token}`
pub(super) async fn click(
    http: HttpRequest,
    token: web::Path<String>,
    dispatcher: web::Data<Dispatcher>,
) -> HttpResponse {
    let app = dispatcher.state();
    match app.tracking.clicked(&token, visitor(&http, app)).await {
        Some(link) => HttpResponse::Found()
            .insert_header((header::LOCATION, ascii(&link)))
            .insert_header((header::CACHE_CONTROL, "no-store, private"))
            .insert_header((header::REFERRER_POLICY, "no-referrer"))
            .insert_header(("x-robots-tag", "noindex, nofollow"))
            .finish(),
        None => unknown(),
    }
}

/// Who comes.
pub(super) fn visitor(http: &HttpRequest, app: &State) -> Visitor {
    let agent = http.headers().get(header::USER_AGENT);
    Visitor {
        address: Client::of(http, &app.settings).address,
        agent: agent.map(|agent| String::from_utf8_lossy(agent.as_bytes()).into_owned()).unwrap_or_default(),
        is_head: http.method() == Method::HEAD,
    }
}

fn unknown() -> HttpResponse {
    HttpResponse::NotFound()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body("Not found\n")
}

const UNFIT: &AsciiSet = &CONTROLS.add(b' ');

/// `address` as a header can hold it: what is not ASCII, and blanks, in percent.
fn ascii(address: &str) -> String {
    utf8_percent_encode(address, UNFIT).to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_address_is_one_line_of_ascii() {
        assert_eq!(
            super::ascii("https://a.example/é b\r\nX: y?x=%20"),
            "https://a.example/%C3%A9%20b%0D%0AX:%20y?x=%20"
        );
    }
}
