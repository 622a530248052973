//! Puts the company's people, groups and directory roles into the directory.

use super::{COMPANY, DOMAIN, Soil, roster};
use crate::{
    PracticeAccount,
    graph::permission::{
        self, CLOUD_APPLICATION_ADMINISTRATOR, GLOBAL_ADMINISTRATOR, HELPDESK_ADMINISTRATOR,
        USER_ADMINISTRATOR,
    },
    state::{
        World,
        object::{Kind, Object},
        secret::PasswordHash,
        tenant_settings::Eligibility,
    },
};
use serde_json::{Map, Value, json};
use time::Duration;
use uuid::Uuid;

/// The administrators by position in the roster.
const ADMINISTRATORS: [(usize, Uuid); 4] = [
    (0, GLOBAL_ADMINISTRATOR),
    (1, CLOUD_APPLICATION_ADMINISTRATOR),
    (2, USER_ADMINISTRATOR),
    (3, HELPDESK_ADMINISTRATOR),
];

/// Creates everyone.
pub(super) fn settle_in(world: &mut World, soil: &Soil<'_>) {
    let mut staff = Vec::new();
    for row in roster::STAFF {
        staff.push((add_person(world, soil, row), row));
    }
    for (index, role) in ADMINISTRATORS {
        if let Some((id, _)) = staff.get(index) {
            open_account(world, soil, *id, role);
        }
    }
    outsiders(world, soil);
    let mut groups = Vec::new();
    for (name, purpose, department) in roster::DEPARTMENT_GROUPS {
        let members = staff.iter().filter(|(_, row)| row.3 == *department).map(|(id, _)| *id).collect();
        groups.push((*name, add_group(world, soil, name, purpose, members)));
    }
    let inside = |wanted: &str| groups.iter().find(|(name, _)| *name == wanted).map(|(_, id)| *id);
    // A group whose members are groups: assigned to an application, it lets nobody in.
    let nested = inside("Sales").into_iter().chain(inside("Customer Support")).collect();
    add_group(world, soil, "Customer Facing", "Sales and Customer Support together", nested);
    let everyone = staff.iter().map(|(id, _)| *id).collect();
    add_group(world, soil, "All Staff", "Everyone on the payroll", everyone);
    add_roles(world, soil);
    report(world, &staff);
    // Priya may activate this role, and has not.
    if let Some((id, _)) = staff.get(2) {
        let since = soil.now - Duration::days(60);
        let role = permission::PRIVILEGED_ROLE_ADMINISTRATOR;
        world.directory.settings.eligible.push(Eligibility { principal: *id, role, since });
    }
}

