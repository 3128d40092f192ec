//! The countries leads come from.

/// A country, with what an address and a company name look like there.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) name: &'static str,
    pub(crate) states: &'static [&'static str],
    /// Legal forms; an empty one is a name without.
    pub(crate) legal: &'static [&'static str],
    /// Numbers set aside for fiction, or plainly unassigned; `#` stands for a digit.
    pub(crate) phone: &'static str,
    pub(crate) first: &'static [&'static str],
    pub(crate) last: &'static [&'static str],
}

const ENGLISH_FIRST: &[&str] = &[
    "Olivia", "James", "Priya", "Marcus", "Grace", "Ethan", "Chloe", "Samuel", "Hannah", "Darnell", "Sophie",
    "Callum", "Aisha", "Patrick", "Emily", "Tyrone",
];
const ENGLISH_LAST: &[&str] = &[
    "Bennett",
    "O'Connor",
    "Whitfield",
    "Harper",
    "Nakamura",
    "Delgado",
    "Fletcher",
    "McAllister",
    "Okafor",
    "Sinclair",
    "Patel",
    "Thornton",
    "Reyes",
    "Blackwood",
    "Nguyen",
    "Ashdown",
];
const SPANISH_FIRST: &[&str] = &["Lucía", "Javier", "Marta", "Andrés", "Inés", "Álvaro", "Ximena", "Diego"];
const SPANISH_LAST: &[&str] =
    &["García Ruiz", "Muñoz", "Ibáñez", "Castaño", "Peña", "Rodríguez", "Vidal", "Núñez"];
const NORDIC_FIRST: &[&str] = &["Astrid", "Søren", "Ingrid", "Björn", "Freja", "Åke", "Sigrid", "Lars"];
const NORDIC_LAST: &[&str] =
    &["Lindqvist", "Sørensen", "Åberg", "Nygård", "Holmström", "Kjær", "Bergman", "Dahl"];
const GERMAN_FIRST: &[&str] = &["Katharina", "Jürgen", "Anja", "Matthias", "Zoë", "Björn", "Leonie", "Uwe"];
const GERMAN_LAST: &[&str] =
    &["Müller-Lüdenscheid", "Großmann", "Weiß", "Brandt", "Köhler", "Vogel", "Schäfer", "Jäger"];
const FRENCH_FIRST: &[&str] =
    &["Élodie", "Jean-Luc", "Camille", "Benoît", "Maëlle", "Olivier", "Zoé", "Théo"];
const FRENCH_LAST: &[&str] =
    &["Lefèvre", "D'Aubigny", "Marchand", "Chevalier", "Gauthier", "Rousseau", "Bérenger", "Noël"];

macro_rules! country {
    ($name:literal, $states:expr, $legal:expr, $phone:literal, $first:expr, $last:expr) => {
        Country { name: $name, states: &$states, legal: &$legal, phone: $phone, first: $first, last: $last }
    };
}

