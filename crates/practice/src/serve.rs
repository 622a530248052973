//! Starts and stops the tenant.

use crate::{
    Control, Welcome,
    app::{App, Shared},
    http,
    listen::Doors,
    persist,
    persist::PersistError,
    record::{self, Recorder},
    seed,
    seed::crowd::Size,
    state::{World, keys::KeyError},
    tls::{AuthorityFile, Place, Tls, TlsError, Wanted},
};
use doorward_domain::{Clock, Random};
use std::{
    fmt, io,
    net::{Ipv4Addr, Ipv6Addr},
    path::PathBuf,
    sync::Arc,
    sync::PoisonError,
    sync::RwLock,
    time::Duration,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::{CancellationToken, DropGuard};

/// How the tenant is to be run.
#[derive(Clone)]
pub struct Options {
    /// Port on 127.0.0.1; 0: the one used last time if it is free, else any.
    pub port: u16,
    /// Where the state is kept; `None`: in memory only.
    pub state_file: Option<PathBuf>,
    /// New objects can be read after this and are listed after twice this.
    pub lag: Duration,
    /// Every answer takes at least this long.
    pub latency: Duration,
    /// Milliseconds the tenant's clock is ahead of `clock`; negative: behind.
    pub clock_offset_ms: i64,
    /// Listen with TLS, with an authority made for this run.
    pub tls: bool,
    /// Further names in the server certificate, which are then answered to; loopback names are always in it.
    pub tls_names: Vec<String>,
    /// Where exchanges with Graph are written down; `None`: nowhere. At first what `DOORWARD_PRACTICE_RECORD` says.
    pub record: Option<PathBuf>,
    /// Decides ids and people of a fresh tenant.
    pub seed: u64,
    /// People, applications and groups added to a fresh tenant for size.
    pub size: Size,
    /// The present moment.
    pub clock: Arc<dyn Clock>,
    /// Chance: tokens, codes, keys' serial numbers.
    pub random: Arc<dyn Random>,
}

impl Options {
    /// Any port, in memory, a lag of 1.5 s, no latency.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self {
            port: 0,
            state_file: None,
            lag: Duration::from_millis(1_500),
            latency: Duration::ZERO,
            clock_offset_ms: 0,
            tls: false,
            tls_names: Vec::new(),
            record: record::folder_from_environment(),
            seed: 1,
            size: Size::default(),
            clock,
            random,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("port", &self.port)
            .field("state_file", &self.state_file)
            .field("lag", &self.lag)
            .field("latency", &self.latency)
            .field("clock_offset_ms", &self.clock_offset_ms)
            .field("tls", &self.tls)
            .field("tls_names", &self.tls_names)
            .field("record", &self.record)
            .field("seed", &self.seed)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

/// The tenant could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The port is taken or not allowed.
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The port asked for.
        port: u16,
        /// The system's reason.
        source: io::Error,
    },
    /// Exchanges cannot be written down.
    #[error("cannot record into {}: {source}", folder.display())]
    Record {
        /// The folder asked for.
        folder: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The saved state cannot be used.
    #[error(transparent)]
    State(#[from] PersistError),
    /// A signing key could not be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// TLS could not be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// A running practice tenant. Dropping it stops it without waiting; [`Practice::stop`] waits until all is saved.
pub struct Practice {
    shared: Shared,
    welcome: Welcome,
    current: RwLock<Welcome>,
    stop: DropGuard,
    tasks: Vec<JoinHandle<()>>,
    /// Kept for its drop: a temporary file goes away with the tenant.
    authority: Option<AuthorityFile>,
}

impl fmt::Debug for Practice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Practice").field("login", &self.welcome.login).finish_non_exhaustive()
    }
}

/// Starts a practice tenant: loads or seeds the state, listens, answers.
///
/// # Errors
/// The port is taken, the state file is unreadable, or no key could be made.
pub async fn serve(options: Options) -> Result<Practice, StartError> {
    let (options, world) = prepare(options).await?;
    let recorder = recorder(&options)?;
    let listener = listen(options.port, world.port).await?;
    let failed = |source| StartError::Listen { port: options.port, source };
    let port = listener.local_addr().map_err(failed)?.port();
    let (acceptor, authority) = secure(&options)?.unzip();
    let shared = Arc::new(App::new(options, world, recorder));
    shared.world().port = port;
    shared.changed.notify_one();
    let welcome = welcome(&shared, port, authority.as_ref());
    let stop = CancellationToken::new();
    let doors = Doors { router: http::router(Arc::clone(&shared)), tls: acceptor };
    let mut tasks = Vec::new();
    // Where `localhost` means ::1 first; a system without it does without.
    if let Ok(other) = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).await {
        tasks.push(tokio::spawn(doors.clone().keep_open(other, stop.clone())));
    }
    tasks.push(tokio::spawn(doors.keep_open(listener, stop.clone())));
    tasks.push(tokio::spawn(keep_saved(Arc::clone(&shared), stop.clone())));
    let current = RwLock::new(welcome.clone());
    Ok(Practice { shared, welcome, current, stop: stop.drop_guard(), tasks, authority })
}

/// Makes the certificates and publishes the authority's, where TLS is asked for.
fn secure(options: &Options) -> Result<Option<(TlsAcceptor, AuthorityFile)>, TlsError> {
    if !options.tls {
        return Ok(None);
    }
    let random = options.random.as_ref();
    let wanted = Wanted {
        names: &options.tls_names,
        now: options.clock.now(),
        serials: [random.uuid(), random.uuid()],
    };
    let tls = Tls::make(&wanted)?;
    let place = match &options.state_file {
        Some(state) => Place::Beside(state),
        None => Place::Temporary(random.uuid()),
    };
    let file = tls.publish(&place)?;
    Ok(Some((tls.acceptor, file)))
}

