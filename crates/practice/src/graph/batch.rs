//! `$batch`: up to twenty requests in one. Each is answered by itself; one that depends on a failed one is not tried.

use super::refusal::Refusal;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Requests one batch may hold.
const MOST: usize = 20;

/// One request of a batch.
pub(super) struct Item {
    id: String,
    pub(super) method: String,
    /// Path and query below the version.
    pub(super) url: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) body: Option<Value>,
    depends: Vec<String>,
}

/// How one request of a batch ended.
pub(super) struct Ended {
    pub(super) status: u16,
    pub(super) headers: Map<String, Value>,
    pub(super) body: Option<Value>,
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "BadRequest", message)
}

/// Reads the body of a batch; `root` is the address of this version of Graph as it was asked.
pub(super) fn read(body: &Value, root: &str) -> Result<Vec<Item>, Refusal> {
    let requests = body.get("requests").and_then(Value::as_array);
    let requests = requests.ok_or_else(|| bad("Invalid batch payload format."))?;
    if requests.is_empty() {
        return Err(bad("Batch request must contain at least one request."));
    }
    if requests.len() > MOST {
        return Err(bad(format!("Number of batch request steps exceeds the maximum value of {MOST}.")));
    }
    let mut seen = BTreeSet::new();
    let items: Vec<Item> = requests.iter().map(|request| item(request, root)).collect::<Result<_, _>>()?;
    for item in &items {
        if item.depends.iter().any(|earlier| !seen.contains(earlier)) {
            return Err(bad(format!(
                "Invalid dependsOn of request '{}': it must name an earlier request.",
                item.id
            )));
        }
        if !seen.insert(item.id.clone()) {
            return Err(bad("Each request of a batch needs an id of its own."));
        }
    }
    Ok(items)
}

fn item(request: &Value, root: &str) -> Result<Item, Refusal> {
    let text = |name: &str| {
        let found = request.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
        found.map(str::to_owned).ok_or_else(|| bad(format!("Request of a batch without '{name}'.")))
    };
    let headers: BTreeMap<String, String> = match request.get("headers") {
        Some(Value::Object(headers)) => headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_ascii_lowercase(), value.as_str()?.to_owned())))
            .collect(),
        _ => BTreeMap::new(),
    };
    let depends = match request.get("dependsOn") {
        Some(Value::Array(ids)) => ids.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(id)) => vec![id.clone()],
        _ => Vec::new(),
    };
    let body = request.get("body").filter(|body| !body.is_null()).cloned();
    if body.is_some() && !headers.contains_key("content-type") {
        return Err(bad("Write request does not contain a Content-Type header."));
    }
    let url = text("url")?;
    // Some libraries write whole addresses.
    let url = url.strip_prefix(root).filter(|rest| rest.starts_with('/')).map_or(url.clone(), str::to_owned);
    if url.starts_with("http://") || url.starts_with("https://") || url.contains("$batch") {
        return Err(bad("Invalid url of a request of a batch: it must be relative and no batch itself."));
    }
    Ok(Item { id: text("id")?, method: text("method")?.to_ascii_uppercase(), url, headers, body, depends })
}

/// Runs a batch; `run` answers one request.
pub(super) fn run(items: Vec<Item>, mut run: impl FnMut(&Item) -> Ended) -> Value {
    let mut failed = BTreeSet::new();
    let mut responses = Vec::new();
    for item in items {
        let ended = if item.depends.iter().any(|id| failed.contains(id)) {
            let message = "Request was not executed because a request it depends on failed.";
            Ended {
                status: 424,
                headers: Map::new(),
                body: Some(json!({ "error": { "code": "FailedDependency", "message": message } })),
            }
        } else {
            run(&item)
        };
        if ended.status >= 400 {
            failed.insert(item.id.clone());
        }
        let mut response = json!({ "id": item.id, "status": ended.status, "headers": ended.headers });
        if let Some(body) = ended.body {
            response["headers"]["Content-Type"] = "application/json".into();
            response["body"] = body;
        }
        responses.push(response);
    }
    json!({ "responses": responses })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "https://localhost:1/v1.0";

    #[test]
    fn whole_addresses_lead_to_this_tenant_only() {
        let at = |url: &str| json!({ "requests": [{ "id": "1", "method": "GET", "url": url }] });
        let items = read(&at("https://localhost:1/v1.0/users?$top=1"), ROOT).unwrap();
        assert_eq!(items[0].url, "/users?$top=1");
        assert!(read(&at("https://graph.example/v1.0/users"), ROOT).is_err());
        assert!(read(&at("https://localhost:1/v1.0evil/users"), ROOT).is_err());
    }

    fn request(id: &str, depends: &[&str]) -> Value {
        json!({ "id": id, "method": "GET", "url": "/users", "dependsOn": depends })
    }

    #[test]
    fn what_depends_on_a_failure_is_not_tried() {
        let body = json!({ "requests": [request("1", &[]), request("2", &["1"]), request("3", &[])] });
        let items = read(&body, ROOT).unwrap();
        let mut tried = Vec::new();
        let answer = run(items, |item| {
            tried.push(item.id.clone());
            Ended { status: if item.id == "1" { 404 } else { 200 }, headers: Map::new(), body: None }
        });
        assert_eq!(tried, ["1", "3"]);
        assert_eq!(answer["responses"][1]["status"], 424);
    }

    #[test]
    fn odd_batches_are_refused_whole() {
        let many: Vec<Value> = (0..21).map(|number| request(&number.to_string(), &[])).collect();
        for broken in [
            json!({}),
            json!({ "requests": [] }),
            json!({ "requests": many }),
            json!({ "requests": [request("1", &[]), request("1", &[])] }),
            json!({ "requests": [request("1", &["2"]), request("2", &[])] }),
            json!({ "requests": [{ "id": "1", "method": "GET", "url": "/$batch" }] }),
            json!({ "requests": [{ "id": "1", "method": "POST", "url": "/users", "body": {} }] }),
        ] {
            assert!(read(&broken, ROOT).is_err(), "{broken}");
        }
    }
}
