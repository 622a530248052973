//! The practice tenant's control interface: its delays, and the troubles it is told to make.

use crate::{
    Console,
    contract::{
        ErrorCode, Nothing, PracticeView, WireError,
        practice::{PracticeFault, PracticeTrouble},
    },
};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// More than this many times helps nobody to learn.
const MOST: u32 = 100;

/// How the tenant behaves just now.
#[derive(Debug, Default)]
pub(super) struct Behaviour {
    pub(super) latency_ms: u32,
    pub(super) clock_offset_s: i32,
    pub(super) ordered: Vec<PracticeTrouble>,
}

#[derive(Deserialize)]
struct Ordered {
    faults: Vec<Order>,
}

/// An order as the tenant lists it; the name stays text, since it may know troubles that this page does not offer.
#[derive(Deserialize)]
struct Order {
    name: Value,
    count: u32,
    milliseconds: Option<i32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Delays {
    latency_ms: u32,
    clock_offset_ms: i64,
}

impl Console {
    /// Orders a trouble.
    ///
    /// # Errors
    /// `invalid_input` for none or more than a hundred times, or for an answer before its time; `unreachable` when the practice tenant does not run.
    pub async fn practice_trouble(
        self: &Arc<Self>,
        request: PracticeTrouble,
    ) -> Result<PracticeView, WireError> {
        if !(1..=MOST).contains(&request.count) {
            return Err(WireError::new(ErrorCode::InvalidInput, "From 1 to 100 times.").field("count"));
        }
        if request.milliseconds.is_some_and(|wait| wait < 0) && request.name != PracticeFault::ClockSkew {
            return Err(
                WireError::new(ErrorCode::InvalidInput, "Only the clock can go back.").field("milliseconds")
            );
        }
        let mut order = json!({ "name": request.name, "count": request.count });
        if let Some(milliseconds) = request.milliseconds {
            order["milliseconds"] = milliseconds.into();
        }
        self.steer(Method::POST, "/faults", Some(order)).await?;
        self.practice(Nothing {}).await
    }

    /// Calls off every trouble.
    ///
    /// # Errors
    /// `unreachable` when the practice tenant does not run.
    pub async fn practice_calm(self: &Arc<Self>, _: Nothing) -> Result<PracticeView, WireError> {
        self.steer(Method::DELETE, "/faults", None).await?;
        self.practice(Nothing {}).await
    }

    /// What the running tenant is told to do.
    pub(super) async fn practice_behaviour(&self) -> Result<Behaviour, WireError> {
        let ordered: Ordered = read(self.steer(Method::GET, "/faults", None).await?)?;
        let delays: Delays = read(self.steer(Method::GET, "/settings", None).await?)?;
        let known = |order: Order| {
            let name = serde_json::from_value::<PracticeFault>(order.name).ok()?;
            Some(PracticeTrouble { name, count: order.count, milliseconds: order.milliseconds })
        };
        Ok(Behaviour {
            latency_ms: delays.latency_ms,
            clock_offset_s: i32::try_from(delays.clock_offset_ms / 1_000).unwrap_or_default(),
            ordered: ordered.faults.into_iter().filter_map(known).collect(),
        })
    }

    /// Asks the control interface of the running tenant.
    pub(super) async fn steer(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Result<Value, WireError> {
        let silent = || WireError::new(ErrorCode::Unreachable, "The practice tenant does not answer.");
        let control = self.practice.lock().await.as_ref().map(|practice| practice.current_welcome().control);
        let control = control.ok_or_else(|| silent().hint("Sign in to it, and it starts."))?;
        let mut request = self.wires.local().http.request(method, format!("{}{path}", control.url));
        request = request.bearer_auth(control.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = request.send().await.and_then(reqwest::Response::error_for_status);
        let answer = answer.map_err(|error| silent().details(error.to_string()))?;
        let bytes = answer.bytes().await.map_err(|error| silent().details(error.to_string()))?;
        Ok(serde_json::from_slice(&bytes).unwrap_or(Value::Null))
    }
}

fn read<T: for<'a> Deserialize<'a>>(value: Value) -> Result<T, WireError> {
    serde_json::from_value(value).map_err(|error| {
        WireError::new(ErrorCode::Internal, "The practice tenant's answer cannot be read.")
            .details(error.to_string())
    })
}