/// People report to the head of their department, heads to the chief executive.
fn report(world: &mut World, staff: &[(Uuid, &roster::Row)]) {
    let head = |row: &roster::Row| row.2.starts_with("Head of") || row.2.starts_with("Chief Financial");
    let chief = staff.iter().find(|(_, row)| row.2 == "Chief Executive").map(|(id, _)| *id);
    for (id, row) in staff {
        let own = staff.iter().find(|(_, other)| other.3 == row.3 && head(other)).map(|(id, _)| *id);
        let above = if head(row) { chief } else { own.or(chief) };
        if let Some(mut person) = world.directory.any_mut(*id) {
            person.manager = above.filter(|above| above != id);
        }
    }
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn add_person(world: &mut World, soil: &Soil<'_>, row: &roster::Row) -> Uuid {
    let (given, surname, title, department, office) = *row;
    let nickname = format!("{}.{}", ascii(given), ascii(surname));
    let upn = format!("{nickname}@{DOMAIN}");
    let since = soil.now - Duration::days(400);
    let properties = fields(json!({
        "accountEnabled": true,
        "businessPhones": [],
        "companyName": COMPANY,
        "createdDateTime": crate::graph::moment(since),
        "department": department,
        "displayName": format!("{given} {surname}"),
        "givenName": given,
        "jobTitle": title,
        "mail": upn,
        "mailNickname": nickname,
        "officeLocation": office,
        "preferredLanguage": "en-GB",
        "surname": surname,
        "usageLocation": match office { "Ghent" => "BE", "Tampere" => "FI", _ => "NL" },
        "userPrincipalName": upn,
        "userType": "Member",
    }));
    world.directory.insert(Object::new(soil.id(&format!("user:{upn}")), Kind::User, properties, since))
}

/// Somebody who left and somebody from outside.
fn outsiders(world: &mut World, soil: &Soil<'_>) {
    let left = add_person(world, soil, &("Walter", "Prins", "Account Manager (left)", "Sales", "Ghent"));
    if let Some(mut object) = world.directory.any_mut(left) {
        object.set("accountEnabled", false);
    }
    let guest = add_person(world, soil, &("Maya", "Fischer", "Auditor", "External", "Delft"));
    if let Some(mut object) = world.directory.any_mut(guest) {
        object.set("displayName", "Maya Fischer (Northlight Audit)");
        object.set("mail", "maya.fischer@northlight.example");
        object.set("mailNickname", "maya.fischer_northlight.example#EXT#");
        object.set(
            "userPrincipalName",
            format!("maya.fischer_northlight.example#EXT#@{}", super::INITIAL_DOMAIN),
        );
        object.set("userType", "Guest");
        object.set("companyName", "Northlight Audit");
        object.set("externalUserState", "Accepted");
        object.set("creationType", "Invitation");
    }
}

/// Gives a person a password that is told to the learner, and a directory role.
fn open_account(world: &mut World, soil: &Soil<'_>, id: Uuid, role: Uuid) {
    let password = password(soil);
    let mut salt = [0; 16];
    soil.random.fill(&mut salt);
    let Some(mut object) = world.directory.any_mut(id) else { return };
    object.password = Some(PasswordHash::of(&password, salt));
    let upn = object.text("userPrincipalName").to_owned();
    let name =
        permission::ROLES.iter().find(|(template, ..)| *template == role).map_or("", |(_, name, _)| name);
    world.accounts.push(PracticeAccount { upn, password, roles: vec![name.to_owned()] });
}

/// Readable and long enough: three words and a number.
fn password(soil: &Soil<'_>) -> String {
    const WORDS: [&str; 32] = [
        "Harbor", "Violet", "Maple", "Lantern", "Meadow", "Copper", "Willow", "Saffron", "Quartz", "Juniper",
        "Cobalt", "Pebble", "Thistle", "Amber", "Falcon", "Orchid", "Marble", "Cedar", "Indigo", "Clover",
        "Raven", "Tundra", "Velvet", "Walnut", "Zephyr", "Basalt", "Comet", "Dahlia", "Ember", "Fjord",
        "Garnet", "Heron",
    ];
    let word = || WORDS[soil.random.below(32) as usize % WORDS.len()];
    let number = soil.random.below(9_000) + 1_000;
    format!("{}-{}-{}-{number}", word(), word(), word())
}

fn add_group(world: &mut World, soil: &Soil<'_>, name: &str, purpose: &str, members: Vec<Uuid>) -> Uuid {
    let since = soil.now - Duration::days(380);
    let properties = fields(json!({
        "createdDateTime": crate::graph::moment(since),
        "renewedDateTime": crate::graph::moment(since),
        "description": purpose,
        "displayName": name,
        "groupTypes": [],
        "mailEnabled": false,
        "mailNickname": ascii(name),
        "securityEnabled": true,
    }));
    let id = soil.id(&format!("group:{name}"));
    let mut group = Object::new(id, Kind::Group, properties, since).joined_by(members);
    group.set("securityIdentifier", crate::graph::group::security_identifier(id));
    world.directory.insert(group)
}

fn add_roles(world: &mut World, soil: &Soil<'_>) {
    let since = soil.now - Duration::days(400);
    for (template, name, purpose) in permission::ROLES {
        let properties = fields(json!({
            "description": purpose,
            "displayName": name,
            "roleTemplateId": template.to_string(),
        }));
        let role = Object::new(soil.id(&format!("role:{name}")), Kind::DirectoryRole, properties, since);
        let holders = world.accounts.iter().filter(|account| account.roles.iter().any(|held| held == name));
        // One person with two roles.
        let second = [permission::SECURITY_READER, permission::CONDITIONAL_ACCESS_ADMINISTRATOR]
            .contains(template)
            .then(|| world.directory.user_by_upn(&format!("mikael.aalto@{DOMAIN}")).map(|user| user.id))
            .flatten();
        let holders: Vec<Uuid> = holders
            .filter_map(|account| world.directory.user_by_upn(&account.upn))
            .map(|user| user.id)
            .chain(second)
            .collect();
        world.directory.insert(role.joined_by(holders));
    }
}

/// Lower-case letters for addresses: accents dropped, the rest removed.
fn ascii(text: &str) -> String {
    let plain = |letter: char| match letter {
        'á' | 'à' | 'ä' => Some('a'),
        'é' | 'è' | 'ë' => Some('e'),
        'ö' => Some('o'),
        'ü' => Some('u'),
        letter if letter.is_ascii_alphanumeric() => Some(letter),
        _ => None,
    };
    text.to_lowercase().chars().filter_map(plain).collect()
}
