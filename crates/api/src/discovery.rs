//! Discovery in WordPress's form: which routes there are, what each takes. Worked out once from the routes themselves.

mod entry;
mod handlers;

use std::collections::HashMap;

use actix_web::web::Bytes;
use serde_json::{Map, Value, json};

pub use handlers::routes;

use crate::{docs, openapi, pages, rest::route::Route, services::Services, v1::NAMESPACE};

/// What discovery answers, as bytes.
pub struct Directory {
    index: Bytes,
    namespaces: HashMap<&'static str, Bytes>,
    options: HashMap<String, Bytes>,
    openapi: Bytes,
    docs: Bytes,
}

impl Directory {
    /// The directory of `routes`, each with its path below `/wp-json`.
    pub fn new(routes: &[(String, Route)], services: &Services) -> Self {
        let public_url = services.settings.public_url.trim_end_matches('/');
        let root = format!("{public_url}/wp-json");
        let document = openapi::document(routes, public_url);
        let mut entries: Vec<(String, Value)> = Vec::new();
        let mut options = HashMap::new();
        for (path, _) in routes {
            if options.contains_key(path) {
                continue;
            }
            let here: Vec<&Route> = routes.iter().filter(|(other, _)| other == path).map(|(_, route)| route).collect();
            let mut entry = entry::entry(path, &here, &root);
            entries.push((entry::pattern(path), entry.clone()));
            if let Value::Object(members) = &mut entry {
                members.insert("schema".to_owned(), entry::schema(&here, &document));
            }
            options.insert(path.clone(), bytes(&entry));
        }
        let routes_of = |prefix: &str| -> Map<String, Value> {
            let inside = entries.iter().filter(|(pattern, _)| pattern.starts_with(prefix));
            inside.cloned().collect()
        };
        let namespace = json!({
            "namespace": NAMESPACE,
            "routes": routes_of(&format!("/{NAMESPACE}")),
            "_links": {"up": [{"href": format!("{root}/")}]},
        });
        let index = index(services, public_url, &root, &routes_of("/"));
        Self {
            index: bytes(&index),
            namespaces: HashMap::from([(NAMESPACE, bytes(&namespace))]),
            options,
            openapi: bytes(&document),
            docs: docs::page(&document).into(),
        }
    }

    /// What discovery answers below this path with `context=help`: each route with its schema.
    fn with_schemas(&self, plain: &Bytes) -> Result<Bytes, serde_json::Error> {
        let mut answer: Value = serde_json::from_slice(plain)?;
        if let Some(Value::Object(routes)) = answer.get_mut("routes") {
            for (path, whole) in &self.options {
                if let Some(route) = routes.get_mut(&entry::pattern(path)) {
                    *route = serde_json::from_slice(whole)?;
                }
            }
        }
        Ok(bytes(&answer))
    }

    /// The page for people.
    pub fn docs(&self) -> Bytes {
        self.docs.clone()
    }

    /// The answer to OPTIONS at this pattern.
    pub fn options(&self, pattern: &str) -> Bytes {
        self.options.get(pattern).cloned().unwrap_or_else(|| Bytes::from_static(b"[]"))
    }
}

fn bytes(value: &Value) -> Bytes {
    value.to_string().into_bytes().into()
}

fn index(services: &Services, public_url: &str, root: &str, routes: &Map<String, Value>) -> Value {
    let offset = chrono::Offset::fix(&chrono::TimeZone::offset_from_utc_datetime(
        &services.site.timezone,
        &services.clock.now().naive_utc(),
    ));
    let hours = f64::from(offset.local_minus_utc()) / 3_600.0;
    let authorization = format!("{public_url}/wp-admin/authorize-application.php");
    // As WordPress: what can't be signed in to is not offered.
    let confidential = public_url.starts_with("https://") || pages::is_local(public_url);
    let authentication = if confidential || services.settings.allow_plain_http {
        json!({"application-passwords": {"endpoints": {"authorization": authorization}}})
    } else {
        json!({})
    };
    json!({
        "name": services.settings.site_name,
        "description": "",
        "url": public_url,
        "home": public_url,
        "gmt_offset": hours,
        "timezone_string": services.site.timezone.name(),
        "page_for_posts": 0,
        "page_on_front": 0,
        "show_on_front": "posts",
        "namespaces": [NAMESPACE, "wp/v2"],
        "authentication": authentication,
        "routes": routes,
        "site_logo": 0,
        "site_icon": 0,
        "site_icon_url": "",
        "_links": {"help": [{"href": format!("{root}/{NAMESPACE}/openapi.json")}]},
    })
}