/// The file that exchanges are written down in, where that is asked for.
fn recorder(options: &Options) -> Result<Option<Recorder>, StartError> {
    let Some(folder) = &options.record else { return Ok(None) };
    let opened = Recorder::open(folder, options.random.as_ref());
    opened.map(Some).map_err(|source| StartError::Record { folder: folder.clone(), source })
}

/// Loads or seeds the state on a thread that may block: making keys takes a few tenths of a second.
async fn prepare(options: Options) -> Result<(Options, World), StartError> {
    let work = move || {
        let saved = options.state_file.as_deref().map(persist::load).transpose()?.flatten();
        let ahead = time::Duration::milliseconds(options.clock_offset_ms);
        let now = options.clock.now();
        let now = now.checked_add(ahead).unwrap_or(now);
        let world = match saved {
            Some(mut world) => {
                // Whatever was on its way arrived while nobody looked, even if the clock has another offset now.
                world.directory.clock_moved(time::PrimitiveDateTime::MAX.assume_utc(), now);
                world
            }
            None => {
                let soil = seed::Soil {
                    seed: options.seed,
                    now,
                    random: options.random.as_ref(),
                    size: options.size,
                };
                seed::grow(&soil)?
            }
        };
        Ok((options, world))
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

async fn listen(wanted: u16, last: u16) -> Result<TcpListener, StartError> {
    if wanted == 0
        && last != 0
        && let Ok(listener) = TcpListener::bind((Ipv4Addr::LOCALHOST, last)).await
    {
        return Ok(listener);
    }
    TcpListener::bind((Ipv4Addr::LOCALHOST, wanted))
        .await
        .map_err(|source| StartError::Listen { port: wanted, source })
}

fn welcome(shared: &App, port: u16, authority: Option<&AuthorityFile>) -> Welcome {
    let origin = format!("{}://127.0.0.1:{port}", shared.scheme());
    let world = shared.world();
    Welcome {
        login: origin.clone(),
        graph: origin.clone(),
        tenant_id: world.tenant.id.to_string(),
        domain: world.tenant.default_domain().to_owned(),
        client_id: world.client.to_string(),
        accounts: world.accounts.clone(),
        control: Control { url: format!("{origin}/control"), token: shared.control_token.clone() },
        ca_file: authority.map(|file| file.path.clone()),
    }
}

/// A tenant with more generated objects than this is saved only when it stops.
const LARGE: usize = 5_000;

/// Writes the state a moment after it changed, and once more at the end.
async fn keep_saved(shared: Shared, stop: CancellationToken) {
    let Some(path) = shared.options.state_file.clone() else { return };
    loop {
        let stopping = tokio::select! {
            () = shared.changed.notified() => false,
            () = stop.cancelled() => true,
        };
        if !stopping {
            // Writing down a tenant made for size takes seconds: that is done once, at the end.
            if shared.world().directory.settings.generated > LARGE {
                continue;
            }
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(150)) => {}
                () = stop.cancelled() => {}
            }
        }
        let snapshot = {
            let mut world = shared.world();
            world.sign_in.forget_expired(shared.now());
            persist::snapshot(&world)
        };
        let target = path.clone();
        let written =
            tokio::task::spawn_blocking(move || snapshot.map(|bytes| persist::save(&target, &bytes)));
        match written.await {
            Ok(Ok(Ok(()))) => {}
            Ok(Ok(Err(error))) => tracing::error!(%error, "the practice tenant was not saved"),
            Ok(Err(error)) => tracing::error!(%error, "the practice tenant cannot be written down"),
            Err(error) => tracing::error!(%error, "the practice tenant was not saved"),
        }
        if stopping {
            return;
        }
    }
}

impl Practice {
    /// Addresses and accounts, as they were at the start.
    #[must_use]
    pub fn welcome(&self) -> &Welcome {
        &self.welcome
    }

    /// Addresses and accounts as they are now: differs from [`Practice::welcome`] after a reset, which gives the
    /// accounts new passwords.
    #[must_use]
    pub fn current_welcome(&self) -> Welcome {
        let mut current = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        current.accounts.clone_from(&self.shared.world().accounts);
        current
    }

    /// Stops listening, lets open requests end (two seconds at most), saves the state.
    pub async fn stop(mut self) {
        self.stop.disarm().cancel();
        // The last task saves, which for a large tenant takes its time; a half-written state helps nobody.
        if let Some(saving) = self.tasks.pop()
            && let Err(error) = saving.await
        {
            tracing::error!(%error, "the practice tenant was not saved");
        }
        for mut task in self.tasks {
            if tokio::time::timeout(Duration::from_secs(2), &mut task).await.is_err() {
                // A client that never hangs up must not keep the program alive.
                task.abort();
            }
        }
        drop(self.authority);
    }

    /// Throws the tenant away and starts a new one on the same port.
    pub async fn reset(&self) {
        let shared = Arc::clone(&self.shared);
        let done = tokio::task::spawn_blocking(move || shared.start_anew()).await;
        match done {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the practice tenant could not be made anew"),
            Err(error) => tracing::error!(%error, "the practice tenant could not be made anew"),
        }
    }
}
