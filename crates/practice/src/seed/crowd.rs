//! People, groups and applications for size, added to the small company: the same ones every time from one number.
//!
//! They make sense in bulk, not one by one: departments with heads, guests, disabled accounts, groups inside groups,
//! applications from the gallery and of the company's own, assigned to groups and people. Generated applications have
//! no certificate, so that making thousands stays quick.

use super::{COMPANY, DOMAIN, INITIAL_DOMAIN, Soil, gallery};
use crate::state::{
    World,
    directory::Assignment,
    object::{Kind, Object},
};
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

/// How many of each are added.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Size {
    /// People.
    pub users: usize,
    /// Applications, each with its service principal.
    pub applications: usize,
    /// Groups.
    pub groups: usize,
}

const GIVEN: [&str; 40] = [
    "Ada", "Bas", "Carla", "Daan", "Elif", "Femke", "Gijs", "Helmi", "Ivo", "Jana", "Kasper", "Lotte",
    "Milan", "Noor", "Otto", "Petra", "Quinn", "Roos", "Stijn", "Tuuli", "Ulla", "Vera", "Wout", "Xander",
    "Yara", "Zeno", "Amber", "Bruno", "Celine", "Dora", "Emil", "Fenna", "Goran", "Hilde", "Igor", "Joris",
    "Karin", "Lars", "Maud", "Nils",
];

const SURNAMES: [&str; 50] = [
    "Aerts",
    "Bos",
    "Claessens",
    "Dekker",
    "Evers",
    "Faber",
    "Geerts",
    "Hendriks",
    "Ivarsson",
    "Jacobs",
    "Korhonen",
    "Laine",
    "Mertens",
    "Nieminen",
    "Olsen",
    "Pauwels",
    "Quist",
    "Rantanen",
    "Smits",
    "Timmer",
    "Urban",
    "Vandamme",
    "Willems",
    "Ylinen",
    "Zwart",
    "Andersson",
    "Blom",
    "Cuypers",
    "Dijkstra",
    "Eriksson",
    "Franssen",
    "Goossens",
    "Heikkinen",
    "Issa",
    "Jonkers",
    "Kramer",
    "Lehtonen",
    "Maas",
    "Novotny",
    "Ojala",
    "Postma",
    "Reitsma",
    "Salo",
    "Thijs",
    "Uitdehaag",
    "Virtanen",
    "Wolters",
    "Yilmaz",
    "Zeeman",
    "Virtue",
];

const DEPARTMENTS: [(&str, &str); 10] = [
    ("Engineering", "Engineer"),
    ("Manufacturing", "Operator"),
    ("Quality", "Inspector"),
    ("Logistics", "Planner"),
    ("Sales", "Account Manager"),
    ("Customer Support", "Support Engineer"),
    ("Finance", "Controller"),
    ("People", "People Partner"),
    ("IT", "Systems Engineer"),
    ("Research", "Scientist"),
];

const OFFICES: [(&str, &str); 5] =
    [("Delft", "NL"), ("Ghent", "BE"), ("Tampere", "FI"), ("Brno", "CZ"), ("Porto", "PT")];

/// One department head for so many people.
const SPAN: usize = 12;

/// A small generator of numbers, good enough to scatter people over departments.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        let most = u64::try_from(most.max(1)).unwrap_or(1);
        usize::try_from(self.roll() % most).unwrap_or_default()
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> Option<&'t T> {
        from.get(self.below(from.len()))
    }
}

/// Adds the crowd.
pub(super) fn gather(world: &mut World, soil: &Soil<'_>, size: Size) {
    if size == Size::default() {
        return;
    }
    let mut dice = Dice(soil.seed ^ 0x0D00_4A4D);
    let people = add_people(world, soil, &mut dice, size.users);
    let mut groups = add_groups(world, soil, &mut dice, &people, size.groups);
    if groups.is_empty() {
        groups = world.directory.live(Kind::Group).map(|group| group.id).collect();
    }
    add_applications(world, soil, &mut dice, (&people, &groups), size.applications);
    world.directory.settings.generated = size.users + size.applications * 2 + size.groups;
}

fn fields(value: Value) -> Map<String, Value> {
    if let Value::Object(fields) = value { fields } else { Map::new() }
}

