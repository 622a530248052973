//! What survives a restart, and what must not lie about on the disk.

use crate::{
    server::{Server, tokens},
    world::{Dice, Hands, context, sign_in},
};
use doorward_signin::{
    CacheError, CacheSettings, Discarded, KeyStore, KeyringTrouble, Sealing, SealingChoice, SealingReport,
    TokenCache,
};
use secrecy::ExposeSecret;
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;
use zeroize::Zeroizing;

/// A keyring made of a map.
#[derive(Default)]
struct Drawer {
    secrets: Mutex<HashMap<String, Vec<u8>>>,
    trouble: Mutex<Option<KeyringTrouble>>,
    sleeps: Option<Duration>,
}

impl Drawer {
    fn check(&self) -> Result<(), KeyringTrouble> {
        if let Some(pause) = self.sleeps {
            std::thread::sleep(pause);
        }
        self.trouble.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl KeyStore for Drawer {
    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringTrouble> {
        self.check()?;
        Ok(self.secrets.lock().unwrap().get(name).cloned().map(Zeroizing::new))
    }
    fn set(&self, name: &str, secret: &[u8]) -> Result<(), KeyringTrouble> {
        self.check()?;
        self.secrets.lock().unwrap().insert(name.into(), secret.into());
        Ok(())
    }
    fn delete(&self, name: &str) -> Result<(), KeyringTrouble> {
        self.check()?;
        self.secrets.lock().unwrap().remove(name);
        Ok(())
    }
}

struct Home {
    profile: TempDir,
    keyring: Arc<Drawer>,
}

impl Home {
    fn new() -> Self {
        Self { profile: TempDir::new().unwrap(), keyring: Arc::default() }
    }

    async fn open(&self, choice: SealingChoice) -> Result<(TokenCache, SealingReport), CacheError> {
        let settings = CacheSettings::new(self.profile.path(), choice, Arc::new(Dice));
        let keyring: Arc<dyn KeyStore> = self.keyring.clone();
        TokenCache::open(CacheSettings { keyring, keyring_limit: Duration::from_millis(500), ..settings })
            .await
    }

    /// Opens and signs somebody in, with tokens marked `kept`.
    async fn with_account(&self, choice: SealingChoice) {
        let (server, clock) = (Server::start().await, Hands::new());
        server.token_answers([tokens("kept")]);
        let (cache, _) = self.open(choice).await.unwrap();
        cache.add(sign_in(&server, &clock).await.unwrap()).await.unwrap();
        assert!(cache.is_saved());
    }

    fn file(&self) -> PathBuf {
        self.profile.path().join("tokens.sealed")
    }

    fn aside(&self) -> PathBuf {
        self.profile.path().join("tokens.sealed.unreadable")
    }
}

fn passphrase(text: &str) -> SealingChoice {
    SealingChoice::Passphrase(text.to_owned().into())
}

/// The one account is there and its token is the one that was kept.
async fn assert_kept(cache: &TokenCache) {
    let accounts = cache.accounts();
    assert_eq!(accounts.len(), 1);
    let key = doorward_signin::AccountKey::of(&accounts[0].account);
    let tokens = cache.tokens(key, &context(&Hands::new())).unwrap();
    assert_eq!(tokens.bearer(false).await.unwrap().expose_secret(), "at-s3cret-kept");
}

fn assert_nothing_in_the_clear(directory: &Path) {
    for entry in fs::read_dir(directory).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        for mark in ["s3cret", "alex@contoso.com"] {
            assert!(
                !bytes.windows(mark.len()).any(|window| window == mark.as_bytes()),
                "{mark} lies in the clear"
            );
        }
    }
}

#[tokio::test]
async fn memory_leaves_nothing_behind() {
    let home = Home::new();
    home.with_account(SealingChoice::Memory).await;
    assert_eq!(fs::read_dir(home.profile.path()).unwrap().count(), 0);
    assert!(home.keyring.secrets.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_keyring_brings_the_accounts_back() {
    let home = Home::new();
    let (_, report) = home.open(SealingChoice::Automatic).await.unwrap();
    assert_eq!(report, SealingReport { sealing: Sealing::Keyring, why: None, discarded: None });
    assert!(home.keyring.secrets.lock().unwrap().is_empty(), "nobody signed in: no key, and no dummy left");
    home.with_account(SealingChoice::Automatic).await;
    assert_nothing_in_the_clear(home.profile.path());
    assert_eq!(home.keyring.secrets.lock().unwrap().len(), 1, "one key per profile");
    let (cache, _) = home.open(SealingChoice::Automatic).await.unwrap();
    assert_kept(&cache).await;
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.with_account(SealingChoice::Automatic).await;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&home.file()), 0o600);
    fs::set_permissions(home.file(), fs::Permissions::from_mode(0o644)).unwrap();
    home.open(SealingChoice::Automatic).await.unwrap();
    assert_eq!(mode(&home.file()), 0o600, "a mode that somebody loosened is repaired");
}

#[tokio::test]
async fn signing_out_the_last_account_removes_file_and_key() {
    let home = Home::new();
    home.with_account(SealingChoice::Automatic).await;
    let (cache, _) = home.open(SealingChoice::Automatic).await.unwrap();
    let key = doorward_signin::AccountKey::of(&cache.accounts()[0].account);
    cache.remove(key).await.unwrap();
    assert!(!home.file().exists());
    assert!(home.keyring.secrets.lock().unwrap().is_empty());
}

#[tokio::test]
async fn without_a_keyring_work_goes_on_in_memory_and_the_file_waits() {
    let home = Home::new();
    home.with_account(SealingChoice::Automatic).await;
    let before = fs::read(home.file()).unwrap();
    for trouble in [KeyringTrouble::Missing, KeyringTrouble::Locked] {
        *home.keyring.trouble.lock().unwrap() = Some(trouble.clone());
        let (cache, report) = home.open(SealingChoice::Automatic).await.unwrap();
        assert_eq!(report, SealingReport { sealing: Sealing::Memory, why: Some(trouble), discarded: None });
        assert!(cache.accounts().is_empty());
    }
    assert_eq!(fs::read(home.file()).unwrap(), before, "unlocking the keyring brings everything back");
}

#[tokio::test]
async fn a_keyring_that_never_answers_is_not_waited_for() {
    let mut home = Home::new();
    home.keyring = Arc::new(Drawer { sleeps: Some(Duration::from_secs(3)), ..Drawer::default() });
    let start = std::time::Instant::now();
    let (_, report) = home.open(SealingChoice::Automatic).await.unwrap();
    assert_eq!(report.why, Some(KeyringTrouble::TimedOut));
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_lost_key_or_a_damaged_file_is_set_aside_and_told() {
    let home = Home::new();
    home.with_account(SealingChoice::Automatic).await;
    home.keyring.secrets.lock().unwrap().clear();
    let (_, report) = home.open(SealingChoice::Automatic).await.unwrap();
    assert_eq!((report.sealing, report.discarded), (Sealing::Keyring, Some(Discarded::KeyLost)));
    assert!(home.aside().exists() && !home.file().exists());

    for damage in [b"".to_vec(), b"garbage without a line".to_vec(), b"{}\nrest".to_vec()] {
        fs::write(home.file(), damage).unwrap();
        let (_, report) = home.open(SealingChoice::Automatic).await.unwrap();
        assert_eq!(report.discarded, Some(Discarded::Damaged));
        let (_, report) = home.open(SealingChoice::Automatic).await.unwrap();
        assert_eq!(report.discarded, None, "told once");
    }
}

#[tokio::test]
async fn the_right_passphrase_opens_and_a_wrong_one_changes_nothing() {
    let home = Home::new();
    home.with_account(passphrase("correct horse")).await;
    assert_nothing_in_the_clear(home.profile.path());
    let before = fs::read(home.file()).unwrap();
    let wrong = home.open(passphrase("battery staple")).await.unwrap_err();
    assert!(matches!(wrong, CacheError::WrongPassphrase), "{wrong:?}");
    assert!(matches!(home.open(SealingChoice::Automatic).await, Err(CacheError::PassphraseNeeded)));
    assert!(matches!(home.open(passphrase("")).await, Err(CacheError::EmptyPassphrase)));
    assert_eq!(fs::read(home.file()).unwrap(), before, "a typing mistake costs nothing");
    let (cache, report) = home.open(passphrase("correct horse")).await.unwrap();
    assert_eq!(report, SealingReport { sealing: Sealing::Passphrase, why: None, discarded: None });
    assert_kept(&cache).await;
}

#[tokio::test]
async fn a_damaged_file_is_not_mistaken_for_a_wrong_passphrase() {
    let home = Home::new();
    home.with_account(passphrase("correct horse")).await;
    let mut bytes = fs::read(home.file()).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(home.file(), bytes).unwrap();
    let (_, report) = home.open(passphrase("correct horse")).await.unwrap();
    assert_eq!(report.discarded, Some(Discarded::Damaged));
}

#[tokio::test]
async fn another_version_of_the_file_is_refused_with_both_numbers() {
    let home = Home::new();
    for found in [0, 2] {
        let text = format!("{{\"format\":\"doorward-tokens\",\"version\":{found}}}\nsealed");
        fs::write(home.file(), &text).unwrap();
        let error = home.open(SealingChoice::Automatic).await.unwrap_err();
        assert!(matches!(error, CacheError::Version { found: seen, known: 1 } if seen == found), "{error:?}");
        assert_eq!(fs::read_to_string(home.file()).unwrap(), text, "nothing is changed");
    }
}

#[tokio::test]
async fn choosing_a_passphrase_later_carries_the_accounts_over() {
    let home = Home::new();
    home.with_account(SealingChoice::Automatic).await;
    let (cache, report) = home.open(passphrase("correct horse")).await.unwrap();
    assert_eq!(report.sealing, Sealing::Passphrase);
    assert_kept(&cache).await;
    assert!(home.keyring.secrets.lock().unwrap().is_empty(), "the keyring's key has no use any more");
    let (cache, _) = home.open(passphrase("correct horse")).await.unwrap();
    assert_kept(&cache).await;
}
