//! A store in memory that counts how often it is asked.

use std::{
    net::IpAddr,
    sync::{
        Mutex,
        atomic::{AtomicU32, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use growffinity_access::{
    AccessStore, ApplicationPassword, PasswordName, Role, SignIn, User, UserChange, UserDraft, UserInsertion,
    UserQuery, UserRemoval, UserUpdate,
};
use growffinity_kernel::{Page, Random, StoreError, UserId};
use uuid::Uuid;

#[derive(Default)]
pub struct MemoryStore {
    rows: Mutex<Vec<SignIn>>,
    pub asked: AtomicU32,
    pub written: AtomicU32,
}

impl MemoryStore {
    pub fn forget_passwords(&self) {
        self.rows.lock().unwrap().iter_mut().for_each(|row| row.passwords.clear());
    }
}

#[async_trait]
impl AccessStore for MemoryStore {
    async fn find_sign_in(&self, name: &str) -> Result<Option<SignIn>, StoreError> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let rows = self.rows.lock().unwrap();
        let is = |text: &str| text.eq_ignore_ascii_case(name);
        Ok(rows.iter().find(|row| is(row.user.login.as_str()) || is(row.user.email.as_str())).cloned())
    }

    async fn insert_user(&self, user: &UserDraft, password: &ApplicationPassword) -> Result<UserInsertion, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        if rows.iter().any(|row| row.user.login.as_str().eq_ignore_ascii_case(user.login.as_str())) {
            return Ok(UserInsertion::LoginTaken);
        }
        if rows.iter().any(|row| row.user.email == user.email) {
            return Ok(UserInsertion::EmailTaken);
        }
        let user = User {
            id: UserId::new(i64::try_from(rows.len()).unwrap() + 1).unwrap(),
            login: user.login.clone(),
            email: user.email.clone(),
            name: user.name.clone(),
            role: user.role,
            plan: user.plan,
            status: user.status,
            created_at: user.created_at,
            modified_at: user.created_at,
        };
        rows.push(SignIn { user: user.clone(), passwords: vec![password.clone()] });
        Ok(UserInsertion::Stored(user))
    }

    async fn insert_password(&self, user: UserId, password: &ApplicationPassword) -> Result<bool, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.user.id == user);
        Ok(row.map(|row| row.passwords.push(password.clone())).is_some())
    }

    async fn record_use(&self, uuid: Uuid, at: DateTime<Utc>, ip: Option<IpAddr>) -> Result<(), StoreError> {
        self.written.fetch_add(1, Ordering::Relaxed);
        let mut rows = self.rows.lock().unwrap();
        let mut passwords = rows.iter_mut().flat_map(|row| row.passwords.iter_mut());
        if let Some(password) = passwords.find(|password| password.uuid == uuid) {
            password.last_used_at = Some(at);
            password.last_ip = ip;
        }
        Ok(())
    }

    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.iter().find(|row| row.user.id == id).map(|row| row.user.clone()))
    }

    async fn list_users(&self, _query: &UserQuery) -> Result<Page<User>, StoreError> {
        let rows = self.rows.lock().unwrap();
        let items: Vec<User> = rows.iter().map(|row| row.user.clone()).collect();
        Ok(Page { total: u64::try_from(items.len()).unwrap(), items })
    }

    async fn list_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.iter().find(|row| row.user.id == user).map(|row| row.passwords.clone()).unwrap_or_default())
    }

    async fn rename_password(
        &self,
        user: UserId,
        uuid: Uuid,
        name: &PasswordName,
    ) -> Result<Option<ApplicationPassword>, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        let of_user = rows.iter_mut().filter(|row| row.user.id == user);
        let found = of_user.flat_map(|row| row.passwords.iter_mut()).find(|password| password.uuid == uuid);
        Ok(found.map(|password| {
            password.name = name.clone();
            password.clone()
        }))
    }

    async fn delete_password(&self, user: UserId, uuid: Uuid) -> Result<Option<ApplicationPassword>, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        let Some(row) = rows.iter_mut().find(|row| row.user.id == user) else { return Ok(None) };
        let place = row.passwords.iter().position(|password| password.uuid == uuid);
        Ok(place.map(|place| row.passwords.remove(place)))
    }

    async fn delete_passwords(&self, user: UserId) -> Result<u64, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        let row = rows.iter_mut().find(|row| row.user.id == user);
        Ok(row.map_or(0, |row| u64::try_from(row.passwords.drain(..).count()).unwrap()))
    }

    async fn update_user(&self, id: UserId, change: &UserChange, at: DateTime<Utc>) -> Result<UserUpdate, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        if change.role.is_some_and(|role| role != Role::Owner) && is_last_owner(&rows, id) {
            return Ok(UserUpdate::LastOwner);
        }
        let Some(row) = rows.iter_mut().find(|row| row.user.id == id) else { return Ok(UserUpdate::Unknown) };
        row.user.role = change.role.unwrap_or(row.user.role);
        row.user.plan = change.plan.unwrap_or(row.user.plan);
        row.user.name = change.name.clone().unwrap_or_else(|| row.user.name.clone());
        row.user.modified_at = at;
        Ok(UserUpdate::Stored(row.user.clone()))
    }

    async fn delete_user(&self, id: UserId) -> Result<UserRemoval, StoreError> {
        let mut rows = self.rows.lock().unwrap();
        if is_last_owner(&rows, id) {
            return Ok(UserRemoval::LastOwner);
        }
        let place = rows.iter().position(|row| row.user.id == id);
        Ok(place.map_or(UserRemoval::Unknown, |place| UserRemoval::Removed(rows.remove(place).user)))
    }
}

fn is_last_owner(rows: &[SignIn], id: UserId) -> bool {
    rows.iter().filter(|row| row.user.role == Role::Owner).all(|row| row.user.id == id)
        && rows.iter().any(|row| row.user.id == id && row.user.role == Role::Owner)
}

/// A generator that is the same in every run.
#[derive(Default)]
pub struct SeededRandom(AtomicU64);

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let step = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            let mixed = (step ^ (step >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            *byte = (mixed ^ (mixed >> 29)).to_le_bytes()[3];
        }
    }
}