/// The countries; the first comes up several times because most leads come from there.
pub(crate) static COUNTRIES: [Country; 20] = [
    country!(
        "United States",
        ["CA", "NY", "TX", "WA", "IL", "MA", "GA", "CO"],
        ["Inc.", "LLC", "Corp.", ""],
        "+1 (202) 555-01##",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
    country!(
        "United States",
        ["California", "New York", "Texas", "Florida", "Ohio", "Oregon", "Virginia"],
        ["Inc.", "LLC", "Co.", "Group, Inc."],
        "+1 (415) 555-01##",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
    country!(
        "United States",
        ["MN", "NC", "PA", "AZ", "UT", "TN", "MI"],
        ["Inc", "LLC", "Holdings", ""],
        "312-555-01##",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
    country!(
        "Canada",
        ["Ontario", "Québec", "British Columbia", "Alberta"],
        ["Inc.", "Ltd.", "Ltée"],
        "+1 (613) 555-01##",
        ENGLISH_FIRST,
        FRENCH_LAST
    ),
    country!(
        "United Kingdom",
        ["England", "Scotland", "Wales", "Northern Ireland"],
        ["Ltd", "plc", "LLP", ""],
        "+44 20 7946 0###",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
    country!(
        "Ireland",
        ["Dublin", "Cork", "Galway"],
        ["Ltd", "DAC"],
        "+353 1 555 01##",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
    country!(
        "Germany",
        ["Bayern", "Berlin", "Hessen", "Nordrhein-Westfalen", "Baden-Württemberg"],
        ["GmbH", "AG", "GmbH & Co. KG", "SE"],
        "+49 30 23125 ###",
        GERMAN_FIRST,
        GERMAN_LAST
    ),
    country!(
        "Austria",
        ["Wien", "Tirol", "Kärnten"],
        ["GmbH", "AG"],
        "+43 1 555 01##",
        GERMAN_FIRST,
        GERMAN_LAST
    ),
    country!(
        "Switzerland",
        ["Zürich", "Genève", "Ticino", "Bern"],
        ["AG", "SA", "GmbH"],
        "+41 44 555 01 ##",
        GERMAN_FIRST,
        FRENCH_LAST
    ),
    country!(
        "France",
        ["Île-de-France", "Bretagne", "Occitanie", "Provence-Alpes-Côte d'Azur"],
        ["SA", "SAS", "SARL"],
        "+33 1 99 00 ## ##",
        FRENCH_FIRST,
        FRENCH_LAST
    ),
    country!(
        "Spain",
        ["Madrid", "Cataluña", "País Vasco", "Andalucía"],
        ["S.A.", "S.L."],
        "+34 910 555 0##",
        SPANISH_FIRST,
        SPANISH_LAST
    ),
    country!(
        "Mexico",
        ["Ciudad de México", "Jalisco", "Nuevo León"],
        ["S.A. de C.V."],
        "+52 55 5555 01##",
        SPANISH_FIRST,
        SPANISH_LAST
    ),
    country!(
        "Brazil",
        ["São Paulo", "Rio de Janeiro", "Paraná", "Ceará"],
        ["S.A.", "Ltda."],
        "+55 11 5555-01##",
        &["João", "Conceição", "Thiago", "Larissa", "Antônio", "Beatriz"],
        &["Araújo", "Gonçalves", "de Souza", "Magalhães", "Simões", "Teixeira"]
    ),
    country!(
        "Sweden",
        ["Stockholm", "Skåne", "Västra Götaland"],
        ["AB"],
        "+46 8 465 004 ##",
        NORDIC_FIRST,
        NORDIC_LAST
    ),
    country!(
        "Denmark",
        ["Hovedstaden", "Midtjylland"],
        ["A/S", "ApS"],
        "+45 55 55 01 ##",
        NORDIC_FIRST,
        NORDIC_LAST
    ),
    country!(
        "Netherlands",
        ["Noord-Holland", "Utrecht", "Zuid-Holland"],
        ["B.V.", "N.V."],
        "+31 20 555 01##",
        &["Sanne", "Joost", "Fleur", "Daan", "Maartje", "Thijs"],
        &["van der Berg", "de Vries", "Jansen", "van 't Hof", "Bakker", "Dijkstra"]
    ),
    country!(
        "Poland",
        ["Mazowieckie", "Małopolskie", "Śląskie"],
        ["S.A.", "Sp. z o.o."],
        "+48 22 555 01 ##",
        &["Agnieszka", "Paweł", "Zofia", "Łukasz", "Małgorzata", "Michał"],
        &["Wójcik", "Żak", "Kowalczyk", "Dąbrowska", "Szymański", "Górski"]
    ),
    country!(
        "India",
        ["Karnataka", "Maharashtra", "Tamil Nadu", "Delhi"],
        ["Pvt. Ltd.", "Limited"],
        "+91 80 5550 01##",
        &["Ananya", "Rohan", "Kavya", "Arjun", "Meera", "Vikram"],
        &["Iyer", "Deshpande", "Krishnamurthy", "Bhattacharya", "Reddy", "Menon"]
    ),
    country!(
        "Japan",
        ["東京都", "大阪府", "Kanagawa"],
        ["K.K.", "Co., Ltd."],
        "+81 3 5550 01##",
        &["陽菜", "Kenji", "さくら", "Haruto", "Yuki", "Aoi"],
        &["佐藤", "Tanaka", "鈴木", "Kobayashi", "Watanabe", "山本"]
    ),
    country!(
        "Australia",
        ["NSW", "VIC", "QLD", "WA"],
        ["Pty Ltd", "Limited"],
        "+61 2 5550 01##",
        ENGLISH_FIRST,
        ENGLISH_LAST
    ),
];
