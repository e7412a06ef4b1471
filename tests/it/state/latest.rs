//! Which run is the newest.

use std::{
    fs,
    time::{Duration, SystemTime},
};

use exodial::journal::{event::Realm, state::StateFolder};

use super::{root, run};

#[test]
fn what_is_newest_in_virtual_time_is_what_was_made_last() {
    let root = root();
    let newest = |realm| {
        let state = StateFolder::open(root.path(), realm, "default").expect("it can be made");
        // The first one lives in a later time than the second.
        for (made, seconds) in [(1, 90), (2, 10)] {
            let run = run(&state, "welcome", seconds, vec![]);
            run.keep_policy(&b"settings"[..]).expect("there is room");
            let kept = fs::File::options().append(true).open(run.policy());
            let made = SystemTime::UNIX_EPOCH + Duration::from_secs(made);
            let kept = kept.and_then(|kept| kept.set_modified(made));
            kept.expect("its time can be set");
        }
        let newest = state.find_run("latest").expect("there is one");
        newest.name().to_owned()
    };
    assert_eq!(newest(Realm::Simulated), "welcome-20261123-053010");
    assert_eq!(newest(Realm::Exotel), "welcome-20261123-053130");
}
