//! A route: its path and methods come from the same attribute as its documentation, so they can't disagree.

use growffinity_access::Principal;
use utoipa::openapi::{HttpMethod, RefOr, path::Operation, schema::Schema};

use super::{
    context::Contexts,
    extract::Description,
    handler::{Endpoint, Erased, Handler},
    method::Method,
};

/// One operation: where it stands, what it needs, what answers it.
pub struct Route {
    /// The path below the API's root: `/customers/{id}`.
    pub path: String,
    /// The methods it answers.
    pub methods: Vec<Method>,
    /// The one of them that its documentation names first.
    pub primary: Option<Method>,
    /// Its documentation.
    pub operation: Operation,
    /// Schemas that its documentation names.
    pub schemas: Vec<(String, RefOr<Schema>)>,
    /// What its handler's signature says.
    pub description: Description,
    /// How much of its items it can show; `None` where it shows none.
    pub contexts: Option<Contexts>,
    /// What answers it.
    pub endpoint: Box<dyn Endpoint>,
}

impl Route {
    /// The route of `handler`, documented by `P`.
    pub fn new<P, H, Args>(handler: H) -> Self
    where
        P: utoipa::Path + utoipa::__dev::SchemaReferences + utoipa::__dev::Tags<'static>,
        H: Handler<Args>,
        Args: 'static,
    {
        let mut schemas = Vec::new();
        P::schemas(&mut schemas);
        let named = P::methods();
        let served: Vec<Method> = named.iter().flat_map(|method| served(method)).copied().collect();
        let methods = Method::ROUTED.into_iter().filter(|method| served.contains(method)).collect();
        let primary = named.first().and_then(primary);
        let endpoint = Box::new(Erased::new(handler));
        let (path, mut operation, description) = (P::path(), P::operation(), H::describe());
        operation.tags = Some(P::tags().into_iter().map(str::to_owned).collect());
        let contexts = Contexts::of(&operation, &schemas).filter(|_| named.contains(&HttpMethod::Get));
        Self { path, methods, primary, operation, schemas, description, contexts, endpoint }
    }

    /// Whether this caller may use it; `None` is someone who is not signed in.
    pub fn open_to(&self, caller: Option<&Principal>) -> bool {
        let permissions = self.description.permissions;
        match caller {
            Some(caller) => permissions.iter().all(|permission| caller.may(*permission).is_ok()),
            None => !self.description.signed_in,
        }
    }
}

fn primary(named: &HttpMethod) -> Option<Method> {
    if *named == HttpMethod::Put { Some(Method::Put) } else { served(named).first().copied() }
}

/// PUT, PATCH and POST on an item are the same partial update.
fn served(method: &HttpMethod) -> &'static [Method] {
    match method {
        HttpMethod::Get => &[Method::Get],
        HttpMethod::Post => &[Method::Post],
        HttpMethod::Put => &[Method::Post, Method::Put, Method::Patch],
        HttpMethod::Patch => &[Method::Patch],
        HttpMethod::Delete => &[Method::Delete],
        HttpMethod::Options | HttpMethod::Head | HttpMethod::Trace => &[],
    }
}

/// The routes of these handlers, one a module; each module's `Docs` carries its documentation.
#[macro_export]
macro_rules! routes {
    ($($module:ident :: $handler:ident),* $(,)?) => {
        vec![$($crate::rest::route::Route::new::<$module::Docs, _, _>($module::$handler)),*]
    };
}
