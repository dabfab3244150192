//! Logins that were refused: counted by address, and before any password work, so that guessing is not free.

use std::{
    collections::HashMap,
    future::Future,
    net::IpAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use growffinity_access::AuthenticationError;
use growffinity_kernel::{StoreError, UserId};
use tokio::sync::Semaphore;

use super::{
    ApiError, catalogue,
    rates::{Rate, address_key},
};
use crate::state::State;

/// Refused logins a minute from one address; not configurable, as no honest caller comes near it.
pub const REFUSED_LOGINS: u32 = 30;
/// Logins from one address that a node looks at together; further ones wait for their turn. While a login is looked at it
/// holds one of the places above, so that of many at once no more are looked at than may be refused. Few enough that
/// the honest callers of several nodes together never fill them.
const AT_ONCE: usize = 5;
/// A login is looked at in a millisecond: who waits longer than this waits for a database that does not answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why a login did not succeed.
#[derive(Debug)]
pub enum LoginFault {
    /// What was sent is wrong: this is counted.
    Refused(ApiError),
    /// The same, of credentials that claimed to be this user's.
    RefusedAs(UserId, ApiError),
    /// It could not be told.
    Failed(ApiError),
}

impl From<AuthenticationError> for LoginFault {
    fn from(error: AuthenticationError) -> Self {
        match error {
            AuthenticationError::UnknownUsername => Self::Refused(catalogue::INVALID_USERNAME.into()),
            AuthenticationError::UnknownEmail => Self::Refused(catalogue::INVALID_EMAIL.into()),
            AuthenticationError::IncorrectPassword(user) => Self::RefusedAs(user, catalogue::INCORRECT_PASSWORD.into()),
            AuthenticationError::Store(error) => error.into(),
        }
    }
}

impl From<StoreError> for LoginFault {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// A request that is counted by its refused login.
#[derive(Debug, Clone, Copy)]
pub struct Counted {
    /// By what.
    pub rate: Rate,
    /// The login; `None` when it was not looked at.
    pub refused_login: Option<RefusedLogin>,
}

/// Credentials that were looked at and found wrong.
#[derive(Debug, Clone, Copy)]
pub struct RefusedLogin {
    /// Whose they claimed to be, when there is somebody of that name.
    pub user: Option<UserId>,
}

/// Does `login` for a caller at `client`, unless too many from there were refused: then not even a right one is looked at.
/// `counted` is set to what a refused one was counted by.
///
/// # Errors
/// 429 for an address that was refused too often; else what came of the login.
pub async fn attempt<T, E: Into<LoginFault>>(
    client: Option<IpAddr>,
    app: &State,
    counted: &mut Option<Counted>,
    login: impl Future<Output = Result<T, E>>,
) -> Result<T, ApiError> {
    let key = address_key("refused", client);
    let turn = app.logins.turn(&key).await?;
    let rate = Rate::new(app.rates.hit(&key, REFUSED_LOGINS).await?, "logins");
    if let Some(refusal) = rate.refusal() {
        *counted = Some(Counted { rate, refused_login: None });
        return Err(refusal);
    }
    // Whoever hangs up before the end stays counted.
    let (outcome, refused) = match login.await.map_err(Into::into) {
        Ok(found) => (Ok(found), None),
        Err(LoginFault::Refused(error)) => (Err(error), Some(RefusedLogin { user: None })),
        Err(LoginFault::RefusedAs(user, error)) => (Err(error), Some(RefusedLogin { user: Some(user) })),
        Err(LoginFault::Failed(error)) => (Err(error), None),
    };
    if refused.is_some() {
        *counted = Some(Counted { rate, refused_login: refused });
        return outcome;
    }
    if let Err(error) = app.rates.give_back(&key).await {
        tracing::warn!(%error, "a login that was not refused stays counted for a minute");
    }
    drop(turn);
    outcome
}

/// The addresses from which logins are being looked at.
#[derive(Debug, Default)]
pub struct Logins(Mutex<HashMap<String, Address>>);

#[derive(Debug)]
struct Address {
    turns: Arc<Semaphore>,
    callers: usize,
}

/// A caller who waits for a turn or has it.
struct Turn<'a> {
    logins: &'a Logins,
    key: &'a str,
}

impl Logins {
    async fn turn<'a>(&'a self, key: &'a str) -> Result<impl Sized + use<'a>, ApiError> {
        let turns = {
            let mut addresses = self.lock();
            let new = || Address { turns: Arc::new(Semaphore::new(AT_ONCE)), callers: 0 };
            let address = addresses.entry(key.to_owned()).or_insert_with(new);
            address.callers += 1;
            Arc::clone(&address.turns)
        };
        let caller = Turn { logins: self, key };
        match tokio::time::timeout(PATIENCE, turns.acquire_owned()).await {
            Ok(Ok(permit)) => Ok((permit, caller)),
            Ok(Err(_)) | Err(_) => Err(catalogue::UNAVAILABLE.into()),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Address>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut addresses = self.logins.lock();
        if let Some(address) = addresses.get_mut(self.key) {
            address.callers -= 1;
            if address.callers == 0 {
                addresses.remove(self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Logins;

    #[actix_web::test]
    async fn an_address_is_forgotten_when_nobody_from_there_is_left() {
        let logins = Logins::default();
        let turns = futures::future::join_all((0..5).map(|_| logins.turn("a"))).await;
        assert!(turns.iter().all(Result::is_ok));
        let waiting = logins.turn("a");
        let gone = tokio::time::timeout(std::time::Duration::from_millis(10), waiting).await;
        assert!(gone.is_err(), "a sixth waits, and hangs up");
        assert!(logins.turn("b").await.is_ok(), "another address does not wait for it");
        drop(turns);
        assert!(logins.turn("a").await.is_ok());
        assert!(logins.lock().is_empty());
    }
}
