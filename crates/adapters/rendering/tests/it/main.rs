//! Templates as an author writes them, messages as a customer gets them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "tests")]

mod faults;
mod messages;

use std::sync::Arc;

use growffinity_campaigns::{
    content::{Content, ContentFormat},
    ports::{MessageTemplate, Renderer as _, TemplateFault, TemplateSource},
};
use growffinity_rendering::TemplateRenderer;
use serde_json::{Map, Value, json};

fn html(body: &str) -> Content {
    Content { format: ContentFormat::Html, body: body.to_owned(), text: None }
}

fn compile(subject: &str, preheader: &str, content: &Content) -> Result<Arc<dyn MessageTemplate>, Vec<TemplateFault>> {
    TemplateRenderer::new().compile(&TemplateSource { subject, preheader, content })
}

/// The faults of an HTML body, as text.
fn faults(body: &str) -> Vec<String> {
    match compile("s", "", &html(body)) {
        Ok(_) => Vec::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    }
}

fn ann() -> Map<String, Value> {
    let variables = json!({
        "customer": {
            "id": 7, "email": "ann@example.com", "first_name": "Ann & <b>Co</b>", "last_name": "Lee", "phone": "",
            "orders_count": 2, "total_spent": "62.50", "last_order_date": null,
            "attributes": {"shoe_size": 42, "sizes": [1, 2]}, "billing": {"city": "Köln"}
        },
        "campaign": {"id": 5, "name": "Spring"},
        "site": {"name": "Shop", "url": "https://shop.example.com"}
    });
    variables.as_object().unwrap().clone()
}
