//! Which platform exported a table, and what its columns hold.

use crate::content::awards::columns::{Column, normal};
use crate::model::written_date::DateOrder;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Badge,
    /// Whole names, for sure.
    FullName,
    /// Whole names with the family's first: `Lovelace, Ada`.
    TurnedName,
    /// Whole names, or what another column leaves out.
    Name,
    FirstName,
    /// What stands between first and family names, `van` included.
    MiddleName,
    LastName,
    SecondLastName,
    Email,
    IssuedOn,
    ExpiresOn,
    Narrative,
    EvidenceUrl,
    EvidenceText,
    LicenseNumber,
    Language,
}

/// A platform, known by columns that its exports have together.
#[derive(Debug)]
pub(super) struct Platform {
    pub name: &'static str,
    /// In the form of [`normal`].
    fingerprint: &'static [&'static str],
    /// How it writes dates, where its makers say so.
    pub date_order: Option<DateOrder>,
}

/// The platform of a table with these columns; the last one takes all.
pub(super) fn platform(headers: &[String]) -> &'static Platform {
    let has_all = |it: &&Platform| {
        it.fingerprint
            .iter()
            .all(|key| headers.iter().any(|it| it == key))
    };
    PLATFORMS.iter().find(has_all).unwrap_or(&OTHER)
}

/// The headers in the form in which they are compared.
pub(super) fn normalised<'a>(headers: impl Iterator<Item = &'a str>) -> Vec<String> {
    headers.map(normal).collect()
}

/// What a column of that header holds, if we have a use for it: by the names that platforms give it,
/// and by the plain words of the languages that the pages speak.
pub(super) fn role(header: &str) -> Option<Role> {
    let found = ROLES.iter().find(|(_, names)| names.contains(&header));
    found.map(|(role, _)| *role)
}

/// The columns of a table of our own that have no role, as no platform has them.
pub(super) fn own_columns(headers: &[String]) -> Vec<(usize, Column)> {
    let columns = headers.iter().map(|it| Column::parse(it)).enumerate();
    let columns = columns.filter_map(|(at, column)| Some((at, column?)));
    let is_own = |column: &Column| {
        use Column::{Id, Identity, Names, Result, Version};
        matches!(column, Id | Identity | Names | Result | Version)
    };
    columns.filter(|(_, it)| is_own(it)).collect()
}

const PLATFORMS: [Platform; 7] = [
    Platform {
        name: OWN,
        fingerprint: &["badge", "email", "issued_on"],
        date_order: None,
    },
    Platform {
        name: "Canvas Credentials",
        fingerprint: &["badge_class_id", "identifier"],
        date_order: None,
    },
    Platform {
        name: "Credly",
        fingerprint: &["badge_template_id", "recipient_email"],
        date_order: Some(DateOrder::MonthFirst),
    },
    Platform {
        name: "Accredible",
        fingerprint: &["recipient_name", "recipient_email", "issued_on"],
        date_order: None,
    },
    Platform {
        name: "geobadges",
        fingerprint: &["recipient_email", "badge", "issued_on"],
        date_order: None,
    },
    Platform {
        name: "Open Educational Badges",
        fingerprint: &["e_mail_adresse", "vor_nachname"],
        date_order: None,
    },
    Platform {
        name: "Badgr",
        fingerprint: &["email", "evidence"],
        date_order: None,
    },
];

/// The name under which a table of our own is known.
pub(super) const OWN: &str = "accolade";

const OTHER: Platform = Platform {
    name: "another program",
    fingerprint: &[],
    date_order: None,
};