fn add_people(world: &mut World, soil: &Soil<'_>, dice: &mut Dice, count: usize) -> Vec<Uuid> {
    let mut people = Vec::with_capacity(count);
    for number in 1..=count {
        let given = GIVEN[dice.below(GIVEN.len())];
        let surname = SURNAMES[dice.below(SURNAMES.len())];
        let (department, title) = DEPARTMENTS[dice.below(DEPARTMENTS.len())];
        let (office, country) = OFFICES[dice.below(OFFICES.len())];
        let nickname = format!("{}.{}{number}", given.to_lowercase(), surname.to_lowercase());
        let head = number % SPAN == 1;
        let since = soil.now - Duration::days(30 + i64::try_from(dice.below(1_400)).unwrap_or_default());
        let mut properties = fields(json!({
            "accountEnabled": dice.below(50) != 0,
            "businessPhones": [],
            "companyName": COMPANY,
            "createdDateTime": crate::graph::moment(since),
            "department": department,
            "displayName": format!("{given} {surname} {number}"),
            "employeeId": format!("E{number:06}"),
            "givenName": given,
            "jobTitle": if head { format!("Head of {department}") } else { title.to_owned() },
            "mail": format!("{nickname}@{DOMAIN}"),
            "mailNickname": nickname,
            "officeLocation": office,
            "surname": surname,
            "usageLocation": country,
            "userPrincipalName": format!("{nickname}@{DOMAIN}"),
            "userType": "Member",
        }));
        if dice.below(33) == 0 {
            let elsewhere = format!("{nickname}@partner{}.example", number % 40);
            let local = format!("{}#EXT#", elsewhere.replace('@', "_"));
            properties.extend(fields(json!({
                "companyName": format!("Partner {}", number % 40), "creationType": "Invitation",
                "externalUserState": "Accepted", "mail": elsewhere, "mailNickname": local,
                "userPrincipalName": format!("{local}@{INITIAL_DOMAIN}"), "userType": "Guest",
            })));
        }
        let mut person = Object::new(soil.id(&format!("crowd:user:{number}")), Kind::User, properties, since);
        // The head of the dozen, and for heads the head of an earlier one.
        let above =
            if head { people.get((number - 1) / SPAN) } else { people.get((number - 1) / SPAN * SPAN) };
        person.manager = above.copied().filter(|above| *above != person.id);
        people.push(world.directory.insert(person));
    }
    people
}

fn add_groups(
    world: &mut World,
    soil: &Soil<'_>,
    dice: &mut Dice,
    people: &[Uuid],
    count: usize,
) -> Vec<Uuid> {
    let mut groups: Vec<Uuid> = Vec::with_capacity(count);
    for number in 1..=count {
        let (department, _) = DEPARTMENTS[dice.below(DEPARTMENTS.len())];
        let (office, _) = OFFICES[dice.below(OFFICES.len())];
        let id = soil.id(&format!("crowd:group:{number}"));
        let since = soil.now - Duration::days(400);
        let properties = fields(json!({
            "createdDateTime": crate::graph::moment(since),
            "description": format!("{department} in {office}"),
            "displayName": format!("{department} {office} {number}"),
            "groupTypes": [],
            "mailEnabled": false,
            "mailNickname": format!("group{number}"),
            "renewedDateTime": crate::graph::moment(since),
            "securityEnabled": true,
            "securityIdentifier": crate::graph::group::security_identifier(id),
        }));
        // Most groups are small, one in fifty is large, one in ten holds another group.
        let wanted = if number % 50 == 0 { 500 + dice.below(1_500) } else { 3 + dice.below(40) };
        let mut members: Vec<Uuid> = (0..wanted).filter_map(|_| dice.pick(people).copied()).collect();
        members.sort_unstable();
        members.dedup();
        if number % 10 == 0 {
            members.extend(dice.pick(&groups));
        }
        groups
            .push(world.directory.insert(Object::new(id, Kind::Group, properties, since).joined_by(members)));
    }
    groups
}

