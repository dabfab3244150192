//! Ends the server that an owner left behind when it was killed.

use std::{fs, time::Duration};

use crate::{
    error::{Error, io},
    place::Place,
    postmaster::{self, Postmaster},
    process::{command_line, poll, signal},
};

/// Fast shutdown, then immediate, then none at all, each with its patience.
pub(crate) const WAYS: [(&str, Duration); 3] =
    [("INT", Duration::from_secs(20)), ("QUIT", Duration::from_secs(10)), ("KILL", Duration::from_secs(5))];

/// Leaves no server running on the place's data, and no pid file that would keep a new one from starting.
/// The caller owns the place, so nobody else relies on that server.
pub(crate) fn clear(place: &Place) -> Result<(), Error> {
    let data = place.data();
    let Some(Postmaster { pid, .. }) = Postmaster::read(&data) else { return Ok(()) };
    if postmaster::runs_on(pid, &data) {
        let ended = WAYS.iter().any(|&(name, patience)| {
            signal(pid, name).is_ok() && poll(patience, || (!postmaster::runs_on(pid, &data)).then_some(())).is_some()
        });
        return if ended { Ok(()) } else { Err(Error::WouldNotEnd { pid, data }) };
    }
    // A dead process's file PostgreSQL judges better itself (a backend may live on); but it takes any live process
    // of that number for its own kind.
    if command_line(pid).is_some() {
        let file = postmaster::file(&data);
        fs::remove_file(&file).map_err(io("remove", &file))?;
    }
    Ok(())
}
