//! One thing that is wrong with a campaign.

use crate::ports::TemplateFault;

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Dotted path of the member.
    pub path: String,
    /// A detail code of the API, such as `rest_property_required`.
    pub code: &'static str,
    /// What is wrong, in words.
    pub message: String,
}

impl Fault {
    /// A fault at `path`.
    pub fn new(path: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { path: path.into(), code, message: message.into() }
    }
}

impl From<TemplateFault> for Fault {
    fn from(fault: TemplateFault) -> Self {
        Self::new(fault.path, "growffinity_rest_template_invalid", fault.message)
    }
}
