//! What a body can say about a user.

use growffinity_access::{Login, Plan, Role, UserChange, invitations::NewInvitee};
use serde_json::{Value, json};

use crate::{
    rest::params::{At, Choice, Email, Fault, FromParams, Kind, Reader},
    v1::shared::{names_id, text},
};

const LONGEST_NAME: usize = 200;

/// The body of a create.
pub struct UserBody {
    /// Who is invited.
    pub new: NewInvitee,
    /// Whether it names an id.
    pub names_id: bool,
}

impl FromParams for UserBody {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let login = reader.field("login", LoginName).about("The name to sign in with; it stays.").required();
        let email = reader.field("email", Email).about("Where the invitation goes.").required();
        let name = text(reader, "name", LONGEST_NAME).unwrap_or_default();
        let role = reader.field("role", ROLES).about("What the user may do.").or(Role::Viewer);
        let plan = reader.field("plan", PLANS).about("How many requests a minute.").or(Plan::Standard);
        let new = NewInvitee { login: login?, email: email?, name, role, plan };
        Some(Self { new, names_id: names_id(reader) })
    }
}

/// The body of an update.
pub struct UserPatch(pub UserChange);

impl FromParams for UserPatch {
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self(UserChange {
            email: reader.field("email", Email).optional(),
            name: text(reader, "name", LONGEST_NAME),
            role: reader.field("role", ROLES).about("What the user may do.").optional(),
            plan: reader.field("plan", PLANS).about("How many requests a minute.").optional(),
        }))
    }
}

const ROLES: Choice<Role> = Choice { all: Role::ALL, name: Role::as_str };
const PLANS: Choice<Plan> = Choice { all: Plan::ALL, name: Plan::as_str };

/// A login.
struct LoginName;

impl Kind for LoginName {
    type Out = Login;

    fn parse(&self, value: &Value, at: &At<'_>, _zone: chrono_tz::Tz) -> Result<Login, Fault> {
        let Value::String(text) = value else {
            return Err(Fault::wrong_type(at, "string"));
        };
        text.parse().map_err(|_| {
            let words = format!("{at} must have 1 to 60 letters, digits, dots, hyphens and underscores.");
            Fault::new(at, "rest_invalid_pattern", words)
        })
    }

    fn schema(&self) -> Value {
        json!({"type": "string", "minLength": 1, "maxLength": 60, "pattern": "^[A-Za-z0-9_.-]+$"})
    }
}
