//! Closed sets of names: enums whose values are stored and shown as text.

/// An enum from its values and their names. It gets `ALL`, `NAMES`, `as_str`, `from_name` and [`Display`](std::fmt::Display).
///
/// ```
/// growffinity_kernel::named_enum!(
///     /// How it went.
///     Outcome {
///         /// Well.
///         Good = "good",
///         /// Badly.
///         Bad = "bad",
///     }
/// );
/// assert_eq!(Outcome::from_name("bad"), Some(Outcome::Bad));
/// assert_eq!(Outcome::NAMES, ["good", "bad"]);
/// ```
#[macro_export]
macro_rules! named_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)+ }

        impl $name {
            /// Every value, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Every name, in the same order.
            pub const NAMES: &'static [&'static str] = &[$($text,)+];

            /// The name, as stored and as shown.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The value of this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
