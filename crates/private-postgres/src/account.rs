//! Which account PostgreSQL runs as: ours, or as root an unprivileged one.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

use crate::error::{Error, io};

/// The account the server's processes run as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Account {
    /// The one this process runs as.
    Ours { uid: u32 },
    /// Another, which this process (root) drops to.
    Dropped { uid: u32, gid: u32 },
}

impl Account {
    pub(crate) fn uid(self) -> u32 {
        match self {
            Self::Ours { uid } | Self::Dropped { uid, .. } => uid,
        }
    }

    /// Makes `command` run as this account, in a folder every account can stand in.
    pub(crate) fn apply(self, command: &mut Command) {
        command.current_dir("/");
        if let Self::Dropped { uid, gid } = self {
            command.uid(uid).gid(gid);
        }
    }

    /// Gives `path` to this account.
    pub(crate) fn give(self, path: &Path) -> Result<(), Error> {
        match self {
            Self::Ours { .. } => Ok(()),
            Self::Dropped { uid, gid } => {
                std::os::unix::fs::chown(path, Some(uid), Some(gid)).map_err(io("give away", path))
            }
        }
    }

    /// Whether this account can stand in `folder`, asked of the system itself: permission bits don't tell all.
    pub(crate) fn reaches(self, folder: &Path) -> Result<bool, Error> {
        if matches!(self, Self::Ours { .. }) {
            return Ok(true);
        }
        let mut command = Command::new("sh");
        command.args(["-c", "cd -- \"$1\"", "sh"]).arg(folder);
        self.apply(&mut command);
        let status = command.stdin(Stdio::null()).stderr(Stdio::null()).status().map_err(io("ask about", folder))?;
        Ok(status.success())
    }
}

/// The account to run as. `data`, where they exist, decide: only their owner may run PostgreSQL on them.
pub(crate) fn choose(data: &Path) -> Result<Account, Error> {
    let ours = our_uid()?;
    let owner = fs::metadata(data).ok().map(|found| (found.uid(), found.gid()));
    match owner {
        Some((uid, _)) if uid == ours && ours != 0 => Ok(Account::Ours { uid }),
        Some((uid, gid)) if ours == 0 && uid != 0 => Ok(Account::Dropped { uid, gid }),
        Some((uid, _)) => Err(Error::NotOurs { path: data.to_owned(), uid }),
        None if ours != 0 => Ok(Account::Ours { uid: ours }),
        None => {
            let passwd = Path::new("/etc/passwd");
            unprivileged(&fs::read_to_string(passwd).map_err(io("read", passwd))?).ok_or(Error::NoAccount)
        }
    }
}

/// This process's uid. The standard library can't tell, so the system's own program does.
pub(crate) fn our_uid() -> Result<u32, Error> {
    let answer = Command::new("id").arg("-u").output().map_err(io("run", Path::new("id")))?;
    let text = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
    text.parse().map_err(|_| Error::Program { program: "id -u".to_owned(), detail: text })
}

/// The account `postgres`, else `nobody`, of a passwd file's text.
fn unprivileged(passwd: &str) -> Option<Account> {
    ["postgres", "nobody"].into_iter().find_map(|name| {
        let fields: Vec<&str> = passwd
            .lines()
            .map(|line| line.split(':').collect())
            .find(|fields: &Vec<&str>| fields.first() == Some(&name))?;
        let (uid, gid) = (fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?);
        (uid != 0).then_some(Account::Dropped { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n";

    #[test]
    fn the_postgres_account_is_preferred() {
        let passwd = format!("{PASSWD}postgres:x:101:104::/var/lib/postgresql:/bin/bash\n");
        assert_eq!(unprivileged(&passwd), Some(Account::Dropped { uid: 101, gid: 104 }));
    }

    #[test]
    fn nobody_does_where_there_is_no_postgres() {
        assert_eq!(unprivileged(PASSWD), Some(Account::Dropped { uid: 65534, gid: 65534 }));
    }

    #[test]
    fn root_under_another_name_is_not_taken() {
        assert_eq!(unprivileged("postgres:x:0:0::/:/bin/sh\n"), None);
        assert_eq!(unprivileged("postgres:x\nnot a line\n"), None);
    }
}
