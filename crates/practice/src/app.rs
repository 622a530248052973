//! What all handlers share: the state behind one lock, the clock, chance, and the settings that can be turned.

use crate::{
    PracticeAccount, record::Recorder, seed, serve::Options, state::World, state::directory::Lag,
    state::keys::KeyError,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicI64, AtomicU64, Ordering},
};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::Notify;

/// Shared by every request.
pub(crate) struct App {
    world: Mutex<World>,
    pub(crate) options: Options,
    pub(crate) control_token: String,
    lag: AtomicU64,
    latency: AtomicU64,
    /// Milliseconds the tenant's clock is set ahead of the real one.
    offset: AtomicI64,
    /// Milliseconds that a fault puts on top of it.
    skew: AtomicI64,
    /// Set when exchanges with Graph are to be written down.
    pub(crate) recorder: Option<Recorder>,
    /// Rung whenever the state may have changed.
    pub(crate) changed: Notify,
}

/// The handle handlers hold.
pub(crate) type Shared = Arc<App>;

impl App {
    pub(crate) fn new(options: Options, world: World, recorder: Option<Recorder>) -> Self {
        let control_token = random_text(options.random.as_ref());
        Self {
            world: Mutex::new(world),
            control_token,
            recorder,
            lag: AtomicU64::new(milliseconds(options.lag)),
            latency: AtomicU64::new(milliseconds(options.latency)),
            offset: AtomicI64::new(options.clock_offset_ms),
            skew: AtomicI64::new(0),
            changed: Notify::new(),
            options,
        }
    }

    /// The state. Held for short, never across an await.
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        // A panic elsewhere must not close the tenant for everyone.
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `http`, or `https` with TLS.
    pub(crate) fn scheme(&self) -> &'static str {
        if self.options.tls { "https" } else { "http" }
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        let ahead = self.offset().saturating_add(self.skew.load(Ordering::Relaxed));
        let now = self.options.clock.now();
        now.checked_add(time::Duration::milliseconds(ahead)).unwrap_or(now)
    }

    /// Milliseconds the tenant's clock is set ahead of the real one; a fault's skew is not in it.
    pub(crate) fn offset(&self) -> i64 {
        self.offset.load(Ordering::Relaxed)
    }

    pub(crate) fn set_offset(&self, milliseconds: i64) {
        self.offset.store(milliseconds, Ordering::Relaxed);
    }

    /// Makes the clock wrong by so much more; zero ends it.
    pub(crate) fn set_skew(&self, milliseconds: i64) {
        self.skew.store(milliseconds, Ordering::Relaxed);
    }

    /// Changes the clock by `turn`, and takes along what depends on it.
    pub(crate) fn turn_clock(&self, world: &mut World, turn: impl FnOnce()) {
        let before = self.now();
        turn();
        world.directory.clock_moved(before, self.now());
    }

    pub(crate) fn lag(&self) -> Lag {
        let lag = Duration::from_millis(self.lag.load(Ordering::Relaxed));
        Lag(time::Duration::try_from(lag).unwrap_or(time::Duration::ZERO))
    }

    pub(crate) fn latency(&self) -> Duration {
        Duration::from_millis(self.latency.load(Ordering::Relaxed))
    }

    pub(crate) fn set_lag(&self, milliseconds: u64) {
        self.lag.store(milliseconds, Ordering::Relaxed);
    }

    pub(crate) fn set_latency(&self, milliseconds: u64) {
        self.latency.store(milliseconds, Ordering::Relaxed);
    }

    /// 256 random bits as URL-safe text.
    pub(crate) fn token(&self) -> String {
        random_text(self.options.random.as_ref())
    }

    /// Throws everything away and starts anew; accounts get new passwords, the port is remembered.
    pub(crate) fn start_anew(&self) -> Result<Vec<PracticeAccount>, KeyError> {
        let soil = seed::Soil {
            seed: self.options.seed,
            now: self.now(),
            random: self.options.random.as_ref(),
            size: self.options.size,
        };
        let mut fresh = seed::grow(&soil)?;
        let mut world = self.world();
        fresh.port = world.port;
        *world = fresh;
        self.changed.notify_one();
        Ok(world.accounts.clone())
    }
}

fn random_text(random: &dyn doorward_domain::Random) -> String {
    let mut bytes = [0; 32];
    random.fill(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
