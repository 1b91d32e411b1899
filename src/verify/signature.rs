//! Who signed a credential: every proof of it, or the token it came in.

use serde_json::{Map, Value};

use super::instant::{Written, instant};
use super::keys::{KeyList, has_address, host_of, key_in_name, wrong_key};
use super::members::{id, list, text};
use super::report::{Finding, Outcome, ProofReport};
use super::sentence::{Code, Sentence};
use super::session::Asker;
use super::shape::validity_names;
use crate::proof::canonical::{CanonicalizeError, canonicalize};
use crate::proof::contexts::ContextSet;
use crate::proof::data_integrity::{self, Checker, ProofClaim, ProofError, Suite};
use crate::proof::json_ld::Reason;
use crate::proof::jwt::{Jws, JwsError, JwsKey};
use crate::proof::key::PublicKey;

/// What one proof, or one token, shows.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub suite: Option<String>,
    pub key: Option<String>,
    pub signature: Finding,
    /// Whether the key is the issuer's; `None` where the signature left nothing to ask.
    pub issuer: Option<Finding>,
}

impl Shown {
    fn refused(finding: Finding) -> Self {
        Self {
            suite: None,
            key: None,
            signature: finding,
            issuer: None,
        }
    }

    fn is_right(&self) -> bool {
        self.signature.outcome == Outcome::Pass
    }

    fn rank(&self) -> (Outcome, Outcome) {
        let issuer = self.issuer.as_ref().map_or(Outcome::Fail, |it| it.outcome);
        (self.signature.outcome, issuer)
    }

    fn to_report(&self) -> ProofReport {
        let issuer = self
            .issuer
            .as_ref()
            .filter(|it| it.outcome != Outcome::Pass);
        let decisive = issuer
            .filter(|_| self.is_right())
            .unwrap_or(&self.signature);
        ProofReport {
            suite: self.suite.clone(),
            key: self.key.clone(),
            outcome: decisive.outcome,
            sentence: decisive.sentence.clone(),
        }
    }
}

/// What all proofs of a document show together.
#[derive(Debug)]
pub(super) struct Signed {
    pub proofs: Vec<ProofReport>,
    pub suite: Option<String>,
    pub signature: Vec<Finding>,
    pub issuer: Option<Finding>,
}

/// Checks every proof of a document. One that shows the issuer's signature is enough; the others
/// are told of.
pub(super) fn check_proofs(document: &Value, asker: &Asker<'_>) -> Signed {
    let claims = match data_integrity::claims(document) {
        Ok(claims) => claims,
        Err(error) => return combine(vec![Shown::refused(proof_finding(&error))]),
    };
    let checker = Checker::new(document, ContextSet::embedded());
    let shown = claims
        .into_iter()
        .enumerate()
        .map(|(index, claim)| match claim {
            Ok(claim) => check_proof(document, &checker, index, &claim, asker),
            Err(error) => Shown::refused(proof_finding(&error)),
        });
    combine(shown.collect())
}

fn combine(shown: Vec<Shown>) -> Signed {
    let proofs = shown.iter().map(Shown::to_report).collect();
    let best = shown.iter().enumerate().min_by_key(|(_, it)| it.rank());
    let (chosen, best) = best.expect("a document without proofs is refused before");
    let mut signature = Vec::new();
    let others = shown
        .iter()
        .enumerate()
        .filter(|(index, _)| *index != chosen);
    for (_, other) in others.filter(|_| best.is_right()) {
        let decisive = other.to_report();
        if decisive.outcome != Outcome::Pass {
            signature.push(Finding::warn(further(&decisive.sentence)));
        }
    }
    if signature.is_empty() {
        signature.push(best.signature.clone());
    }
    Signed {
        proofs,
        suite: best.suite.clone(),
        signature,
        issuer: best.issuer.clone(),
    }
}

fn further(problem: &Sentence) -> Sentence {
    match problem.code() {
        Code::UnknownSuite => {
            Sentence::new(Code::SignatureOthers).with("suite", problem.value("suite"))
        }
        _ => Sentence::new(Code::SignatureFurther).with("problem", problem),
    }
}

