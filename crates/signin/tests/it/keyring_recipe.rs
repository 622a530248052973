//! The real keyring, without a display: the test starts itself again inside a private session bus, with and without a
//! secret service, locked and unlocked.

use crate::{
    server::{Server, tokens},
    world::{Dice, Hands, sign_in},
};
use doorward_signin::{CacheSettings, KeyringTrouble, Sealing, SealingChoice, SealingReport, TokenCache};
use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
    sync::Arc,
    time::Duration,
};
use tempfile::TempDir;

/// Set for the inner run: the profile directory to open.
const PROFILE: &str = "DOORWARD_TEST_KEYRING_PROFILE";

fn installed(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(|place| place.join(program).is_file()))
}

/// The session bus that a run finds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Bus {
    None,
    /// A bus that can start no service.
    Empty,
    Ordinary,
}

const EMPTY_BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"#;

/// Runs [`inner`] inside `shell`, a shell line in which `"$@"` stands for this test.
fn run(home: &Path, shell: &str, bus: Bus) -> String {
    let runtime = home.join("run");
    fs::create_dir_all(&runtime).unwrap();
    let mut command = match bus {
        Bus::None => Command::new("sh"),
        Bus::Empty | Bus::Ordinary => Command::new("dbus-run-session"),
    };
    if bus == Bus::Empty {
        let config = home.join("empty-bus.conf");
        fs::write(&config, EMPTY_BUS).unwrap();
        command.arg("--config-file").arg(config);
    }
    if bus != Bus::None {
        command.args(["--", "sh"]);
    }
    command.args(["-c", shell, "sh"]).arg(env::current_exe().unwrap());
    command.args(["--exact", "keyring_recipe::inner", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("DBUS_SESSION_BUS_ADDRESS");
    command.env("HOME", home).env("XDG_RUNTIME_DIR", &runtime).env("XDG_DATA_HOME", home.join("data"));
    command.env(PROFILE, home.join("profile"));
    let Output { stdout, stderr, .. } = command.output().unwrap();
    let text = String::from_utf8_lossy(&stdout).into_owned();
    let line = text.lines().find_map(|line| line.split_once("REPORT ").map(|(_, rest)| rest.to_owned()));
    line.unwrap_or_else(|| panic!("no report\n{text}\n{}", String::from_utf8_lossy(&stderr)))
}

const UNLOCKED: &str =
    "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null; sleep 0.5; exec \"$@\"";
const LOCKED: &str =
    "printf other | gnome-keyring-daemon --unlock --components=secrets >/dev/null; sleep 0.5; exec \"$@\"";
const BARE: &str = "exec \"$@\"";

/// Opens the cache with the system's keyring, keeps an account if there is none, and prints what happened.
#[test]
#[ignore = "runs inside the session that the test below prepares"]
fn inner() {
    let Some(profile) = env::var_os(PROFILE) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let settings = CacheSettings::new(profile, SealingChoice::Automatic, Arc::new(Dice));
        let settings = CacheSettings { keyring_limit: Duration::from_secs(10), ..settings };
        let (cache, report): (TokenCache, SealingReport) = TokenCache::open(settings).await.unwrap();
        let before = cache.accounts().len();
        if before == 0 && report.sealing == Sealing::Keyring {
            let server = Server::start().await;
            server.token_answers([tokens("kept")]);
            cache.add(sign_in(&server, &Hands::new()).await.unwrap()).await.unwrap();
        }
        let why = report.why.as_ref().map_or("none", KeyringTrouble::code);
        println!("REPORT {:?} {why} {before}", report.sealing);
    });
}

#[test]
fn the_systems_keyring_in_all_its_moods() {
    if !cfg!(target_os = "linux") || !installed("gnome-keyring-daemon") || !installed("dbus-run-session") {
        println!("skipped: no gnome-keyring");
        return;
    }
    let home = TempDir::new().unwrap();
    assert_eq!(run(home.path(), BARE, Bus::None), "Memory keyring_missing 0", "no session bus");
    assert_eq!(
        run(home.path(), BARE, Bus::Empty),
        "Memory keyring_missing 0",
        "a bus, but no secret service"
    );
    assert_eq!(run(home.path(), UNLOCKED, Bus::Ordinary), "Keyring none 0", "an unlocked keyring seals");
    assert_eq!(run(home.path(), UNLOCKED, Bus::Ordinary), "Keyring none 1", "and gives the account back");
    assert_eq!(
        run(home.path(), LOCKED, Bus::Ordinary),
        "Memory keyring_locked 0",
        "locked, and nobody to ask"
    );
    assert_eq!(run(home.path(), UNLOCKED, Bus::Ordinary), "Keyring none 1", "nothing was lost meanwhile");
}
