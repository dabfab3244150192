//! Which part of the house a crate belongs to, told from its folder.

/// A part of the house; the dependency table speaks of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    Kernel,
    Domain,
    Adapter,
    Api,
    Worker,
    Server,
    PrivatePostgres,
    Testkit,
    Xtask,
    /// A program that a bench builds on the product.
    XtaskBench,
    /// Helpers of xtask that must not make xtask itself slow to build.
    XtaskHelper,
}

impl Layer {
    /// The layer of a folder, or `None` for one the house does not know.
    pub fn of(folder: &str) -> Option<Self> {
        Some(match folder {
            "crates/domain/kernel" => Self::Kernel,
            "crates/api" => Self::Api,
            "crates/worker" => Self::Worker,
            "crates/server" => Self::Server,
            "crates/private-postgres" => Self::PrivatePostgres,
            "crates/testkit" => Self::Testkit,
            "xtask" => Self::Xtask,
            "xtask/layer" => Self::XtaskBench,
            "xtask/reference" | "xtask/book" => Self::XtaskHelper,
            _ if folder.starts_with("crates/domain/") => Self::Domain,
            _ if folder.starts_with("crates/adapters/") => Self::Adapter,
            _ => return None,
        })
    }

    /// Whether this layer is bound to pure crates.
    pub fn is_domain(self) -> bool {
        matches!(self, Self::Kernel | Self::Domain)
    }

    /// Whether a crate of this layer may name one of `other` (in its dev-dependencies, when `dev`).
    pub fn may_use(self, other: Self, dev: bool) -> bool {
        let proper = match self {
            Self::Kernel | Self::PrivatePostgres | Self::XtaskHelper => false,
            Self::Domain => other == Self::Kernel,
            Self::Adapter | Self::Api | Self::Worker => other.is_domain(),
            Self::Server => !matches!(other, Self::Testkit | Self::Xtask | Self::XtaskBench | Self::XtaskHelper),
            Self::Testkit | Self::XtaskBench => {
                !matches!(other, Self::Testkit | Self::Xtask | Self::XtaskBench | Self::XtaskHelper)
            }
            Self::Xtask => other == Self::PrivatePostgres,
        };
        let for_tests =
            dev && other == Self::Testkit && matches!(self, Self::Adapter | Self::Api | Self::Worker | Self::Server);
        proper || for_tests
    }

    /// How a breach names the layer and what it may use.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Kernel => "the kernel uses no crate of ours",
            Self::Domain => "a domain crate uses the kernel only",
            Self::Adapter => "an adapter uses domain crates only (and testkit in its tests)",
            Self::Api => "api uses domain crates only (and testkit in its tests)",
            Self::Worker => "worker uses domain crates only (and testkit in its tests)",
            Self::Server => "server uses everything but testkit (only in its tests) and xtask",
            Self::PrivatePostgres => "private-postgres uses no crate of ours",
            Self::Testkit => "testkit uses everything but xtask",
            Self::Xtask => "xtask uses private-postgres only",
            Self::XtaskBench => "a program that is measured uses everything but testkit and xtask",
            Self::XtaskHelper => "a helper of xtask uses no crate of ours",
        }
    }
}
