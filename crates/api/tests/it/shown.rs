//! The tenant as Graph shows it to another program of the same admin.

use crate::office::Office;
use serde_json::{Value, json};

/// Everything that Graph lists, in full: what "as before" is measured by.
pub(crate) async fn shown(office: &Office) -> Value {
    let mut all = json!({});
    for set in ["applications", "servicePrincipals", "users"] {
        let list = office.graph("GET", &format!("/{set}?$top=999"), Value::Null).await;
        let mut rows = Vec::new();
        for row in list["value"].as_array().unwrap() {
            let path = format!("/{set}/{}", row["id"].as_str().unwrap());
            let mut object = office.graph("GET", &path, Value::Null).await;
            if set == "servicePrincipals" {
                for part in ["appRoleAssignedTo", "owners?$select=id"] {
                    let list = office.graph("GET", &format!("{path}/{part}"), Value::Null).await;
                    object[part] = list["value"].clone();
                }
            }
            rows.push(object);
        }
        rows.sort_by_key(|row| row["id"].to_string());
        all[set] = rows.into();
    }
    all
}
