//! Text copied by other programs than the common browsers; every page is written for the purpose.

use super::*;

const HEAD: &str = "Tutorial: Microsoft Entra single sign-on (SSO) integration with Kite Desk

Scenario description

Kite Desk supports SP initiated SSO.

Configure Microsoft Entra SSO

On the Basic SAML Configuration section, perform the following steps:
";
const TAIL: &str = "
On the Set up single sign-on with SAML page, in the SAML Signing Certificate section, find Certificate (Base64) and select Download to download the certificate and save it on your computer.

Configure Kite Desk SSO

To configure single sign-on on Kite Desk side, you need to send the downloaded Certificate (Base64), Login URL and Microsoft Entra Identifier to Kite Desk support team. They do the rest, and they tell you once both sides know one another.

Create Kite Desk test user

In this section, you create a user called B.Simon in Kite Desk. Work with Kite Desk support team to add the users in the Kite Desk platform. Users must be created and activated before you use single sign-on.

Test SSO
";

fn copied(steps: &str) -> Facts {
    read(format!("{HEAD}{steps}{TAIL}").as_bytes()).unwrap().facts
}

/// Moves each word that does not fit to the next line, as a mail program does.
fn broken(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.split('\n') {
        let mut used = 0;
        for word in line.split(' ') {
            if used > 0 && used + 1 + word.len() > width {
                out.push('\n');
                used = 0;
            } else if used > 0 {
                out.push(' ');
                used += 1;
            }
            out.push_str(word);
            used += word.len();
        }
        out.push('\n');
    }
    out
}

const STEPS: &str = "
a. In the Identifier text box, type a URL using the following pattern: https://kite.example/<customer short name>/metadata

b. In the Reply URL text box, type a URL using the following pattern: https://kite.example/<customer short name>/acs

Note

These values are not real. Update these values with the actual Identifier and Reply URL. Contact Kite Desk Client support team to get these values. You can also refer to the patterns shown in the Basic SAML Configuration section.
";

#[test]
fn lines_broken_at_a_width_are_whole_again() {
    let page = format!("{HEAD}{STEPS}{TAIL}");
    let whole = read(page.as_bytes()).unwrap();
    assert_eq!(whole.facts.reply_url.patterns, ["https://kite.example/<customer short name>/acs"]);
    assert_eq!(whole.facts.copies, [Copied::EntraIdentifier, Copied::LoginUrl]);
    for width in [60, 72, 80] {
        let page = broken(&page, width);
        let again = read(page.as_bytes()).unwrap();
        assert_eq!(again.facts, whole.facts, "at {width} letters");
        let place = again.places.iter().find(|place| place.fact == "reply_url").unwrap();
        let line = page.lines().nth(place.line - 1).unwrap();
        assert!(line.starts_with("b. In the Reply URL"), "places count the lines of the source: {line}");
    }
}

