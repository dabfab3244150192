//! What a caller proved who they are with, and what it lets them do.

use growffinity_kernel::ApiKeyId;
use uuid::Uuid;

use crate::{
    Permission, Plan, Principal, Role,
    keys::{KeyPermissions, Scope},
};

/// What a caller proved who they are with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// One of the user's application passwords; it may do what the user may.
    ApplicationPassword(Uuid),
    /// One of the user's API keys.
    ApiKey(KeyGrant),
}

/// What an API key lets its bearer do, within what its user may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyGrant {
    /// Which key.
    pub id: ApiKeyId,
    /// What it is called.
    pub name: String,
    /// Whether it reads, writes or both.
    pub permissions: KeyPermissions,
    /// The parts of the shop it is for; empty for all.
    pub scopes: Vec<Scope>,
    /// How fast it may call.
    pub plan: Plan,
}

/// Why a caller may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The user's role does not include it, or no key ever does.
    #[error("the caller's role does not include this")]
    Role,
    /// The key does not read.
    #[error("the key does not have read permissions")]
    KeyDoesNotRead,
    /// The key does not write.
    #[error("the key does not have write permissions")]
    KeyDoesNotWrite,
    /// The key is for other parts of the shop.
    #[error("the key lacks the scope {0}")]
    Scope(Scope),
}

impl Principal {
    /// Whether this caller may do what `permission` stands for.
    ///
    /// # Errors
    /// The first [`Refusal`] of: the role's, the key's permissions', the key's scopes'.
    pub fn may(&self, permission: Permission) -> Result<(), Refusal> {
        may(self.user.role, &self.credential, permission)
    }

    /// How fast this caller may call: the key's plan, or the user's for an application password.
    pub fn plan(&self) -> Plan {
        match &self.credential {
            Credential::ApplicationPassword(_) => self.user.plan,
            Credential::ApiKey(key) => key.plan,
        }
    }

    /// What this caller's requests are counted under.
    pub fn rate_key(&self) -> String {
        match &self.credential {
            Credential::ApplicationPassword(uuid) => format!("password:{uuid}"),
            Credential::ApiKey(key) => format!("key:{}", key.id),
        }
    }
}

/// What `role`, acting by `credential`, may do: the role's rights, less what a key leaves out.
fn may(role: Role, credential: &Credential, permission: Permission) -> Result<(), Refusal> {
    if !role.may(permission) {
        return Err(Refusal::Role);
    }
    let Credential::ApiKey(key) = credential else { return Ok(()) };
    let scope = permission.scope().ok_or(Refusal::Role)?;
    if permission.writes() && !key.permissions.write() {
        return Err(Refusal::KeyDoesNotWrite);
    }
    if !permission.writes() && !key.permissions.read() {
        return Err(Refusal::KeyDoesNotRead);
    }
    if key.scopes.is_empty() || key.scopes.contains(&scope) { Ok(()) } else { Err(Refusal::Scope(scope)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(permissions: KeyPermissions, scopes: &[Scope]) -> Credential {
        Credential::ApiKey(KeyGrant {
            id: ApiKeyId::new(4).unwrap(),
            name: "bar".to_owned(),
            permissions,
            scopes: scopes.to_vec(),
            plan: Plan::Standard,
        })
    }

    #[test]
    fn a_key_does_what_its_role_its_permissions_and_its_scopes_all_allow() {
        use KeyPermissions::{Read, ReadWrite, Write};
        use Permission::{CampaignsRead, CustomersRead, CustomersWrite, SegmentsRead, UsersRead};
        let password = Credential::ApplicationPassword(Uuid::nil());
        let customers = [Scope::Customers];
        let table = [
            (Role::Owner, password.clone(), UsersRead, Ok(())),
            (Role::Viewer, password.clone(), CustomersWrite, Err(Refusal::Role)),
            (Role::Viewer, password, CustomersRead, Ok(())),
            (Role::Owner, key(Read, &[]), CustomersRead, Ok(())),
            (Role::Owner, key(Read, &[]), CustomersWrite, Err(Refusal::KeyDoesNotWrite)),
            (Role::Owner, key(Write, &[]), CustomersWrite, Ok(())),
            (Role::Owner, key(Write, &[]), CustomersRead, Err(Refusal::KeyDoesNotRead)),
            (Role::Owner, key(ReadWrite, &[]), CampaignsRead, Ok(())),
            (Role::Owner, key(ReadWrite, &customers), CustomersWrite, Ok(())),
            (Role::Owner, key(ReadWrite, &customers), SegmentsRead, Err(Refusal::Scope(Scope::Segments))),
            (Role::Owner, key(ReadWrite, &[]), UsersRead, Err(Refusal::Role)),
            (Role::Viewer, key(ReadWrite, &[]), CustomersWrite, Err(Refusal::Role)),
            (Role::Viewer, key(ReadWrite, &[]), CustomersRead, Ok(())),
            (Role::Member, key(ReadWrite, &customers), CustomersWrite, Ok(())),
        ];
        for (role, credential, permission, outcome) in table {
            assert_eq!(may(role, &credential, permission), outcome, "{role} {credential:?} {permission}");
        }
    }

    #[test]
    fn no_key_does_more_than_its_user() {
        for role in Role::ALL {
            for permission in Permission::ALL {
                for permissions in KeyPermissions::ALL {
                    let allowed = may(*role, &key(*permissions, &[]), *permission).is_ok();
                    assert!(!allowed || role.may(*permission), "{role} {permissions} {permission}");
                }
            }
        }
    }
}
