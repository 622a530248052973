use super::*;

fn person(id: &str, attributes: &[(&str, &str)]) -> PersonFacts {
    PersonFacts {
        id: id.to_owned(),
        name: id.to_uppercase(),
        attributes: attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        ..PersonFacts::default()
    }
}

fn by_mail() -> ClaimsPlan {
    ClaimsPlan { name_id: ClaimSource::User("mail".to_owned()), ..ClaimsPlan::default() }
}

#[test]
fn the_usual_claims_carry_what_the_directory_holds() {
    let britta = person(
        "b",
        &[("userprincipalname", "b.simon@contoso.com"), ("givenname", "Britta"), ("surname", " ")],
    );
    let shown = preview(&ClaimsPlan::default(), &britta);
    assert_eq!(shown.name_id.as_deref(), Some("b.simon@contoso.com"));
    assert_eq!(shown.name_id_source, "user.userprincipalname");
    let values: Vec<_> = shown.claims.iter().map(|claim| claim.values.clone()).collect();
    let name = vec!["b.simon@contoso.com".to_owned()];
    assert_eq!(
        values,
        [vec!["Britta".to_owned()], vec![], vec![], name],
        "a blank source leaves the claim out"
    );
    assert_eq!(shown.problems, [], "none of these is needed");
}

#[test]
fn a_needed_claim_without_value_is_a_problem() {
    let mut plan = ClaimsPlan::default();
    plan.claims[2].required = true;
    let shown = preview(&plan, &person("b", &[("userprincipalname", "b@contoso.com")]));
    let claim = plan.claims[2].name.clone();
    assert_eq!(shown.problems, [Problem::ClaimEmpty { claim, source: "user.mail".to_owned() }]);
}

#[test]
fn a_scan_finds_empty_double_overfull_and_foreign_people_and_nobody_else() {
    let mut many = person("many", &[("mail", "many@contoso.com")]);
    many.groups = (0..151).map(|index| index.to_string()).collect();
    let mut enough = person("enough", &[("mail", "enough@contoso.com")]);
    enough.groups = many.groups[..150].to_vec();
    let mut guest = person("guest", &[("mail", "guest@partner.example")]);
    guest.guest = true;
    let people = [
        person("none", &[("userprincipalname", "x@contoso.com")]),
        person("one", &[("mail", "Twin@contoso.com")]),
        person("two", &[("mail", "twin@contoso.com")]),
        person("plain", &[("mail", "plain")]),
        many,
        enough,
        guest,
        person("fine", &[("mail", "fine@contoso.com")]),
    ];
    let plan = ClaimsPlan { groups_claim: Some("groups".to_owned()), ..by_mail() };
    let found: Vec<(String, Vec<Problem>)> =
        scan(&plan, &people).into_iter().map(|found| (found.id, found.problems)).collect();
    let twin = |value: &str, other: &str| Problem::NameIdTwice {
        value: value.to_owned(),
        others: vec![other.to_owned()],
    };
    let expected = [
        ("none", Problem::NameIdEmpty { source: "user.mail".to_owned() }),
        ("one", twin("Twin@contoso.com", "two")),
        ("two", twin("twin@contoso.com", "one")),
        ("plain", Problem::NameIdNotAddress { value: "plain".to_owned() }),
        ("many", Problem::TooManyGroups { count: 151 }),
        ("guest", Problem::Guest),
    ];
    assert_eq!(found, expected.map(|(id, problem)| (id.to_owned(), vec![problem])));
}

#[test]
fn opaque_names_are_not_made_up() {
    let plan = ClaimsPlan { name_id_format: NAME_ID_PERSISTENT.to_owned(), ..ClaimsPlan::default() };
    let shown = preview(&plan, &person("b", &[]));
    assert_eq!(
        (shown.name_id, shown.problems),
        (None, vec![]),
        "only Entra can make it, and it needs no source"
    );
}

#[test]
fn sources_read_as_the_portal_writes_them() {
    let read = |text: &str| ClaimSource::try_from(text.to_owned());
    assert_eq!(read("user.userPrincipalName"), Ok(ClaimSource::User("userprincipalname".to_owned())));
    assert_eq!(read("user.assignedroles"), Ok(ClaimSource::Roles));
    assert_eq!(read("\"EU\""), Ok(ClaimSource::Constant("EU".to_owned())));
    assert_eq!(read("ExtractMailPrefix(user.mail)"), Ok(ClaimSource::MailPrefix("mail".to_owned())));
    assert!(
        read("user.").is_err() && read("RegexReplace(user.mail)").is_err(),
        "what cannot be computed is not guessed"
    );
    let mail = person("b", &[("mail", "b.simon@contoso.com")]);
    assert_eq!(ClaimSource::MailPrefix("mail".to_owned()).values(&mail), ["b.simon"]);
}