fn check_proof(
    document: &Value,
    checker: &Checker<'_>,
    index: usize,
    claim: &ProofClaim,
    asker: &Asker<'_>,
) -> Shown {
    let method = &claim.verification_method;
    let result = (|| {
        if !method.contains(':') {
            return Err(malformed("verificationMethod"));
        }
        if !is_plain(document, index) {
            return Err(malformed("proof"));
        }
        if claim.expires.is_some_and(|it| it <= asker.session.now) {
            let written = proof(document, index).and_then(|it| text(it, "expires"));
            let written = written.and_then(Written::new);
            let day = written.as_ref().map_or("?", Written::day);
            return Err(Finding::fail(
                Sentence::new(Code::ProofExpired).with("date", day),
            ));
        }
        let named = key_in_name(method)?.map(JwsKey::Ed25519);
        let issuer = id(&document["issuer"]).unwrap_or_default();
        let (key, owner) = whose(method, named, issuer, asker);
        let Some(JwsKey::Ed25519(key)) = key else {
            let none = Finding::unchecked(Sentence::new(Code::SignatureNoKey));
            return Ok((key.map_or(none, |_| wrong_key()), Some(owner)));
        };
        Ok((check_signature(checker, index, claim, &key), Some(owner)))
    })();
    let (signature, issuer) = result.unwrap_or_else(|finding| (finding, None));
    let is_named = id(&document["issuer"]).is_some();
    Shown {
        suite: Some(claim.suite.as_str().to_owned()),
        key: Some(method.clone()),
        issuer: issuer.filter(|_| is_named && matters(&signature)),
        signature,
    }
}

/// Whose key it is matters once the signature is right, or where the key could not be had.
fn matters(signature: &Finding) -> bool {
    signature.outcome == Outcome::Pass || signature.sentence.code() == Code::SignatureNoKey
}

// The members of a proof are texts or lists of texts. Objects in each of many proofs could be made
// to be hard to canonicalize.
fn proof(document: &Value, index: usize) -> Option<&Value> {
    list(document.get("proof")).nth(index)
}

fn is_plain(document: &Value, index: usize) -> bool {
    let mut members = proof(document, index)
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    members.all(|(name, it)| name == "@context" || list(Some(it)).all(Value::is_string))
}

fn check_signature(
    checker: &Checker<'_>,
    index: usize,
    claim: &ProofClaim,
    key: &PublicKey,
) -> Finding {
    if let Err(error) = checker.check(index, key) {
        return proof_finding(&error);
    }
    // Canonical JSON signs names without meaning, too.
    if claim.suite == Suite::EddsaJcs2022
        && let Err(error) = checker.ensure_meaning()
    {
        return canonical_finding(&error);
    }
    Finding::pass(Sentence::new(Code::SignatureOk))
}

/// The key to check with, and whether it is the issuer's. `named` is the key that the document
/// brings itself: it can show that nothing was changed since, but not who signed.
fn whose(
    method: &str,
    named: Option<JwsKey>,
    issuer: &str,
    asker: &Asker<'_>,
) -> (Option<JwsKey>, Finding) {
    let controller = method.split('#').next().unwrap_or_default();
    if !has_address(issuer) {
        return (named, without_address(controller, issuer));
    }
    match KeyList::of(issuer, asker).and_then(|it| it.find(method)) {
        Ok(key) => {
            let sentence = Sentence::new(Code::IssuerOk).with("issuer", host_of(issuer));
            (Some(key), Finding::pass(sentence))
        }
        Err(finding) => (named, finding),
    }
}

