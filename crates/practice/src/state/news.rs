//! News on its way inside the directory: service principals that follow their applications, and what a wrong clock does
//! to whatever is still travelling.

use super::directory::{Directory, Lag};
use super::object::{Kind, Object};
use serde_json::Value;
use time::OffsetDateTime;
use uuid::Uuid;

/// `origin` of a role that was added to the service principal itself.
pub(crate) const OWN_ROLE: &str = "ServicePrincipal";

impl Directory {
    /// Notes that the application changed and its service principal must follow.
    pub(crate) fn application_changed(&mut self, id: Uuid, now: OffsetDateTime, lag: Lag) {
        if let Some(application) = self.objects.get_mut(&id) {
            application.mirror_due = Some(now + lag.0);
            self.index.due.insert(id);
        }
    }

    /// Lets the news arrive that is due by now. Returns whether anything changed.
    pub(crate) fn settle(&mut self, now: OffsetDateTime) -> bool {
        let is_due = |id: &Uuid| {
            self.objects.get(id).is_none_or(|object| object.mirror_due.is_none_or(|due| due <= now))
        };
        let due: Vec<Uuid> = self.index.due.iter().copied().filter(is_due).collect();
        for id in &due {
            self.mirror(*id);
            self.index.due.remove(id);
        }
        !due.is_empty()
    }

    /// Copies what a service principal mirrors from its application.
    fn mirror(&mut self, application: Uuid) {
        let Some(source) = self.objects.get_mut(&application) else { return };
        source.mirror_due = None;
        let source = source.clone();
        let Some(app_id) = source.app_id() else { return };
        let target = self.by_app_id(Kind::ServicePrincipal, app_id).map(|target| target.id);
        let Some(mut target) = target.and_then(|id| self.any_mut(id)) else { return };
        let mut names: Vec<Value> = source.items("identifierUris").to_vec();
        names.push(source.text("appId").into());
        target.set("servicePrincipalNames", names);
        target.set("replyUrls", all_redirect_uris(&source));
        target.set("displayName", source.text("displayName"));
        target.set("appDisplayName", source.text("displayName"));
        let mut roles = source.items("appRoles").to_vec();
        roles.extend(target.items("appRoles").iter().filter(|role| role["origin"] == OWN_ROLE).cloned());
        target.set("appRoles", roles);
        for (name, from) in
            [("appDescription", "description"), ("info", "info"), ("signInAudience", "signInAudience")]
        {
            target.set(name, source.properties.get(from).cloned().unwrap_or_default());
        }
        let api = source.properties.get("api").and_then(|api| api.get("oauth2PermissionScopes"));
        target.set("oauth2PermissionScopes", api.cloned().unwrap_or_else(|| Value::Array(Vec::new())));
        let web = source.properties.get("web");
        let part = |name: &str| web.and_then(|web| web.get(name)).cloned().unwrap_or_default();
        target.set("logoutUrl", part("logoutUrl"));
        target.set("homepage", part("homePageUrl"));
    }

    /// The clock was set from one time to another: what can be seen stays in sight, and what is on its way arrives after
    /// as long as before.
    pub(crate) fn clock_moved(&mut self, from: OffsetDateTime, to: OffsetDateTime) {
        let moved = |at: OffsetDateTime| {
            if at > from { at.checked_add(to - from).unwrap_or(to) } else { at.min(to) }
        };
        for object in self.objects.values_mut() {
            object.readable_from = moved(object.readable_from);
            object.listed_from = moved(object.listed_from);
            object.mirror_due = object.mirror_due.map(moved);
            if let Some(past) = &mut object.past {
                past.until = moved(past.until);
            }
        }
    }
}

/// Redirect URIs of all platforms: what a service principal shows as `replyUrls`.
pub(crate) fn all_redirect_uris(application: &Object) -> Vec<Value> {
    ["web", "spa", "publicClient"]
        .iter()
        .filter_map(|platform| application.properties.get(*platform)?.get("redirectUris")?.as_array())
        .flatten()
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};
    use time::{Duration, macros::datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-20 09:00 UTC);

    fn object(id: u128, kind: Kind, properties: Value) -> Object {
        let Value::Object(properties) = properties else { panic!("an object") };
        Object::new(Uuid::from_u128(id), kind, properties, NOW)
    }

    #[test]
    fn a_service_principal_follows_its_application_after_the_lag() {
        let lag = Lag(Duration::seconds(2));
        let mut directory = Directory::default();
        let app_id = Uuid::from_u128(7).to_string();
        let application = directory.insert(object(
            1,
            Kind::Application,
            json!({"appId": app_id, "displayName": "Sequr", "identifierUris": ["https://login.sequr.io"]}),
        ));
        let instance = directory.insert(object(2, Kind::ServicePrincipal, json!({"appId": app_id})));
        directory.application_changed(application, NOW, lag);
        assert!(!directory.settle(NOW), "the news has not travelled yet");
        assert!(directory.settle(NOW + lag.0));
        let names = directory.any(instance).unwrap().texts("servicePrincipalNames");
        assert_eq!(names, ["https://login.sequr.io", app_id.as_str()]);
    }

    #[test]
    fn a_clock_that_is_set_back_hides_nothing_and_delays_nothing() {
        let lag = Lag(Duration::seconds(2));
        let mut directory = Directory::default();
        let old = directory.insert(object(1, Kind::User, Map::new().into()));
        let young = directory.create(object(2, Kind::User, Map::new().into()), NOW, lag);
        let back = NOW - Duration::days(1);
        directory.clock_moved(NOW, back);
        assert!(directory.readable(old, back).is_some(), "it was in sight before");
        assert!(directory.readable(young, back).is_none(), "it is still travelling");
        assert!(directory.readable(young, back + lag.0).is_some(), "and arrives when it would have");
    }
}
