//! The template engine as every message uses it.

use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, escape_formatter};

/// The name of HTML templates; under any other name nothing is escaped.
pub(crate) const HTML: &str = "html";

/// Work one part of a message may take: some 50,000 steps, or 3 MB of text handled. A message of 10 kB with a loop or two
/// takes a few hundred.
const FUEL: u64 = 50_000;

/// An engine with no templates. It has no way to reach files or other templates.
pub(crate) fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(100);
    environment.set_auto_escape_callback(|name| if name == HTML { AutoEscape::Html } else { AutoEscape::None });
    environment.set_formatter(|out, state, value| {
        // "none" is a programmer's word; a customer should never read it.
        let shown = if value.is_none() { &Value::UNDEFINED } else { value };
        escape_formatter(out, state, shown)
    });
    for name in ["debug", "lipsum"] {
        environment.remove_global(name);
    }
    environment
}