fn add_applications(
    world: &mut World,
    soil: &Soil<'_>,
    dice: &mut Dice,
    (people, groups): (&[Uuid], &[Uuid]),
    count: usize,
) {
    for number in 1..=count {
        let template = dice.pick(gallery::all()).filter(|_| number % 5 != 0);
        let (application, instance) = application(world, soil, number, template);
        let role = instance.items("appRoles").first().and_then(|role| role["id"].as_str());
        let role = role.and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_default();
        world.directory.insert(application);
        let resource = world.directory.insert(instance);
        let mut principals: Vec<Uuid> =
            (0..=dice.below(3)).filter_map(|_| dice.pick(groups).copied()).collect();
        principals.extend((0..dice.below(4)).filter_map(|_| dice.pick(people).copied()));
        principals.sort_unstable();
        principals.dedup();
        for principal in principals {
            world.directory.assignments.push(Assignment {
                id: soil.id(&format!("crowd:assignment:{number}:{principal}")).simple().to_string(),
                principal,
                resource,
                role,
                created: soil.now - Duration::days(100),
            });
        }
    }
}

fn application(
    world: &World,
    soil: &Soil<'_>,
    number: usize,
    template: Option<&gallery::Template>,
) -> (Object, Object) {
    let since = soil.now - Duration::days(200);
    let label = |kind: &str| soil.id(&format!("crowd:{kind}:{number}"));
    let app_id = label("appId");
    let name = template
        .map_or_else(|| format!("Larkfield Tool {number}"), |template| format!("{} {number}", template.name));
    let identifier = format!("https://app{number}.{DOMAIN}/saml");
    let reply = format!("https://app{number}.{DOMAIN}/saml/acs");
    let saml = template.is_some();
    let shared = json!({
        "appId": app_id.to_string(),
        "applicationTemplateId": template.map(|template| template.id.to_string()),
        "appRoles": template.map(gallery::Template::roles).unwrap_or_default(),
        "createdDateTime": crate::graph::moment(since),
        "displayName": name,
        "signInAudience": "AzureADMyOrg",
        "tags": if saml { json!(["WindowsAzureActiveDirectoryIntegratedApp"]) } else { json!([]) },
    });
    let mut application = Object::new(label("application"), Kind::Application, fields(shared.clone()), since);
    application.properties.extend(super::applications::registration(&[&identifier], &[&reply], None));
    let mut instance = Object::new(label("servicePrincipal"), Kind::ServicePrincipal, fields(shared), since);
    instance.properties.extend(fields(json!({
        "accountEnabled": !number.is_multiple_of(60),
        "appDisplayName": name,
        "appOwnerOrganizationId": world.tenant.id.to_string(),
        "appRoleAssignmentRequired": true,
        "preferredSingleSignOnMode": if saml { json!("saml") } else { Value::Null },
        "replyUrls": [reply],
        "servicePrincipalNames": [identifier, app_id.to_string()],
        "servicePrincipalType": "Application",
    })));
    (application, instance)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{seed::Soil, seed::grow};
    use time::macros::datetime;

    struct Still;

    impl doorward_domain::Random for Still {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[test]
    fn the_same_number_makes_the_same_crowd() {
        let size = Size { users: 300, applications: 20, groups: 20 };
        let soil = Soil { seed: 5, now: datetime!(2026-11-20 09:00 UTC), random: &Still, size };
        let (one, two) = (grow(&soil).unwrap(), grow(&soil).unwrap());
        let names = |world: &World| -> Vec<String> {
            world.directory.live(Kind::User).map(|user| user.text("userPrincipalName").to_owned()).collect()
        };
        assert_eq!(names(&one), names(&two));
        assert!(names(&one).len() > 300, "the small company is there too");
        assert_eq!(one.directory.assignments.len(), two.directory.assignments.len());
        let guests = one.directory.live(Kind::User).filter(|user| user.text("userType") == "Guest").count();
        assert!(guests > 1, "a crowd has guests");
        let nested = one.directory.live(Kind::Group).any(|group| {
            group
                .members()
                .iter()
                .any(|id| one.directory.any(*id).is_some_and(|member| member.kind == Kind::Group))
        });
        assert!(nested, "and groups inside groups");
        let managed = one.directory.live(Kind::User).filter(|user| user.manager.is_some()).count();
        assert!(managed > 250, "nearly everyone has a manager");
    }
}
