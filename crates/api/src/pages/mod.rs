//! Pages for people: the answer to an invitation, and the consent that WordPress's tools ask for. No script runs in them, no
//! cookie is set, nothing is fetched.

mod authorize;
mod invitation;
mod layout;
mod redirect;
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
    .service(
        web::resource("/wp-admin/authorize-application.php")
            .route(web::get().to(authorize::ask))
            .route(web::head().to(authorize::ask))
            .route(web::post().to(authorize::answer)),
    );
}