#[test]
fn short_lines_are_not_joined() {
    let steps = "a. In the Identifier text box, type the value:\nurn:kite:desk\n\n\
                 b. In the Reply URL text box, type the URL:\nhttps://kite.example/acs\n";
    let facts = copied(steps);
    assert_eq!(facts.identifier.fixed, ["urn:kite:desk"]);
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn rows_with_blank_lines_between_them_are_one_table() {
    let steps = "Kite Desk expects these claims:\n\nName\tSource Attribute\n\nteam\tuser.department\n\n\
                 shelf\tshelf number\n\nbadge\tbadge\n";
    let names: Vec<String> = copied(steps).claims.into_iter().map(|claim| claim.name).collect();
    assert_eq!(names, ["team", "shelf", "badge"]);
}

#[test]
fn cells_on_lines_of_their_own_are_a_table_of_claims() {
    let steps = "Kite Desk expects these claims:\n\nName\n\nSource Attribute\n\nteam\n\nuser.department\n\n\
                 badge\n\nuser.employeeid\n\nSelect Save.\n\nDone.\n";
    let claims = copied(steps).claims;
    let read: Vec<(&str, Option<&str>)> =
        claims.iter().map(|claim| (claim.name.as_str(), claim.source.as_deref())).collect();
    assert_eq!(read, [("team", Some("user.department")), ("badge", Some("user.employeeid"))]);
}

#[test]
fn the_head_of_a_column_of_addresses_is_no_value() {
    let steps = "In the Reply URL text box, type the URL:\n\nRegion\n\nURL value\n\nEurope\n\n\
                 https://eu.kite.example/acs\n\nOthers\n\nhttps://kite.example/acs\n";
    assert_eq!(copied(steps).reply_url.fixed, ["https://eu.kite.example/acs", "https://kite.example/acs"]);
}

#[test]
fn the_applications_name_may_be_glued_to_a_value() {
    let steps = "In the Reply URL text box, type the URL:\n\
                 https://kite.example/saml/acsKite Desk application expects the assertions in a format of its own.\n";
    assert_eq!(copied(steps).reply_url.fixed, ["https://kite.example/saml/acs"]);
}

#[test]
fn words_behind_a_value_on_its_line_are_a_doubt() {
    let steps = "In the Reply URL text box, type the URL:\n\
                 https://kite.example/saml/acsWherever you are in the portal by now.\n";
    let page = format!("{HEAD}{steps}{TAIL}");
    let doubted: Vec<&str> =
        read(page.as_bytes()).unwrap().doubts.iter().map(|doubt| doubt.fact).collect::<Vec<_>>();
    assert!(doubted.contains(&"reply_url"), "{doubted:?}");
}

#[test]
fn the_next_step_s_first_word_is_cut_off_where_copying_glued_it() {
    let facts = copied(
        "a. In the Identifier text box, type the value:\nhttps://kite.example/saml\nb. In the Reply URL text box, type the URL:\n\
         https://kite.example/acsClick Set additional URLs and perform the following step.\n",
    );
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn a_placeholder_may_be_called_like_a_box() {
    let facts = copied(
        "a. In the Sign on URL text box, type a URL using the following pattern:\n\
         https://<SUBDOMAIN>.kite.example/join?mail=<CUSTOM_IDENTIFIER>b. In the Identifier text box, type the value:\nurn:kite:desk\n",
    );
    assert_eq!(
        facts.sign_on_url.patterns,
        ["https://<SUBDOMAIN>.kite.example/join?mail=<CUSTOM_IDENTIFIER>"]
    );
}

#[test]
fn a_letter_behind_its_stop_begins_a_step() {
    let facts = copied(
        "a. In the Identifier text box, type the URL:\nhttps://kite.example/.b In the Reply URL text box, type the URL:\n\
         https://kite.example/acs\n",
    );
    assert_eq!(facts.identifier.fixed, ["https://kite.example/"]);
    assert_eq!(facts.reply_url.fixed, ["https://kite.example/acs"]);
}

#[test]
fn a_pattern_with_somebody_s_name_in_it_is_no_second_value() {
    let facts = copied(
        "a. In the Reply URL text box, type a URL using the following pattern:\nhttps://<SERVER.DOMAIN>/acs.aspx\nNote\n\
         These values are not real. Use the name of your host: e.g.\nReply URL: https://yourserver.yourdomain.com/acs.aspx\n",
    );
    assert_eq!(facts.reply_url.patterns, ["https://<SERVER.DOMAIN>/acs.aspx"]);
}

#[test]
fn a_line_that_names_another_box_ends_the_one_before_whatever_its_words() {
    let facts = copied(
        "a. In the Identifier text box, type the value:\nurn:kite:desk\nb. The Reply URL follows whichever of these fits:\n\
         https://kite.example/acs\nhttps://eu.kite.example/acs\n",
    );
    assert_eq!(facts.identifier.fixed, ["urn:kite:desk"]);
}

#[test]
fn a_row_may_hold_a_host_with_a_place_and_a_name_with_a_remark() {
    let facts = copied(
        "Type these values:\nBox\tValue\nIdentifier (Entity ID)\t<TENANT>.kite.example\n\
         Sign-on URL (select Show advanced settings to see it)\thttps://<TENANT>.kite.example/start\n",
    );
    assert_eq!(facts.identifier.patterns, ["<TENANT>.kite.example"]);
    assert_eq!(facts.sign_on_url.patterns, ["https://<TENANT>.kite.example/start"]);
}
