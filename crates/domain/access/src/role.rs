//! Roles, and what each of them may do.

use growffinity_kernel::named_enum;

use crate::keys::Scope;

named_enum!(
    /// What a user is in the shop.
    Role {
        /// May do everything.
        Owner = "owner",
        /// May do the daily work: everything but users and settings.
        Member = "member",
        /// May look at the shop's data, change nothing.
        Viewer = "viewer",
    }
);

named_enum!(
    /// One right that a route asks for.
    Permission {
        /// Look at customers, their orders and stores.
        CustomersRead = "customers:read",
        /// Make and change customers and orders.
        CustomersWrite = "customers:write",
        /// Make, change and delete stores, and set what they are reached with.
        StoresWrite = "stores:write",
        /// Look at segments and their members.
        SegmentsRead = "segments:read",
        /// Make, change, refresh and delete segments.
        SegmentsWrite = "segments:write",
        /// Look at campaigns and their stats.
        CampaignsRead = "campaigns:read",
        /// Make, change and send campaigns.
        CampaignsWrite = "campaigns:write",
        /// Look at webhooks and their deliveries.
        WebhooksRead = "webhooks:read",
        /// Make, change and delete webhooks, and have them told again.
        WebhooksWrite = "webhooks:write",
        /// Look at users and their application passwords.
        UsersRead = "users:read",
        /// Make users, change them, give and take application passwords.
        UsersWrite = "users:write",
        /// Look at the audit log.
        AuditRead = "audit:read",
        /// Look at the installation's settings.
        SettingsRead = "settings:read",
        /// Change the installation's settings.
        SettingsWrite = "settings:write",
    }
);

impl Role {
    /// Whether someone with this role has the right `permission`.
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::CustomersRead | Permission::SegmentsRead | Permission::CampaignsRead => true,
            Permission::CustomersWrite | Permission::SegmentsWrite | Permission::CampaignsWrite => {
                matches!(self, Self::Owner | Self::Member)
            }
            Permission::StoresWrite
            | Permission::WebhooksRead
            | Permission::WebhooksWrite
            | Permission::AuditRead
            | Permission::UsersRead
            | Permission::UsersWrite
            | Permission::SettingsRead
            | Permission::SettingsWrite => {
                matches!(self, Self::Owner)
            }
        }
    }
}

impl Permission {
    /// Whether it changes something.
    pub const fn writes(self) -> bool {
        match self {
            Self::CustomersWrite
            | Self::StoresWrite
            | Self::SegmentsWrite
            | Self::CampaignsWrite
            | Self::WebhooksWrite
            | Self::UsersWrite
            | Self::SettingsWrite => true,
            Self::CustomersRead
            | Self::SegmentsRead
            | Self::CampaignsRead
            | Self::WebhooksRead
            | Self::UsersRead
            | Self::AuditRead
            | Self::SettingsRead => false,
        }
    }

    /// The scope a key needs for it; `None` for what no key may do.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Self::CustomersRead | Self::CustomersWrite | Self::StoresWrite => Some(Scope::Customers),
            Self::SegmentsRead | Self::SegmentsWrite => Some(Scope::Segments),
            Self::CampaignsRead | Self::CampaignsWrite => Some(Scope::Campaigns),
            Self::WebhooksRead | Self::WebhooksWrite => Some(Scope::Webhooks),
            Self::AuditRead | Self::UsersRead | Self::UsersWrite | Self::SettingsRead | Self::SettingsWrite => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn each_role_may_what_the_reference_says() {
        let rights =
            |role: Role| Permission::ALL.iter().filter(|p| role.may(**p)).map(|p| p.as_str()).collect::<Vec<_>>();
        assert_eq!(rights(Role::Viewer), ["customers:read", "segments:read", "campaigns:read"]);
        assert_eq!(
            rights(Role::Member),
            [
                "customers:read",
                "customers:write",
                "segments:read",
                "segments:write",
                "campaigns:read",
                "campaigns:write"
            ]
        );
        assert_eq!(rights(Role::Owner).len(), Permission::ALL.len());
    }
}
