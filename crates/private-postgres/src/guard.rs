//! Ends a tests' server whose owner is killed: an interrupted test run must not leave one server a test behind.

use std::{
    os::unix::process::CommandExt,
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{
    account::Account,
    error::{Error, io},
};

/// A shell that waits for the end of a pipe only we hold, and then stops the server.
#[derive(Debug)]
pub(crate) struct Guard {
    shell: Child,
}

impl Guard {
    pub(crate) fn over(pid: u32, account: Account) -> Result<Self, Error> {
        let mut command = Command::new("sh");
        command.args(["-c", "read -r line; kill -s INT \"$1\"", "sh", &pid.to_string()]);
        account.apply(&mut command);
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let shell = command.spawn().map_err(io("run", Path::new("sh")))?;
        Ok(Self { shell })
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        // Before its pipe ends: the server is gone by now, and its number may be another's.
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}