fn without_address(controller: &str, issuer: &str) -> Finding {
    if controller == issuer && controller.starts_with("did:key:") {
        return Finding::warn(Sentence::new(Code::IssuerKeyOnly));
    }
    let names_nobody = issuer.starts_with("urn:uuid:") && controller.starts_with("did:key:");
    if names_nobody {
        return Finding::warn(Sentence::new(Code::IssuerUnknown));
    }
    let can_be_resolved_by_others = controller == issuer;
    let sentence = if can_be_resolved_by_others {
        return Finding::unchecked(Sentence::new(Code::IssuerNoAddress).with("issuer", issuer));
    } else {
        Sentence::new(Code::IssuerOtherKey)
    };
    Finding::fail(sentence.with("key", controller).with("issuer", issuer))
}

/// Checks the token that a credential came in. `document` is the credential in its payload.
pub(super) fn check_token(jws: &Jws, document: &Value, asker: &Asker<'_>) -> Signed {
    let issuer = id(&document["issuer"]).unwrap_or_default();
    let (signature, owner) = match own_key(jws) {
        Err(finding) => (finding, None),
        Ok(own) => {
            let (key, owner) = token_key(jws, own, issuer, asker);
            let signature = match &key {
                None => Finding::unchecked(Sentence::new(Code::SignatureNoKey)),
                Some(key) => check_token_signature(jws, document, key),
            };
            (signature, Some(owner))
        }
    };
    combine(vec![Shown {
        suite: Some(format!("JWT {}", jws.algorithm.as_str())),
        key: jws.key_id.clone(),
        issuer: owner.filter(|_| matters(&signature)),
        signature,
    }])
}

/// The key that a token brings itself; without one, it must name one.
fn own_key(jws: &Jws) -> Result<Option<JwsKey>, Finding> {
    let own = jws.key.as_ref().map(JwsKey::from_jwk).transpose();
    let own = own.map_err(|_| wrong_kind(jws))?;
    match method(jws).is_some() || own.is_some() {
        true => Ok(own),
        false => Err(Finding::fail(Sentence::new(Code::MalformedJws))),
    }
}

/// The key that a token names.
fn method(jws: &Jws) -> Option<&str> {
    jws.key_id.as_deref().filter(|it| !it.is_empty())
}

fn token_key(
    jws: &Jws,
    own: Option<JwsKey>,
    issuer: &str,
    asker: &Asker<'_>,
) -> (Option<JwsKey>, Finding) {
    if let Some(method) = method(jws) {
        return match key_in_name(method) {
            Ok(in_name) => whose(method, in_name.map(JwsKey::Ed25519).or(own), issuer, asker),
            Err(finding) => (None, finding),
        };
    }
    let key = own.expect("a token without a key of its own names one");
    if !has_address(issuer) {
        return (Some(key), without_address("", issuer));
    }
    let owner = KeyList::of(issuer, asker).and_then(|it| it.has(&key));
    let ok = Sentence::new(Code::IssuerOk).with("issuer", host_of(issuer));
    (
        Some(key),
        owner.map_or_else(|finding| finding, |()| Finding::pass(ok)),
    )
}

fn wrong_kind(jws: &Jws) -> Finding {
    let sentence = Sentence::new(Code::WrongKey);
    Finding::fail(sentence.with("kind", jws.algorithm.as_str()))
}

fn check_token_signature(jws: &Jws, document: &Value, key: &JwsKey) -> Finding {
    match jws.verify(key) {
        Ok(()) => {}
        Err(JwsError::WrongKey { .. }) => return wrong_kind(jws),
        Err(_) => return Finding::fail(Sentence::new(Code::SignatureMismatch)),
    }
    if let Some(name) = wrong_claim(&jws.payload, document) {
        return Finding::fail(Sentence::new(Code::SignatureClaim).with("name", name));
    }
    // The token's own members have no meaning in the credential's vocabulary.
    match canonicalize(&without(document, TOKEN_MEMBERS)) {
        Ok(_) => Finding::pass(Sentence::new(Code::SignatureOk)),
        Err(error) => canonical_finding(&error),
    }
}

