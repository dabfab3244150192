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
use growffinity_access::{AccessStore, ApplicationPassword, SignIn, User, UserDraft, UserInsertion};
use growffinity_kernel::{Page, Random, StoreError, UserId, Window};
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

    async fn list_users(&self, _window: Window) -> Result<Page<User>, StoreError> {
        let rows = self.rows.lock().unwrap();
        let items: Vec<User> = rows.iter().map(|row| row.user.clone()).collect();
        Ok(Page { total: u64::try_from(items.len()).unwrap(), items })
    }

    async fn list_passwords(&self, user: UserId) -> Result<Vec<ApplicationPassword>, StoreError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.iter().find(|row| row.user.id == user).map(|row| row.passwords.clone()).unwrap_or_default())
    }
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
