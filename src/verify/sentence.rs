//! What is said about a badge: full sentences, each with an id.
//!
//! Ids and words are those of the verification page (`themes/verify/sentences.json`), where it says
//! the same.

use std::fmt;

/// A sentence and the values in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    code: Code,
    values: Vec<(&'static str, String)>,
}

impl Sentence {
    pub fn new(code: Code) -> Self {
        let values = Vec::new();
        Self { code, values }
    }

    /// Fills a place of the sentence: `{name}`.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.push((name, value.to_string()));
        self
    }

    /// What stands in a place of the sentence; nothing if it was not filled.
    pub fn value(&self, name: &str) -> &str {
        let found = self.values.iter().find(|(known, _)| *known == name);
        found.map_or("", |(_, value)| value)
    }

    pub fn code(&self) -> Code {
        self.code
    }

    /// `issuer.ok`
    pub fn id(&self) -> &'static str {
        self.code.id()
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut rest, mut text) = (self.code.template(), String::new());
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            text.push_str(&harmless(self.value(name)));
            rest = after;
        }
        text.push_str(rest);
        // A value that is missing at the end leaves a space.
        formatter.write_str(text.trim_end())
    }
}

/// A text of others, fit to be shown on a terminal: nothing that moves the cursor, turns the
/// direction of writing, or goes on for ever.
pub fn harmless(text: &str) -> String {
    let is_hidden = |it: char| {
        it.is_control()
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}'..='\u{2029}'
                | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
    };
    let mut shown: String = text
        .chars()
        .take(MAX_SHOWN)
        .map(|it| if is_hidden(it) { '\u{fffd}' } else { it })
        .collect();
    if text.chars().nth(MAX_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

macro_rules! sentences {
    ($($code:ident $id:literal $template:literal)*) => {
        /// Which sentence.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($code),* }

        impl Code {
            /// Every sentence there is.
            pub const ALL: &'static [Self] = &[$(Self::$code),*];

            /// Its id: `issuer.ok`.
            pub fn id(self) -> &'static str {
                match self { $(Self::$code => $id),* }
            }

            /// Its English words, with `{name}` where a value goes.
            pub fn template(self) -> &'static str {
                match self { $(Self::$code => $template),* }
            }
        }
    };
}

