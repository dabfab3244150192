//! Compiles a campaign's templates and makes messages from them.

use std::sync::Arc;

use growffinity_campaigns::{
    content::ContentFormat,
    mail::RenderedMessage,
    ports::{MessageTemplate, Renderer, TemplateFault, TemplateSource},
};
use minijinja::{Environment, Error, ErrorKind, Value};
use serde_json::{Map, Value as Json};

use crate::{
    environment::{HTML, environment},
    plain,
    preheader::with_preheader,
    scan::{Use, line_of, tags, uses},
    variables::{context, is_known},
};

/// The most a template, and what comes of it, may measure.
const LARGEST: usize = 1024 * 1024;

/// The most unknown variables reported of one part.
const MOST_FAULTS: usize = 100;

/// Makes templates with minijinja.
#[derive(Debug, Clone, Copy, Default)]
pub struct TemplateRenderer;

impl TemplateRenderer {
    /// A renderer.
    pub const fn new() -> Self {
        Self
    }
}

impl Renderer for TemplateRenderer {
    fn compile(&self, content: &TemplateSource<'_>) -> Result<Arc<dyn MessageTemplate>, Vec<TemplateFault>> {
        let mut faults = Vec::new();
        let mut part = |path, name, source: &str| {
            Part::compile(path, name, source).map_err(|mut found| faults.append(&mut found)).ok()
        };
        let body_name = match content.content.format {
            ContentFormat::Html => HTML,
            ContentFormat::Text => "text",
        };
        let subject = part("subject", "text", content.subject);
        let preheader = part("preheader", "text", content.preheader);
        let body = part("content.body", body_name, &content.content.body);
        let text = content.content.text.as_deref().map(|text| part("content.text", "text", text));
        match (subject, preheader, body, text) {
            (Some(subject), Some(preheader), Some(body), text @ (None | Some(Some(_)))) => {
                let format = content.content.format;
                Ok(Arc::new(CompiledMessage { subject, preheader, body, text: text.flatten(), format }))
            }
            _ => Err(faults),
        }
    }
}

struct CompiledMessage {
    subject: Part,
    preheader: Part,
    body: Part,
    text: Option<Part>,
    format: ContentFormat,
}

impl MessageTemplate for CompiledMessage {
    fn render(&self, variables: &Map<String, Json>) -> Result<RenderedMessage, TemplateFault> {
        let context = context(variables);
        let subject = self.subject.render(&context)?;
        let subject = subject.split(char::is_control).flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        let body = self.body.render(&context)?;
        let text = self.text.as_ref().map(|text| text.render(&context)).transpose()?;
        match self.format {
            ContentFormat::Text => Ok(RenderedMessage { subject, html: None, text: body }),
            ContentFormat::Html => {
                let text = text.unwrap_or_else(|| plain::from_html(&body));
                let html = with_preheader(body, &self.preheader.render(&context)?);
                Ok(RenderedMessage { subject, html: Some(html), text })
            }
        }
    }
}

/// One template, in an engine that holds it alone.
struct Part {
    path: &'static str,
    name: &'static str,
    engine: Environment<'static>,
}

impl Part {
    fn compile(path: &'static str, name: &'static str, source: &str) -> Result<Self, Vec<TemplateFault>> {
        if source.len() > LARGEST {
            return Err(vec![TemplateFault { path, message: format!("longer than {LARGEST} bytes") }]);
        }
        let mut engine = environment();
        if let Err(error) = engine.add_template_owned(name, source.to_owned()) {
            return Err(vec![fault(path, &error)]);
        }
        let part = Self { path, name, engine };
        let faults = part.unknown_names(source);
        if faults.is_empty() { Ok(part) } else { Err(faults) }
    }

    /// Every variable, filter and test that is not there, in the order of their lines.
    fn unknown_names(&self, source: &str) -> Vec<TemplateFault> {
        let tags = tags(source);
        let mut unknown: Vec<(Option<usize>, String)> = Vec::new();
        if let Ok(template) = self.engine.get_template(self.name) {
            let globals: Vec<&str> = self.engine.globals().map(|(name, _)| name).collect();
            let mut names: Vec<String> = template.undeclared_variables(true).into_iter().collect();
            names.retain(|name| !is_known(name) && !globals.contains(&name.as_str()));
            names.sort();
            names.truncate(MOST_FAULTS);
            for name in names {
                unknown.push((line_of(&tags, &name), format!("unknown variable {name}")));
            }
        }
        let mut state = self.engine.empty_state();
        for (kind, name, line) in uses(&tags) {
            let missing = match kind {
                Use::Filter => is(state.apply_filter(&name, &[]), ErrorKind::UnknownFilter),
                Use::Test => is(state.perform_test(&name, &[]), ErrorKind::UnknownTest),
            };
            if missing {
                let kind = if kind == Use::Filter { "filter" } else { "test" };
                unknown.push((Some(line), format!("unknown {kind} {name}")));
            }
        }
        unknown.sort();
        unknown.dedup();
        let message = |(line, message)| TemplateFault { path: self.path, message: at_line(line, message) };
        unknown.into_iter().map(message).collect()
    }

    fn render(&self, context: &Value) -> Result<String, TemplateFault> {
        let rendered = self.engine.get_template(self.name).and_then(|template| template.render(context.clone()));
        let text = rendered.map_err(|error| fault(self.path, &error))?;
        if text.len() > LARGEST {
            return Err(TemplateFault { path: self.path, message: format!("makes more than {LARGEST} bytes") });
        }
        Ok(text)
    }
}

fn is<T>(outcome: Result<T, Error>, kind: ErrorKind) -> bool {
    outcome.is_err_and(|error| error.kind() == kind)
}

fn fault(path: &'static str, error: &Error) -> TemplateFault {
    let message = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "takes too much work".to_owned(),
        (_, Some(detail)) => detail.to_owned(),
        (kind, None) => kind.to_string(),
    };
    TemplateFault { path, message: at_line(error.line(), message) }
}

fn at_line(line: Option<usize>, message: String) -> String {
    match line {
        Some(line) => format!("line {line}: {message}"),
        None => message,
    }
}
