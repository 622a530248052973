//! What the browser brought back, judged by its query alone. Only an answer that repeats this sign-in's own state
//! counts; everything else is a stray visit, which is answered and otherwise ignored, so that neither an old tab nor a
//! hostile page can end somebody's sign-in.

use crate::Refusal;
use secrecy::SecretString;
use url::form_urlencoded::parse;

/// Longest code that is taken, characters. Entra's are about 1,000 to 2,000.
const LONGEST_CODE: usize = 16 * 1024;

/// An answer to this sign-in.
pub(crate) enum Callback {
    /// To be redeemed.
    Code(SecretString),
    /// The tenant or the person said no.
    Refused(Refusal),
    /// An administrator agreed for everybody.
    Consented,
}

/// A visit that is no answer to this sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stray {
    /// Nothing of an answer in it: somebody opened the address.
    Bare,
    /// The state of another sign-in, or an invented one.
    OtherState,
    /// A parameter that must stand once stands twice.
    Doubled,
    /// Our state, but neither code nor error.
    Empty,
}

/// Reads the query of a visit.
pub(crate) fn read(query: &str, state: &str) -> Result<Callback, Stray> {
    let once = |name: &str| -> Result<Option<String>, Stray> {
        let mut found = parse(query.as_bytes()).filter(|(own, _)| own == name).map(|(_, value)| value);
        let first = found.next();
        if found.next().is_some() { Err(Stray::Doubled) } else { Ok(first.map(Into::into)) }
    };
    let (brought, code, error) = (once("state")?, once("code")?, once("error")?);
    let Some(brought) = brought else { return Err(Stray::Bare) };
    if !same(&brought, state) {
        return Err(Stray::OtherState);
    }
    match (code.filter(|code| !code.is_empty()), error) {
        (Some(_), Some(_)) => Err(Stray::Doubled),
        (Some(code), None) if code.len() <= LONGEST_CODE => Ok(Callback::Code(SecretString::from(code))),
        (_, Some(error)) => {
            let description = once("error_description")?.unwrap_or_default();
            let subcode = once("error_subcode")?;
            let mut refusal = Refusal::redirected(&error, &description, subcode.as_deref());
            refusal.claims = once("claims")?.filter(|text| text.len() <= 4096);
            Ok(Callback::Refused(refusal))
        }
        (None, None) if once("admin_consent")?.is_some_and(|yes| yes.eq_ignore_ascii_case("true")) => {
            Ok(Callback::Consented)
        }
        _ => Err(Stray::Empty),
    }
}

/// Compared in full, whatever the first difference.
fn same(left: &str, right: &str) -> bool {
    left.len() == right.len() && left.bytes().zip(right.bytes()).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn a_code_with_our_state_is_taken() {
        let Ok(Callback::Code(code)) = read("code=a%2Bb&state=s1&session_state=x", "s1") else {
            panic!("this is the answer")
        };
        assert_eq!(code.expose_secret(), "a+b");
    }

    #[test]
    fn a_refusal_with_our_state_is_taken() {
        let query = "error=access_denied&error_description=AADSTS65004%3a+No.&error_subcode=cancel&state=s1";
        let Ok(Callback::Refused(refusal)) = read(query, "s1") else { panic!("the person said no") };
        assert_eq!((refusal.error.as_str(), refusal.aadsts), ("access_denied", Some(65004)));
        assert_eq!(refusal.suberror.as_deref(), Some("cancel"));
    }

    #[test]
    fn an_administrators_yes_counts_only_without_an_error() {
        assert!(matches!(read("admin_consent=True&tenant=t&state=s1", "s1"), Ok(Callback::Consented)));
        let refused = read("admin_consent=True&error=access_denied&state=s1", "s1");
        assert!(matches!(refused, Ok(Callback::Refused(_))), "Entra sends both when somebody says no");
        assert!(read("admin_consent=False&state=s1", "s1").is_err());
    }

    #[test]
    fn everything_else_is_a_stray_visit() {
        let table = [
            ("", Stray::Bare),
            ("code=abc", Stray::Bare),
            ("error=access_denied", Stray::Bare),
            ("code=abc&state=s2", Stray::OtherState),
            ("code=abc&state=s1x", Stray::OtherState),
            ("code=abc&state=", Stray::OtherState),
            ("code=abc&state=s1&state=s1", Stray::Doubled),
            ("code=abc&code=def&state=s1", Stray::Doubled),
            ("code=abc&error=x&state=s1", Stray::Doubled),
            ("state=s1", Stray::Empty),
            ("code=&state=s1", Stray::Empty),
        ];
        for (query, stray) in table {
            assert_eq!(read(query, "s1").err(), Some(stray), "“{query}”");
        }
        let endless = format!("code={}&state=s1", "x".repeat(LONGEST_CODE + 1));
        assert_eq!(read(&endless, "s1").err(), Some(Stray::Empty), "no server sends such a code");
    }
}