const ROLES: [(Role, &[&str]); 16] = [
    (
        Role::Badge,
        &[
            "badge",
            "badge_class_id",
            "badge_template_id",
            "badge_slug",
            "credential_name",
            "credentialname",
            "badge_name",
            "abzeichen",
            "insignia",
        ],
    ),
    (
        Role::Name,
        &[
            "name",
            "recipient_name",
            "earnername",
            "student_name",
            "teilnehmer",
            "teilnehmerin",
            "teilnehmer_in",
            "participant",
            "participante",
        ],
    ),
    (
        Role::FullName,
        &[
            "full_name",
            "vor_nachname",
            "vorname_nachname",
            "vorname_name",
            "vorname_und_name",
            "vorname_und_nachname",
            "vor_und_nachname",
            "vor_und_zuname",
            "vor_zuname",
            "vorname,_name",
            "vorname,_nachname",
            "first_name,_last_name",
            "vollständiger_name",
            "nom_complet",
            "prénom_et_nom",
            "prénom_nom",
            "nombre_completo",
            "nombre_y_apellidos",
        ],
    ),
    (
        Role::TurnedName,
        &[
            "name,_vorname",
            "nachname,_vorname",
            "last_name,_first_name",
            "surname,_first_name",
            "apellidos_y_nombre",
            "nom,_prénom",
            "apellidos,_nombre",
            "nom_et_prénom",
        ],
    ),
    (
        Role::FirstName,
        &[
            "first_name",
            "issued_to_first_name",
            "given_name",
            "given_names",
            "first_names",
            "forename",
            "forenames",
            "vorname",
            "vornamen",
            "1._vorname",
            "erster_vorname",
            "rufname",
            "prénom",
            "prénoms",
            "prenom",
            "prenoms",
            "nombre",
            "nombres",
        ],
    ),
    (
        Role::LastName,
        &[
            "last_name",
            "issued_to_last_name",
            "surname",
            "family_name",
            "nachname",
            "nachnamen",
            "nach_name",
            "zuname",
            "nom",
            "apellidos",
            "familienname",
            "nom_de_famille",
            "apellido",
            "apellido_1",
            "primer_apellido",
        ],
    ),
    (
        Role::MiddleName,
        &[
            "middle_name",
            "middle_names",
            "middle_initial",
            "second_name",
            "2._vorname",
            "zweiter_vorname",
            "weitere_vornamen",
            "deuxième_prénom",
            "segundo_nombre",
            "namenszusatz",
            "namensvorsatz",
        ],
    ),
    (
        Role::SecondLastName,
        &["apellido_2", "segundo_apellido", "second_last_name"],
    ),
    (
        Role::Email,
        &[
            "email",
            "e_mail",
            "mail",
            "email_address",
            "emailaddress",
            "recipient_email",
            "identifier",
            "e_mail_adresse",
            "e_mail_address",
            "correo",
            "correo_electrónico",
            "courriel",
            "adresse_e_mail",
            "mailadresse",
            "e_mailadresse",
            "emailadresse",
            "email_adresse",
            "adresse_email",
            "adresse_mail",
            "adresse_électronique",
            "correo_electronico",
            "dirección_de_correo",
            "dirección_de_correo_electrónico",
        ],
    ),
    (
        Role::IssuedOn,
        &[
            "issued_on",
            "issued_at",
            "issue_date",
            "date_issued",
            "issued",
            "completion_date",
            "ausstellungsdatum",
            "abschlussdatum",
            "date",
            "datum",
            "fecha",
            "awarded_on",
            "awarded",
            "date_awarded",
            "ausgestellt",
            "ausgestellt_am",
            "datum_der_ausstellung",
            "verliehen_am",
            "verleihungsdatum",
            "date_d'émission",
            "date_d’émission",
            "date_de_délivrance",
            "délivré_le",
            "fecha_de_emisión",
            "fecha_de_expedición",
            "emitido_el",
        ],
    ),
    (
        Role::ExpiresOn,
        &[
            "expires",
            "expires_on",
            "expires_at",
            "expiration_date",
            "expiry_date",
            "expirationdate",
            "expired_on",
            "expiry",
            "valid_until",
            "gültig_bis",
            "ablaufdatum",
            "läuft_ab_am",
            "date_d'expiration",
            "date_d’expiration",
            "valable_jusqu'au",
            "valable_jusqu’au",
            "expire_le",
            "fecha_de_vencimiento",
            "fecha_de_caducidad",
            "válido_hasta",
            "vence_el",
        ],
    ),
    (Role::Narrative, &["narrative"]),
    (
        Role::EvidenceUrl,
        &[
            "evidence",
            "evidence_url",
            "nachweis",
            "nachweis_url",
            "beleg",
            "preuve",
            "evidencia",
            "prueba",
        ],
    ),
    (
        Role::EvidenceText,
        &[
            "evidence_narrative",
            "evidence_name",
            "evidence_text",
            "evidence_description",
        ],
    ),
    (Role::LicenseNumber, &["license_number", "licence_number"]),
    (Role::Language, &["locale", "language"]),
];
