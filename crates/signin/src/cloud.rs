//! Microsoft's clouds as data. Tokens and registrations of one cloud mean nothing in another, so a cloud is chosen
//! once and everything else follows from it. Today the list holds the global cloud; another cloud is another entry.

use url::Url;

/// "Microsoft Graph Command Line Tools": a public client that exists in every tenant of the global cloud. A stopgap
/// for people without a registration of their own: consent given to it is shared with every script that uses it.
/// Source: Microsoft's list of first-party applications.
pub const FALLBACK_CLIENT_ID: &str = "14d82eec-204b-4c2f-b7e8-296a70dab67e";

/// One cloud: the hosts that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Stable name for settings, for example `global`.
    pub name: &'static str,
    /// Name to show.
    pub title: &'static str,
    /// Login host: origin only.
    pub login: &'static str,
    /// Graph root: origin only.
    pub graph: &'static str,
    /// Admin portal: origin only.
    pub portal: &'static str,
    /// Origin of My Apps links that start an application.
    pub launcher: &'static str,
    /// Issuer of SAML assertions, with `{tenant}` for the tenant id.
    pub saml_issuer: &'static str,
    /// Hosts at which a person may be asked to type a code.
    pub verification_hosts: &'static [&'static str],
}

/// The clouds this program knows.
#[derive(Debug, Clone, Copy)]
pub struct Clouds;

const ALL: &[Cloud] = &[Cloud {
    name: "global",
    title: "Microsoft Entra ID (global)",
    login: "https://login.microsoftonline.com",
    graph: "https://graph.microsoft.com",
    portal: "https://entra.microsoft.com",
    launcher: "https://launcher.myapps.microsoft.com",
    saml_issuer: "https://sts.windows.net/{tenant}/",
    verification_hosts: &[
        "microsoft.com",
        "www.microsoft.com",
        "login.microsoft.com",
        "login.microsoftonline.com",
        "aka.ms",
    ],
}];

impl Clouds {
    /// Every known cloud, the global one first.
    #[must_use]
    pub fn all() -> &'static [Cloud] {
        ALL
    }

    /// The cloud most tenants live in.
    #[must_use]
    pub fn global() -> &'static Cloud {
        &ALL[0]
    }

    /// The cloud with this stable name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Cloud> {
        ALL.iter().find(|cloud| cloud.name == name)
    }

    /// The cloud that a login host belongs to; `None` for a practice tenant or a proxy.
    #[must_use]
    pub fn of_login(login: &Url) -> Option<&'static Cloud> {
        ALL.iter().find(|cloud| Url::parse(cloud.login).is_ok_and(|own| own.origin() == login.origin()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cloud_has_usable_origins() {
        for cloud in Clouds::all() {
            for text in [cloud.login, cloud.graph, cloud.portal, cloud.launcher] {
                let url = Url::parse(text).unwrap();
                assert_eq!(url.scheme(), "https", "{text}: tokens travel over TLS only");
                assert_eq!(url.path(), "/", "{text}: an origin has no path");
            }
            assert!(cloud.saml_issuer.contains("{tenant}"), "the issuer names the tenant");
            assert_eq!(Clouds::by_name(cloud.name), Some(cloud), "a name leads back to its cloud");
        }
    }

    #[test]
    fn a_strange_login_host_belongs_to_no_cloud() {
        let practice = Url::parse("http://127.0.0.1:4711").unwrap();
        assert_eq!(Clouds::of_login(&practice), None);
        let global = Url::parse("https://login.microsoftonline.com/contoso.com").unwrap();
        assert_eq!(Clouds::of_login(&global), Some(Clouds::global()));
    }
}
