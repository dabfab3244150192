//! Pages for people: the answer to an invitation, the consent that WordPress's tools ask for, the way out of a list; and what
//! a message fetches. No script runs in them, no
//! cookie is set, nothing is fetched.

mod authorize;
mod invitation;
mod layout;
mod redirect;
mod subscription;
mod tracking;
mod visit;

use actix_web::web::{self, ServiceConfig};

pub(crate) use self::redirect::is_local;

/// Adds the pages to an actix application.
pub fn configure(app: &mut ServiceConfig) {
    app.service(
        web::resource("/i/{token}")
            .route(web::get().to(invitation::show))
            .route(web::head().to(invitation::show))
            .route(web::post().to(invitation::accept)),
    )
    .service(web::resource("/t/o/{token}").route(web::get().to(tracking::open)).route(web::head().to(tracking::open)))
    .service(web::resource("/t/c/{token}").route(web::get().to(tracking::click)).route(web::head().to(tracking::click)))
    .service(
        web::resource("/u/{token}")
            .route(web::get().to(subscription::ask))
            .route(web::head().to(subscription::ask))
            .route(web::post().to(subscription::unsubscribe)),
    )
    .service(
        web::resource("/p/{token}")
            .route(web::get().to(subscription::choose))
            .route(web::head().to(subscription::choose))
            .route(web::post().to(subscription::chosen)),
    )
    .service(
        web::resource("/wp-admin/authorize-application.php")
            .route(web::get().to(authorize::ask))
            .route(web::head().to(authorize::ask))
            .route(web::post().to(authorize::answer)),
    );
}
