//! Who works at the company: names, departments, groups. Data only.

/// One person: given name, surname, job title, department, office.
pub(super) type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// The staff. The first four are the accounts a learner signs in with.
pub(super) const STAFF: &[Row] = &[
    ("Nadia", "Okafor", "Head of IT", "IT", "Delft"),
    ("Jonas", "Lindqvist", "Application Engineer", "IT", "Delft"),
    ("Priya", "Raman", "Identity Specialist", "IT", "Ghent"),
    ("Tom", "Vermeer", "Helpdesk Analyst", "IT", "Delft"),
    ("Britta", "Simon", "Security Analyst", "IT", "Ghent"),
    ("Mikael", "Aalto", "Network Engineer", "IT", "Tampere"),
    ("Elena", "Marchetti", "Chief Executive", "Management", "Delft"),
    ("Ruben", "de Wit", "Chief Financial Officer", "Finance", "Delft"),
    ("Sanne", "Bakker", "Controller", "Finance", "Delft"),
    ("Amir", "Haddad", "Payroll Officer", "Finance", "Ghent"),
    ("Greta", "Nowak", "Purchasing Officer", "Finance", "Ghent"),
    ("Ines", "Ferreira", "Head of Engineering", "Engineering", "Tampere"),
    ("Oskar", "Berg", "Firmware Engineer", "Engineering", "Tampere"),
    ("Yuki", "Tanaka", "Firmware Engineer", "Engineering", "Tampere"),
    ("Liam", "O'Hara", "Platform Engineer", "Engineering", "Delft"),
    ("Chloé", "Dubois", "Platform Engineer", "Engineering", "Ghent"),
    ("Marek", "Novák", "Test Engineer", "Engineering", "Tampere"),
    ("Aisha", "Rahman", "Optical Engineer", "Engineering", "Delft"),
    ("Pieter", "Jansen", "Mechanical Engineer", "Engineering", "Delft"),
    ("Zoë", "Maes", "Data Scientist", "Engineering", "Ghent"),
    ("Hugo", "Lambert", "Head of Sales", "Sales", "Ghent"),
    ("Freya", "Holm", "Account Manager", "Sales", "Tampere"),
    ("Carlos", "Vega", "Account Manager", "Sales", "Delft"),
    ("Nora", "Lind", "Inside Sales", "Sales", "Tampere"),
    ("Bram", "Peeters", "Inside Sales", "Sales", "Ghent"),
    ("Leila", "Amrani", "Head of Support", "Customer Support", "Ghent"),
    ("Dirk", "Visser", "Support Engineer", "Customer Support", "Delft"),
    ("Hanna", "Koskinen", "Support Engineer", "Customer Support", "Tampere"),
    ("Samuel", "Osei", "Field Engineer", "Customer Support", "Delft"),
    ("Katarina", "Horvat", "Field Engineer", "Customer Support", "Ghent"),
    ("Esther", "Mulder", "People Partner", "People", "Delft"),
    ("Victor", "Claes", "Recruiter", "People", "Ghent"),
    ("Julia", "Weber", "Facilities Manager", "Facilities", "Delft"),
    ("Owen", "Price", "Receptionist", "Facilities", "Delft"),
    ("Paula", "Santos", "Front Office", "Facilities", "Ghent"),
];

/// Groups by department: display name, what it is for, department.
pub(super) const DEPARTMENT_GROUPS: &[(&str, &str, &str)] = &[
    ("IT Team", "Everyone who keeps the lights on", "IT"),
    ("Finance", "Finance and payroll", "Finance"),
    ("Engineering", "Firmware, optics, platform and test", "Engineering"),
    ("Sales", "Account managers and inside sales", "Sales"),
    ("Customer Support", "Support desk and field engineers", "Customer Support"),
    ("Facilities", "Buildings, doors and reception", "Facilities"),
];