sentences! {
    Verified "verdict.verified" "Verified"
    VerifiedWithWarnings "verdict.verified-with-warnings" "Verified, with a reservation"
    VerdictHosted "verdict.hosted" "Confirmed by {host}"
    VerdictExpired "verdict.expired" "Genuine, but expired on {date}"
    VerdictEarly "verdict.early" "Genuine, but not valid before {date}"
    VerdictUnknownKey "verdict.unknown-key" "Signed by an unknown key"
    VerdictRevoked "verdict.revoked" "Revoked by its issuer"
    VerdictSuspended "verdict.suspended" "Suspended by its issuer"
    VerdictErased "verdict.erased" "Erased by its issuer"
    NotVerified "verdict.not-verified" "Not verified"
    VerdictOtherRecipient "verdict.other-recipient" "Genuine, but not this person’s"
    CannotBeChecked "verdict.cannot-be-checked" "Cannot be checked here"
    NotReached "step.not-reached" "The check did not get this far."

    FormatCredential "format.credential" "This is an Open Badges 3.0 credential, signed with {suite}."
    FormatEndorsement "format.endorsement" "This is an Open Badges 3.0 endorsement, signed with {suite}."
    FormatStatusList "format.status-list" "This is a list of revoked credentials, signed with {suite}."
    FormatLegacy "format.legacy" "It follows version 1.1 of Verifiable Credentials, which newer software may not read."
    FormatHosted "format.hosted" "This is an Open Badges 2.0 assertion, which its issuer’s site vouches for."
    FormatSigned "format.signed-2" "This is a signed Open Badges 2.0 assertion."
    FormatOther "format.part" "This is an Open Badges 2.0 {kind}: part of a badge, awarded to nobody."
    FormatFlaw "format.flaw" "This is not a valid Open Badge: its property {name} is missing or wrong."
    FormatOwnSchema "format.own-schema" "The badge refers to a schema of its issuer’s own, {address}, which was not checked."
    FormatRefreshed "format.refreshed" "The issuer has a newer edition of this badge at {address}; that one was checked."
    FormatNotRefreshed "format.not-refreshed" "The issuer names a place for newer editions, {address}; none could be had from there."
    FormatBoth "format.both" "The picture also holds an Open Badges 2.0 assertion; the 3.0 credential was checked."
    FormatUnknownType "format.unknown-type" "It is of a type that Open Badges does not know: {type}."
    FormatFile "format.unreadable" "It cannot be read: {problem}."

    SignatureOk "signature.ok" "The signature is right: nothing was changed since it was signed."
    SignatureOthers "signature.others" "The signature is right. A further proof is of a kind not known here: {suite}."
    SignatureFurther "signature.further" "The signature is right. A further proof is not: {problem}"
    SignatureMismatch "signature.mismatch" "The signature does not fit: the badge was changed, or was signed with another key."
    SignatureClaim "signature.claim" "The token says something else than the badge in it: {name}."
    SignatureNoKey "signature.no-key" "The signature could not be checked, as the key could not be had."
    SignatureHosted "signature.hosted" "{host} publishes this badge today with the same content."
    SignatureAtAddress "signature.at-address" "{host} publishes this badge at its address."
    SignatureOtherDetails "signature.other-details" "{host} publishes this badge today with other details than the copy: {names}. What {host} says counts."
    SignatureNotHosted "signature.not-hosted" "{host} does not publish this badge at its address."
    SignatureDiffers "signature.differs" "{host} publishes something else at the address of this badge: the copy was changed."
    SignatureNoAddress "signature.no-address" "It has no address at which its issuer could confirm it."
    EndorsementDoubtful "signature.endorsement" "What {issuer} says in its favour could not be verified."

    IssuerOk "issuer.ok" "The key belongs to {issuer}."
    IssuerHosted "issuer.hosted" "The address of the badge belongs to {issuer}."
    IssuerKeyOnly "issuer.key-only" "The issuer is known by its key alone: its name could be anybody’s."
    IssuerUnknown "issuer.unknown" "Nothing ties the key to the issuer named: anybody could have signed in that name."
    IssuerForeignId "issuer.foreign-id" "Its identifier is an address of {host}, which did not sign it."
    IssuerOtherKey "issuer.other-key" "The key {key} is not one of {issuer}."
    IssuerNoAddress "issuer.no-address" "The name of the issuer, {issuer}, does not say where its keys are listed."
    IssuerOutOfScope "issuer.out-of-scope" "The issuer does not let the address of this badge speak for it."
    IssuerFlaw "issuer.flaw" "The issuer’s own profile is not valid: its property {name} is missing or wrong."
    IssuerNoWeb "issuer.no-web" "The issuer’s id, {id}, is no address of the web, so that nothing ties its name to a site."
    IssuerElsewhere "issuer.elsewhere" "{address} calls itself by the address of another site: {id}."

    DatesOk "dates.ok" "It ends on {date}."
    DatesEndless "dates.endless" "It has no end date."
    DatesEarly "dates.early" "It is valid only from {date}."
    DatesExpired "dates.expired" "It expired on {date}."
    DatesMalformed "dates.malformed" "Its dates are missing or wrong."

    StatusOk "status.ok" "The issuer’s signed list does not say that it was revoked."
    StatusListed "status.not-listed" "The issuer’s list of revoked badges does not name it."
    StatusNone "status.none" "The issuer publishes no list by which it could be revoked."
    StatusHosted "status.hosted" "{host} still publishes it."
    StatusRevoked "status.revoked" "The issuer revoked it. {reason}"
    StatusSuspended "status.suspended" "The issuer suspended it for now."
    StatusUnknownKind "status.unknown-kind" "The issuer’s way of revoking badges is not known here."
    StatusBadList "status.bad-list" "The issuer’s list of revoked badges is not right: {problem}."
    StatusEarlyList "status.early-list" "By the clock here, the list of revoked badges is from the future. Is the clock right?"
    StatusUnchecked "status.unchecked" "Whether it was revoked could not be checked: {problem}"
    ListUnreadable "list.unreadable" "it cannot be read"
    ListForm "list.form" "it has not the form of one"
    ListIssuer "list.issuer" "it is of another issuer"
    ListProof "list.proof" "its signature could not be confirmed"
    ListExpired "list.expired" "it has expired"
    ListPurpose "list.purpose" "it is for another purpose"
    ListEntries "list.entries" "its entries cannot be read"
    ListShort "list.short" "it has too few entries"
    StatusOtherList "status.other-list" "The list at the address given calls itself by another address."

    RecipientNotAsked "recipient.not-asked" "No address was given to compare."
    RecipientNone "recipient.no-address" "The badge holds no e-mail address to compare."
    RecipientNoMail "recipient.no-mail" "That is no e-mail address to compare: it has no @."
    RecipientNothing "recipient.nothing" "The badge names nobody that could be compared."
    RecipientTyped "recipient.typed" "It was issued to this address."
    RecipientTrimmed "recipient.trimmed" "It was issued to this address, without the spaces around it."
    RecipientLower "recipient.lower" "It was issued to this address, in lower case."
    RecipientIdentity "recipient.identity" "It was issued to this {kind}, {form}."
    RecipientOther "recipient.other" "It was issued to another address."
    RecipientOtherIdentity "recipient.other-identity" "It was issued to somebody else."
    RecipientOtherHash "recipient.other-hash" "The address is hidden in a way that cannot be compared here."

    Json "refused.json" "It is not JSON as it should be: {detail}"
    TooDeep "refused.too-deep" "It is nested too deeply."
    TooMuch "refused.too-much" "It holds more than a badge ever does."
    TooLarge "refused.too-large" "It is larger than the {limit} bytes accepted."
    DamagedPicture "refused.damaged-picture" "The picture is damaged ({place})."
    NotBaked "refused.not-baked" "The picture holds no badge. Screenshots and re-saved pictures lose it: ask for the original file."
    RepeatedBadge "refused.repeated-badge" "The picture holds several badges, and it is not clear which one counts."
    NotABadge "refused.not-a-badge" "This is no badge that is known here: a PNG or SVG picture, a JSON file, a token or an address is needed."
    UnknownContext "refused.unknown-context" "It uses a vocabulary that is not known here: {url}"
    InlineContext "refused.inline-context" "It brings a vocabulary of its own, so that it could mean something else than it shows."
    UndefinedTerm "refused.undefined-term" "The property {term} is not defined, so that the signature does not cover it ({pointer})."
    UndefinedType "refused.undefined-type" "The type {value} is not defined, so that the signature does not cover it ({pointer})."
    Uncovered "refused.uncovered" "The signature cannot cover all of it: {detail} ({pointer})."
    NoProof "refused.no-proof" "It is not signed."
    MalformedProof "refused.malformed-proof" "Its proof is missing something or wrong: {name}."
    ProofExpired "refused.proof-expired" "Its proof expired on {date}."
    ChainedProof "refused.chained-proof" "Its proof builds on another one, which is not supported here."
    UnknownSuite "refused.unknown-suite" "It is signed in a way that is not known here: {suite}."
    MalformedJws "refused.malformed-jws" "The token is malformed."
    WrongKey "refused.wrong-key" "The key is not one for {kind}."
    BadDid "refused.bad-did" "{did} is not a proper identifier."
    OtherKeyList "refused.other-key-list" "The list of keys found is not that of {issuer}."
    NoKeyList "refused.no-key-list" "{issuer} lists no keys."
    KeyNotListed "refused.key-not-listed" "{issuer} does not list the key {key} as one of its own."
    KeyRevoked "refused.key-revoked" "The issuer withdrew the key {key}."
    NotAsked "refused.not-asked" "{host} has not been asked."
    Unreachable "refused.unreachable" "{host} could not be reached: {problem}."
    Missing "refused.missing" "There is nothing usable at {address} ({status})."
    Page "refused.page" "{address} is a page without a badge: the address of an award or of its file is needed."
    Gone "refused.gone" "{host} erased this badge, and with it what it said about its holder. It can no longer be verified."
}

/// Longer than any name, shorter than a screen.
const MAX_SHOWN: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_in_their_places_and_cannot_command_a_terminal() {
        let sentence = Sentence::new(Code::IssuerOtherKey)
            .with("issuer", "did:web:\u{1b}[2Jexample.org\u{202e}")
            .with("key", "z6Mk{issuer}");
        assert_eq!(
            sentence.to_string(),
            "The key z6Mk{issuer} is not one of did:web:\u{fffd}[2Jexample.org\u{fffd}."
        );
        assert_eq!(
            Sentence::new(Code::StatusRevoked).to_string(),
            "The issuer revoked it."
        );
        assert!(harmless(&"a".repeat(1000)).len() < 320);
    }

    #[test]
    fn ids_are_said_once() {
        let mut ids: Vec<_> = Code::ALL.iter().map(|it| it.id()).collect();
        ids.sort_unstable();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count);
    }
}