/// What the token says beside the credential must not contradict it.
fn wrong_claim(payload: &Map<String, Value>, document: &Value) -> Option<&'static str> {
    let [from, until] = validity_names(document).map(|name| text(document, name).and_then(instant));
    let texts = [
        ("iss", id(&document["issuer"])),
        ("jti", text(document, "id")),
        ("sub", text(&document["credentialSubject"], "id")),
    ];
    let differs = |it: &(&str, Option<&str>)| {
        let (name, expected) = *it;
        let said = payload.get(name);
        said.is_some_and(|it| it.as_str().is_none() || it.as_str() != expected)
    };
    let wrong = texts.iter().find(|it| differs(it)).map(|(name, _)| *name);
    let times = [("nbf", from), ("exp", until)];
    wrong.or_else(|| {
        let differs = |(name, expected): &(&str, Option<jiff::Timestamp>)| {
            let said = payload.get(*name);
            said.is_some_and(|it| {
                let said = it.as_f64().map(f64::floor);
                said.is_none() || said != expected.map(|it| it.as_second() as f64)
            })
        };
        times.iter().find(|it| differs(it)).map(|(name, _)| *name)
    })
}

fn without(document: &Value, names: &[&str]) -> Value {
    let members = document.as_object().into_iter().flatten();
    let kept = members.filter(|(name, _)| !names.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn malformed(name: &str) -> Finding {
    Finding::fail(Sentence::new(Code::MalformedProof).with("name", name))
}

fn proof_finding(error: &ProofError) -> Finding {
    match error {
        ProofError::NoProof => Finding::fail(Sentence::new(Code::NoProof)),
        ProofError::TooManyProofs { .. } => Finding::unchecked(Sentence::new(Code::TooMuch)),
        ProofError::UnknownSuite { name } => {
            Finding::unchecked(Sentence::new(Code::UnknownSuite).with("suite", name))
        }
        ProofError::Chained => Finding::unchecked(Sentence::new(Code::ChainedProof)),
        ProofError::Missing { name } | ProofError::Malformed { name, .. } => malformed(name),
        ProofError::Purpose { .. } => malformed("proofPurpose"),
        ProofError::NoSuchProof { .. } => malformed("proof"),
        ProofError::Multibase | ProofError::Base58 | ProofError::SignatureLength { .. } => {
            malformed("proofValue")
        }
        ProofError::ContextMismatch => malformed("@context"),
        ProofError::Canonicalize(error) => canonical_finding(error),
        ProofError::Jcs(error) => uncovered(error, ""),
        ProofError::Mismatch => Finding::fail(Sentence::new(Code::SignatureMismatch)),
    }
}

fn canonical_finding(error: &CanonicalizeError) -> Finding {
    let CanonicalizeError::JsonLd(error) = error else {
        return Finding::unchecked(Sentence::new(Code::TooMuch));
    };
    let pointer = &error.pointer;
    Finding::unchecked(match &error.reason {
        Reason::UnknownContext { url } => Sentence::new(Code::UnknownContext).with("url", url),
        Reason::InlineContext => Sentence::new(Code::InlineContext),
        Reason::TooDeep => Sentence::new(Code::TooDeep),
        Reason::TooManyQuads | Reason::TooMuchText(_) => Sentence::new(Code::TooMuch),
        Reason::UndefinedTerm { term } => {
            let sentence = Sentence::new(Code::UndefinedTerm).with("term", term);
            sentence.with("pointer", pointer)
        }
        Reason::UndefinedType { name } => {
            let sentence = Sentence::new(Code::UndefinedType).with("value", name);
            sentence.with("pointer", pointer)
        }
        other => return uncovered(other, pointer),
    })
}

fn uncovered(detail: &dyn std::fmt::Display, pointer: &str) -> Finding {
    let sentence = Sentence::new(Code::Uncovered).with("detail", detail);
    Finding::unchecked(sentence.with("pointer", pointer))
}

/// The registered claims of a token that stand beside the credential's own members.
const TOKEN_MEMBERS: &[&str] = &["iss", "jti", "nbf", "sub", "exp", "iat", "aud", "proof"];
