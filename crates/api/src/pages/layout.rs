//! What all pages look like, and the headers that keep them safe.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use html_escape::encode_safe as escape;

use crate::rest::ApiError;

const STYLE: &str = include_str!("style.css");

/// A page.
pub(super) struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Its heading.
    pub title: String,
    /// What stands below it: HTML.
    pub body: String,
    /// Where its form may lead besides here, as sources of a content security policy.
    pub leads_to: Vec<String>,
}

impl Page {
    /// A page with this heading and these paragraphs of text.
    pub fn telling(status: StatusCode, title: &str, paragraphs: &[&str]) -> Self {
        let escaped: Vec<_> = paragraphs.iter().map(|text| escape(text)).collect();
        let body = format!("<p>{}</p>", escaped.join("</p><p>"));
        Self { status, title: title.to_owned(), body, leads_to: Vec::new() }
    }

    /// What people are told of an error.
    pub fn of_error(error: &ApiError) -> Self {
        let status = StatusCode::from_u16(error.code().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::telling(status, "This did not work", &[error.message()])
    }

    /// The answer, in English.
    pub fn respond(self, site_name: &str) -> HttpResponse {
        self.respond_in("en", site_name)
    }

    /// The answer, in the language of this tag.
    pub fn respond_in(self, language: &str, site_name: &str) -> HttpResponse {
        let title = escape(&self.title);
        let html = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>{title} – {site}</title>\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><style>{STYLE}</style></head>\
             <body><main><p class=\"site\">{site}</p><h1>{title}</h1>{body}</main></body></html>\n",
            site = escape(site_name),
            body = self.body,
        );
        let forms = std::iter::once("'self'".to_owned()).chain(self.leads_to).collect::<Vec<_>>().join(" ");
        let policy = format!(
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; form-action {forms}"
        );
        HttpResponse::build(self.status)
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .insert_header((header::CONTENT_SECURITY_POLICY, policy))
            .insert_header((header::X_FRAME_OPTIONS, "DENY"))
            .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            // Not `no-referrer`: a browser would then not say where a form was sent from.
            .insert_header((header::REFERRER_POLICY, "same-origin"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header(("x-robots-tag", "noindex, nofollow"))
            .body(html)
    }
}

/// A redirect to `url`, to be kept by nobody.
pub(super) fn redirect(url: &str) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((header::LOCATION, url))
        .insert_header((header::REFERRER_POLICY, "no-referrer"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .finish()
}

/// A password in large letters.
pub(super) fn password(grouped: &str) -> String {
    format!("<p><code class=\"password\" id=\"password\">{}</code></p>", escape(grouped))
}
